"""What the pages for people lead to is there, and their commands do what they say."""

from __future__ import annotations

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from PIL import Image

from conftest import FakePainter, draw_stills, put_weights
from films import record, tone
from tlstyle import __version__
from tlstyle.cli.app import run
from tlstyle.cli.program import app
from tlstyle.codecs import CODECS
from tlstyle.machine.encoders import Encoders

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in links, as forges make it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w -]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    for link in links:
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_the_readme_stays_a_page_that_is_read_to_its_end() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 250


def test_what_is_cited_is_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["license"] == "MIT"


def test_the_forges_workflow_makes_what_there_is_to_make() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = [str(step["run"]) for step in steps if "run" in step]
    made = {command.removeprefix("make ") for command in commands if command.startswith("make ")}
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"test", "systems", "release"} == made <= {*targets}
    systems = {job["runs-on"] for job in workflow["jobs"].values()}
    assert "windows-latest" in systems
    assert any("pytest" in command for command in commands)


def test_every_reason_that_versions_are_explained_by_is_one_that_frames_have() -> None:
    told = (ROOT / "docs/versions.md").read_text("utf-8").partition("## How a step")[0]
    rows = re.findall(r"^\| (`.*?) \| ", told, re.MULTILINE)
    said = {text for row in rows for text in re.findall(r"`([^`]+)`", row)} - {"check"}
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "tlstyle").rglob("*.py"))
    assert said
    assert [text for text in said if f'"{text}"' not in code and f'"{text} ' not in code] == []


def test_every_command_that_a_page_names_is_there_with_its_options() -> None:
    commands = typer.main.get_group(app).commands
    seen = set[str]()
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines()
        for said in (*re.findall(r"`(tlstyle [^`\n]+)`", text), *lines):
            for part in re.split(r" && | \| ", said):
                if not re.match("tlstyle [a-z]", part):
                    continue
                name, *words = shlex.split(part, comments=True)[1:]
                assert name in commands, f"{page.name}: {said}"
                options = {option for each in commands[name].params for option in each.opts}
                wanted = {word.partition("=")[0] for word in words if word.startswith("-")}
                assert wanted <= options | {"--help", "--debug"}, f"{page.name}: {said}"
                seen.add(name)
    assert seen == commands.keys()


def test_the_reference_of_keys_is_what_the_program_goes_by() -> None:
    written = runpy.run_path(str(ROOT / "docs/keys.py"))["reference"]()
    kept = (ROOT / "docs/keys.md").read_text("utf-8")
    assert kept == written, "keys have changed: .venv/bin/python docs/keys.py writes the page anew"
    assert "| `camera.zoom` | a number, 1 to 20; [keyframes]" in kept


PLACES = {
    "/media/card": "{folder}/card",
    "/media/disk": "{folder}/disk",
    "1920x1080": "64x36",
    "[1920, 1080]": "[64, 36]",
}
"""What stands in a page, and what a test has instead."""


def test_the_tutorials_commands_and_those_of_the_questions_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, painter: FakePainter, cache: Path
) -> None:
    put_weights(monkeypatch)
    alone = Encoders("ffmpeg", "8", dict.fromkeys(CODECS, ""), {})
    monkeypatch.setattr("tlstyle.machine.machine.encoders", lambda: alone)
    draw_stills(tmp_path / "card/DCIM/harbour", 8)
    draw_stills(tmp_path / "card/DCIM/skyline", 6, start=50)
    place = tmp_path / "evening"
    (place / "art").mkdir(parents=True)
    for name, colour in (("wave", "red"), ("night", "blue")):
        picture = Image.new("RGB", (40, 40), colour)
        picture.paste("black", (0, 0, 2, 2))
        picture.save(place / f"art/{name}.jpg")
    record(place / "song.mp3", tone(1.0))
    monkeypatch.chdir(place)
    ran = [line for page in ("tutorial", "questions") for line in follow(page, place)]
    assert len(ran) > 15
    made = {file.name for file in place.iterdir()}
    assert {f"evening{end}" for end in (".mp4", ".preview.mp4", ".review.html", ".edl")} <= made
    assert {"evening.audition.png", "evening.sheet.png", "evening.work"} <= made
    assert (tmp_path / "disk/evening/evening.work/frames/harbour/img1.png").exists()


def follow(page: str, place: Path) -> Iterator[str]:
    """Do what a page says: write its files, run its commands, each of which ends with 0."""
    text = (ROOT / f"docs/{page}.md").read_text("utf-8")
    for ours, theirs in PLACES.items():
        text = text.replace(ours, theirs.format(folder=place.parent))
    for kind, block in re.findall(r"^```(toml|sh)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        if kind == "toml":
            (place / block.partition("\n")[0].removeprefix("# ")).write_text(block)
            continue
        for line in block.splitlines():
            assert run(shlex.split(line, comments=True)[1:]) == 0, line
            yield line
