"""Killed at any moment, and run again: nothing lost, nothing painted twice, nothing left over."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from conftest import Site, draw_site, draw_stills
from program import start, tlstyle
from tally import Tries

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)

Tally = Callable[[str, int, int], Tries]
Undisturbed = tuple[Site, dict[str, bytes], str]


def painted(site: Site) -> dict[str, bytes]:
    """Return every finished frame, and see that it is whole."""
    frames = {}
    for file in site.frames.rglob("[!.]*"):
        if file.is_file():
            with Image.open(file) as picture:
                picture.load()
            frames[str(file.relative_to(site.frames))] = file.read_bytes()
    return frames


def pictures(film: Path) -> str:
    """Return a digest of every frame of a film and of its sound."""
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    command = [tool, "-v", "error", "-i", film, "-f", "framemd5", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def times(site: Site) -> dict[str, int]:
    return {str(f): f.stat().st_mtime_ns for f in site.frames.rglob("[!.]*.png")}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    """A project of 46 large frames, and what an undisturbed run makes of it."""
    site = draw_site(tmp_path_factory.mktemp("undisturbed"))
    draw_stills(site.folder / "one", 40, (480, 320))
    draw_stills(site.folder / "two", 6, (480, 320), start=50)
    site.replace("size = [32, 18]", "size = [320, 180]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        assert tlstyle("build", site.file)[0] == 0
        yield site, painted(site), pictures(site.folder / "film.mp4")


def clear(site: Site, *, frames: bool) -> None:
    (site.folder / "film.mp4").unlink(missing_ok=True)
    shutil.rmtree(site.folder / "film.work/segments", ignore_errors=True)
    for file in site.frames.rglob("*.png") if frames else ():
        file.unlink()


def disturb(site: Site, delay: float, kill: signal.Signals, pace: float) -> int | None:
    """Build, and kill it after so many seconds; return its exit code."""
    with start("build", site.file, pace=pace) as process:
        time.sleep(delay)
        process.send_signal(kill)
        sent = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - sent < 5, "took too long to stop"
    assert "Traceback" not in said, said
    assert process.returncode in (-9, -15, 130, 0), (process.returncode, said)
    if process.returncode == 130 and said:
        assert "the same command goes on" in said or "is not written" in said, said
    return process.returncode


def check_recovery(site: Site, expected: dict[str, bytes], film: str) -> None:
    kept, before = painted(site), times(site)
    assert kept.items() <= expected.items()
    code, said = tlstyle("build", site.file)
    assert code == 0, said
    assert f"{len(kept)} kept" in said
    assert before.items() <= times(site).items()
    assert painted(site) == expected
    assert pictures(site.folder / "film.mp4") == film
    assert not list(site.folder.rglob(".*"))
    assert not list(site.folder.rglob("*.part"))


@pytest.mark.parametrize(
    ("work", "many", "moments", "pace"),
    [("painting", 40, (0.3, 3.5), 0.03), ("encoding", 30, (0.2, 1.6), 0.0)],
)
def test_killed_at_work(
    undisturbed: Undisturbed,
    tally: Tally,
    work: str,
    many: int,
    moments: tuple[float, float],
    pace: float,
) -> None:
    site, frames, film = undisturbed
    for seed, attempt in tally(f"killed while {work} (KILL, TERM, INT)", 3, many):
        with attempt:
            clear(site, frames=work == "painting")
            delay = random.Random(seed).uniform(*moments)
            disturb(site, delay, SIGNALS[seed % 3], pace)
            check_recovery(site, frames, film)


def test_killed_while_the_film_gets_its_name(undisturbed: Undisturbed, tally: Tally) -> None:
    site, frames, film = undisturbed
    for seed, attempt in tally("killed at the final rename (KILL, TERM, INT)", 3, 30):
        with attempt:
            dice = random.Random(seed)
            clear(site, frames=False)
            with start("build", site.file, slow_rename=True) as process:
                assert process.stderr
                assert process.stderr.readline() == "renaming\n"
                time.sleep(dice.uniform(0, 0.25))
                process.send_signal(SIGNALS[seed % 3])
                process.communicate(timeout=5)
            check_recovery(site, frames, film)


def test_killed_again_and_again(undisturbed: Undisturbed, tally: Tally) -> None:
    site, frames, film = undisturbed
    for seed, attempt in tally("killed five times in a row", 1, 10):
        with attempt:
            dice = random.Random(seed)
            clear(site, frames=True)
            for _ in range(5):
                disturb(site, dice.uniform(0.3, 1.5), dice.choice(SIGNALS), pace=0.03)
            check_recovery(site, frames, film)


def test_a_second_interrupt_stops_at_once(site: Site, tally: Tally) -> None:
    for _, attempt in tally("second Ctrl-C while a canvas takes a minute", 1, 5):
        with attempt, start("build", site.file, pace=60) as process:
            time.sleep(1.2)
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGINT)
            sent = time.monotonic()
            assert process.wait(timeout=10) == 130
            assert time.monotonic() - sent < 1
            process.communicate()


def test_an_interrupt_does_not_wait_for_the_network(site: Site, tally: Tally) -> None:
    for _, attempt in tally("Ctrl-C while a canvas takes a minute", 1, 5):
        with attempt:
            assert disturb(site, 1.5, signal.SIGINT, pace=60) == 130
