"""Two projects that would write one film, or share a work folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FakePainter, Site
from films import described
from tlstyle.cli.app import run


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was written to standard error since it was last asked for."""
    return lambda: capsys.readouterr().err


def other_project(site: Site, name: str, output: str, folder: Path | None = None) -> Path:
    """Write a project of the same sequences, another dissolve and some output."""
    folder = folder or site.folder
    file = folder / name
    text = site.file.read_text().replace("dissolve = 0.125", "dissolve = 0.25")
    file.write_text(f'output = "{output}"\n{text}')
    return file


def test_two_projects_of_one_output_keep_off_each_others_film(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    other = other_project(site, "other.toml", "film.mp4")
    film = site.folder / "film.mp4"
    assert run(["build", str(site.file)]) == 0
    before = film.read_bytes()
    assert run(["build", str(other)]) == 1
    told = said()
    assert told.startswith(f"error: {film}: belongs to {site.file} and is left alone: move it")
    assert "tlstyle film --force" in told
    assert film.read_bytes() == before
    painter.painted = 0
    assert run(["paint", str(other)]) == 0
    assert run(["film", str(other), "--force"]) == 0
    assert run(["build", str(other)]) == 0
    assert run(["build", str(site.file)]) == 1
    assert f"belongs to {other}" in said()


def test_even_the_same_film_of_another_project_is_not_taken_for_ones_own(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    twin = site.folder / "twin.toml"
    twin.write_text('output = "film.mp4"\n' + site.file.read_text())
    assert run(["build", str(site.file)]) == 0
    assert run(["build", str(twin)]) == 1
    assert f"belongs to {site.file}" in said()


def test_a_preview_named_as_another_projects_film_keeps_off_it(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    other = other_project(site, "other.toml", "film.preview.mp4")
    assert run(["build", str(other)]) == 0
    film = site.folder / "film.preview.mp4"
    before = film.read_bytes()
    assert run(["preview", str(site.file)]) == 1
    assert f"{film}: belongs to {other} and is left alone" in said()
    assert film.read_bytes() == before


def test_two_projects_of_one_output_keep_off_each_others_sheet(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    other = other_project(site, "other.toml", "film.mp4")
    assert run(["sheet", str(site.file)]) == 0
    assert run(["sheet", str(other)]) == 1
    assert f"film.sheet.png: is the sheet of {site.file} and is left alone" in said()
    assert run(["sheet", str(site.file)]) == 0


def test_a_project_moved_as_a_whole_keeps_its_film(
    site: Site, painter: FakePainter, tmp_path: Path
) -> None:
    assert run(["build", str(site.file)]) == 0
    moved = Site(tmp_path / "elsewhere" / "moved")
    moved.folder.parent.mkdir()
    entries = [entry for entry in site.folder.iterdir() if entry.name != "elsewhere"]
    moved.folder.mkdir()
    for entry in entries:
        entry.rename(moved.folder / entry.name)
    shutil.rmtree(moved.folder / "film.work/segments")
    (moved.folder / "film.work/project.json").unlink()  # the work folder is safe to delete
    before = (moved.folder / "film.mp4").read_bytes()
    assert run(["build", str(moved.file)]) == 0
    assert (moved.folder / "film.mp4").read_bytes() == before
    moved.replace("dissolve = 0.125", "dissolve = 0.25")
    assert run(["build", str(moved.file)]) == 0


def test_a_project_moved_away_from_its_film_is_known_by_its_work_folder(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    project = site.folder / "project"
    project.mkdir()
    for name in ("film.toml", "one", "two", "red.png", "blue.png"):
        (site.folder / name).rename(project / name)
    inner = Site(project)
    inner.replace('title = "Two shots"', f'output = "{site.folder}/films/sf.mp4"')
    assert run(["build", str(inner.file)]) == 0
    moved = Site(project.rename(site.folder / "renamed"))
    moved.replace("dissolve = 0.125", "dissolve = 0.25")
    assert run(["build", str(moved.file)]) == 0
    copied = Site(Path(shutil.copytree(moved.folder, site.folder / "copied")))
    copied.replace("dissolve = 0.25", "dissolve = 0.125")
    assert run(["build", str(copied.file)]) == 1
    assert f"belongs to {moved.file}" in said()


def test_a_project_renamed_with_its_work_folder_keeps_its_film(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    site.replace('title = "Two shots"', 'output = "sf.mp4"')
    assert run(["build", str(site.file)]) == 0
    renamed = site.file.rename(site.folder / "bay.toml")
    assert run(["build", str(renamed)]) == 1
    assert f"belongs to {site.file}, which is not there any more, and is left alone" in said()
    (site.folder / "film.work").rename(site.folder / "bay.work")
    painter.painted = 0
    assert run(["build", str(renamed)]) == 0
    assert painter.painted == 0


def test_two_project_files_of_one_stem_do_not_share_a_work_folder(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    assert run(["build", str(site.file)]) == 0
    backup = other_project(site, "film.bak", "backup.mp4")
    for command in ("check", "build", "status", "paint"):
        assert run([command, str(backup)]) == 2
        told = said()
        assert f"film.work is the work folder of {site.file.name}, which stands beside it" in told
        assert told.count("\n") == 1
    assert run(["build", str(site.file)]) == 0
    assert run(["build", str(backup.rename(site.folder / "film2.toml"))]) == 0


def test_a_project_file_whose_ending_alone_changed_goes_on_with_its_work_folder(
    site: Site, painter: FakePainter
) -> None:
    assert run(["build", str(site.file)]) == 0
    painter.painted = 0
    renamed = site.file.rename(site.folder / "film.tml")
    assert run(["paint", str(renamed)]) == 0
    assert painter.painted == 0


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"project": 5}', '{"token": [], "project": "x"}']
)
def test_a_work_folder_that_says_nothing_sensible_is_signed_anew(
    site: Site, painter: FakePainter, content: str
) -> None:
    assert run(["build", str(site.file)]) == 0
    signed = site.folder / "film.work/project.json"
    signed.write_text(content)
    assert run(["build", str(site.file)]) == 0
    assert '"project": "film.toml"' in signed.read_text()


def test_a_film_says_whose_it_is(site: Site, painter: FakePainter) -> None:
    assert run(["build", str(site.file)]) == 0
    assert '"project": "film.toml"' in described(site.folder / "film.mp4")
