"""`tlstyle copy`: a folder on another disk, each file whole and compared."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from tlstyle.console.terminal import Terminal
from tlstyle.errors import OptionError, Stopped, TlstyleError
from tlstyle.system.copies import COPIED, copy_folder
from tlstyle.system.stop import stoppable

_KEPT = "what is copied stays, and the same command goes on from there"


def copy(source: Path, target: Path, every: float, *, quiet: bool) -> None:
    """Bring what a folder has that is new, once, or over and over until it is stopped.

    Over and over, a folder that is not there yet is waited for, and what fails is said and tried
    again.

    Args:
        source: The folder.
        target: Where to.
        every: Seconds until it is done again; 0 for once.
        quiet: Say nothing but trouble.

    Raises:
        OptionError: there is no such folder, or one lies in the other.
        Stopped: the user stopped it; over and over, that is how it ends.
        TlstyleError: files cannot be read, or come out otherwise than they were.
    """
    console = Terminal(quiet=quiet)
    if not every:
        with stoppable(lambda: _KEPT):
            _once(console, source, target)
        return
    with suppress(Stopped), stoppable(lambda: _KEPT):  # which is how it ends
        while True:
            _tried(console, source, target, every)
            time.sleep(every)


def _tried(console: Terminal, source: Path, target: Path, every: float) -> None:
    try:
        if source.is_dir():
            _once(console, source, target)
    except OptionError:
        raise
    except (TlstyleError, OSError) as error:
        console.warn(f"{error}: tried again in {every:g} s")


def _once(console: Terminal, source: Path, target: Path) -> None:
    with console.drawing() as report:
        became = copy_folder(source, target, lambda *counts: report(str(target), *counts))
    counts = [f"{became[COPIED]} files copied and compared"]
    counts += [f"{count} {what}" for what, count in became.items() if what != COPIED]
    console.say(f"{target}: {', '.join(counts)}")
