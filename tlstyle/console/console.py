"""Every word that people are told, whoever says it: a terminal, or a program's log."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from pathlib import Path

from tlstyle.console.beats import fit_lines
from tlstyle.console.edit import film_lines
from tlstyle.console.left_out import left_out_lines
from tlstyle.console.studies import to_study
from tlstyle.errors import Problem
from tlstyle.film import Loudness
from tlstyle.film.cut import Cut
from tlstyle.film.unneeded import Unneeded
from tlstyle.frames.aside import aside_of
from tlstyle.frames.estimate import seconds_left
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.look import painted_over
from tlstyle.frames.pace import seconds_expected
from tlstyle.frames.shard import Shard
from tlstyle.painting.progress import Display
from tlstyle.words import command, duration, megabytes, some


class Console(ABC):
    """Tells people what becomes of a project, in lines that its kinds say each in their way."""

    @abstractmethod
    def say(self, text: str, style: str = "") -> None:
        """Say a line, where there are colours in a style."""

    @abstractmethod
    def warn(self, text: str) -> None:
        """Say a line about what may surprise."""

    @abstractmethod
    def progress(self, plans: Sequence[ShotPlan]) -> AbstractContextManager[Display]:
        """Show a build as it goes."""

    def warnings(self, file: Path, problems: Iterable[Problem]) -> None:
        """Print what is odd about a project, a line for each thing."""
        for problem in problems:
            self.warn(f"{file}: {problem}")

    def remind(self, file: Path, count: int) -> None:
        """Say how many things are odd about a project, where each was said before."""
        things = "1 thing" if count == 1 else f"{count} things"
        self.warn(f"{things} to look at: tlstyle check {file}")

    def status(self, plans: Sequence[ShotPlan]) -> None:
        """Print what is done, what is pending and why, and how long the rest will take."""
        for line in (*left_out_lines(plans), *fit_lines(plan.shot for plan in plans)):
            self.say(line)
        for plan in plans:
            self.say(standing(plan))
            if made := _kept_aside(plan):
                self.say(made)
            if plan.left_over:
                name, count = plan.shot.name, plan.left_over
                self.say(f"{name}: {count} frames that are no longer in it: see clean")
        pending = sum(len(plan.pending) for plan in plans)
        over = sum(len(painted_over(plan)) for plan in plans)
        if over:
            self.say(f"{over} painted frames are painted over: to keep them, copy their folder")
        if pending:
            self._time(plans)

    def _time(self, plans: Sequence[ShotPlan]) -> None:
        """Print how long studying and painting will take."""
        if studies := to_study(plans):
            self.say(studies)
        self.say(_time_left(plans))

    def moved(self, counts: Mapping[str, int]) -> None:
        """Print which frames were known under other names."""
        for place, count in counts.items():
            self.say(f"{count} frames moved from {place}")

    def partly(self, file: Path, cut: Cut, waiting: Sequence[ShotPlan]) -> None:
        """Print that some sequences are painted, others wait, and what comes next."""
        film = "is out of date" if cut.output.exists() else "is not written"
        frames = sum(len(plan.pending) for plan in waiting)
        names = ", ".join(plan.shot.name for plan in waiting)
        self.say(f"{cut.output} {film} until {frames} more frames are painted, of {names}")
        self.say(f"next: {command('build', file)}")

    def shard_summary(
        self, shard: Shard, own: Sequence[ShotPlan], left: Sequence[ShotPlan]
    ) -> None:
        """Print that a shard is painted, and what is left to the others."""
        self.say(f"shard {shard}: its {sum(len(plan.frames) for plan in own)} frames are painted")
        others = sum(len(plan.frames) for plan in left)
        if others:
            self.say(f"{others} frames are left to the other shards")
        else:
            self.say("so are all the others: tlstyle build writes the film")

    def unneeded(self, files: Sequence[Unneeded], work: Path, removed: bool) -> None:
        """Print what no frame or film needs, by its folder, and what is left alone."""
        ours = [each for each in files if each.is_ours]
        for folder, group in groupby(ours, lambda each: each.file.parent):
            found = list(group)
            room = megabytes(sum(each.bytes for each in found))
            self.say(f"{folder.relative_to(work)}: {len(found)} files, {room}")
        for each in files:
            if not each.is_ours:
                self.say(f"{each.file.relative_to(work)}: not as tlstyle wrote it, left alone")
        room = megabytes(sum(each.bytes for each in ours))
        done = "removed" if removed else "not needed: --yes removes them"
        self.say(f"{len(ours)} files, {room}, {done}" if ours else "nothing to remove")

    @contextmanager
    def drawing(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show how far the sample footage is: call with what, done and total."""
        with self.progress(()) as display:
            yield display.encoded

    def film(self, cut: Cut, *, is_new: bool, heard: Loudness | None = None) -> None:
        """Print where a film is, how long and how large, and how loud if that is measured."""
        self.say(str(cut.output), "bold green")
        for line in film_lines(cut, heard, is_new=is_new):
            self.say(line)

    def summary(
        self,
        cut: Cut,
        painted: int,
        kept: int,
        seconds: float,
        *,
        is_new: bool,
        heard: Loudness | None,
    ) -> None:
        """Print what a build made, how loud it is if that is measured, and what it took."""
        self.film(cut, is_new=is_new, heard=heard)
        self.say(f"{painted} frames painted, {kept} kept, in {duration(seconds)}")


def standing(plan: ShotPlan) -> str:
    """Return a sequence's state in a line: golden-gate: 41 of 96 done, 55 pending: missing."""
    total, pending = len(plan.frames), len(plan.pending)
    line = f"{plan.shot.name}: {total - pending} of {total} done"
    for how, count in plan.altered.items():
        line += f", {count} {how}, kept"
    if not pending:
        return line
    reasons = plan.reasons.most_common()
    if len(reasons) == 1:
        return f"{line}, {pending} pending: {reasons[0][0]}"
    counted = ", ".join(f"{count} {reason}" for reason, count in reasons)
    return f"{line}, {pending} pending: {counted}"


def _time_left(plans: Sequence[ShotPlan]) -> str:
    """Return how long painting will take, by the last frames or by this machine's last run."""
    seconds = seconds_left(plans)
    if seconds is not None:
        return f"about {duration(seconds)} of painting left, at the speed of the last frames"
    seconds = seconds_expected(plans)
    if seconds is not None:
        return f"about {duration(seconds)} of painting left, at this machine's last speed"
    return "how long that takes is known when the first frames are painted"


def _kept_aside(plan: ShotPlan) -> str:
    """Return which frames, made by hand, are kept aside before they are painted; "" if none is."""
    made = [frame.file for frame in plan.pending if frame.altered]
    if not made:
        return ""
    count = "1 frame" if len(made) == 1 else f"{len(made)} frames"
    names = some([file.name for file in made])
    return f"{plan.shot.name}: {count} not as painted, kept in {aside_of(made[0])}: {names}"
