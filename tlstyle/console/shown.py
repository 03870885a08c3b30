"""Pictures on the terminal itself, where it shows such.

Sources: kitty, "Terminal graphics protocol"; iTerm2, "Images"; DEC, "VT330/VT340 Programmer
Reference Manual" (sixels, and the device attributes by which terminals tell of them).
"""

from __future__ import annotations

import io
import os
import re
import sys
from base64 import standard_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from rich.console import Console as Screen

from tlstyle.exports.small import small_png
from tlstyle.size import Size
from tlstyle.system.posix import asked_terminal, terminal_size

_KITTY = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""Asks whether a picture of one pixel could be shown; who knows nothing of it says nothing."""

_ATTRIBUTES = b"\x1b[c"
"""Asks for the device attributes, which every terminal has: nothing comes behind their answer."""

_ANSWERED = re.compile(rb"\x1b\[\?([\d;]*)c")
_SIXEL = b"4"
_HEADER = re.compile(r'(\x1bP0;0;0q"1;1;\d+;\d+)')
_COLOUR = re.compile(r"#\d+;2;\d+;\d+;\d+")
_TOLD = re.compile(r"(?<=\d);2;\d+;\d+;\d+(?=[#!?-~$-])")
_PIECE = 4096
_CELL = 10, 20
"""A letter's pixels, where a terminal does not tell."""

_LEFT = 2
"""Rows that are left for what is said."""


@dataclass(frozen=True, slots=True)
class _Room:
    """A terminal's columns and rows, and how many pixels a letter has."""

    columns: int
    rows: int
    cell: tuple[int, int]
    is_told: bool

    @property
    def size(self) -> Size:
        """The pixels in which a picture has room."""
        return Size(self.columns * self.cell[0], max(1, self.rows - _LEFT) * self.cell[1])


def show(file: Path) -> bool:
    """Show a picture on the terminal that standard output is; False if that cannot show any.

    Nothing is written then, but a question that every terminal understands or passes over.

    Raises:
        OSError: the picture cannot be read.
    """
    try:
        terminal = sys.stdout.fileno()
    except (OSError, ValueError):
        return False
    if not _may_be_asked(os.environ) or not (told := terminal_size(terminal)):
        return False
    room = _room(*told)
    kind = _kind(asked_terminal(terminal, _KITTY + _ATTRIBUTES, _ANSWERED), os.environ, room)
    if kind is None:
        return False
    size, png = small_png(file, room.size)
    columns, rows = (ceil(side / own) for side, own in zip(size, room.cell, strict=True))
    drawn = {"kitty": _kitty, "iterm": _iterm, "sixel": _sixel}[kind](png, columns, rows)
    sys.stdout.write(drawn)
    sys.stdout.flush()
    return True


def _may_be_asked(environment: Mapping[str, str]) -> bool:
    """Tell whether a terminal keeps to itself what it does not understand."""
    name = environment.get("TERM", "")
    is_odd = name in {"", "dumb", "linux", "unknown"} or name.startswith(("vt", "screen"))
    return not is_odd and environment.get("TERM_PROGRAM") != "Apple_Terminal"


def _room(columns: int, rows: int, width: int, height: int) -> _Room:
    is_told = bool(columns and rows and width and height)
    cell = (max(1, width // columns), max(1, height // rows)) if is_told else _CELL
    return _Room(columns or 80, rows or 24, cell, is_told)


def _kind(answer: bytes, environment: Mapping[str, str], room: _Room) -> str | None:
    """Return how a terminal that answered so shows pictures; None if it does not."""
    if not (found := _ANSWERED.search(answer)):
        return None
    if b"\x1b_Gi=31;OK" in answer:
        return "kitty"
    if environment.get("TERM_PROGRAM") in {"iTerm.app", "mintty"}:
        return "iterm"
    if environment.get("LC_TERMINAL") == "iTerm2":  # which goes along with ssh
        return "iterm"
    return "sixel" if _SIXEL in found[1].split(b";") and room.is_told and _sixels() else None


def _kitty(png: bytes, columns: int, rows: int) -> str:
    """Return what kitty, Ghostty and others show as a picture; answers are not wanted."""
    data = standard_b64encode(png).decode()
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    return "".join(_kitty_pieces(pieces, f"a=T,f=100,q=2,c={columns},r={rows},")) + "\n"


def _kitty_pieces(pieces: list[str], first: str) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        more = int(number < len(pieces) - 1)
        yield f"\x1b_G{first if not number else ''}m={more};{piece}\x1b\\"


def _iterm(png: bytes, columns: int, rows: int) -> str:
    data = standard_b64encode(png).decode()
    return f"\x1b]1337;File=inline=1;size={len(png)};width={columns};height={rows}:{data}\a\n"


def _sixels() -> Any:
    """Return what prints a picture as sixels; None where that is not installed."""
    hidden, vars(sys)["__stdout__"] = sys.__stdout__, None  # or it asks the terminal in its way
    try:
        from textual_image.renderable.sixel import Image
    except ImportError:
        return None
    finally:
        vars(sys)["__stdout__"] = hidden
    return Image


def _sixel(png: bytes, columns: int, rows: int) -> str:
    """Return a picture as sixels, all its colours told before any is used.

    As textual-image tells each when it comes up, xterm shows some of them as others.
    """
    written = io.StringIO()
    screen = Screen(file=written, force_terminal=True, width=columns, height=rows)
    screen.print(_sixels()(io.BytesIO(png), columns, rows))
    before, header, drawn = _HEADER.split(written.getvalue(), 1)
    return f"{before}{header}{''.join(_COLOUR.findall(drawn))}{_TOLD.sub('', drawn)}"
