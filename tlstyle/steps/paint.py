"""Paint: a canvas in the style of pictures, by a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Keyed, Keyframes, Number, number
from tlstyle.painters import models
from tlstyle.painters.painter import Painter, StyleCode
from tlstyle.pixels import CanvasPixels
from tlstyle.steps.key import Key, PathText, Pictures, Rectangle
from tlstyle.steps.step import Film, Step
from tlstyle.stills.digests import first_digest, untouched_digest
from tlstyle.stills.still import Footage
from tlstyle.stills.style import Crop, StylePicture

if TYPE_CHECKING:
    from typing_extensions import Self

MAGENTA_URL = "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"
"""What the name "magenta" stands for."""


@dataclass(frozen=True, slots=True)
class Paint(Step):
    """Paints canvases.

    Attributes:
        pictures: In whose style, by weight.
        model: The network: "builtin", an absolute folder or a URL.
        strength: From 0, the photograph as the network redraws it, to 1, the full style.
    """

    pictures: tuple[StylePicture, ...]
    model: str
    strength: Number

    keyed: ClassVar[tuple[str, ...]] = ("strength",)
    keys: ClassVar[Mapping[str, Key]] = {
        "model": Key(
            PathText,
            "builtin",
            '`"builtin"`, `"magenta"`, a SavedModel folder, or a TF Hub or Kaggle URL',
        ),
        "style": Key(
            Pictures,
            None,
            'a picture, or several by weight: `{ "a.jpg" = 0.7, "b.jpg" = 0.3 }`',
            shared=False,
            required=True,
        ),
        "style_crop": Key(
            Rectangle | None, None, "`[x, y, width, height]` in the style picture", shared=False
        ),
        "strength": Key(
            Annotated[float | Keyframes, Keyed(0, 1, digits=3)],
            1.0,
            "0: the photograph as the network redraws it; 1: the full style; "
            "may have [keyframes](#keyframes)",
        ),
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "model": "model changed",
        "style": "style changed",
        "strength": "strength changed",
        "photograph": "first still changed",
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its keys."""
        crop = Crop(*settings["style_crop"]) if settings["style_crop"] else None
        pictures = tuple(
            StylePicture(film.folder / file, weight, crop)
            for file, weight in settings["style"].items()
            if weight
        )
        return cls(pictures, _model(film.folder, settings["model"]), settings["strength"])

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return what tells the network, the pictures and what they are mixed with."""
        return {
            "model": models.model_digest(self.model),
            "style": [
                [untouched_digest(each.file), each.weight, each.crop and list(each.crop)]
                for each in self.pictures
            ],
            "strength": self.strength,
            "photograph": first_digest(footage) if number(self.strength) < 1 else None,
        }

    def apply(
        self, canvases: Sequence[CanvasPixels], codes: Sequence[StyleCode], painter: Painter
    ) -> NDArray[np.uint8]:
        """Return canvases of one size painted, each by its own code, N x height x width x 3."""
        return painter.paint(np.stack(canvases), *codes)


def _model(folder: Path, name: str) -> str:
    if name == "magenta":
        return MAGENTA_URL
    if name == "builtin" or "://" in name:
        return name
    return str(folder / name)
