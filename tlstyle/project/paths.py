"""Paths as people write them: what may be meant by one that leads nowhere."""

from __future__ import annotations

import difflib
import re
from pathlib import Path


def path_hint(text: str, folder: Path) -> str:
    """Return what may be meant by a path to nothing, to end a message with; nothing if unknown.

    Args:
        text: The path as the project has it.
        folder: Where relative paths start.
    """
    if (folder / text).exists():
        return ""
    if re.search(r"\bhttps?:/", text):
        return ": an address is no file: save it beside the project, and name that"
    meant = _nearest_path(folder / text.replace("\\", "/"))
    if meant:
        return f": did you mean `{_as_written(meant, folder)}`?"
    if "\\" in text:
        return ": write / between folders"
    if any(ord(letter) < 32 for letter in text):
        return r": \ and a letter in double quotes is a sign of its own: write / between folders"
    return ""


def project_hint(file: Path) -> str:
    """Return what may be meant by a project file that is not there, or what to do."""
    whole = file.with_name(f"{file.name}.toml")
    meant = f": did you mean `{whole}`?" if whole.exists() else path_hint(str(file), Path())
    return meant or ": name a project file; tlstyle new writes one"


def _nearest_path(path: Path) -> Path | None:
    """Return the path that exists, or else the nearest one; None if there is none like it."""
    if path.exists() or path == path.parent:
        return path
    parent = _nearest_path(path.parent)
    if parent is None or not parent.is_dir():
        return None
    names = {entry.name.casefold(): entry.name for entry in _visible(parent)}
    close = difflib.get_close_matches(path.name.casefold(), names, 1, 0.75)
    without_ending = [name for name in names if Path(name).stem == path.name.casefold()]
    if not close and len(without_ending) == 1:
        close = without_ending
    return parent / names[close[0]] if close else None


def _visible(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []


def _as_written(path: Path, folder: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
