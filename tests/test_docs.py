"""What the pages for people lead to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tlstyle import __version__

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
