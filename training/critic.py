"""The critic: how far places of one photograph, painted in several styles, are from what is wanted.

By what `tlstyle.study` holds one painter to: VGG16's features of the still, Gram matrices and
colours of the painting, light where it was, no halos, and none of the machine's marks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from tlstyle.study import flaws, losses
from tlstyle.study.features import CONTENT
from tlstyle.study.goal import halved
from tlstyle.study.layout import misplaced_light, patchiness
from tlstyle.study.losses import tamed
from tlstyle.study.palette import off_colour
from training.gallery import Work, palettes_of

LOOKED = 2
"""Places of a photograph that VGG16 looks at in full size; the others it does in half."""
STYLE, EASE = 16.0, 0.1
"""Style counts by the logarithm of its error, beyond this: a tenth less of a painting's error is as
much for one that is read well as for one that is not."""
CONTENT_WEIGHT, COLOUR, LIGHT, PATCHY = 2.0, 8.0, 12.0, 6.0
ROUGH, RASTER, SCREEN, WEAVE = 0.02, 4.0, 120.0, 4.0
"""The others' weights. With a study's, a third of the sharpness was gone after a hundred steps;
with a light of 2, cars ran together, and with a raster of 1 a grid was plain to see in clouds."""

DISTANCES = ("style", "content", "colour", "light", "patchy", "flaws")
WEIGHTS = CONTENT_WEIGHT, COLOUR, LIGHT, PATCHY, 1.0


class Critic:
    """Looks at what is painted of one photograph."""

    def __init__(self, features: Callable[..., list[Any]], still: Any, calmness: Any) -> None:
        """Look at the photograph: places [K,side,side,3] in 0..1, and how calm they are."""
        self._features, self._still, self._calmness = features, still, calmness
        self._seen = features(still[:LOOKED], CONTENT)[-1]

    def distances(self, painted: Any, works: Work) -> Any:
        """Return the `DISTANCES` of places painted in the styles of S works, [S,K,side,side,3].

        They are [S,6], and all 0 at best.
        """
        side = painted.shape[-3:]
        drawn = self._features(tf.reshape(painted[:, :LOOKED], (-1, *side)))
        small = self._features(halved(tf.reshape(painted[:, LOOKED:], (-1, *side))))
        each = []
        for style in range(painted.shape[0]):
            fine, coarse = (_some(maps, style, painted.shape[0]) for maps in (drawn, small))
            each.append(self._of_style(painted[style], fine, coarse, _one(works, style)))
        return tf.convert_to_tensor(each)

    def _of_style(
        self, painted: Any, drawn: Sequence[Any], small: Sequence[Any], work: Work
    ) -> list[Any]:
        still, calmness = self._still, self._calmness
        off = losses.style(drawn, work.matrices, calmness[:LOOKED])
        off += losses.style(small, work.small, calmness[LOOKED:])
        return [
            off / 2,
            losses.content(drawn[CONTENT - 1], self._seen),
            off_colour(painted, palettes_of(work.palettes), calmness),
            misplaced_light(painted, still),
            patchiness(painted, still, calmness, work.unrest),
            _flaws(painted[:LOOKED], calmness[:LOOKED]),
        ]


def weighed(distances: Any) -> Any:
    """Return what distances [S,6] count for in all, the styles' mean."""
    off, *others = tf.unstack(distances, axis=1)
    total = STYLE * tf.reduce_mean(tf.math.log(1 + off / EASE))
    counted = [
        weight * tf.reduce_mean(tamed(each)) for weight, each in zip(WEIGHTS, others, strict=True)
    ]
    return tf.add_n([total, *counted])


def _some(maps: Sequence[Any], style: int, styles: int) -> list[Any]:
    """Return the style's part of maps [S*n,h,w,C], block by block."""
    return [tf.split(each, styles)[style] for each in maps]


def _one(works: Work, style: int) -> Work:
    """Return one of the works that are stacked."""
    return Work(*(tf.nest.map_structure(lambda part: part[style], field) for field in works))


def _flaws(painted: Any, calmness: Any) -> Any:
    rasters = RASTER * flaws.raster(painted) + SCREEN * flaws.screen(painted)
    return ROUGH * flaws.roughness(painted) + rasters + WEAVE * flaws.weave(painted, calmness)
