"""Who paints: this process, or workers in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Protocol

from tlstyle.errors import ModelError
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.pace import Meter, remember
from tlstyle.painters import card, models
from tlstyle.painters.painter import Painter
from tlstyle.painting.load import Load
from tlstyle.painting.paint import Means, paint_shots
from tlstyle.painting.progress import Display
from tlstyle.study import brush_digest
from tlstyle.system.posix import HANDS_ON_FILES

_LOADS = {"CPU": Load(stacks=2, batch=1), "GPU": Load(stacks=2, batch=16)}
"""What a network is given at once at most; memory running out halves it."""


class Crew(Protocol):
    """Who paints: this process, or workers; `force` does all again that is done."""

    @property
    def device(self) -> str:
        """What this process is to compute on."""
        ...

    @property
    def force(self) -> bool:
        """Whether all is done again."""
        ...

    @property
    def jobs(self) -> int:
        """How many stills this process reads at once; 0 as many as there are cores."""
        ...

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """This process, on a device, with threads beside it; `force` does it all again."""

    device: str
    jobs: int
    force: bool

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending in this process."""
        means = self.means(display)
        meter = Meter(means.on_frame)
        try:
            paint_shots(plans, replace(means, on_frame=meter))
        finally:
            remember(means.device, meter.paces())

    def means(self, display: Display) -> Means:
        """Return what painting needs, with the device made ready."""
        display.note("starting TensorFlow")
        device = models.choose_device(self.device)
        display.note(f"painting on the {device}")
        kind, _, number = device.partition(" ")
        return Means(
            open_painter=partial(_opened, display.note),
            device=device,
            load=_LOADS[kind],
            jobs=self.jobs or os.cpu_count() or 1,
            on_frame=display.painted,
            report=display.note,
            apart=kind == "GPU" and HANDS_ON_FILES,
            room=card.room(int(number)) if kind == "GPU" else inf,
        )


def _opened(
    report: Callable[[str], None], model: str, digest: str, brush: str = "", studied: str = ""
) -> Painter:
    """Load a network, or a brush that has this digest."""
    if not brush:
        return models.open_painter(model, digest, report)
    try:
        painter = models.open_painter(model, digest, report, Path(brush))
        found = brush_digest(Path(brush))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{brush}: cannot be read here: all machines must have the project and its brushes in "
            "the same place; tlstyle study makes those in the work folder"
        ) from error
    if found != studied:
        raise ModelError(f"{brush}: was studied anew since this run began: run it again")
    return painter
