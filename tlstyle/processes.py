"""Tells the living from the dead, by the number that a process leaves in a file's name."""

from __future__ import annotations

import os


def is_another(process: int) -> bool:
    """Tell whether a process other than this one runs under a number."""
    if os.name == "nt" or process == os.getpid():
        return False  # to Windows signal 0 is Ctrl-C, and files in use cannot be removed there
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
