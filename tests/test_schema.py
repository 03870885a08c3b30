"""The schema: what editors say of every key, and taplo's own word on projects good and bad."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from pydantic import ValidationError

from conftest import Site
from tlstyle.cli.app import run
from tlstyle.project import NewSequence, ProjectTable, write_project
from tlstyle.project.editor import SCHEMA_LINE, SCHEMA_NAME, write_schema
from tlstyle.project.schema import in_words, project_schema

ROOT = Path(__file__).parents[1]
TAPLO = Path(sys.executable).with_name("taplo")
SCHEMA = project_schema()
HEADINGS = {name: f"[{name}]" for name in ("style", "edit", "music", "preview")} | {
    name: f"[[{name}]]" for name in ("sequence", "shape")
}


def taplo(*files: Path) -> list[tuple[int, int, str]]:
    """Return the line, the column and the words of what taplo finds in projects."""
    checked = subprocess.run(
        [TAPLO, "check", "--colors=never", *files], capture_output=True, text=True, check=False
    )
    found = re.findall(r"^error: (.*)\n.*?:(\d+):(\d+)$", checked.stderr, re.MULTILINE)
    assert bool(found) == bool(checked.returncode), checked.stderr
    return [(int(line), int(column), what) for what, line, column in found]


def tables(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the tables that a key may be, or have in its list."""
    if "properties" in node:
        yield node
    for each in (node.get("items"), *node.get("anyOf", [])):
        if isinstance(each, dict):
            yield from tables(each)


def keys(node: dict[str, Any], *path: str) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield every key below a key, and what is said of it."""
    for table in tables(node):
        for name, key in table["properties"].items():
            yield (*path, name), key
            yield from keys(key, *path, name)


KEYS = list(keys(SCHEMA))
OWN = [(path, key) for path, key in KEYS if not any(tables(key)) or len(path) > 1]


def instance(table: dict[str, Any]) -> dict[str, Any]:
    """Return the shortest table of its kind."""
    required = {name: table["properties"][name] for name in table.get("required", ())}
    return {
        name: key["const"] if "const" in key else key["examples"][0] if "examples" in key else []
        for name, key in required.items()
    }


def wrapped(value: Any, node: dict[str, Any], path: tuple[str, ...]) -> Any:
    """Return the shortest project, or part of one, that has a value at a path."""
    if not path:
        return value
    table = next(each for each in tables(node) if path[0] in each["properties"])
    key = table["properties"][path[0]]
    least = instance(table) | ({"steps": 600} if path[0] in ("scale", "share") else {})
    made = {**least, path[0]: wrapped(value, key, path[1:])}
    return [made] if node.get("type") == "array" else made


def project_with(value: Any, path: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = wrapped(value, SCHEMA, path)
    least = instance(SCHEMA["properties"]["sequence"]["items"])
    return {**made, "sequence": made.get("sequence") or [least]}


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    """A project for every example and every default of the schema."""
    shown = [
        (path, value)
        for path, key in KEYS
        for value in (*key.get("examples", ()), *([key["default"]] if "default" in key else []))
        if value not in ([], {})
    ]
    assert len(shown) > 100
    return [project_with(value, path) for path, value in shown]


def test_every_key_says_where_it_stands_what_it_means_and_what_it_may_be() -> None:
    assert len(OWN) > 150
    for path, key in OWN:
        assert key["title"].split()[-1].strip("[]") == path[-1], path
        assert key["description"], path
        assert "](" not in key["description"], path
        shown = key.keys() & {"default", "enum", "const", "examples"}
        assert shown or key.get("type") == "boolean", path


def test_the_schema_is_printed_for_whatever_wants_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_what_the_schema_shows_is_what_the_program_takes(samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        try:
            ProjectTable.model_validate(sample)
        except ValidationError as error:
            pytest.fail(f"{sample}: {error}")


def test_what_the_schema_shows_is_what_editors_take(
    samples: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / SCHEMA_NAME).write_text(json.dumps(SCHEMA))
    files = [tmp_path / f"{number}.toml" for number in range(len(samples))]
    for file, sample in zip(files, samples, strict=True):
        file.write_text(f"{SCHEMA_LINE}\n{tomlkit.dumps(sample)}")
    assert taplo(*files) == []


@pytest.mark.parametrize("name", ["sf", "craft"])
def test_our_own_projects_are_sound_to_editors(tmp_path: Path, name: str) -> None:
    file = tmp_path / "film.toml"
    file.write_bytes((ROOT / f"projects/{name}.toml").read_bytes())
    assert run(["schema", str(file)]) == 0
    assert taplo(file) == []


def test_a_new_project_is_known_to_editors(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    write_project(file, [NewSequence("one", (tmp_path / "one",), tmp_path / "a.jpg")])
    write_schema(file)
    assert file.read_text().startswith(f"{SCHEMA_LINE}\n")
    assert json.loads((tmp_path / SCHEMA_NAME).read_text()) == SCHEMA
    assert taplo(file) == []


def test_an_editor_shows_what_is_wrong_and_where(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    text = site.file.read_text()
    assert run(["schema", str(site.file)]) == 0
    assert capsys.readouterr().out == f"{site.folder / SCHEMA_NAME}\n"
    assert site.file.read_text() == f"{SCHEMA_LINE}\n{text}"
    assert run(["schema", str(site.file)]) == 0  # and once more, as behind a newer version
    assert site.file.read_text() == f"{SCHEMA_LINE}\n{text}"
    assert taplo(site.file) == []

    strength = 'strength = [[0, 0], ["50%", 1.5]]\ncamera = { zoom = 0.5 }'
    site.replace('style = "red.png"', f'styel = "red.png"\n{strength}')
    site.replace("fps = 24", "fps = 24\n[music]\nfile = 3")
    found = taplo(site.file)
    assert (6, 8, '3 is not of type "string"') in found
    assert (16, 1, "Additional properties are not allowed ('styel' was unexpected)") in found
    assert (17, 29, "1.5 is greater than the maximum of 1") in found
    assert (18, 19, "0.5 is less than the minimum of 1") in found
    assert any('"style" is a required property' in what for _, _, what in found)


def test_a_project_with_another_schema_keeps_it(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    text = site.write(lambda text: f"#:schema ./mine.json\r\n{text}").read_bytes()
    assert run(["schema", str(site.file)]) == 2
    assert "film.toml: line 1: names another schema: remove" in capsys.readouterr().err
    assert site.file.read_bytes() == text
    assert not (site.folder / SCHEMA_NAME).exists()


def test_only_a_project_gets_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    assert run(["schema", str(notes)]) == 2
    assert "notes.txt: is no project: those are named .toml" in capsys.readouterr().err
    assert notes.read_text() == "mine"
    assert not (tmp_path / SCHEMA_NAME).exists()


def handbook_rows() -> dict[tuple[str, str], tuple[str, str]]:
    """Return of every key in the handbook's tables its default and its meaning."""
    found, nested = {}, None
    for line in (ROOT / "docs/project.md").read_text().splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if heading := re.match(r"\| key of `(\w+)` \|", line):
            nested = heading[1]
        elif not cells:
            nested = None
        elif len(cells) == 3:
            names = re.findall(r"`([^`]+)`", cells[0])
            is_own = len(names) > 2 and names[0] in ("[[sequence]]", "[[shape]]")
            place = names.pop(0) if names and names[0].startswith("[") else nested or ""
            shown = re.findall(r"`([^`]+)`", cells[1]) or [""]
            for number, name in enumerate(names):
                default = shown[min(number, len(shown) - 1)]
                is_plain = re.fullmatch(r"(`[^`]+`(, )?)*", cells[1])
                found[place, name] = (
                    default if is_plain else "",
                    "" if is_own else in_words(cells[2]),
                )
    return found


ROWS = handbook_rows()
PLACES = [*HEADINGS, "raw", "camera", "mask", "deflicker", "study", "fit", "beats"]
IN_HANDBOOK = [
    (path, key)
    for path, key in OWN
    if path[-1] not in ("keys", "ease") and (len(path) == 1 or path[-2] in PLACES)
]


def test_the_handbook_says_of_every_key_what_the_schema_says() -> None:
    assert len(IN_HANDBOOK) > 80
    for path, key in IN_HANDBOOK:
        place = HEADINGS.get(path[-2], path[-2]) if len(path) > 1 else ""
        default, meaning = ROWS[place, path[-1]]
        assert meaning in (key["description"], "its own", ""), path
        if "default" in key and default:
            own = tomlkit.parse(f"x = {default}").unwrap()["x"]
            assert key["default"] in (own, str(own)), path  # a rate is a text, which is exact
