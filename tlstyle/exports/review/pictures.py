"""A review's pictures, inside the page: stills beside their frames, and keograms."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from tlstyle.exports.review.filled import Markup
from tlstyle.exports.spread import spread
from tlstyle.exports.still import still_of
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.steps import Camera, step_of
from tlstyle.steps.cut import cut
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import style_square

_LONGER = 1100
"""Pixels of a picture's longer side, at most."""

_STYLE = 160
_QUALITY = 75
_PICTURES = 60
"""Pairs of a page at most, or one of each sequence, so that it can be mailed."""

_A_SEQUENCE = 5
"""Pairs of a sequence at most."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A still, and the frame that became of it.

    Attributes:
        place: Which frame of its sequence it is, from 0.
        still: The still, as the film shows it.
        frame: The frame; None where it is not painted.
        why: Why it is not painted, or by what it is shown instead.
    """

    place: int
    still: Markup
    frame: Markup | None
    why: str


def with_previews(plan: ShotPlan, preview: ShotPlan) -> ShotPlan:
    """Return a plan whose pending frames are those of the preview, where that is painted."""
    previewed = {frame.moment: frame for frame in preview.frames if not frame.pending}
    held = dict(zip(plan.shown, preview.shown, strict=True))
    frames = (_stand_in(frame, previewed.get(held.get(frame.moment, -1))) for frame in plan.frames)
    return replace(plan, frames=tuple(frames))


def _stand_in(frame: Frame, preview: Frame | None) -> Frame:
    if not frame.pending or preview is None:
        return frame
    return replace(frame, file=preview.file, pending=None)


def pairs_of(plan: ShotPlan, seen: ShotPlan, size: Size, sequences: int) -> list[Pair]:
    """Return some of a sequence's stills beside their frames, evenly from the first to the last.

    Args:
        plan: The sequence.
        seen: The same as far as it can be shown, by previews too.
        size: The film's.
        sequences: How many of them the page has.

    Raises:
        FootageError: a still or a frame cannot be read.
    """
    scale = min(1.0, _LONGER / max(size))
    cell = Size(*(max(1, round(side * scale)) for side in size))
    frames = {frame.moment: frame for frame in plan.frames}
    shown = {frame.moment: frame for frame in seen.frames}
    return [
        _pair(plan, place, frames[plan.shown[place]], shown[plan.shown[place]], cell)
        for place in spread(len(plan.shown), max(1, min(_A_SEQUENCE, _PICTURES // sequences)))
    ]


def _pair(plan: ShotPlan, place: int, frame: Frame, seen: Frame, cell: Size) -> Pair:
    camera, anchor = step_of(frame.steps, Camera), plan.shot.anchor
    aim = camera.aimed(anchor) if camera.when == "after" else None
    whole = np.ascontiguousarray(cut(still_of(plan, frame), plan.size, anchor))
    still = _picture_url(fit(Image.fromarray(whole), cell, anchor, aim))
    if seen.pending:
        return Pair(place, still, None, seen.pending)
    painting = _picture_url(fit(read_upright(seen.file), cell, anchor, aim))
    return Pair(place, still, painting, "preview" if seen is not frame else "")


def styles_of(plan: ShotPlan) -> list[tuple[str, Markup]]:
    """Return the pictures in whose style a sequence is painted, each with its name.

    Raises:
        FootageError: one cannot be read.
    """
    return [
        (each.file.name, _picture_url(style_square(each.file, each.crop, _STYLE)))
        for each in plan.shot.style.pictures
    ]


def _picture_url(pixels: Pixels) -> Markup:
    """Return a picture as a URL that holds all of it."""
    encoded = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(encoded, "WEBP", quality=_QUALITY)
    return data_url("image/webp", encoded.getvalue())


def columns_url(pixels: Pixels) -> Markup:
    """Return a keogram likewise, as JPEG, which leaves each column its own colours."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=85, subsampling=0)
    return data_url("image/jpeg", encoded.getvalue())


def data_url(kind: str, content: bytes) -> Markup:
    """Return a file as a URL that holds all of it, by its MIME type."""
    return Markup(f"data:{kind};base64,{b64encode(content).decode()}")
