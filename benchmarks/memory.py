"""The largest memory of painting, by how many stills there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.clock import apart
from benchmarks.footage import SHOT, draw_stills, link_stills, still_size
from benchmarks.projects import HD, write_project
from benchmarks.rows import Row, at_most, figure
from tlstyle.system import memory


def rows(bench: Bench) -> Iterator[Row]:
    """Measure `tlstyle paint` at 1920x1080 on few stills and on ten times as many."""
    few = bench.choose(48, 6)
    many = bench.choose(480, 18)
    peaks = [peak_painting(_project(bench, count)) for count in (few, many)]
    yield Row(
        f"memory, painting {many} stills at 1920x1080",
        f"{peaks[1]:.3f} GB",
        f"{few} stills: {peaks[0]:.3f} GB",
        figure([peaks[1] / peaks[0]]),
        at_most(1.03),
    )
    yield Row("memory, painting at 1920x1080", "", "", figure([max(peaks)]), at_most(1.5, " GB"))


def peak_painting(project: Path) -> float:
    """Return the largest memory, in GB, of a process that paints a project on the CPU."""
    return apart(_paint, str(project))


def _paint(project: str) -> float:
    from tlstyle.cli.app import run

    status = run(["paint", project, "--force", "--quiet", "--device", "cpu"])
    if status:
        raise SystemExit(status)
    return memory.peak() / 1e9


def _project(bench: Bench, count: int) -> Path:
    draw_stills(bench.folder / "drawn", 6, still_size(HD))
    stills = sorted((bench.folder / "drawn" / SHOT).iterdir())
    folder = bench.folder / f"memory-{count}"
    link_stills(folder / SHOT, stills, count)
    return write_project(folder / "film.toml", [SHOT])
