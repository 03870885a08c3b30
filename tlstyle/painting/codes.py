"""Style codes: what a network makes of a sequence's style pictures."""

from __future__ import annotations

import json
from pathlib import Path

from tlstyle.errors import FootageError, ModelError
from tlstyle.frames.frame import ShotPlan
from tlstyle.painters.painter import STYLE_SIDE, Painter, StyleCode, mix
from tlstyle.size import Size
from tlstyle.stills.picture import file_digest, fit, style_square
from tlstyle.stills.source import sources


def known_code(codes: dict[str, StyleCode], painter: Painter, plan: ShotPlan) -> StyleCode:
    """Return the code of a sequence's style, made once for all that have the same."""
    parts = ("model", "style", "strength", "photograph")
    key = json.dumps([plan.recipe[part] for part in parts])
    if key not in codes:
        codes[key] = style_code(painter, plan)
    return codes[key]


def style_code(painter: Painter, plan: ShotPlan) -> StyleCode:
    """Return the code of a sequence's style: its pictures mixed, led towards its first still.

    At strength 0 the code is the photograph's own, as in Magenta's "identity interpolation"
    (arbitrary_image_stylization_with_weights.py).

    Raises:
        FootageError: a picture or the first still is not what was planned with, or cannot be read.
        ModelError: this network cannot mix styles.
    """
    style = plan.shot.style
    if not painter.mixes and (len(style.pictures) > 1 or style.strength < 1):
        raise ModelError(
            f"sequence {plan.shot.name!r}: the model {style.model} cannot be split, so it knows "
            "neither `strength` nor blends: use one picture at strength 1, or another model"
        )
    codes = []
    for picture, (digest, *_) in zip(style.pictures, plan.recipe["style"], strict=True):
        codes.append(painter.encode(style_square(picture.file, picture.crop, STYLE_SIDE)))
        _refuse_another(picture.file, file_digest(picture.file), digest)
    code = mix(codes, [picture.weight for picture in style.pictures]) if codes[1:] else codes[0]
    if style.strength == 1:
        return code
    digest, photograph = next(sources(plan.footage.stills)).read()
    _refuse_another(plan.footage.stills[0].file, digest, plan.recipe["photograph"])
    own = painter.encode(fit(photograph, Size(STYLE_SIDE, STYLE_SIDE), (0.5, 0.5)))
    return mix([own, code], [1 - style.strength, style.strength])


def _refuse_another(file: Path, digest: str, planned: str) -> None:
    if digest != planned:
        raise FootageError(f"{file}: changed since this run began: run it again")
