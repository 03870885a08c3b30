"""Numbers and names as people read them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

_BARS = "▁▂▃▄▅▆▇█"

_ROOM = 8
"""Names that a line has room for; of a farm's hundreds of workers it counts the rest."""

_PLAIN_BARS = "_.-:=+*#"
"""The same where a terminal has no more than ASCII."""


def printable(text: str) -> str:
    """Return text on one line, without characters that would steer a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shortened(text: str, most: int) -> str:
    """Return text of at most so many characters, its end left out if need be."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def command(name: str, *arguments: str | Path) -> str:
    """Return a command as it is typed."""
    return shlex.join(["tlstyle", name, *map(str, arguments)])


def some(things: Sequence[object], most: int = _ROOM, between: str = ", ") -> str:
    """Return so many of several things in a line at most, and how many more: "a, b and 3 more"."""
    more = f" and {len(things) - most} more" if len(things) > most else ""
    return between.join(map(str, things[:most])) + more


def told(lines: Sequence[str], most: int) -> Iterator[str]:
    """Yield so many of some lines at most, and how many more there are."""
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most} more like: {lines[most]}"


def counted(number: int, what: str) -> str:
    """Return so many of something: "1 frame", "2 frames"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def timecode(frame: int, fps: Fraction) -> str:
    """Return hours:minutes:seconds:frames of a frame, counted at the nearest whole rate."""
    rate = round(fps)
    seconds, frames = divmod(frame, rate)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"


def sparkline(
    values: Sequence[float], between: tuple[float, float], most: int = 60, *, plain: bool = False
) -> str:
    """Return values as a line of bars, from the lower end of a range to the upper one.

    Of more values than there are to be bars, as many are picked, evenly, the first and the last
    among them. `plain` bars are ASCII.
    """
    bars, (low, high) = (_PLAIN_BARS if plain else _BARS), between
    count, top = min(len(values), most), len(bars) - 1
    apart = (len(values) - 1) / max(1, count - 1)
    picked = [values[round(place * apart)] for place in range(count)]
    shares = ((value - low) / (high - low) if high > low else 0.0 for value in picked)
    return "".join(bars[min(top, max(0, round(top * share)))] for share in shares)


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units."""
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def megabytes(size: float) -> str:
    """Return a number of bytes in MB or GB."""
    return f"{size / 1e9:.1f} GB" if size >= 999.5e6 else f"{size / 1e6:.0f} MB"
