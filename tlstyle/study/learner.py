"""The painter while it studies: its losses, its optimiser, and its state to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.painters.builtin.grain import grain
from tlstyle.painters.builtin.layers import fold, unfold
from tlstyle.painters.builtin.network import FOLD, MULTIPLE, SMALLEST
from tlstyle.painters.builtin.weights import float16_weights, load_networks
from tlstyle.painters.painter import StyleCode
from tlstyle.pixels import Pixels
from tlstyle.study import flaws, losses
from tlstyle.study.features import CONTENT, Features
from tlstyle.study.goal import Goal, halved
from tlstyle.study.layout import lost_warmth, misplaced_light, patchiness
from tlstyle.study.losses import tamed
from tlstyle.study.palette import off_colour
from tlstyle.study.parts import paint_parts
from tlstyle.study.regions import calm

STYLE, STEADY = 24.0, 20.0
"""Weights beside the content's, 1. With style 4 the colours are few; with steadiness 100 skies and
walls are hardly painted, with 2 they flicker."""
COLOUR, LIGHT, WARMTH, PATCHY = 8.0, 3.0, 4.0, 10.0
"""Without them blue turns to steel, a lit dome at night to its sky, lit windows turn white, and
roofs have halos."""
FINE = 0.65
"""How much of the style is looked at in full size, the rest at half."""
ROUGH, RASTER, SCREEN, WEAVE = 0.05, 1.0, 30.0, 1.0
"""The flaws' weights: the screen is a small number where it is plain to see."""
BOLD = 15.0
"""How many times as fast the middles of scales and shifts learn as kernels, numbers of a twentieth
of their size: on them alone depend the mean colours of all that is painted, and their contrast."""
LOOKED = 3
"""Places of a scene that are looked at with VGG16, which takes four times as long as painting."""


class Learner:
    """Learns to paint in one style from crops of one sequence.

    Its convolutions learn, and the middles of its scales and shifts; how these lean on the style
    code stays as it was. So codes go on mixing linearly: what was studied is done alike at every
    code, and strength and blends lead through the studied hand from one code to the other.
    """

    def __init__(self, code: StyleCode, goal: Goal, features: Features, border: float) -> None:
        """Begin with the published weights; `border` is between the stills' calm and lively."""
        half = features.kind == tf.bfloat16
        self.network, _ = load_networks(policy="mixed_bfloat16" if half else "float32")
        learning = [v for v in self.network.trainable_variables if len(v.shape) != 2]
        self._kernels = [v for v in learning if len(v.shape) > 1]
        self._middles = [v for v in learning if len(v.shape) == 1]
        self._code, self._goal, self._features = tf.constant(code[0][None]), goal, features
        self._border = border
        self._optimiser, self._bold = (keras.optimizers.Adam(global_clipnorm=1.0) for _ in range(2))
        self._optimiser.build(self._kernels)
        self._bold.build(self._middles)
        self._step, self._whole = tf.function(self._learn), tf.function(self._paint)

    def learn(self, crops: tuple[NDArray[Any], ...], rate: float) -> NDArray[np.float32]:
        """Learn from a scene's crops; return distances: from painting and photograph, unsteady."""
        self._optimiser.learning_rate.assign(rate)
        self._bold.learning_rate.assign(BOLD * rate)
        found: NDArray[np.float32] = self._step(*map(tf.constant, crops)).numpy()
        return found

    def paint(self, canvas: Pixels) -> Pixels:
        """Return a canvas as the brush paints it by now, float16 rounding apart."""
        height, width = canvas.shape[:2]
        beyond = [(0, max(SMALLEST - side, -side % MULTIPLE)) for side in (height, width)]
        padded = np.pad(canvas, (*beyond, (0, 0)), mode="reflect")
        cloth = grain(*padded.shape[:2])
        painted: Pixels = self._whole(tf.constant(padded[None]), tf.constant(cloth)).numpy()
        return painted[0, :height, :width]

    def weights(self) -> dict[str, Any]:
        """Return the painter's weights as a brush's file holds them."""
        return float16_weights(painter=self.network)

    def state(self) -> dict[str, Any]:
        """Return all that learning needs to go on."""
        return {name: np.asarray(variable) for name, variable in self._named()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` returned."""
        for name, variable in self._named():
            variable.assign(state[name])

    def _named(self) -> list[tuple[str, Any]]:
        groups = (
            ("kernel", self._kernels),
            ("middle", self._middles),
            ("optimiser", self._optimiser.variables),
            ("bold", self._bold.variables),
        )
        return [(f"{name}{place:03d}", v) for name, some in groups for place, v in enumerate(some)]

    def _learn(self, still: Any, neighbour: Any, cloth: Any) -> Any:
        still, neighbour = (tf.cast(pixels, tf.float32) / 255 for pixels in (still, neighbour))
        seen, calmness = self._features(still[:LOOKED], CONTENT)[-1], calm(still, self._border)
        with tf.GradientTape() as tape:
            painted, other = (self._parts(pixels + cloth) for pixels in (still, neighbour))
            drawn = self._features(painted[:LOOKED])
            photograph = losses.content(drawn[CONTENT - 1], seen)
            painting = self._off_style(drawn, painted[:LOOKED], calmness[:LOOKED])
            unsteady = losses.unsteadiness(painted, other, still, neighbour)
            total = tamed(photograph) + STYLE * tamed(painting) + STEADY * unsteady
            total += COLOUR * off_colour(painted, self._goal.palettes, calmness)
            total += LIGHT * misplaced_light(painted, still)
            total += WARMTH * lost_warmth(painted, still)
            total += PATCHY * patchiness(painted, still, calmness, self._goal.unrest)
            total += _flaws(painted[:LOOKED], calmness[:LOOKED])
        kernels, middles = tape.gradient(total, (self._kernels, self._middles))
        self._optimiser.apply(kernels, self._kernels)
        self._bold.apply(middles, self._middles)
        return tf.stack([painting, photograph, 255 * unsteady])

    def _off_style(self, drawn: Any, painted: Any, calmness: Any) -> Any:
        """How far paintings are from the style, in full size and at half."""
        fine = losses.style(drawn, self._goal.matrices, calmness)
        small = losses.style(self._features(halved(painted)), self._goal.small, calmness)
        return FINE * fine + (1 - FINE) * small

    def _parts(self, pixels: Any) -> Any:
        return paint_parts(self.network, pixels, self._code)

    def _paint(self, canvas: Any, cloth: Any) -> Any:
        folded = fold(tf.cast(canvas, tf.float32) / 255 + cloth, FOLD)
        painted = unfold(self.network.paint_folded(folded, self._code), FOLD)
        return tf.cast(tf.round(painted * 255), tf.uint8)


def _flaws(painted: Any, calmness: Any) -> Any:
    rasters = RASTER * flaws.raster(painted) + SCREEN * flaws.screen(painted)
    return ROUGH * flaws.roughness(painted) + rasters + WEAVE * flaws.weave(painted, calmness)
