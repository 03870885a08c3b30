"""One frame of a film as a picture, and its still beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tlstyle.exports.still import still_of
from tlstyle.film import Film
from tlstyle.film.frames import draw
from tlstyle.film.move import moved
from tlstyle.frames.file import write_picture
from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import Pixels, in_bytes
from tlstyle.steps.cut import cut
from tlstyle.timeline import Shown


def write_frame(
    file: Path,
    film: Film,
    shown: Shown,
    signed: Mapping[str, Any],
    compared: Sequence[ShotPlan] = (),
) -> None:
    """Write what a film shows in a frame, as JPEG where the name says so, otherwise as PNG.

    Args:
        file: Where to.
        film: The film, whose pictures are painted as far as the frame shows them.
        shown: The frame.
        signed: What the picture says of whose it is.
        compared: The film's plans, to have the still on the left; none for the frame alone.

    Raises:
        FilmError: a painted picture cannot be read.
        FootageError: the still cannot be read.
    """
    with closing(draw([(shown, (0,))], [film])) as drawn:
        (shown_so,) = next(drawn).values()
    picture = in_bytes(shown_so)
    if compared:
        picture = np.hstack([_still(compared, shown, film), picture])
    write_picture(file, Image.fromarray(np.ascontiguousarray(picture)), signed)


def _still(plans: Sequence[ShotPlan], shown: Shown, film: Film) -> Pixels:
    """Return the still of which a frame shows more, as large as the film and moved as it is."""
    layer = shown.layers[-1 if shown.progress > Fraction(1, 2) else 0]
    plan = plans[layer.clip]
    frame = next(each for each in plan.frames if each.file == plan.pictures[layer.index])
    still, aim = still_of(plan, frame), film.aim(layer)
    if aim is None:
        return cut(still, film.size, plan.shot.anchor)
    return in_bytes(moved(still, film.size, aim))
