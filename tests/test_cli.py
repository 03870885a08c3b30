from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from conftest import FakePainter, Site
from program import tlstyle
from tlstyle import __version__
from tlstyle.cli import run
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
    assert said[-2] == "11 frames, 0.46 s at 32x18; the film is written"
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
        "import sys, tlstyle.frames.recipe; from tlstyle.cli import run\n"
        "tlstyle.frames.recipe.model_digest = lambda model: f'weights of {model}'\n"
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


def test_one_sequence_makes_no_film_while_others_wait(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(site, "--sequence", "one") == 1
    assert "two: 0 of 6 done, 6 pending: missing" in capsys.readouterr().err
    assert not (site.folder / "film.mp4").exists()
    assert build(site, "--sequence", "two") == 0
    assert painter.painted == 14


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
    }


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


def test_the_schema_names_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    tables = {"ProjectTable": schema, **schema["$defs"]}
    keys = {key for table in tables.values() for key in table["properties"]}
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    assert len(keys) > 20
    tables_themselves = {"edit", "music", "preview", "sequence", "style"}
    assert not [key for key in keys - tables_themselves if f"`{key}`" not in readme]


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
    assert row.split() == [*name.split(), "6", "3", "00:00:00:05", "00:00:00:10", "6"]


def test_a_terminal_shortens_names_and_no_timecodes(site: Site) -> None:
    name = "the bridge in the fog of the morning, seen from the hills"
    site.replace('name = "two"', f'name = "{name}"')
    rows = [line for line in on_a_terminal("check", site.file) if "00:00:00:10" in line]
    assert len(rows) == 1
    assert rows[0].startswith("the bridge in the fog")
    assert "…" in rows[0]
    assert rows[0].split()[-5:] == ["6", "3", "00:00:00:05", "00:00:00:10", "6"]


def test_a_dissolve_as_long_as_the_first_sequence_is_told(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('name = "one"', 'name = "one"\ntrim = [0, 3]')
    assert run(["check", str(site.file)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["one", "3", "00:00:00:00", "00:00:00:02", "3"] in rows
    assert ["two", "6", "3", "00:00:00:00", "00:00:00:05", "6"] in rows


def test_a_film_may_have_a_hundred_sequences(site: Site, painter: FakePainter) -> None:
    sequence = '[[sequence]]\nname = "{}"\nframes = "one"\ntrim = [{}, {}]\nstyle = "red.png"\n'
    shots = [sequence.format(number, number % 6, number % 6 + 2) for number in range(100)]
    site.file.write_text("size = [32, 18]\n[edit]\ndissolve = 0.04\n" + "".join(shots))
    assert build(site) == 0
    assert frame_count(site.folder / "film.mp4") == 200 - 99


def test_help_is_said_without_the_libraries_that_do_the_work() -> None:
    program = (
        "import sys; from tlstyle.cli import run\n"
        "assert run(['--help']) == 0\n"
        "assert not {'numpy', 'PIL', 'pydantic', 'tensorflow'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
