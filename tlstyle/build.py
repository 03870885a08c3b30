"""Builds: paints what is pending, and writes films that are not written yet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tlstyle.console import standing
from tlstyle.edit import Cut
from tlstyle.errors import FilmError, Stopped
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.pace import Meter, remember
from tlstyle.load import Load
from tlstyle.models import choose_device, open_painter
from tlstyle.paint import Studio, paint_shots
from tlstyle.progress import Display
from tlstyle.room import refuse_little_room
from tlstyle.stop import is_stop

_LOADS = {"CPU": Load(stacks=2, batch=1), "GPU": Load(stacks=2, batch=4)}
"""What a network is given at once, to begin with; memory running out halves it."""


class Crew(Protocol):
    """Who paints: this process, or workers; `force` does all again that is done."""

    @property
    def force(self) -> bool:
        """Whether all is done again."""
        ...

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """What does the work: a device, and threads beside it; `force` does it all again."""

    device: str
    jobs: int
    force: bool

    def paint(self, plans: Sequence[ShotPlan], display: Display) -> None:
        """Paint what is pending in this process."""
        studio = self.studio(display)
        meter = Meter(studio.on_frame)
        try:
            paint_shots(plans, replace(studio, on_frame=meter))
        finally:
            remember(studio.device, meter.paces())

    def studio(self, display: Display) -> Studio:
        """Return what painting needs, with the device made ready."""
        display.note("starting TensorFlow")
        device = choose_device(self.device)
        display.note(f"painting on the {device}")
        return Studio(
            open_painter=lambda model, digest: open_painter(model, digest, display.note),
            device=device,
            load=_LOADS[device.partition(" ")[0]],
            jobs=self.jobs or os.cpu_count() or 1,
            on_frame=display.painted,
            report=display.note,
        )


def paint_pending(plans: Sequence[ShotPlan], crew: Crew, display: Display) -> None:
    """Paint what is pending; TensorFlow is not even imported if nothing is.

    Raises:
        RoomError: the disk has too little room for it.
        Stopped: the user stopped it.
    """
    if not any(plan.pending for plan in plans):
        return
    refuse_little_room([(plans[0].frames[0].file.parent, disk_needed(plans))])
    try:
        crew.paint(plans, display)
    except BaseException as error:
        if not is_stop(error):
            raise
        kept = f"{display.count} frames were painted now, and all that is painted is kept"
        raise Stopped(f"stopped: {kept}; the same command goes on from there") from None


def write_cut(cut: Cut, force: bool, display: Display, *, deep: bool = False) -> bool:
    """Write a film unless it is written; tell whether it had to be.

    If `deep`, what is there is read, whatever is remembered of it.

    Raises:
        FilmError: it could not be written, or something else stands in its place.
        RoomError: the disk has too little room for it.
        Stopped: the user stopped it.
    """
    if not force and cut.is_written(deep=deep):
        cut.remember()
        return False
    cut.refuse_foreign(force=force)
    try:
        cut.write(lambda done, total: display.encoded(cut.output.name, done, total), afresh=force)
    except BaseException as error:
        if not is_stop(error):
            raise
        kept = "the painted frames are kept, and so is the film before this one, if any"
        raise Stopped(f"stopped: {cut.output} is not written; {kept}") from None
    return True


def film_standing(cut: Cut, plans: Sequence[ShotPlan]) -> str:
    """Return in words whether a film is there and is what its project now makes."""
    if not cut.output.exists():
        return "not written yet"
    try:
        cut.refuse_foreign()
    except FilmError:
        return "not written by tlstyle"
    is_current = not any(plan.pending for plan in plans) and cut.is_written()
    return "up to date" if is_current else "out of date"


def refuse_pending(plans: Sequence[ShotPlan]) -> None:
    """Make sure that every frame of a film is painted.

    Raises:
        FilmError: some are not.
    """
    waiting = [standing(plan) for plan in plans if plan.pending]
    if waiting:
        left = "; ".join(waiting)
        raise FilmError(f"no film yet, frames are pending: {left}; tlstyle build paints them first")
