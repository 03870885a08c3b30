"""The light and the noise in stills measured before a run plans by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tlstyle.checks.check import Checked, without_odd_stills
from tlstyle.console.console import Console
from tlstyle.frames.light import needs_light
from tlstyle.frames.noise import needs_noise
from tlstyle.frames.shard import Shard
from tlstyle.painting.light import measure
from tlstyle.painting.noise import measure_noise
from tlstyle.project import Shot
from tlstyle.stills.still import Footage


def measure_light(
    console: Console,
    checked: Checked,
    only: Sequence[str] | None,
    jobs: int = 0,
    shard: Shard | None = None,
) -> Checked:
    """Measure the light and the noise in stills of the sequences named, or all, that wait for it.

    Returns the project without the stills that stand out, where a sequence goes without such.

    Args:
        console: Where it is told how far that is.
        checked: The project.
        only: The sequences' names.
        jobs: Stills that are read at once; 0 as many as there are cores.
        shard: Whose share comes first, where several share the work folder.

    Raises:
        PaintError: a still cannot be read.
        ProjectError: what is left has no room for its edits.
    """
    waiting = [(shot, footage) for shot, footage in _pairs(checked, only) if needs_light(shot)]
    if waiting:
        with console.progress(()) as display:
            for shot, footage in waiting:
                report = partial(display.encoded, f"light in {shot.name}")
                measure(checked.project.work, shot.name, footage.with_odd, jobs, report, shard)
        checked = without_odd_stills(checked)
    for shot, footage in _pairs(checked, only):
        if needs_noise(shot):
            measure_noise(checked.project.work, shot, footage)
    return checked


def _pairs(checked: Checked, only: Sequence[str] | None) -> list[tuple[Shot, Footage]]:
    """Return the sequences named, or all, with their stills."""
    pairs = zip(checked.project.shots, checked.footages, strict=True)
    return [(shot, footage) for shot, footage in pairs if not only or shot.name in only]
