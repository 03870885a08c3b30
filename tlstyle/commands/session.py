"""A project looked at, and its work folder kept for one run: what every command begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from tlstyle.checks.check import Checked, check
from tlstyle.checks.survey import can_be_written
from tlstyle.commands.hearing import with_music_heard
from tlstyle.console.console import Console
from tlstyle.console.terminal import Terminal
from tlstyle.film import remove_unfinished
from tlstyle.film.beats import BEATS
from tlstyle.frames.brush import remove_unfinished_studies
from tlstyle.frames.frame import CLIPS, FRAMES, PREVIEW, TRIALS
from tlstyle.frames.plan import remove_unfinished_frames
from tlstyle.frames.shard import Shard
from tlstyle.project import Project
from tlstyle.project.owner import signed
from tlstyle.stills.light import LIGHT
from tlstyle.stills.shake import SHAKE
from tlstyle.system.lock import locked
from tlstyle.system.whole import remove_partials


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command that paints or writes a film goes about it."""

    dry_run: bool = False
    """Say what is to be done, and do nothing."""
    wait: bool = False
    """Wait for another run that is at work on the project."""
    quiet: bool = False
    console: Console | None = None
    """Who is told of it, in the terminal's place."""


def checked_project(
    console: Console, file: Path, *, away: bool = False, unmade: bool = False, looks: bool = False
) -> Checked:
    """Return a sound project, its warnings said.

    They are said in full until something is painted, and where stills that are away are taken as
    they were, if `away` allows it. If `unmade`, masks that are not there may yet be made. One that
    only `looks` takes projects whose folders cannot be written.
    """
    checked = check(file, away=away, unmade=unmade, looks=looks)
    are_away = not all(footage.stills[0].file.parent.exists() for footage in checked.footages)
    if are_away or not _is_begun(checked.project):
        console.warnings(file, checked.warnings)
    elif checked.warnings:
        console.remind(file, len(checked.warnings))
    return checked


def _is_begun(project: Project) -> bool:
    """Tell whether a run has painted something, having said the warnings then."""
    return any((project.work / folder).is_dir() for folder in (FRAMES, PREVIEW))


@contextmanager
def work(
    file: Path,
    manner: Manner,
    shard: Shard | None = None,
    *,
    away: bool = False,
    looks: bool = False,
) -> Iterator[tuple[Console, Checked]]:
    """Check a project, say its warnings and keep other runs out of its work folder.

    What killed ones left there is cleared, and music listened to that joins are to fall on.

    A shard lets other shards in, and leaves the clearing to whoever has the folder alone. What
    perhaps only `looks` goes without all that where nothing can be written.
    """
    console = manner.console or Terminal(quiet=manner.quiet)
    checked = checked_project(console, file, away=away, looks=manner.dry_run or looks)
    project = checked.project
    with ExitStack() as held:
        if not manner.dry_run and can_be_written(project.work):
            own = str(shard or "")
            held.enter_context(
                locked(project.work, wait=manner.wait, report=console.warn, shard=own)
            )
            if not shard:
                _clear(project)
                held.enter_context(signed(project))
            checked = with_music_heard(console, file, checked)
        yield console, checked


def _clear(project: Project) -> None:
    remove_partials(project.work)
    remove_unfinished_frames(project.work)
    for measure in (LIGHT, SHAKE):
        remove_partials(project.work / measure.name)
    remove_partials(project.work / BEATS)
    remove_unfinished_studies(project.work)
    rmtree(project.work / TRIALS, ignore_errors=True)
    for folder in {film.parent for film in project.outputs} | {project.work / CLIPS}:
        remove_unfinished(folder)
