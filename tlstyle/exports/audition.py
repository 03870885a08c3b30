"""Candidates on one picture: what each makes of three stills, pixel for pixel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tlstyle.exports.still import still_of
from tlstyle.frames.file import read_frame, read_sheet, write_picture
from tlstyle.frames.frame import ShotPlan
from tlstyle.letters import within, write
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.project.auditions import Candidate
from tlstyle.size import Size
from tlstyle.steps.cut import cut
from tlstyle.stills.style import style_square
from tlstyle.words import duration, printable, shortened

_AUDITION = "audition"
_NUMBERS = "strength", "strokes", "study"
_CELL = Size(480, 320)
_STYLE = 200
_GAP = 12
_MARGIN = 40
_HEADING = 96
_LONGEST = 48
_SMALL = 18
_PAPER, _INK, _PALE = "#16181d", "#f2f0ea", "#9aa0aa"


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate that is painted.

    Attributes:
        plan: What is painted by it, the stills that are shown.
        candidate: What it is.
        seconds: What a frame takes, and the whole sequence; None where that is not known yet.
    """

    plan: ShotPlan
    candidate: Candidate
    seconds: tuple[float, float] | None


def _said_of(name: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return what a page is signed with, so that a number on it can be taken later."""
    candidates = [entry.candidate for entry in entries]
    told = [{**asdict(each), "picture": str(each.picture)} for each in candidates]
    return {_AUDITION: {"sequence": name, "candidates": told}}


def auditioned(file: Path) -> tuple[dict[str, Any], str, list[Candidate]]:
    """Return what a page is signed with, which sequence it shows, and the candidates on it.

    Those of a page that is none, or not as it was drawn, are none.
    """
    signed = read_sheet(file) or {}
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        told = signed[_AUDITION]
        candidates = [
            Candidate(Path(each["picture"]), *(each[key] for key in _NUMBERS))
            for each in told["candidates"]
        ]
        return signed, str(told["sequence"]), candidates
    return {}, "", []


def write_audition(
    file: Path, name: str, entries: Sequence[Entry], signed: Mapping[str, Any]
) -> None:
    """Write candidates by their numbers, from 1, below the stills that they are shown on.

    Parts of the middle are shown as large as the film has them.

    Args:
        file: Where to: JPEG where its name says so, otherwise PNG.
        name: The sequence whose stills they are.
        entries: The candidates.
        signed: Whose it is.

    Raises:
        FootageError: a still or a painting cannot be read.
    """
    stills = entries[0].plan.frames
    rows = 1 + len(entries)
    width = 2 * _MARGIN + _STYLE + len(stills) * (_CELL.width + _GAP)
    height = _HEADING + rows * (_CELL.height + _GAP) + _MARGIN
    page = Image.new("RGB", (width, height), _PAPER)
    title = f"{name}: {len(entries)} candidates"
    write(page, (_MARGIN, 28), shortened(printable(title), _LONGEST), 36, _INK)
    plan = entries[0].plan
    filmed = (cut(still_of(plan, frame), plan.size, plan.shot.anchor) for frame in stills)
    _row(page, 0, [_middle(still) for still in filmed])
    write(page, (_MARGIN, _HEADING), "as filmed", 22, _PALE)
    for number, entry in enumerate(entries, 1):
        frames = entry.plan.frames
        _row(page, number, [_middle(in_bytes(read_frame(frame.file))) for frame in frames])
        _describe(page, number, entry)
    write_picture(file, page, {**signed, **_said_of(name, entries)})


def _row(page: Image.Image, number: int, pictures: Sequence[Pixels]) -> None:
    top = _top(number)
    for column, picture in enumerate(pictures):
        left = _MARGIN + _STYLE + _GAP + column * (_CELL.width + _GAP)
        page.paste(Image.fromarray(np.ascontiguousarray(picture)), (left, top))


def _describe(page: Image.Image, number: int, entry: Entry) -> None:
    top, side = _top(number), _STYLE // 2
    (picture,) = entry.plan.shot.style.pictures[:1]
    square = style_square(picture.file, None, side)
    page.paste(Image.fromarray(square), (_MARGIN + _STYLE - side, top))
    write(page, (_MARGIN, top), str(number), 48, _INK)
    name = within(printable(picture.file.name), _STYLE, _SMALL)
    lines = [name, *entry.candidate.words]
    if entry.seconds:
        lines += [f"{entry.seconds[0]:.2g} s a frame", f"{duration(entry.seconds[1])} in all"]
    for line, text in enumerate(lines):
        place = _MARGIN, top + side + _GAP + 26 * line
        write(page, place, text, _SMALL, _PALE if line else _INK)


def _top(number: int) -> int:
    return _HEADING + number * (_CELL.height + _GAP)


def _middle(picture: Pixels) -> Pixels:
    height, width, _ = picture.shape
    size = Size(min(_CELL.width, width), min(_CELL.height, height))
    return cut(picture, size, (0.5, 0.5))
