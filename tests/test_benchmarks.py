from __future__ import annotations

import subprocess
import time
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console

from benchmarks import device, gpu, planning
from benchmarks.__main__ import MEASUREMENTS, measure
from benchmarks.bench import Bench
from benchmarks.clock import alternate, apart
from benchmarks.footage import write_music
from benchmarks.held import held
from benchmarks.peers import stock_moviepy, xfade
from benchmarks.report import write_page
from benchmarks.rows import Figure, Goal, Missing, Row, at_least, at_most, figure, ratio
from tlstyle.film import FINAL, Film, Order, write_films
from tlstyle.painting.load import Load
from tlstyle.size import Size
from tlstyle.timeline import lay_out

SIZE = Size(64, 48)
STILLS = 60
DISSOLVE = 12


@pytest.fixture
def frames(tmp_path: Path) -> list[Path]:
    """Two folders of frames of one grey each, the first getting brighter, the second darker."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, start, step in zip(folders, (20, 230), (2, -2), strict=True):
        folder.mkdir()
        for number in range(STILLS):
            grey = start + step * number
            picture = Image.new("RGB", SIZE, (grey, grey, grey))
            picture.save(folder / f"DSC{number + 1:05}.png")
    write_music(tmp_path / "music.wav", 1)
    return folders


def greys(film: Path) -> NDArray[np.float64]:
    """Return the mean of every picture of a film."""
    pictures = imageio_ffmpeg.read_frames(str(film))
    next(pictures)
    return np.array([np.frombuffer(picture, np.uint8).mean() for picture in pictures])


def own_film(frames: list[Path], tmp_path: Path) -> Path:
    timeline = lay_out(["one", "two"], [STILLS] * 2, [DISSOLVE], Fraction(24), (6, 6))
    pictures = tuple(tuple(sorted(folder.iterdir())) for folder in frames)
    film, output = Film("", timeline, pictures, SIZE, (), FINAL), tmp_path / "film.mp4"
    assert not write_films([Order(film, output, "")], progress=lambda done, total: None)
    return output


def test_ffmpegs_graph_makes_the_same_film(frames: list[Path], tmp_path: Path) -> None:
    film = tmp_path / "graph.mp4"
    command = xfade.command(
        *([folder / "DSC%05d.png" for folder in frames], [STILLS] * 2, tmp_path / "music.wav"),
        *(film,),
        fps=24,
        dissolve=DISSOLVE,
        fade=6,
    )
    subprocess.run(command, check=True)
    own, other = greys(own_film(frames, tmp_path)), greys(film)
    assert len(own) == len(other) == 2 * STILLS - DISSOLVE
    assert np.abs(own - other)[6:-6].max() < 12


def test_stock_moviepy_makes_a_film_as_long(frames: list[Path], tmp_path: Path) -> None:
    film, music = tmp_path / "stock.mp4", tmp_path / "music.wav"
    stock_moviepy.write_film(frames, music, film, fps=24, dissolve=DISSOLVE / 24, fade=0.25)
    assert abs(len(greys(film)) - (2 * STILLS - DISSOLVE)) <= 1


def test_contenders_take_turns_and_change_places() -> None:
    order: list[str] = []
    laps = alternate(3, lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert [len(taken) for taken in laps] == [3, 3]


def test_ratios_are_taken_round_by_round() -> None:
    assert ratio([1, 2, 8], [2, 2, 2]) == Figure(1, 0.5, 4)


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [(at_most(1.05), 1.05, "yes"), (at_most(1.05), 1.06, "no"), (at_least(10), 9.9, "no")],
)
def test_a_goal_is_met_or_not(goal: Goal, value: float, met: str) -> None:
    assert Row("what", "ours", "against", figure([value]), goal).verdict == met


def test_the_page_holds_the_machine_and_every_row(tmp_path: Path) -> None:
    rows = [Row("film", "1 s", "2 s", figure([0.5]), at_most(1)), Row("gpu", "no GPU here")]
    write_page(tmp_path / "results.md", "Fast", rows, ["a machine"])
    lines = (tmp_path / "results.md").read_text().splitlines()
    assert lines[0] == "# Fast"
    assert "- a machine" in lines
    assert lines[-2:] == [
        "| film | 1 s | 2 s | 0.5 | at most 1 | yes |",
        "| gpu | no GPU here |  |  |  |  |",
    ]


def test_a_measurement_gives_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "COUNTS", (50, 60, 70))
    rows = list(measure(Bench(tmp_path, True, None), ["plan"], Console(quiet=True)))
    assert [bool(row.figure) for row in rows] == [True, True]


def test_a_measurement_without_its_model_says_so(tmp_path: Path) -> None:
    bench = Bench(tmp_path, True, None)
    (row,) = measure(bench, ["paint"], Console(quiet=True))
    assert "TLSTYLE_DATA" in row.ours
    with pytest.raises(Missing):
        bench.savedmodel()


def test_all_that_a_gpu_would_run_runs_on_the_cpu(
    tmp_path: Path,
) -> None:
    rows = apart(gpu_rows_on_the_cpu, tmp_path)
    assert [row.what for row in rows[:2]] == [
        f"CPU, network alone, {precision}, 2 canvases of 64x48" for precision in ("float32", "half")
    ]
    assert [row.what for row in rows if row.figure] == [
        *(f"CPU, memory to memory, steady = {neighbours}" for neighbours in (0, 1)),
        "CPU: until the first frame is on disk",
        *(
            f"CPU, stills on disk to frames on disk, steady = {neighbours}{more}"
            for neighbours in (0, 1)
            for more in ("", ": frames that are others the next time")
        ),
        rows[-2].what,
        rows[-1].what,
    ]
    assert [row.verdict for row in rows if "others the next time" in row.what] == ["yes", "yes"]
    (levels,) = (row.figure for row in rows if "levels from" in row.what)
    assert levels
    assert levels.median < 1


def gpu_rows_on_the_cpu(folder: Path) -> list[Row]:
    """Return the rows in a process of its own, as `python -m benchmarks gpu` makes them."""
    gpu.MATRIX, gpu.CALLS, gpu.BATCHES = 64, 2, (2,)
    device.LOAD, device.CALLS, device.STILLS = Load(2, 2), 2, (6, 6)
    assert gpu.card_name() is None
    return list(gpu.rows_of(Bench(folder, True, None), "CPU", SIZE))


def test_a_thread_that_keeps_pythons_lock_is_told_from_one_that_gives_it_away() -> None:
    """Again and again: on a busy machine the thread that asks may be kept waiting for a core."""

    def keep() -> None:
        sum(range(100_000))

    def give() -> None:
        time.sleep(0.001)

    end = time.monotonic() + 60
    while not held(keep, 1) > 10 * held(give, 1):
        assert time.monotonic() < end


def test_every_measurement_has_a_name() -> None:
    assert set(MEASUREMENTS) >= {"paint", "parts", "film", "start", "plan", "memory", "roofline"}
