"""Paths as people write them: what may be meant by one that leads nowhere."""

from __future__ import annotations

import difflib
from pathlib import Path


def path_hint(text: str, folder: Path) -> str:
    """Return what may be meant by a path to nothing, to end a message with; nothing if unknown.

    Args:
        text: The path as the project has it.
        folder: Where relative paths start.
    """
    if (folder / text).exists():
        return ""
    meant = _nearest_path(folder / text.replace("\\", "/"))
    if meant:
        return f": did you mean `{_as_written(meant, folder)}`?"
    if "\\" in text:
        return ": write / between folders"
    if any(ord(letter) < 32 for letter in text):
        return r": \ and a letter in double quotes is a sign of its own: write / between folders"
    return ""


def _nearest_path(path: Path) -> Path | None:
    """Return the path that exists, or else the nearest one; None if there is none like it."""
    if path.exists() or path == path.parent:
        return path
    parent = _nearest_path(path.parent)
    if parent is None or not parent.is_dir():
        return None
    names = {entry.name.casefold(): entry.name for entry in _visible(parent)}
    close = difflib.get_close_matches(path.name.casefold(), names, 1, 0.75)
    return parent / names[close[0]] if close else None


def _visible(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []


def _as_written(path: Path, folder: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
