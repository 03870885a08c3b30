"""Paints what is pending, and writes films that are not written yet."""

from __future__ import annotations

from collections.abc import Sequence

from tlstyle.console.console import standing
from tlstyle.crews.crew import Crew
from tlstyle.errors import FilmError, Stopped
from tlstyle.film.cut import Cut
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.painting.progress import Display
from tlstyle.system.room import refuse_little_room
from tlstyle.system.stop import is_stop


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
