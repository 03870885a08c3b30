"""`tlstyle watch`: the preview made anew whenever what it is made of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tlstyle.checks.check import Checked, check
from tlstyle.checks.survey import named_files
from tlstyle.commands.build import preview
from tlstyle.commands.served import served, show_review
from tlstyle.commands.session import Manner
from tlstyle.console.terminal import Terminal
from tlstyle.crews.crew import Alone
from tlstyle.errors import Ended, OptionError, ProjectError, Stopped, TlstyleError
from tlstyle.exports.sheet import PLOTS, SHEET
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painting.paint import Means
from tlstyle.painting.progress import Display
from tlstyle.project.load import parsed
from tlstyle.system.changes import Changes, can_listen
from tlstyle.system.stop import is_stop
from tlstyle.words import some


class _ChangedError(Exception):
    """Something has changed while the preview was painted."""


@dataclass(frozen=True, slots=True)
class _Heeding(Alone):
    """Somebody who paints until something changes; the frames at hand are written then."""

    changes: Changes

    def means(self, display: Display) -> Means:
        """Return what painting needs, ended with the frame behind which a change was heard."""
        means = Alone.means(self, display)

        def on_frame(plan: ShotPlan, frame: Frame) -> None:
            means.on_frame(plan, frame)
            if self.changes.is_heard:
                raise _ChangedError

        return replace(means, on_frame=on_frame)


def watch(
    file: Path, only: Sequence[str] | None, alone: Alone, manner: Manner, *, review: bool
) -> None:
    """Make a project's preview, and again whenever the project or what it names changes.

    If `review`, the review is served, which shows each change by itself.

    A change while frames are painted ends that behind the frame at hand, and is taken up at once;
    one while the preview is encoded, as soon as that is done. What is wrong is said, and no end.

    Raises:
        OptionError: what listens is not installed.
        ProjectError: there is no such project file.
        Stopped: the user stopped it while it was at work.
        Ended: the user ended it while it waited.
    """
    if not can_listen():
        raise OptionError('watch: watchfiles is not installed: pip install "tlstyle[watch]"')
    if not file.is_file():
        check(file)
    console = Terminal(quiet=manner.quiet)
    with Changes() as changes, served() if review else nullcontext() as loopback:
        crew = _Heeding(alone.device, alone.jobs, alone.force, changes)
        if loopback:
            Terminal().say(f"{loopback.address} shows it")  # which nobody guesses
        while True:
            changes.take()
            if _tell(console, partial(_round, file, only, crew, manner)) and loopback:
                _tell(console, partial(show_review, loopback, file, console))
            changed = _waited(changes, file, console)
            console.say(f"changed: {some([each.name for each in sorted(changed)])}")


def _waited(changes: Changes, file: Path, console: Terminal) -> set[Path]:
    """Wait for changes, having said so unless there are some, and return them.

    Raises:
        Ended: the user ended it.
    """
    try:
        if not changes.is_heard:
            console.say(f"watching {file} and what it names; Ctrl-C ends it")
        return changes.wait()
    except BaseException as error:
        if not is_stop(error):
            raise
        raise Ended("stopped") from None


def _round(file: Path, only: Sequence[str] | None, crew: _Heeding, manner: Manner) -> None:
    """Look at a project, follow what it names by now, and make its preview."""
    try:
        checked = check(file)
    except ProjectError:
        crew.changes.follow(_mentioned(file), partial(_may_mend, file))
        raise
    _follow(crew.changes, file, checked)
    preview(file, only, crew, manner, true=False)


def _tell(console: Terminal, do: Callable[[], None]) -> bool:
    """Do something, and tell whether it was done; say what is wrong where it was not."""
    try:
        do()
    except _ChangedError:
        return False
    except Stopped:
        raise
    except TlstyleError as error:
        console.trouble(error)
        return False
    except OSError as error:
        if is_stop(error):
            raise
        console.fail([f"{error.filename or 'watch'}: {error.strerror or error}"])
        return False
    return True


def _follow(changes: Changes, file: Path, checked: Checked) -> None:
    """Hear of the project file, of what it names, and of stills that come beside its stills."""
    footages = checked.footages
    files = _places([file, *named_files(checked.project, footages)])
    stills = {
        place.parent for place in _places(still.file for each in footages for still in each.stills)
    }
    sheets = map(checked.project.beside, (SHEET, PLOTS))
    outputs = _places([*checked.project.outputs, *sheets])

    def matters(changed: Path) -> bool:
        is_still = changed.parent in stills and changed not in outputs
        is_visible = not changed.name.startswith(".")
        return changed in files | stills or (is_still and is_visible)

    changes.follow({place.parent for place in files | stills}, matters)


def _mentioned(file: Path) -> set[Path]:
    """Return the folders of a project that is not sound, and of whatever is named in it."""
    folder = _place(file).parent
    with suppress(ProjectError):
        names = (folder / text for text in _texts(parsed(file)))
        return {folder, *(place for name in names for place in (name, name.parent))}
    return {folder}


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in what TOML says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _may_mend(file: Path, changed: Path) -> bool:
    """Tell whether a change may be what mends a project that is not sound."""
    is_own = changed.name.startswith((f"{file.stem}.", "."))
    return changed == _place(file) or not is_own


def _places(files: Iterable[Path]) -> set[Path]:
    """Return where files are, and what they lead to where they are links."""
    return {place for file in files for place in (_place(file), file.resolve())}


def _place(file: Path) -> Path:
    return file.parent.resolve() / file.name
