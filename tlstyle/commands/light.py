"""The light in stills measured before a run plans by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tlstyle.checks.check import Checked
from tlstyle.console.console import Console
from tlstyle.frames.light import needs_light
from tlstyle.painting.light import measure


def measure_light(console: Console, checked: Checked, only: Sequence[str] | None) -> None:
    """Measure the light in the stills of the sequences named, or of all, that wait for it.

    Raises:
        PaintError: a still cannot be read.
    """
    waiting = [
        (shot, footage)
        for shot, footage in zip(checked.project.shots, checked.footages, strict=True)
        if needs_light(shot) and (not only or shot.name in only)
    ]
    if not waiting:
        return
    with console.progress(()) as display:
        for shot, footage in waiting:
            report = partial(display.encoded, f"light in {shot.name}")
            measure(checked.project.work, shot.name, footage, 0, report)
