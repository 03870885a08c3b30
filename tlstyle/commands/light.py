"""The light in stills measured before a run plans by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tlstyle.checks.check import Checked, without_odd_stills
from tlstyle.console.console import Console
from tlstyle.frames.light import needs_light
from tlstyle.frames.shard import Shard
from tlstyle.painting.light import measure


def measure_light(
    console: Console,
    checked: Checked,
    only: Sequence[str] | None,
    jobs: int = 0,
    shard: Shard | None = None,
) -> Checked:
    """Measure the light in the stills of the sequences named, or of all, that wait for it.

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
    waiting = [
        (shot, footage)
        for shot, footage in zip(checked.project.shots, checked.footages, strict=True)
        if needs_light(shot) and (not only or shot.name in only)
    ]
    if not waiting:
        return checked
    with console.progress(()) as display:
        for shot, footage in waiting:
            report = partial(display.encoded, f"light in {shot.name}")
            measure(checked.project.work, shot.name, footage.with_odd, jobs, report, shard)
    return without_odd_stills(checked)
