"""Films, clips and sheets that somebody changed, that broke, or that a version before wrote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from conftest import FakePainter, Site
from films import SIZE, described, ffmpeg, numbered, one_shot, write
from tlstyle.cli.app import run
from tlstyle.film import Mark, frame_count, is_intact, look
from tlstyle.steps.write import PROVENANCE_KEY

EDITS = {
    "negated": ("-vf", "negate"),
    "graded": ("-vf", "eq=saturation=0.5", "-crf", 17, "-preset", "veryfast", "-bf", 2, "-g", 12),
    "shortened": ("-t", "0.2"),
    "cut without encoding": ("-t", "0.2", "-c", "copy"),
    "scaled": ("-vf", "scale=48:28"),
    "turned": ("-c", "copy", "-metadata:s:v", "rotate=90"),
    "of another title": ("-c", "copy", "-movflags", "+faststart", "-metadata", "title=Mine"),
    "in fragments": ("-c", "copy", "-movflags", "frag_keyframe+empty_moov"),
}


def edited(film: Path, edit: Sequence[object]) -> bytes:
    """Save an edited film over itself, as ffmpeg makes it, comment and all."""
    made = film.with_name("made.mp4")
    ffmpeg("-y", "-i", film, *edit, made)
    assert b"tlstyle " in made.read_bytes()
    made.replace(film)
    return film.read_bytes()


@pytest.fixture
def built(site: Site, painter: FakePainter) -> Site:
    assert run(["build", str(site.file)]) == 0
    return site


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was written to standard error since it was last asked for."""
    return lambda: capsys.readouterr().err


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_film_that_somebody_edited_is_left_alone(
    built: Site, said: Callable[[], str], edit: Sequence[object]
) -> None:
    film = built.folder / "film.mp4"
    mine = edited(film, edit)
    for command in ("build", "film"):
        assert run([command, str(built.file)]) == 1
        told = said()
        assert told.startswith(f"error: {film}: was changed since tlstyle wrote it and is left")
        assert told.endswith("or replace it with tlstyle film --force\n")
        assert told.count("\n") == 1
    built.replace("dissolve = 0.125", "dissolve = 0.25")
    assert run(["build", str(built.file)]) == 1
    assert film.read_bytes() == mine
    assert run(["film", str(built.file), "--force"]) == 0
    assert is_intact(film)


def test_a_preview_that_somebody_edited_is_left_alone(
    site: Site, painter: FakePainter, said: Callable[[], str]
) -> None:
    assert run(["preview", str(site.file)]) == 0
    film = site.folder / "film.preview.mp4"
    mine = edited(film, EDITS["negated"])
    assert run(["preview", str(site.file)]) == 1
    assert said().endswith("or replace it with tlstyle preview --force\n")
    assert film.read_bytes() == mine
    assert run(["preview", str(site.file), "--force"]) == 0
    assert is_intact(film)


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_a_clip_that_somebody_edited_is_left_alone(
    built: Site, said: Callable[[], str], options: list[str]
) -> None:
    command = ["film", str(built.file), "--clips"]
    assert run(command) == 0
    clip = built.folder / "film.work/clips/two.mp4"
    mine = edited(clip, EDITS["negated"])
    assert run([*command, *options]) == 1
    assert (
        said() == f"error: {clip}: was changed since tlstyle wrote it and is left alone: move it\n"
    )
    assert clip.read_bytes() == mine


def test_a_film_edited_while_a_new_one_is_made_is_left_alone(
    built: Site, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    film = built.folder / "film.mp4"

    def joined(*arguments: object) -> None:
        join(*arguments)  # type: ignore[arg-type]
        edited(film, EDITS["negated"])

    from tlstyle.film.encode import join

    monkeypatch.setattr("tlstyle.film.write.join", joined)
    built.replace("dissolve = 0.125", "dissolve = 0.25")
    assert run(["build", str(built.file)]) == 1
    assert "film.mp4: was changed since tlstyle wrote it" in said()
    assert look(film).mark is Mark.CHANGED


def test_what_is_added_behind_a_film_is_somebodys(built: Site, said: Callable[[], str]) -> None:
    film = built.folder / "film.mp4"
    mine = film.read_bytes() + b"\0\0\0\x10uuidmy words"
    film.write_bytes(mine)
    assert run(["build", str(built.file)]) == 1
    assert "was changed since tlstyle wrote it" in said()
    assert film.read_bytes() == mine


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_what_is_no_file_in_a_films_place_is_left_alone(
    built: Site, said: Callable[[], str], options: list[str]
) -> None:
    film, clip = built.folder / "film.mp4", built.folder / "film.work/clips/one.mp4"
    clip.mkdir(parents=True)
    assert run(["film", str(built.file), "--clips", *options]) == 1
    assert said() == f"error: {clip}: is no file and is left alone: move it\n"
    film.unlink()
    os.mkfifo(film)
    assert run(["film", str(built.file), *options]) == 1
    assert said() == f"error: {film}: is no file and is left alone: move it\n"


@pytest.mark.parametrize("place", ["film.work", "film.mp4", "film.preview.mp4"])
def test_a_link_to_a_disk_that_is_not_there_is_told(
    site: Site, said: Callable[[], str], place: str
) -> None:
    (site.folder / place).symlink_to("/no/such/disk")
    for command in ("check", "build", "status"):
        assert run([command, str(site.file)]) == 2
        assert f"{place} is a link to /no/such/disk, which is not there" in said()


@pytest.mark.parametrize("place", ["film.work", "film.mp4"])
def test_a_link_to_itself_is_told(site: Site, said: Callable[[], str], place: str) -> None:
    (site.folder / place).symlink_to(place)
    assert run(["check", str(site.file)]) == 2
    assert f"{place} is a link to {place}, which is not there" in said()


def test_a_film_through_a_folder_on_a_disk_that_is_not_there_is_told(
    site: Site, said: Callable[[], str]
) -> None:
    site.replace('title = "Two shots"', 'output = "films/2024/sf.mp4"')
    (site.folder / "films").symlink_to("/no/such/disk")
    assert run(["check", str(site.file)]) == 2
    assert said().count("films is a link to /no/such/disk, which is not there") == 1


# damaged


def damage(file: Path, share: float = 0.7, size: int = 40) -> None:
    """Overwrite bytes of a file where its pictures are, as a disk may; its times stay."""
    times = file.stat()
    content = bytearray(file.read_bytes())
    start = content.index(b"mdat") + 4
    place = start + int((len(content) - start - size) * share)
    content[place : place + size] = bytes(255 - byte for byte in content[place : place + size])
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_film_damaged_inside_is_named_and_made_anew_by_deep_looks(
    built: Site, said: Callable[[], str]
) -> None:
    film = built.folder / "film.mp4"
    before = film.read_bytes()
    damage(film)
    assert run(["check", "--deep", str(built.file)]) == 0
    assert f"{film}: is damaged: write it anew with tlstyle build --deep" in said()
    assert run(["build", "--deep", str(built.file)]) == 0
    assert film.read_bytes() == before


def test_a_film_damaged_inside_that_nothing_remembers_is_made_anew(
    built: Site, painter: FakePainter
) -> None:
    film = built.folder / "film.mp4"
    before = film.read_bytes()
    damage(film)
    (built.folder / "film.work/films.json").unlink()
    assert run(["build", str(built.file)]) == 0
    assert film.read_bytes() == before


def test_an_intact_film_is_read_once_and_then_remembered(
    built: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(film: Path) -> bool:
        read.append(film)
        return is_intact(film)

    monkeypatch.setattr("tlstyle.film.known.is_intact", counted)
    for content, times in (("lost", 1), ("kept", 0), ("{", 1), ("[]", 1), ('{"x": 1}', 1)):
        record = built.folder / "film.work/films.json"
        if content == "lost":
            record.unlink()
        elif content != "kept":
            record.write_text(content)
        assert run(["build", str(built.file)]) == 0
        assert len(read) == times, content
        read.clear()


@pytest.mark.parametrize("command", ["build", "preview", "sheet"])
def test_what_a_link_in_its_place_leads_to_is_written(
    site: Site, painter: FakePainter, said: Callable[[], str], command: str
) -> None:
    name = {"build": "film.mp4", "preview": "film.preview.mp4", "sheet": "film.sheet.png"}[command]
    assert run([command, str(site.file)]) == 0
    link, far = site.folder / name, site.folder / "far disk" / name
    far.parent.mkdir()
    link.rename(far)
    link.symlink_to(far)
    before = far.read_bytes()
    site.replace('title = "Two shots"', 'title = "Others"')
    assert run([command, str(site.file)]) == 0
    assert link.is_symlink()
    assert far.read_bytes() != before
    assert [*far.parent.iterdir()] == [far]
    far.write_bytes(b"somebody's")
    said()
    assert run([command, str(site.file)]) == 1
    assert "left alone" in said()
    assert far.read_bytes() == b"somebody's"


def test_a_clip_replaces_a_link_and_leaves_what_it_leads_to(built: Site) -> None:
    film, clip = built.folder / "film.mp4", built.folder / "film.work/clips/one.mp4"
    assert run(["film", str(built.file), "--clips"]) == 0
    before = film.read_bytes()
    clip.unlink()
    clip.symlink_to(film)
    assert run(["film", str(built.file), "--clips"]) == 0
    assert not clip.is_symlink()
    assert film.read_bytes() == before


def test_a_preview_that_is_a_link_to_the_film_is_refused(
    built: Site, said: Callable[[], str]
) -> None:
    (built.folder / "film.preview.mp4").symlink_to(built.folder / "film.mp4")
    assert run(["preview", str(built.file)]) == 2
    assert "film.preview.mp4 and film.mp4 lead to one file: remove the link" in said()


def test_a_link_to_a_file_of_another_kind_is_refused(built: Site, said: Callable[[], str]) -> None:
    film = built.folder / "film.mp4"
    film.rename(built.folder / "other.mov")
    film.symlink_to(built.folder / "other.mov")
    assert run(["build", str(built.file)]) == 2
    assert "film.mp4 is a link to other.mov, whose ending is another: name them alike" in said()


@pytest.mark.parametrize("deep", [(), ("--deep",)])
@pytest.mark.parametrize("name", ["film.mp4", "film.preview.mp4"])
def test_check_says_that_a_films_place_is_taken(
    built: Site, said: Callable[[], str], name: str, deep: tuple[str, ...]
) -> None:
    assert run(["preview", str(built.file)]) == 0
    film = built.folder / name
    said()
    assert run(["check", str(built.file), *deep]) == 0
    assert said().count("left alone") == 0
    ffmpeg("-i", built.folder / "film.mp4", "-vf", "negate", built.folder / "graded.mp4")
    (built.folder / "graded.mp4").replace(film)
    assert run(["check", str(built.file), *deep]) == 0
    command = "preview" if "preview" in name else "film"
    told = [line for line in said().splitlines() if "left alone" in line]
    assert told == [
        f"warning: {built.file}: {name}: was changed since tlstyle wrote it and is left alone: "
        f"move it, choose another `output`, or replace it with tlstyle {command} --force"
    ]


def test_a_damaged_clip_is_named_and_made_anew_by_deep_looks(
    built: Site, said: Callable[[], str]
) -> None:
    assert run(["film", str(built.file), "--clips"]) == 0
    one, two = (built.folder / f"film.work/clips/{name}.mp4" for name in ("one", "two"))
    before, kept = two.read_bytes(), one.stat().st_mtime_ns
    damage(two)
    assert run(["check", "--deep", str(built.file)]) == 0
    assert f"{two}: is damaged: write it anew with tlstyle build --deep" in said()
    assert run(["build", "--deep", str(built.file)]) == 0
    assert two.read_bytes() == before
    assert one.stat().st_mtime_ns == kept


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("size", [1, 40, 400])
def test_a_segment_damaged_inside_is_encoded_again_before_it_is_joined(
    built: Site, share: float, size: int
) -> None:
    film = built.folder / "film.mp4"
    before = film.read_bytes()
    for segment in (built.folder / "film.work/segments/film").iterdir():
        damage(segment, share, size)
    film.unlink()
    assert run(["build", str(built.file)]) == 0
    assert film.read_bytes() == before


def test_a_previews_damaged_segment_is_encoded_again(site: Site, painter: FakePainter) -> None:
    assert run(["preview", str(site.file)]) == 0
    film = site.folder / "film.preview.mp4"
    before = film.read_bytes()
    for segment in (site.folder / "film.work/segments/film.preview").iterdir():
        damage(segment)
    assert run(["preview", str(site.file)]) == 0
    assert film.read_bytes() == before


def test_a_damaged_segment_is_named_and_mended_by_deep_looks(
    built: Site, said: Callable[[], str]
) -> None:
    segment = min((built.folder / "film.work/segments/film").iterdir())
    damage(segment)
    assert run(["check", "--deep", str(built.file)]) == 0
    assert f"{segment}: is damaged: it is encoded again" in said()
    assert run(["build", "--deep", str(built.file)]) == 0
    assert is_intact(segment)
    assert run(["check", "--deep", str(built.file)]) == 0
    assert "is damaged" not in said()


def test_a_segment_under_anothers_name_is_encoded_again(built: Site) -> None:
    film = built.folder / "film.mp4"
    before = film.read_bytes()
    parts = sorted((built.folder / "film.work/segments/film").iterdir())
    shutil.copy(parts[0], parts[1])
    film.unlink()
    assert run(["build", str(built.file)]) == 0
    assert film.read_bytes() == before


def test_segments_that_cannot_be_joined_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tlstyle.errors import FilmError
    from tlstyle.film.encode import join

    def short(film: Path, parts: Sequence[Path], *rest: object) -> None:
        join(film, parts[:-1], *rest)  # type: ignore[arg-type]

    files = numbered(tmp_path / "frames", 250)
    film, segments = tmp_path / "f.mp4", tmp_path / "segments"
    with monkeypatch.context() as patched:
        patched.setattr("tlstyle.film.write.join", short)
        with pytest.raises(FilmError, match="ffmpeg wrote 240 of 250 frames: run it again"):
            write(film, one_shot(250), [files], segments=segments)
    assert not list(segments.iterdir())
    write(film, one_shot(250), [files], segments=segments)
    assert frame_count(film) == 250


# of versions before


def as_before(film: Path) -> None:
    """Make a film one as versions wrote it that sealed nothing."""
    digest = "0123456789abcdef" * 2
    ffmpeg(
        *("-y", "-i", film, "-c", "copy", "-movflags", "+faststart"),
        *("-metadata", f"comment=tlstyle {digest}", film.with_name("old.mp4")),
    )
    film.with_name("old.mp4").replace(film)
    assert look(film).mark is Mark.OLD


def test_a_film_of_a_version_before_is_known_by_its_segments(
    built: Site, painter: FakePainter
) -> None:
    film = built.folder / "film.mp4"
    before = film.read_bytes()
    as_before(film)
    built.replace("fade_in = 0.1", "fade_in = 0.2")  # of the old edit all segments are still there
    assert run(["build", str(built.file)]) == 0
    built.replace("fade_in = 0.2", "fade_in = 0.1")
    assert run(["build", str(built.file)]) == 0
    assert film.read_bytes() == before


@pytest.mark.parametrize("lost", [False, True])
def test_a_film_of_a_version_before_that_may_be_edited_is_left_alone(
    built: Site, said: Callable[[], str], lost: bool
) -> None:
    film = built.folder / "film.mp4"
    as_before(film)
    if lost:
        shutil.rmtree(built.folder / "film.work/segments")
    else:
        edited(film, EDITS["negated"])
    mine = film.read_bytes()
    assert run(["build", str(built.file)]) == 1
    told = said()
    assert "was written by an earlier tlstyle, or changed since, and is left alone" in told
    assert "tlstyle film --force" in told
    assert film.read_bytes() == mine
    assert run(["film", str(built.file), "--force"]) == 0


# sheets


def test_a_sheet_that_somebody_edited_is_left_alone(built: Site, said: Callable[[], str]) -> None:
    sheet = built.folder / "film.sheet.png"
    assert run(["sheet", str(built.file)]) == 0
    with Image.open(sheet) as picture:
        picture.load()
        text = PngImagePlugin.PngInfo()
        text.add_text(PROVENANCE_KEY, str(picture.info[PROVENANCE_KEY]))
        picture.putpixel((5, 5), (255, 0, 0))
        picture.save(sheet, pnginfo=text)
    mine = sheet.read_bytes()
    assert run(["sheet", str(built.file)]) == 1
    assert said().startswith(f"error: {sheet}: is no sheet as tlstyle drew it and is left alone")
    assert sheet.read_bytes() == mine
    sheet.unlink()
    assert [run(["sheet", str(built.file)]) for _ in range(2)] == [0, 0]


def test_the_film_and_its_clips_carry_their_titles(built: Site) -> None:
    assert run(["film", str(built.file), "--clips"]) == 0
    assert "title           : Two shots\n" in described(built.folder / "film.mp4")
    clip = built.folder / "film.work/clips/one.mp4"
    assert "title           : Two shots: one\n" in described(clip)
    built.replace('"Two shots"', '"été 夜\\u0000 \\n; #=\\\\"')
    assert run(["build", str(built.file)]) == 0
    assert "été 夜" in described(built.folder / "film.mp4")


def test_a_sealed_film_plays(tmp_path: Path) -> None:
    film = write(tmp_path / "f.mp4", one_shot(12), [numbered(tmp_path / "frames", 12)])
    assert is_intact(film)
    ffmpeg("-xerror", "-err_detect", "explode", "-i", film, "-f", "null", "-")
    assert f"{SIZE.width}x{SIZE.height}" in described(film)
