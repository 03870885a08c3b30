"""Paints what is pending, and writes films that are not written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlstyle.console.console import standing
from tlstyle.crews.crew import Crew
from tlstyle.errors import FilmError
from tlstyle.film.cut import Cut
from tlstyle.film.writing import write_cuts as _write
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.unsteadied import compare
from tlstyle.painting.progress import Display
from tlstyle.system.room import refuse_little_room
from tlstyle.system.stop import stoppable
from tlstyle.words import some


def paint_pending(plans: Sequence[ShotPlan], crew: Crew, display: Display) -> None:
    """Paint what is pending; TensorFlow is not even imported if nothing is.

    What was painted only to be compared is looked at then, and removed.

    Raises:
        RoomError: the disk has too little room for it.
        Stopped: the user stopped it.
    """
    if not any(plan.pending for plan in plans):
        return
    refuse_little_room([(plans[0].frames[0].file.parent, disk_needed(plans))])

    def kept() -> str:
        now = f"{display.count} frames were painted now, and all that is painted is kept"
        return f"{now}; the same command goes on from there"

    with stoppable(kept):
        crew.paint(plans, display)
        compare(plans)


def make_places(cuts: Sequence[Cut]) -> None:
    """Make the folders that films go to, if they are not there, while nothing is painted yet.

    Raises:
        FilmError: one cannot be made.
    """
    for folder in dict.fromkeys(cut.output.parent for cut in cuts):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = f"{folder}: cannot be made ({error.strerror}): change its rights or `output`"
            raise FilmError(said) from error


@dataclass(frozen=True, slots=True)
class Written:
    """What came of films that were to be written.

    Attributes:
        is_new: Of each that is as it should be, by its file, whether it had to be written.
        failures: Why others are not.
    """

    is_new: Mapping[Path, bool]
    failures: Sequence[FilmError]

    def refuse_failures(self) -> None:
        """Make sure that all are as they should be.

        Raises:
            FilmError: some are not.
        """
        if self.failures:
            raise FilmError(*map(str, self.failures))


def write_cuts(
    cuts: Sequence[Cut], force: bool, display: Display, *, deep: bool = False
) -> Written:
    """Write those films that are not written, all of them of the same pictures and timeline.

    If `deep`, what is there is read, whatever is remembered of it.

    Raises:
        FilmError: none could be written, or something else stands in the place of one.
        RoomError: the disk has too little room for them.
        Stopped: the user stopped it.
    """
    lacking = [cut for cut in cuts if force or not cut.is_written(deep=deep)]
    is_new = {cut.output: False for cut in cuts if cut not in lacking}
    for cut in cuts:
        if cut in lacking:
            cut.refuse_foreign(force=force)
        else:
            cut.remember()
    if not lacking:
        return Written(is_new, ())
    names = some([cut.output.name for cut in lacking])

    def kept() -> str:
        left = [str(cut.output) for cut in lacking if cut.output not in is_new]
        are = "is" if len(left) == 1 else "are"
        frames = "the painted frames are kept, and so is the film before this one, if any"
        return f"{some(left)} {are} not written; {frames}"

    with stoppable(kept):
        failures = _write(
            lacking,
            lambda done, total: display.encoded(names, done, total),
            afresh=force,
            written=lambda cut: is_new.update({cut.output: True}),
        )
    return Written(is_new, failures)


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
