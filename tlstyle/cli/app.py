"""The command line: a command run, what went wrong with it in words, and exit codes."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tlstyle.cli import painting, pictures, projects  # noqa: F401  # their commands are the app's
from tlstyle.cli.order import refuse_order, with_help
from tlstyle.cli.program import app, command_names
from tlstyle.cli.streams import UNREAD, standard_streams
from tlstyle.errors import Ended, ModelError, OptionError, ProjectError, Stopped, TlstyleError
from tlstyle.system.stop import end_when_stopped, heed_stops, is_stop

if TYPE_CHECKING:
    from tlstyle.console.terminal import Terminal

_EXIT_CODES = {ProjectError: 2, OptionError: 2, ModelError: 2}

_KEPT = "all that is painted is kept, and the same command goes on from there"


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0, 1 failed, 2 wrong, 3 a bug, 130 stopped.

    Where nobody reads what it says it is 141.
    """
    debug = "--debug" in arguments
    arguments = with_help([argument for argument in arguments if argument != "--debug"])
    try:
        refuse_order(arguments, command_names())
        app(arguments)
    except KeyboardInterrupt:  # before typer has its own eyes open
        return _failed([f"stopped: {_KEPT}"], 130)
    except SystemExit as ended:
        if ended.code == 130:  # before or between painting and encoding, which say more
            return _failed([f"stopped: {_KEPT}"], 130)
        return ended.code if isinstance(ended.code, int) else 0
    except Ended as error:
        _terminal().say(str(error))
        return 130
    except Stopped as error:
        return _failed(map(str, error.args), 130)
    except Exception as error:
        if is_stop(error):
            return _failed([f"stopped: {_KEPT}"], 130)
        if isinstance(error, TlstyleError):
            _terminal().trouble(error)
            return _EXIT_CODES.get(type(error), 1)
        if debug:
            traceback.print_exc()
        if _is_nowhere():
            return _failed(["the folder that this shell is in is gone: cd to another"], 1)
        if isinstance(error, OSError) and error.strerror:  # the system's doing, never a bug
            place = f"{error.filename}: " if error.filename else ""
            return _failed([f"{place}{error.strerror}; {_KEPT}"], 1)
        told = "send us what it prints, and what tlstyle doctor --json does"
        where = "" if debug else f"; run it with --debug and {told}"
        return _failed([f"a bug in tlstyle: {type(error).__name__}: {error}{where}"], 3)
    return 0  # typer leaves by SystemExit, so only a mocked command ends here


def _is_nowhere() -> bool:
    """Tell whether the folder that this program was started in was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", module="PIL")  # of odd EXIF and size: the pixels decide
    logging.getLogger("PIL").addHandler(logging.NullHandler())  # we say ourselves what is wrong
    sys.stdout, sys.stderr = out, _ = standard_streams()
    heed_stops()
    try:
        code = run(sys.argv[1:])
        end_when_stopped(code)
        sys.stdout.flush()
        if out.trouble:
            why = f"standard output cannot be written ({out.trouble.strerror}): lines are lost"
            code = _failed([why], code or 1)
    except SystemExit:  # nobody reads what it says
        code = UNREAD
    os._exit(code)  # all is written; neither signals nor a canvas still at work hold up the end


def _failed(lines: Iterable[str], code: int) -> int:
    _terminal().fail(lines)
    return code


def _terminal() -> Terminal:
    from tlstyle.console.terminal import Terminal

    return Terminal()
