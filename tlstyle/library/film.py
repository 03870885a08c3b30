"""A film as programs have it: opened, planned, painted and written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tlstyle.checks.check import check
from tlstyle.commands.film import film as write_film
from tlstyle.commands.paint import paint as paint_film
from tlstyle.commands.session import Manner
from tlstyle.console.log import Log
from tlstyle.crews.crew import Alone
from tlstyle.errors import Problem
from tlstyle.frames.plan import plan_shots
from tlstyle.library.plan import Painted, Plan, Teller, planned
from tlstyle.system.stop import is_stop


@dataclass(frozen=True, slots=True)
class Film:
    """A film that can be made, of a project file that was sound when it was opened.

    Each of its methods looks at the project as it is by then, like the command of its name. They
    raise what is wrong as `TlstyleError`, whose text is what the command line would say.

    Attributes:
        file: The project file.
        output: The film's file, whether it is there or not.
        sequences: The sequences' names, in the film's order.
        warnings: What deserves a word though nothing is wrong.
    """

    file: Path
    output: Path
    sequences: tuple[str, ...]
    warnings: tuple[Problem, ...]
    _log: Log = field(default_factory=Log, repr=False, compare=False)

    def plan(self) -> Plan:
        """Return what is painted, what waits and why; writes nothing, and needs no TensorFlow.

        Raises:
            ProjectError: the project is not sound any more.
        """
        checked = check(self.file)
        plans = plan_shots(checked.project, checked.footages)
        frames = tuple(chain.from_iterable(map(planned, plans)))
        project, timeline = checked.project, checked.timeline
        return Plan(project.output, project.size, timeline.fps, timeline.length, frames)

    def paint(
        self,
        sequences: Sequence[str] = (),
        *,
        on_frame: Callable[[Painted], None] | None = None,
        device: str = "auto",
        jobs: int = 0,
        force: bool = False,
        wait: bool = False,
    ) -> int:
        """Paint what is pending, and return how many frames that were.

        A frame has its name when its bytes are whole. Ctrl-C is raised as `KeyboardInterrupt`
        once the frames at hand are, and the next call goes on from there.

        Args:
            sequences: Only these, by their names; all if empty.
            on_frame: Called with each frame once it is safely on the disk, in the order in which
                they are done, by one thread at a time, but seldom by the caller's. What it raises
                ends the painting, and is raised here.
            device: "auto", "cpu", "gpu", or "gpu:1" for the second one; one process paints on one.
            jobs: Threads that read, and that write; 0 for one for each core.
            force: Paint again what is painted.
            wait: Wait for another run that is at work on the project.

        Raises:
            BusyError: another run is at work on the project.
            ModelError: a network cannot be loaded, or cannot do what the project asks.
            PaintError: some stills could not be read, or frames not written; the others are there.
            ProjectError: the project is not sound any more, or has no such sequence.
            RoomError: the disk has too little room; nothing was begun.
        """
        teller = Teller(on_frame)
        manner = Manner(wait=wait, console=self._log.telling(teller))
        with interruptible():
            paint_film(self.file, sequences, Alone(device, jobs, force), manner, deep=False)
        return teller.count

    def write(self, *, force: bool = False, wait: bool = False) -> tuple[Path, ...]:
        """Write the film and its other shapes from painted frames, and return their files.

        What is there already, of the same frames, is not written again. Needs no TensorFlow.

        Args:
            force: Write it again, also where another film stands in its place.
            wait: Wait for another run that is at work on the project.

        Raises:
            BusyError: another run is at work on the project.
            FilmError: frames are pending, or the film cannot be written; the one before it stays.
            ProjectError: the project is not sound any more.
            RoomError: the disk has too little room; nothing was begun.
        """
        manner = Manner(wait=wait, console=self._log)
        with interruptible():
            return write_film(self.file, None, None, manner, clips=False, force=force)


def open(file: str | os.PathLike[str]) -> Film:  # noqa: A001  # as it is called: tlstyle.open
    """Return the film of a project file, all that it names looked at; needs no TensorFlow.

    Raises:
        ProjectError: something is wrong; it lists every fault found, each with its line.
    """
    place, log = Path(file).absolute(), Log()
    checked = check(place)
    log.warnings(place, checked.warnings)
    names = tuple(shot.name for shot in checked.project.shots)
    return Film(place, checked.project.output, names, checked.warnings, log)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a stop out as what Python raises at Ctrl-C, whose text says what is kept."""
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            raise
        raise KeyboardInterrupt(str(error)) from None
