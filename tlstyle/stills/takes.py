"""Takes: what of a folder's stills was filmed in one go, and what of them is no time-lapse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

from tlstyle.size import Size
from tlstyle.stills.find import listed
from tlstyle.stills.headers import commonest, headers_of
from tlstyle.stills.leaps import leaps_in
from tlstyle.stills.still import Still
from tlstyle.words import duration

_FEW = 10
"""Stills that are too few for a sequence where there are others beside them."""

_ODD = 0.2
"""The share of a take's stills that it can go without."""

_EVEN = 0.7
"""The share of its intervals that a take has as long as the usual one, or nearly so."""


@dataclass(frozen=True, slots=True)
class Take:
    """Stills that were filmed in one go.

    Attributes:
        folders: Those that they are in, in order.
        trim: Which of the stills in these folders they are, if not all.
        skip: Names of those among them that it goes without.
        about: How many there are, of which size, and when they were taken.
    """

    folders: tuple[Path, ...]
    trim: tuple[int, int] | None
    skip: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A still, its size and when it was taken; None of one that cannot be read."""

    still: Still
    size: Size | None
    taken: datetime | None


def takes_in(folders: Sequence[Path], *, named: bool) -> tuple[list[Take], list[str]]:
    """Return what stills in folders, one after another, are, and of what is left out why.

    Another take begins where their EXIF times leap, or where they have another size from there on.

    Args:
        folders: One, or several that a camera filled one by one.
        named: Whether somebody named them, so that they are a take whatever they look like.

    Raises:
        FootageError: there are no stills in them, or a folder cannot be read.
    """
    seen = _seen(folders)
    parts = [*_parts(seen)]
    whys = [_no_take(seen[part.start : part.stop], alone=len(parts) == 1) for part in parts]
    if named and all(whys):
        parts, whys = [range(len(seen))], [None]
    takes, left_out = list[Take](), list[str]()
    for is_take, group in groupby(zip(parts, whys, strict=True), key=lambda pair: not pair[1]):
        if not is_take:
            left_out.append(_refused(seen, [*group]))
            continue
        for part, _ in group:
            odd = _odd(seen[part.start : part.stop])
            left_out += [f"{each.still.file}: {_oddness(each)}" for each in odd]
            takes.append(_take(seen, part, odd))
    return takes, left_out


def _refused(seen: Sequence[_Seen], parts: Sequence[tuple[range, str | None]]) -> str:
    """Return which stills of parts that follow each other are no sequence, and why."""
    own = seen[parts[0][0].start : parts[-1][0].stop]
    first, last = own[0].still.file, own[-1].still.file
    which = str(first) if len(own) == 1 else f"{first} to {last.name}"
    many = f"{len(own)} stills in {len(parts)} goes: never {_FEW} at an even interval"
    return f"{which}: {many if len(parts) > 1 else parts[0][1]}"


def _seen(folders: Sequence[Path]) -> list[_Seen]:
    stills = listed(tuple(map(str, folders)), Path())
    headers, _ = headers_of(stills)
    found = ((still, headers.get(still)) for still in stills)
    return [
        _Seen(still, own.size, own.taken) if own else _Seen(still, None, None)
        for still, own in found
    ]


def _parts(seen: Sequence[_Seen]) -> Iterator[range]:
    """Yield the stills between leaps of time; where many are of another size, those of each."""
    leaps = (number for number, _ in leaps_in([each.taken for each in seen]))
    for first, end in pairwise([0, *leaps, len(seen)]):
        own = seen[first:end]
        sound = [(number, each.size) for number, each in enumerate(own) if each.size]
        turns = [number for (_, size), (number, other) in pairwise(sound) if size != other]
        inner = [] if _odd(own) else turns
        yield from (range(first + a, first + b) for a, b in pairwise([0, *inner, len(own)]))


def _no_take(seen: Sequence[_Seen], *, alone: bool) -> str | None:
    """Return why stills are no sequence."""
    if len(seen) < _FEW and not alone:
        return f"{len(seen)} stills in one go: too few for a sequence"
    steps = _steps(seen)
    usual = median(steps) if steps else 0.0
    even = [seconds for seconds in steps if abs(seconds - usual) <= max(1.0, usual / 2)]
    if len(even) < _EVEN * len(steps):
        return f"{len(seen)} stills at no even interval: no time-lapse"
    return None


def _steps(seen: Sequence[_Seen]) -> list[float]:
    times = [each.taken for each in seen]
    return [(b - a).total_seconds() for a, b in pairwise(times) if a and b]


def _odd(seen: Sequence[_Seen]) -> list[_Seen]:
    """Return the stills that are broken or of another size, where they are few."""
    sizes = [each.size for each in seen if each.size]
    odd = [each for each in seen if sizes and each.size != commonest(sizes)]
    return odd if len(odd) <= _ODD * len(seen) else []


def _oddness(seen: _Seen) -> str:
    return f"has another size, {seen.size}" if seen.size else "cannot be read"


def _take(seen: Sequence[_Seen], part: range, odd: Sequence[_Seen]) -> Take:
    own = seen[part.start : part.stop]
    folders = tuple(dict.fromkeys(each.still.file.parent for each in own))
    beside = [n for n, each in enumerate(seen) if each.still.file.parent in folders]
    trim = (part.start - beside[0], part.stop - beside[0])
    names = [each.still.file for each in odd]
    return Take(
        folders,
        None if trim == (0, len(beside)) else trim,
        tuple(
            file.name if len(folders) == 1 else f"{file.parent.name}/{file.name}" for file in names
        ),
        _about([each for each in own if each not in odd]),
    )


def _about(seen: Sequence[_Seen]) -> str:
    """Return how many stills there are, of which size, and when they were taken."""
    first, last, steps = seen[0], seen[-1], _steps(seen)
    said = f"{len(seen)} stills" + (f" of {first.size}" if first.size else "")
    if first.taken and last.taken:
        is_day = first.taken.date() == last.taken.date()
        until = f"{last.taken:%H:%M}" if is_day else f"{last.taken:%Y-%m-%d %H:%M}"
        said += f", {first.taken:%Y-%m-%d %H:%M} to {until}"
    usual = median(steps) if steps else 0.0
    return f"{said}, every {duration(usual)}" if usual >= 1 else said
