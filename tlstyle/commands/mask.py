"""`tlstyle mask`: a mask of the sky, made from a sequence's own stills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tlstyle import png
from tlstyle.checks.masks import sky_mask
from tlstyle.checks.named import refuse_unknown
from tlstyle.commands.pictures import refuse_among_stills, writing
from tlstyle.commands.session import checked_project
from tlstyle.console.terminal import Terminal
from tlstyle.errors import FootageError, PaintError
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.stills.sky import sky_of
from tlstyle.stills.source import sources
from tlstyle.stills.still import Footage
from tlstyle.system.whole import write_whole

_LOOKED_AT = 24
"""Stills of a sequence, spread over it, by which its sky is told."""

_LARGEST = 1920
"""The longer side that a mask has at most."""

_KEY = "tlstyle mask"
"""The PNG text chunk that a mask carries."""


def mask(file: Path, only: Sequence[str] | None, *, force: bool = False) -> None:
    """Write a mask of the sky, which is white in it, for the sequences named, or for all.

    If `force`, replace those that are there.

    Raises:
        PaintError: some have no sky, or their masks cannot be written; the others are.
        FootageError: a still cannot be read.
    """
    console = Terminal()
    checked = checked_project(console, file, unmade=True)
    refuse_unknown(checked.project, only or ())
    without: list[str] = []
    for shot, footage in zip(checked.project.shots, checked.footages, strict=True):
        if only and shot.name not in only:
            continue
        place = sky_mask(file, shot.name)
        refuse_among_stills(place, checked.project)
        try:
            for line in _written(place, shot.name, footage, force=force):
                console.say(line)
        except PaintError as error:
            without += error.args
    if without:
        raise PaintError(*without)


def _written(place: Path, name: str, footage: Footage, *, force: bool) -> list[str]:
    """Write a sequence's mask, and return what there is to say of it."""
    if place.exists() and not force:
        raise PaintError(f"{place} is there already: --force makes it anew")
    sky = sky_of(_stills(footage))
    if sky is None:
        raise PaintError(
            f"sequence {name!r}: no sky was found: it takes a camera that stands still, and clouds "
            "that pass or no clouds; draw a mask over a still in an editor"
        )
    with writing(place):
        write_whole(place, png.encode(np.repeat(sky[..., None], 3, axis=2), _KEY, "sky"))
    part = round(100 * float(sky.mean()) / 255)
    return [
        f"{name}: {place}, in which the sky is white, {part}% of the picture: look at it",
        f'to paint the sky alone: mask = "{place.name}"',
        f'to paint all but the sky: mask = {{ picture = "{place.name}", invert = true }}',
    ]


def _stills(footage: Footage) -> list[Pixels]:
    """Return some stills, spread over a sequence, as large as its mask is to be."""
    last = len(footage.stills) - 1
    numbers = np.unique(np.linspace(0, last, _LOOKED_AT).round().astype(int))
    chosen = [footage.stills[number] for number in numbers]
    longer = max(footage.size)
    part = min(1.0, _LARGEST / longer)
    size = Size(*(max(2, round(side * part)) for side in footage.size))
    try:
        return [in_bytes(s.read_fitted(size, (0.5, 0.5))[1]) for s in sources(chosen)]
    except FootageError as error:
        raise PaintError(*error.args) from error
