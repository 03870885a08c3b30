from __future__ import annotations

import errno
import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from conftest import FakePainter, Site
from program import start, tlstyle
from tlstyle import __version__
from tlstyle.cli.app import run
from tlstyle.size import Size
from tlstyle.stills.picture import upright_size


def frame_count(film: Path) -> int:
    return int(imageio_ffmpeg.count_frames_and_secs(str(film))[0])


def build(site: Site, *options: str) -> int:
    return run(["build", str(site.file), *options])


@pytest.fixture
def built(site: Site, painter: FakePainter) -> Site:
    assert build(site) == 0
    return site


def test_a_build_paints_and_writes_the_film(built: Site) -> None:
    assert frame_count(built.folder / "film.mp4") == 11
    assert not list(built.folder.rglob(".*"))


def test_the_summary_says_what_was_made(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    build(site)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "one: 0 of 8 done, 8 pending: missing",
        "two: 0 of 6 done, 6 pending: missing",
    ]
    assert said[-3] == str(site.folder / "film.mp4")
    bits = 8 * (site.folder / "film.mp4").stat().st_size / (11 / 24)
    weight = f"0.0 MB, {bits / 1e6:.1f} Mbit/s"
    assert said[-2] == f"11 frames, 0.46 s at 32x18, {weight}; the film is written"
    assert said[-1].startswith("14 frames painted, 0 kept, in ")


def test_a_build_with_nothing_to_do_does_nothing(
    built: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    film = built.folder / "film.mp4"
    before = film.stat().st_mtime_ns
    painter.painted = 0
    assert build(built) == 0
    assert painter.painted == 0
    assert film.stat().st_mtime_ns == before
    assert "the film is as it was" in capsys.readouterr().out


def test_a_build_with_nothing_to_do_never_imports_tensorflow(built: Site) -> None:
    program = (
        "import sys, tlstyle.painters.models; from tlstyle.cli.app import run\n"
        "tlstyle.painters.models.model_digest = lambda model: f'weights of {model}'\n"
        f"codes = [run([c, {str(built.file)!r}]) for c in ('build', 'check', 'status')]\n"
        "assert codes == [0, 0, 0], codes\n"
        "assert not {'tensorflow', 'keras', 'moviepy', 'tensorflow_hub'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0 frames painted, 14 kept" in done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dissolve = 0.125", "dissolve = 0.0"),
        ("fade_in = 0.1", "fade_in = 0.2"),
        ("fps = 24", "fps = 25"),
    ],
)
def test_a_changed_edit_writes_the_film_anew_and_paints_nothing(
    built: Site, painter: FakePainter, old: str, new: str
) -> None:
    before = (built.folder / "film.mp4").read_bytes()
    painter.painted = 0
    built.replace(old, new)
    assert build(built) == 0
    assert painter.painted == 0
    assert (built.folder / "film.mp4").read_bytes() != before


def test_a_film_that_was_cut_short_is_written_anew(built: Site) -> None:
    film = built.folder / "film.mp4"
    whole = film.read_bytes()
    film.write_bytes(whole[:-1])
    assert build(built) == 0
    assert film.read_bytes() == whole


def test_one_sequence_makes_no_film_while_others_wait_and_says_what_comes_next(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    film = site.folder / "film.mp4"
    assert build(site, "--sequence", "one") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == [
        f"{film} is not written until 6 more frames are painted, of two",
        f"next: tlstyle build {site.file}",
    ]
    assert not film.exists()
    assert build(site, "--sequence", "two") == 0
    assert painter.painted == 14
    assert frame_count(film) == 11


def test_a_film_that_one_painted_sequence_leaves_behind_is_called_out_of_date(
    built: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (built.folder / "film.mp4").read_bytes()
    built.replace("[edit]", "[style]\nstrength = 0.5\n[edit]")
    assert build(built, "--sequence", "two") == 0
    assert "film.mp4 is out of date until 8 more frames are painted, of one" in (
        capsys.readouterr().out
    )
    assert (built.folder / "film.mp4").read_bytes() == before


def test_a_damaged_frame_elsewhere_waits_too(built: Site, painter: FakePainter) -> None:
    frame = built.frames / "two" / "img51.png"
    content = frame.read_bytes()
    middle = len(content) // 2
    frame.write_bytes(content[:middle] + bytes(8) + content[middle + 8 :])
    built.replace("fade_in = 0.1", "fade_in = 0.2")
    before = (built.folder / "film.mp4").read_bytes()
    assert build(built, "--deep", "--sequence", "one") == 0
    assert (built.folder / "film.mp4").read_bytes() == before


def test_one_sequences_clip_needs_no_other_sequence(site: Site, painter: FakePainter) -> None:
    assert run(["paint", str(site.file), "--sequence", "two"]) == 0
    assert run(["film", str(site.file), "--sequence", "two"]) == 0
    assert frame_count(site.folder / "film.work/clips/two.mp4") == 6
    assert not (site.folder / "film.mp4").exists()
    assert not (site.folder / "film.work/clips/one.mp4").exists()


def test_a_preview_of_one_sequence_is_a_film_of_it_alone(site: Site, painter: FakePainter) -> None:
    assert run(["preview", str(site.file), "--sequence", "two"]) == 0
    assert frame_count(site.folder / "film.preview.mp4") == 6
    assert not (site.folder / "film.work/preview/one").exists()
    assert run(["preview", str(site.file)]) == 0
    assert frame_count(site.folder / "film.preview.mp4") == 11


@pytest.mark.parametrize("command", ["build", "preview", "paint", "film"])
def test_a_sequence_that_is_not_there_is_named_with_the_nearest(
    site: Site, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([command, str(site.file), "--sequence", "tow"]) == 2
    assert "there is no sequence 'tow'; did you mean `two`?" in capsys.readouterr().err


def test_warnings_are_said_in_full_by_check_and_until_something_is_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace("[edit]", "[style]\ncanvas = [64, 64]\n[edit]")
    said = {}
    for command in ("preview", "build", "check", "film"):
        assert run([command, str(site.file)]) == 0
        said[command] = capsys.readouterr().err.splitlines()
    assert [len(said[command]) for command in said] == [2, 1, 2, 1]
    assert said["preview"] == said["check"]
    assert said["build"] == [f"warning: 2 things to look at: tlstyle check {site.file}"]


def test_film_refuses_frames_that_are_not_painted(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["film", str(site.file)]) == 1
    assert "no film yet, frames are pending: one: 0 of 8 done" in capsys.readouterr().err


def test_clips_are_written_one_a_sequence(built: Site) -> None:
    assert run(["film", str(built.file), "--clips"]) == 0
    clips = built.folder / "film.work" / "clips"
    assert {file.name: frame_count(file) for file in clips.iterdir()} == {
        "one.mp4": 8,
        "two.mp4": 6,
    }


def test_a_preview_is_small_and_has_the_films_timing(site: Site, painter: FakePainter) -> None:
    site.replace("size = [32, 18]", "size = [320, 180]\n[preview]\nheight = 90\nstep = 3")
    site.replace(
        "[preview]\nheight = 90\nstep = 3\nfps = 24", "fps = 24\n[preview]\nheight = 90\nstep = 3"
    )
    assert run(["preview", str(site.file)]) == 0
    assert painter.painted == 3 + 2
    assert frame_count(site.folder / "film.preview.mp4") == 11
    frames = site.folder / "film.work" / "preview" / "one"
    assert sorted(file.name for file in frames.iterdir()) == ["img1.png", "img4.png", "img7.png"]
    assert upright_size(frames / "img1.png") == Size(160, 90)
    assert not (site.folder / "film.mp4").exists()


def test_a_preview_is_never_larger_than_the_film(site: Site, painter: FakePainter) -> None:
    site.replace("size = [32, 18]", "size = [3840, 64]")
    assert run(["preview", str(site.file)]) == 0
    assert upright_size(site.folder / "film.work/preview/one/img1.png") == Size(3840, 64)
    assert frame_count(site.folder / "film.preview.mp4") == 11


def test_a_true_previews_frames_count_for_the_film(site: Site, painter: FakePainter) -> None:
    assert run(["preview", str(site.file), "--true"]) == 0
    assert painter.painted == 2 + 2
    assert build(site) == 0
    assert painter.painted == 14


def test_status_answers_programs(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", str(site.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sequences"][0] == {
        "name": "one",
        "frames": 8,
        "pending": 8,
        "reasons": {"missing": 8},
        "painted_over": 0,
        "altered": {},
        "left_over": 0,
        "left_out": [],
        "flicker": None,
        "noise": None,
        "painted_flicker": None,
    }


def test_status_says_whether_the_film_is_up_to_date(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    film = site.folder / "film.mp4"

    def said() -> str:
        capsys.readouterr()
        assert run(["status", str(site.file)]) == 0
        return capsys.readouterr().out.splitlines()[-1]

    assert said() == f"{film}: not written yet"
    assert build(site) == 0
    assert said() == f"{film}: up to date"
    site.replace("fade_in = 0.1", "fade_in = 0.2")
    assert said() == f"{film}: out of date"
    site.replace("[edit]", "[style]\nstrength = 0.5\n[edit]")
    assert said() == f"{film}: out of date"
    film.write_bytes(b"somebody's")
    assert said() == f"{film}: not written by tlstyle"


def test_status_says_who_is_at_work(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with start("paint", site.file, pace=60.0) as other:
        lock = site.folder / "film.work" / ".lock"
        while not lock.exists() or not lock.read_text():
            time.sleep(0.01)
        assert run(["status", str(site.file)]) == 0
        assert run(["status", str(site.file), "--json"]) == 0
        other.kill()
    said, _, answer = capsys.readouterr().out.partition("{")
    assert f"process {other.pid} on " in said.splitlines()[-1]
    assert said.splitlines()[-1].endswith("is at work on it")
    assert f"process {other.pid} on " in json.loads("{" + answer)["at_work"]
    assert run(["status", str(site.file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["at_work"] is None


def test_a_projects_name_may_be_no_utf8(
    built: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = built.file.with_name("n\udcff.toml")
    built.file.rename(odd)
    for command in ("check", "build", "sheet", "preview"):
        assert run([command, str(odd)]) == 0, capsys.readouterr().err


def test_the_sheet_shows_stills_above_paintings(built: Site) -> None:
    assert run(["sheet", str(built.file)]) == 0
    with Image.open(built.folder / "film.sheet.png") as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 24) or ()}
    painted = ((255 - 1) // 2 + 127, (255 - 2) // 2, (255 - 100) // 2)
    assert {(1, 2, 100), painted, (255, 0, 0), (0, 0, 255)} <= colours


def test_the_sheet_shows_a_previews_paintings_where_the_films_are_missing(
    site: Site, painter: FakePainter
) -> None:
    assert run(["preview", str(site.file)]) == 0
    assert run(["sheet", str(site.file)]) == 0
    with Image.open(site.folder / "film.sheet.png") as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 24) or ()}
    assert ((255 - 1) // 2 + 127, (255 - 2) // 2, (255 - 100) // 2) in colours
    assert sum(1 for frame in site.folder.rglob("film.work/**/*.png")) == 2 + 2


@pytest.mark.parametrize(
    ("name", "kind"), [("s.jpg", "JPEG"), ("s.JPEG", "JPEG"), ("s.png", "PNG")]
)
def test_a_sheet_is_what_its_name_says_and_known_as_ours(
    site: Site, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    output = site.folder / name
    for _ in range(2):
        assert run(["sheet", str(site.file), "--output", str(output)]) == 0
        with Image.open(output) as sheet:
            assert sheet.format == kind
            sheet.load()
    sheet.putpixel((0, 0), (255, 0, 0))
    sheet.save(output, kind, quality=100)
    before = output.read_bytes()
    assert run(["sheet", str(site.file), "--output", str(output)]) == 1
    assert f"{output}: is no sheet as tlstyle drew it" in capsys.readouterr().err
    assert output.read_bytes() == before


def test_a_sheet_of_another_kind_is_refused(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sheet", str(site.file), "--output", "s.gif"]) == 2
    assert "--output s.gif: a sheet is a picture, named .png or .jpg" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["[16384, 16]", "[16, 4096]"])
def test_the_sheet_of_a_film_of_any_shape_is_of_an_ordinary_size(
    site: Site, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    new = Image.new

    def small(mode: str, size: tuple[int, int], *colour: str) -> Image.Image:
        assert size[0] * size[1] < 4_000_000
        return new(mode, size, *colour)

    monkeypatch.setattr("PIL.Image.new", small)
    site.replace("size = [32, 18]", f"size = {size}")
    assert run(["sheet", str(site.file)]) == 0
    with Image.open(site.folder / "film.sheet.png") as sheet:
        assert min(sheet.size) > 200


def test_quiet_says_nothing(
    site: Site, painter: FakePainter, capfd: pytest.CaptureFixture[str]
) -> None:
    assert build(site, "--quiet") == 0
    assert capfd.readouterr() == ("", "")


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"tlstyle {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["build"], ["biuld", "x.toml"], ["build", "x.toml", "--jobs", "many"], ["build", "none.toml"]],
)
def test_wrong_arguments_end_with_2(arguments: list[str]) -> None:
    assert run(arguments) == 2


@pytest.mark.parametrize("device", ["tpu", "gpu:x", "gpu:9"])
def test_a_device_that_is_not_there_is_refused(
    site: Site, capsys: pytest.CaptureFixture[str], device: str
) -> None:
    assert build(site, "--device", device) == 2
    assert f"--device {device}: " in capsys.readouterr().err


def test_a_device_is_called_as_devices_are_also_where_nothing_is_painted(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(site, "--dry-run", "--device", "tpu") == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_a_shape_that_is_not_there_is_told_that_there_are_none(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["film", str(site.file), "--shape", "phone"]) == 2
    assert "there is no shape 'phone'; there are none\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["film.toml"], "check film.toml"),
        (["film.toml", "build", "--quiet"], "build film.toml --quiet"),
        (["--jobs", "2", "build", "film.toml"], "build --jobs 2 film.toml"),
    ],
)
def test_a_command_that_does_not_come_first_is_put_there(
    arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    said = f"error: {arguments[0]}: the command comes first: tlstyle {meant}\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("asked", [["help", "check"], ["check", "-h"]])
def test_help_is_given_however_it_is_asked_for(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked) == 0
    said = capsys.readouterr().out
    assert run(["check", "--help"]) == 0
    assert capsys.readouterr().out == said != ""


def test_one_warning_is_one_thing_to_look_at(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('"one"\nframes', '"one"\ncanvas = [64, 64]\nframes')
    assert build(site) == 0
    capsys.readouterr()
    assert build(site) == 0
    said = capsys.readouterr().err
    assert said == f"warning: 1 thing to look at: tlstyle check {site.file}\n"


def test_a_bug_asks_to_be_reported(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    painter.fail_on, painter.error = 1, RuntimeError("boom")
    assert build(site) == 3
    said = capsys.readouterr().err
    assert "a bug in tlstyle: RuntimeError: boom; run it with --debug" in said
    assert "Traceback" not in said
    painter.calls = 0
    assert build(site, "--debug") == 3
    assert "Traceback" in capsys.readouterr().err


def test_what_the_system_refuses_is_no_bug_of_ours(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("tlstyle.commands.build.plan_shots", fail)
    assert build(site) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {os.strerror(errno.EIO)}; all that is painted is kept")
    assert said.count("\n") == 1


def test_an_ffmpeg_that_cannot_be_started_is_said(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", fail)
    assert build(site) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ffmpeg, which came with tlstyle, cannot be started: ")
    assert "IMAGEIO_FFMPEG_EXE" in said


@pytest.mark.parametrize(
    ("arguments", "closed", "code"),
    [
        ("check film.toml", ">&-", 0),
        ("check film.toml --json", ">&- <&-", 0),
        ("check none.toml", "2>&-", 2),
        ("build film.toml --device gpu:9", "2>&-", 2),
    ],
)
def test_closed_streams_are_no_trouble(site: Site, arguments: str, closed: str, code: int) -> None:
    command = f"exec {sys.executable} -m tlstyle {arguments} {closed}"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        ["sh", "-c", command], cwd=site.folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == code
    assert not done.stderr or code


@pytest.mark.parametrize("command", ["check", "paint"])
def test_where_nobody_reads_on_it_ends_without_a_word(site: Site, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as unread:
        code, said = tlstyle(command, site.file, stdout=unread)
    assert (code, said) == (141, "")
    assert not list(site.folder.rglob(".lock"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize(("command", "frames"), [("paint", 14), ("status", 0), ("schema", 0)])
def test_a_log_that_cannot_be_written_stops_no_painting_and_is_told(
    site: Site, command: str, frames: int
) -> None:
    file = [] if command == "schema" else [site.file]
    with Path("/dev/full").open("w") as full:
        code, said = tlstyle(command, *file, stdout=full)
    assert code == 1
    assert said == (
        "error: standard output cannot be written (No space left on device): lines are lost\n"
    )
    assert len(list(site.frames.rglob("*.png"))) == frames


def test_what_a_terminals_encoding_lacks_is_written_as_escapes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    site.replace('name = "one"', 'name = "日本"')
    code, said = tlstyle("status", site.file)
    assert code == 0
    assert said.startswith(r"\u65e5\u672c: 0 of 8 done")


def on_a_terminal(*arguments: str | Path) -> list[str]:
    """Run tlstyle on a terminal of 80 columns; return the lines that it shows."""
    ours, its = pty.openpty()
    code, _ = tlstyle(*arguments, stdout=its)
    os.close(its)
    assert code == 0
    with os.fdopen(ours, "rb") as screen:
        return screen.read1(1 << 16).decode().splitlines()


def test_a_terminal_that_draws_no_bars_is_told_in_lines(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    said = on_a_terminal("paint", site.file)
    assert {"one: all 8 painted", "two: all 6 painted"} <= set(said)


def test_a_table_is_never_cut_in_a_pipe(site: Site) -> None:
    name = "the bridge in the fog of the morning, seen from the hills"
    site.replace('name = "two"', f'name = "{name}"')
    _, said = tlstyle("check", site.file)
    row = next(line for line in said.splitlines() if line.startswith("the bridge"))
    assert row.split() == [*name.split(), "6", "00:00:00:05", "00:00:00:10", "6"]


def test_a_terminal_shortens_names_and_no_timecodes(site: Site) -> None:
    name = "the bridge in the fog of the morning, seen from the hills"
    site.replace('name = "two"', f'name = "{name}"')
    rows = [line for line in on_a_terminal("check", site.file) if "00:00:00:10" in line]
    assert len(rows) == 1
    assert rows[0].startswith("the bridge in the")
    assert "…" in rows[0]
    assert rows[0].split()[-4:] == ["6", "00:00:00:05", "00:00:00:10", "6"]


def test_a_dissolve_as_long_as_the_first_sequence_is_told(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('name = "one"', 'name = "one"\ntrim = [0, 3]')
    assert run(["check", str(site.file)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["one", "3", "00:00:00:00", "00:00:00:02", "dissolve", "0.12", "s", "3"] in rows
    assert ["two", "6", "00:00:00:00", "00:00:00:05", "6"] in rows


def test_a_film_may_have_a_hundred_sequences(site: Site, painter: FakePainter) -> None:
    sequence = '[[sequence]]\nname = "{}"\nframes = "one"\ntrim = [{}, {}]\nstyle = "red.png"\n'
    shots = [sequence.format(number, number % 6, number % 6 + 2) for number in range(100)]
    site.file.write_text("size = [32, 18]\n[edit]\ndissolve = 0.04\n" + "".join(shots))
    assert build(site) == 0
    assert frame_count(site.folder / "film.mp4") == 200 - 99


def test_help_is_said_without_the_libraries_that_do_the_work() -> None:
    program = (
        "import sys; from tlstyle.cli.app import run\n"
        "assert run(['--help']) == 0\n"
        "assert not {'numpy', 'PIL', 'pydantic', 'tensorflow'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["status", "sheet"])
def test_a_shell_in_a_folder_that_is_gone_is_told_so(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    gone = site.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run([command, "../film.toml"]) == 1
    said = capsys.readouterr().err
    assert said == "error: the folder that this shell is in is gone: cd to another\n"


@pytest.mark.parametrize(
    "command", ["", "build", "preview", "paint", "film", "check", "status", "new", "sheet", "demo"]
)
def test_help_fits_80_columns_and_cuts_no_sentence(command: str) -> None:
    said = "\n".join(on_a_terminal(*command.split(), "--help"))
    assert max(map(len, said.splitlines())) <= 80
    assert not re.search(r"\w\.\.\.$", said, re.MULTILINE)
