"""What a project may touch: it reads what it names, and writes its film and its work folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from test_check import tone

from conftest import FakePainter, Site, draw_video, without_rights
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import ProjectError


def tree(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize(
    "link", [lambda a, b: shutil.copy(a, b), os.link, lambda a, b: b.symlink_to(a)]
)
@pytest.mark.parametrize("role", ["style", "music", "still"])
def test_no_film_replaces_what_it_is_made_of(
    site: Site, role: str, link: Callable[[Path, Path], object]
) -> None:
    source = site.folder / "source.mp4"
    if role == "still":
        draw_video(source, 8)
    else:
        shutil.copy(site.folder / "one/img1.png", source)
    film = site.folder / "film.mp4"
    link(source, film)
    same = "film.mp4" if not film.samefile(source) else "source.mp4"
    named = f'"../{site.folder.name}/{same}"'
    if role == "style":
        site.replace('"red.png"', named)
    elif role == "music":
        site.replace("[edit]", f"[music]\nfile = {named}\n[edit]")
    else:
        site.replace('frames = "one"', f"frames = {named}")
    with pytest.raises(ProjectError, match="`output` would overwrite"):
        check(site.file)


@pytest.mark.parametrize("command", ["build", "film", "preview"])
def test_a_film_that_is_not_ours_is_left_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(["paint", str(site.file)]) == 0
    name = "film.preview.mp4" if command == "preview" else "film.mp4"
    (site.folder / name).write_bytes(b"my holiday")
    painter.painted = 0
    assert run([command, str(site.file)]) == 1
    assert f"{name}: was not written by tlstyle and is left alone" in capsys.readouterr().err
    assert painter.painted == 0
    assert (site.folder / name).read_bytes() == b"my holiday"
    assert run([command, str(site.file), "--force"]) == 0
    assert run([command, str(site.file)]) == 0


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_a_clip_that_is_not_ours_is_left_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert run(["build", str(site.file)]) == 0
    clip = site.folder / "film.work/clips/one.mp4"
    clip.parent.mkdir()
    clip.write_bytes(b"mine")
    assert run(["film", str(site.file), "--clips", *options]) == 1
    said = capsys.readouterr().err
    assert said.endswith(f"{clip}: was not written by tlstyle and is left alone: move it\n")
    assert clip.read_bytes() == b"mine"


@pytest.mark.parametrize("kept", [-1, -1000, 3000])
def test_our_film_cut_short_is_written_anew(site: Site, painter: FakePainter, kept: int) -> None:
    assert run(["build", str(site.file)]) == 0
    film = site.folder / "film.mp4"
    whole = film.read_bytes()
    film.write_bytes(whole[:kept])
    assert run(["build", str(site.file)]) == 0
    assert film.read_bytes() == whole


@pytest.mark.parametrize("place", ["styles", "music", "film.work", "film.work/frames", "model"])
def test_folders_that_may_not_be_read_are_told_in_a_line(
    site: Site, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    site.replace('style = "red.png"', 'style = "styles/red.png"\nmodel = "model/inner"')
    site.write(lambda text: text + '[music]\nfile = "music/tone.wav"\n')
    (site.folder / "styles").mkdir()
    (site.folder / "red.png").rename(site.folder / "styles/red.png")
    for inner in ("music", "model/inner", "film.work/frames/one"):
        (site.folder / inner).mkdir(parents=True)
    tone(site.folder / "music/tone.wav", 1)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(site.folder, folder, dirs_exist_ok=True))
        for entry in (copy, *copy.rglob("*")):
            entry.chmod(0o777)
        (copy / place).chmod(0)
        with without_rights():
            assert run(["status", str(copy / "film.toml")]) in (1, 2)
    said = capsys.readouterr().err
    assert "ermission" in said or "cannot be" in said
    assert str(copy / place) in said
    assert "a bug" not in said


def test_a_project_that_may_only_be_read_is_looked_at(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(["build", str(site.file), "--quiet"]) == 0
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as elsewhere:
        copy = Path(shutil.copytree(site.folder, folder, dirs_exist_ok=True))
        Path(elsewhere).chmod(0o777)

        def may(place: Path, mode: int, **_: object) -> bool:  # by itself it goes by who root is
            return mode != os.W_OK or not Path(place).is_relative_to(copy)

        monkeypatch.setattr(os, "access", may)
        for entry in (copy, *copy.rglob("*")):
            entry.chmod(0o555 if entry.is_dir() else 0o444)
        capsys.readouterr()
        with without_rights():
            assert run(["status", str(copy / "film.toml")]) == 0
            said = capsys.readouterr().out
            assert run(["check", str(copy / "film.toml")]) == 0
            for command in (["sheet"], ["frame", "--at", "0"]):
                asked = [command[0], str(copy / "film.toml"), *command[1:]]
                assert run([*asked, "--output", f"{elsewhere}/{command[0]}.png"]) == 0
                assert run(asked) == 1
                assert "cannot be written there: name another" in capsys.readouterr().err
            assert run([*asked, "--output", f"{elsewhere}/frame.png", "--force"]) == 1
            assert "what the frame shows is not painted yet: copy" in capsys.readouterr().err
            assert run(["build", str(copy / "film.toml")]) == 2
        assert run(["review", str(copy / "film.toml"), "--output", f"{elsewhere}/x.html"]) == 0
        copy.chmod(0o755)
    assert "one: 8 of 8 done" in said
    assert f"{copy / 'film.mp4'}: up to date" in said
    assert "film.work: cannot be written" in capsys.readouterr().err


def test_a_sheet_replaces_sheets_alone(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    still = site.folder / "one/img1.png"
    run(["paint", str(site.file)])
    frame = site.frames / "one/img3.png"
    before = [file.read_bytes() for file in (still, frame)]
    for file in (still, frame):
        assert run(["sheet", str(site.file), "--output", str(file)]) == 1
        assert f"{file}: " in capsys.readouterr().err
    assert [file.read_bytes() for file in (still, frame)] == before
    assert [run(["sheet", str(site.file)]) for _ in range(2)] == [0, 0]


def test_a_sheet_replaces_no_style_that_is_a_sheet_itself(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sheet", str(site.file)]) == 0
    site.replace('style = "red.png"', 'style = "film.sheet.png"')
    assert run(["sheet", str(site.file)]) == 1
    assert "would overwrite" in capsys.readouterr().err


def test_a_sheet_that_cannot_be_written_is_told_as_such(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    output = site.file / "sheet.png"
    assert run(["sheet", str(site.file), "--output", str(output)]) == 1
    said = f"error: {output}: cannot be written there: name another place with --output\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("place", ["frames", "frames/one", "preview/two", "clips"])
def test_a_work_folder_follows_no_link_out_of_itself(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    photos = site.folder / "photos"
    (photos / "one").mkdir(parents=True)
    Image.new("RGB", (5, 5)).save(photos / "img1.png")
    link = site.folder / "film.work" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(photos)
    before = tree(photos)
    assert run(["build", str(site.file)]) == 2
    assert "leads out of the work folder to photos" in capsys.readouterr().err
    assert tree(photos) == before


def test_the_work_folder_may_itself_be_a_link(site: Site, painter: FakePainter) -> None:
    (site.folder / "big disk").mkdir()
    (site.folder / "film.work").symlink_to(site.folder / "big disk")
    assert run(["build", str(site.file)]) == 0
    assert (site.folder / "big disk/frames/one/img1.png").is_file()


def test_a_frame_that_is_a_link_is_replaced_and_its_target_kept(
    site: Site, painter: FakePainter
) -> None:
    photo = site.folder / "photo.png"
    Image.new("RGB", (5, 5)).save(photo)
    before = photo.read_bytes()
    (site.frames / "one").mkdir(parents=True)
    (site.frames / "one/img1.png").symlink_to(photo)
    assert run(["paint", str(site.file)]) == 0
    assert not (site.frames / "one/img1.png").is_symlink()
    assert photo.read_bytes() == before


def test_what_is_no_file_is_not_waited_for(site: Site) -> None:
    os.mkfifo(site.folder / "pipe")
    site.replace('"red.png"', '"pipe"')
    with pytest.raises(ProjectError, match="pipe: is not a file"):
        check(site.file)


def test_music_reads_no_file_that_the_project_does_not_name(site: Site) -> None:
    tone(site.folder / "secret.wav", 1)
    secret = site.folder / "secret.wav"
    lists = {
        "song.mp3": f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
        "song.m4a": f"ffconcat version 1.0\nfile '{secret.name}'\n",
        "song.wav": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/{secret}\n",
    }
    for name, content in lists.items():
        (site.folder / name).write_text(content)
        site.file.unlink()
        site.write()
        site.replace("[edit]", f'[music]\nfile = "{name}"\n[edit]')
        with pytest.raises(
            ProjectError, match=f"{name}: (there is no sound in|is no sound that can)"
        ):
            check(site.file)
