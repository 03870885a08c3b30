"""Style codes: what a network makes of style pictures, for each frame."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tlstyle.curves import number
from tlstyle.errors import FootageError, ModelError
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.painters.painter import STYLE_SIDE, Painter, StyleCode, mix
from tlstyle.size import Size
from tlstyle.steps import Mask, Paint, step_of
from tlstyle.stills.picture import file_digest, fit
from tlstyle.stills.source import sources
from tlstyle.stills.style import StylePicture, style_square

_MOST = 256
"""Mixtures that are kept: of a keyed sequence every frame may have its own."""


class Codes:
    """Style codes: of pictures and photographs, each made once, and of the last mixtures."""

    def __init__(self) -> None:
        self._known: dict[str, StyleCode] = {}
        self._mixtures: dict[str, StyleCode] = {}

    def of(self, frame: Frame, plan: ShotPlan, painter: Painter) -> StyleCode:
        """Return the code of a frame: its pictures' mixed, led towards the sequence's first still.

        At strength 0 the code is the photograph's own, as in Magenta's "identity interpolation"
        (arbitrary_image_stylization_with_weights.py).

        Raises:
            FootageError: a picture or the first still is not what was planned with, or cannot be
                read.
            ModelError: this network cannot mix styles.
        """
        parts = ("model", "style", "strength", "photograph")
        key = json.dumps([frame.recipe.get(part) for part in parts])
        step = step_of(frame.steps, Paint)
        looks = frame.recipe["style"]
        return self._kept(key, partial(self._mixed, step, looks, frame, plan, painter))

    def behind(self, frame: Frame, plan: ShotPlan, painter: Painter) -> StyleCode:
        """Return the code of what a frame shows where its mask is black, or its own without one.

        Raises:
            FootageError: as of `of`.
            ModelError: as of `of`.
        """
        mask = step_of(frame.steps, Mask)
        if not mask.pictures:
            return self.of(frame, plan, painter)
        step = replace(step_of(frame.steps, Paint), pictures=mask.pictures)
        looks = frame.recipe["mask"][-1]
        parts = ("model", "strength", "photograph")
        key = json.dumps([looks, *(frame.recipe.get(part) for part in parts)])
        return self._kept(key, partial(self._mixed, step, looks, frame, plan, painter))

    def _kept(self, key: str, make: Callable[[], StyleCode]) -> StyleCode:
        code = self._mixtures.get(key)
        if code is None:
            code = make()
            if len(self._mixtures) >= _MOST:
                self._mixtures.clear()
            self._mixtures[key] = code
        return code

    def _mixed(
        self, step: Paint, looks: Sequence[Any], frame: Frame, plan: ShotPlan, painter: Painter
    ) -> StyleCode:
        strength = number(step.strength)
        if not painter.mixes and (len(step.pictures) > 1 or strength < 1):
            raise ModelError(
                f"sequence {plan.shot.name!r}: the model {step.model} cannot be split, so it knows "
                "neither `strength` nor blends: use one picture at strength 1, or another model"
            )
        network = frame.recipe["model"]
        codes = [
            self._once([network, look], partial(_encoded, picture, look[0], painter))
            for picture, look in zip(step.pictures, looks, strict=True)
        ]
        code = mix(codes, [picture.weight for picture in step.pictures]) if codes[1:] else codes[0]
        if strength == 1:
            return code
        digest = frame.recipe["photograph"]
        own = self._once([network, digest], partial(_photograph, plan, digest, painter))
        return mix([own, code], [1 - strength, strength])

    def _once(self, parts: list[Any], make: Callable[[], StyleCode]) -> StyleCode:
        key = json.dumps(parts)
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def _encoded(picture: StylePicture, digest: str, painter: Painter) -> StyleCode:
    code = painter.encode(style_square(picture.file, picture.crop, STYLE_SIDE))
    _refuse_another(picture.file, file_digest(picture.file), digest)
    return code


def _photograph(plan: ShotPlan, planned: str, painter: Painter) -> StyleCode:
    digest, photograph = next(sources(plan.footage.stills)).read()
    _refuse_another(plan.footage.stills[0].file, digest, planned)
    return painter.encode(fit(photograph, Size(STYLE_SIDE, STYLE_SIDE), (0.5, 0.5)))


def _refuse_another(file: Path, digest: str, planned: str) -> None:
    if digest != planned:
        raise FootageError(f"{file}: changed since this run began: run it again")
