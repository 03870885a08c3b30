from __future__ import annotations

import os
import signal
import time
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_stills
from program import start
from tlstyle.cli.app import run
from tlstyle.crews.crew import _LOADS
from tlstyle.painting.apart import here
from tlstyle.painting.load import Load
from tlstyle.size import Size
from tlstyle.stills.picture import Header


def names(site: Site) -> list[str]:
    """Return every file in the frames' folders."""
    return sorted(str(f.relative_to(site.frames)) for f in site.frames.rglob("*") if f.is_file())


def contents(site: Site) -> dict[str, bytes]:
    return {name: (site.frames / name).read_bytes() for name in names(site)}


def paint(site: Site, *options: str) -> int:
    return run(["paint", str(site.file), *options])


def test_every_still_is_painted_under_its_name(site: Site, painter: FakePainter) -> None:
    assert paint(site) == 0
    ones = [f"one/img{number}.png" for number in range(1, 9)]
    twos = [f"two/img{number}.png" for number in range(50, 56)]
    assert names(site) == ones + twos
    assert painter.painted == 14


def test_a_frame_is_its_own_still_painted_and_cut(site: Site, painter: FakePainter) -> None:
    paint(site)
    frame = np.asarray(Image.open(site.frames / "one/img7.png"))
    assert frame.shape == (18, 32, 3)
    assert (frame == [(255 - 7) // 2 + 127, (255 - 14) // 2, (255 - 100) // 2]).all()


def test_painted_again_nothing_is_painted(site: Site, painter: FakePainter) -> None:
    paint(site)
    painter.painted = 0
    assert paint(site) == 0
    assert painter.painted == 0


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("call", [1, 2, 4])
def test_stopped_at_a_frame_the_next_run_paints_exactly_the_rest(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    call: int,
    batch: int,
) -> None:
    if batch > 1:
        monkeypatch.setitem(_LOADS, "GPU", Load(stacks=2, batch=batch))
        monkeypatch.setattr("tlstyle.painters.models.choose_device", lambda wanted: "GPU 0")
        monkeypatch.setattr("tlstyle.painting.paint.apart", lambda *_: nullcontext(here))
    painter.fail_on = call
    assert paint(site) == 130
    kept = len(names(site))
    assert f"{kept} frames were painted now" in capsys.readouterr().err
    assert (call - 4) * batch <= kept <= call * batch  # three stacks are out at once
    before = contents(site)
    painter.fail_on, painter.painted = None, 0
    assert paint(site) == 0
    assert painter.painted == 14 - kept
    assert before.items() <= contents(site).items()


@pytest.mark.parametrize("call", [1, 2, 4])
def test_a_bug_in_a_network_loses_nothing_of_what_is_painted_beside(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    monkeypatch.setattr(painter, "fail_on", call)
    painter.error = RuntimeError("boom")
    assert paint(site) == 3
    assert len(names(site)) == painter.painted >= call - 1


@pytest.mark.parametrize(("device", "begins", "fits"), [("GPU 0", 16, 2), ("CPU", 2, 1)])
def test_memory_running_out_halves_what_is_painted_at_once(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    device: str,
    begins: int,
    fits: int,
) -> None:
    monkeypatch.setattr("tlstyle.painters.models.choose_device", lambda wanted: device)
    monkeypatch.setattr("tlstyle.painting.paint.apart", lambda *_: nullcontext(here))
    painter.largest_load = fits
    assert paint(site) == 0
    assert len(names(site)) == painter.painted == 14
    said = capsys.readouterr().out
    while begins > fits:
        fewer = (
            f"out of memory with {begins} canvases of 32x18 at once: going on with {begins // 2}"
        )
        assert said.count(fewer) == 1
        begins //= 2


def test_with_little_memory_left_one_canvas_is_painted_at_a_time(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tlstyle.system.memory.doubles", lambda: False)
    painter.largest_load = 1
    assert paint(site) == 0
    assert len(names(site)) == painter.painted == 14
    assert "out of memory" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("largest", "advice"), [(20, "20x12 fits"), (3, "nor does an eighth of its sides fit")]
)
def test_no_memory_for_one_canvas_says_which_would_fit(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    largest: int,
    advice: str,
) -> None:
    painter.largest_canvas = largest
    assert paint(site) == 1
    said = capsys.readouterr().err
    assert f"no memory for a canvas of 32x18; {advice}: make `canvas` smaller" in said


def test_a_changed_style_repaints_only_its_sequence(site: Site, painter: FakePainter) -> None:
    paint(site)
    before = contents(site)
    Image.new("RGB", (40, 40), "lime").save(site.folder / "blue.png")
    painter.painted = 0
    assert paint(site) == 0
    assert painter.painted == 6
    after = contents(site)
    assert {name for name in after if after[name] != before[name]} == {
        f"two/img{number}.png" for number in range(50, 56)
    }


@pytest.mark.parametrize("changed", ["red.png", "one/img1.png"])
def test_a_picture_that_changes_before_the_style_is_encoded_is_refused(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: str,
) -> None:
    site.replace('style = "red.png"', 'style = "red.png"\nstrength = 0.5')
    picture = site.folder / changed
    mtime = picture.stat().st_mtime_ns

    def opened(*_: object) -> FakePainter:
        before = picture.stat().st_size
        with Image.open(picture) as image:
            Image.new("RGB", image.size, "lime").save(picture)
        with picture.open("ab") as file:  # only its bytes are to tell
            file.write(bytes(max(0, before - picture.stat().st_size)))
        os.utime(picture, ns=(mtime, mtime))
        return painter

    monkeypatch.setattr("tlstyle.painters.models.open_painter", opened)
    assert paint(site) == 1
    assert f"{changed}: changed since this run began: run it again" in capsys.readouterr().err
    assert not names(site)


def test_only_the_sequence_asked_for_is_painted(site: Site, painter: FakePainter) -> None:
    assert paint(site, "--sequence", "two") == 0
    assert {name.split("/")[0] for name in names(site)} == {"two"}


def test_a_sequence_that_is_not_there_is_refused(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert paint(site, "--sequence", "tow") == 2
    assert "no sequence 'tow'; did you mean `two`?" in capsys.readouterr().err


def test_forced_everything_is_painted_again(site: Site, painter: FakePainter) -> None:
    paint(site)
    painter.painted = 0
    paint(site, "--force")
    assert painter.painted == 14


def test_a_dry_run_paints_nothing(site: Site, painter: FakePainter) -> None:
    assert paint(site, "--dry-run") == 0
    assert not site.frames.exists()


def test_a_still_that_breaks_stops_its_sequence_alone(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tlstyle.stills.headers.read_header", lambda file: Header(Size(48, 32)))
    (site.folder / "one/img6.png").write_bytes(b"broken meanwhile")
    assert paint(site) == 1
    assert "sequence 'one': " in (said := capsys.readouterr().err)
    assert "img6.png: is not a picture" in said
    others = {f"one/img{number}.png" for number in range(1, 6)}
    assert others | {f"two/img{number}.png" for number in range(50, 56)} <= set(names(site))
    assert len(names(site)) == painter.painted


def test_a_broken_still_is_named_beside_what_stops_another_sequence(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site.replace('style = "blue.png"', 'style = "blue.png"\ncanvas = [64, 36]')
    painter.largest_canvas = 32

    def opened(*_: object) -> FakePainter:
        (site.folder / "one/img3.png").unlink()
        return painter

    monkeypatch.setattr("tlstyle.painters.models.open_painter", opened)
    assert paint(site) == 1
    one, two = capsys.readouterr().err.splitlines()[-2:]
    assert "img3.png: cannot be read" in one
    assert "no memory for a canvas of 64x36" in two


@pytest.mark.parametrize("work", ["stills.source.read_fitted", "steps.write.write_frame"])
def test_no_memory_for_stills_or_frames_names_what_takes_less(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: str,
) -> None:
    monkeypatch.setattr(f"tlstyle.{work}", Mock(side_effect=MemoryError))
    assert paint(site) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: sequence 'one': no memory to read its stills and to write its")
    assert said.endswith("or use --jobs 1\n")


def test_stills_that_change_or_vanish_stop_their_sequence_alone(site: Site) -> None:
    draw_stills(site.folder / "three", 30)
    site.write(
        lambda text: text + '[[sequence]]\nname = "3"\nframes = "three"\nstyle = "red.png"\n'
    )
    with start("build", site.file, pace=0.05) as process:
        wait_for(lambda: len(list(site.frames.rglob("[!.]*.png"))) >= 1)
        (site.folder / "two/img54.png").unlink()
        Image.new("RGB", (50, 50)).save(site.folder / "three/img28.png")
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.splitlines() == [
        f"error: sequence 'two': {site.folder}/two/img54.png: cannot be read "
        "(No such file or directory)",
        f"error: sequence '3': {site.folder}/three/img28.png: changed since this run began: "
        "run it again",
    ]
    assert sum(name.startswith("one/") for name in names(site)) == 8
    assert not (site.folder / "film.mp4").exists()


def test_strength_leads_from_the_photograph_to_the_style(site: Site, painter: FakePainter) -> None:
    reds = []
    for strength in ("0.0", "0.5", "1.0"):
        site.file.unlink()
        site.write()
        site.replace('style = "red.png"', f'style = "red.png"\nstrength = {strength}')
        paint(site)
        reds.append(int(np.asarray(Image.open(site.frames / "one/img1.png"))[0, 0, 0]))
    assert reds == [127 + 0, 127 + 63, 127 + 127]


def test_a_network_that_cannot_mix_refuses_blends_before_painting(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    painter.mixes = False
    site.replace('"blue.png"', '{ "blue.png" = 1, "red.png" = 2 }')
    assert paint(site) == 2
    assert "cannot be split" in capsys.readouterr().err
    assert not names(site)


def test_the_disk_running_full_keeps_what_is_painted(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    synced = iter(range(100))
    fsync = os.fsync

    def until_full(descriptor: int) -> None:
        if next(synced) > 6:  # whose the folder is, the list of stills, and five frames
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", until_full)
    assert paint(site) == 1
    assert "the disk is full: 9 more frames take" in capsys.readouterr().err
    assert len(names(site)) == 5


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_and_run_again_the_frames_are_an_undisturbed_runs(
    site: Site, painter: FakePainter, tmp_path: Path, kill: signal.Signals
) -> None:
    draw_stills(site.folder / "one", 30)
    process = start("build", site.file, pace=0.1)
    wait_for(lambda: len(list(site.frames.rglob("*.png"))) >= 3)
    process.send_signal(kill)
    _, said = process.communicate(timeout=20)
    assert process.returncode == (-9 if kill == signal.SIGKILL else 130)
    assert kill == signal.SIGKILL or "the same command goes on from there" in said
    kept = contents(site)
    assert 3 <= len(kept) < 36
    assert run(["build", str(site.file)]) == 0
    assert painter.painted == 36 - len([name for name in kept if not name.endswith(".part")])
    resumed = contents(site)
    assert kept.items() - resumed.items() <= {item for item in kept.items() if "part" in item[0]}
    assert run(["paint", str(site.file), "--force"]) == 0
    assert contents(site) == resumed


def wait_for(happened: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)
