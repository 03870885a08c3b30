"""Files that a command line names."""

from __future__ import annotations

from pathlib import Path

from tlstyle.errors import OptionError
from tlstyle.project import path_hint


def refuse_missing(file: Path, what: str, advice: str) -> None:
    """Make sure that what is named is there.

    Args:
        file: What is named.
        what: What it should be, as "picture".
        advice: What else to do, where nothing is called like it.

    Raises:
        OptionError: there is nothing of that name.
    """
    if not file.exists():
        meant = path_hint(str(file), Path()) or f": {advice}"
        raise OptionError(f"{file}: no such {what}{meant}")
