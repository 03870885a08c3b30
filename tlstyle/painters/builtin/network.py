"""The built-in network: a painter, and the eye that reads style.

`PaintingNetwork` is made as its teacher is: three convolutions down to a quarter of the size, five
residual blocks, three convolutions up again. But where the teacher works at full size on few
channels, for which processors are slow, it works at half the size, on blocks of pixels folded into
channels: it can draw whatever the teacher can, in a third of the time. `StyleNetwork` reads a style
picture into the *style code*, 100 numbers, of which every scale and shift in the painter is an
affine function; hence codes mix linearly.

Where the ideas come from:

- style as the scales and shifts of instance normalisation: Dumoulin, Shlens and Kudlur,
  "A Learned Representation for Artistic Style", 2017 (arXiv 1610.07629);
- a second network that predicts them from one picture, through 100 numbers: Ghiasi and others,
  "Exploring the structure of a real-time, arbitrary neural artistic stylization network", 2017
  (arXiv 1705.06830), the model behind Magenta, which is our teacher;
- folding and unfolding pixels ("sub-pixel convolution"): Shi and others, 2016 (arXiv 1609.05158);
- residual blocks: Johnson, Alahi and Fei-Fei, 2016 (arXiv 1603.08155), after He and others, 2015;
- moments of feature maps as a description of style: Huang and Belongie, 2017 (arXiv 1703.06868).

Every layer is Keras 3, so the same file runs on TensorFlow, JAX and PyTorch; what TensorFlow does
faster in an operation of its own is in `fused.py`.
"""

from __future__ import annotations

import itertools
from typing import Any

import keras
from keras import layers, ops

from tlstyle.painters.builtin.layers import (
    CODE_SIZE,
    FoldedStyleNorm,
    MirroredConv,
    StyledConv,
    conv,
    dense,
    fold,
    moments,
    unfold,
)

STYLE_SIDE = 256
FOLD = 2
"""Side of the blocks of pixels that the painter takes in and puts out as channels."""
MULTIPLE = 4
"""Height and width of what the painter is given are multiples of this."""
SMALLEST = 16
"""Least height and width of what the painter is given: there must be something to reflect."""


def centred(pixels: Any) -> Any:
    """Return pixels in 0..1 in -0.5..0.5, which half the precision holds twice as exactly."""
    return pixels - 0.5


class PaintingNetwork(keras.Model):  # type: ignore[misc]
    """Paints canvases in the style of a code."""

    def __init__(self, channels: int = 32, blocks: int = 5, **options: Any) -> None:
        super().__init__(**options)
        # No normalisation here, as in the teacher: a flat sky must not look like a crowd.
        self.enter = [
            MirroredConv(FOLD * FOLD * 3, 32, 5, bias=True),
            MirroredConv(32, 16, 3, bias=True),
            MirroredConv(16, channels, 4, 2, bias=True),
        ]
        self.blocks = [
            (StyledConv(channels, channels), StyledConv(channels, channels, relu=False))
            for _ in range(blocks)
        ]
        self.leave = [StyledConv(channels, 16, grow=2), StyledConv(16, 32)]
        self.strokes = MirroredConv(32, FOLD * FOLD * 3, 5)
        self.colours = FoldedStyleNorm(3)
        self.built = True

    def call(self, canvas: Any, code: Any) -> Any:
        """Canvas [N,H,W,3] in 0..1 and code [N,CODE_SIZE] to a painting like the canvas.

        Sides are multiples of `MULTIPLE`, and `SMALLEST` at least.
        """
        return unfold(self.paint_folded(fold(canvas, FOLD), code), FOLD)

    def paint_folded(self, canvas: Any, code: Any, fine: bool = False) -> Any:
        """Paint as `call` does, from and to folded pixels [N,h,w,FOLD*FOLD*3].

        If `fine`, what comes last is in float32 whatever the precision: half of it has no more
        than two steps for each level of 255.
        """
        features = centred(canvas)
        for layer in self.enter:
            features = ops.relu(layer(features))
        for first, second in self.blocks:
            features = features + second(first(features, code), code)
        for styled in self.leave:
            features = styled(features, code)
        return self.finish(features, code, fine)

    def finish(self, features: Any, code: Any, fine: bool = False) -> Any:
        """Features [N,h,w,32] to the painting's folded pixels."""
        strokes = self.strokes.in_float32(features) if fine else self.strokes(features)
        count, height, width, channels = ops.shape(strokes)
        # Four blocks as one: a processor takes long for maps of few channels.
        broad = ops.reshape(strokes, (count, height * width // 4, 1, 4 * channels))
        coloured = (self.colours.call if fine else self.colours)(broad, code)
        painted = ops.reshape(coloured, (count, height, width, channels))
        return ops.sigmoid(ops.cast(painted, "float32"))


class StyleNetwork(keras.Model):  # type: ignore[misc]
    """Reads style pictures into style codes."""

    def __init__(
        self,
        channels: tuple[int, ...] = (32, 64, 128, 224),
        residuals: tuple[int, ...] = (2, 2, 3, 1),
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.stages = [
            (
                conv(inputs, outputs, 3, 1 if inputs == 48 else 2),
                [conv(outputs, outputs, 3) for _ in range(count)],
            )
            for (inputs, outputs), count in zip(
                itertools.pairwise((48, *channels)), residuals, strict=True
            )
        ]
        described = 2 * sum(channels)
        self.norm = layers.LayerNormalization()
        self.norm.build((None, described))
        self.hidden = dense(described, 160, activation="relu")
        self.code = dense(160, CODE_SIZE)
        self.built = True

    def call(self, pictures: Any) -> Any:
        """[N,256,256,3] in 0..1 to codes [N,CODE_SIZE]."""
        values = centred(fold(pictures, 4))
        described = []
        for first, residuals in self.stages:
            values = ops.relu(first(values))
            for residual in residuals:
                values = ops.relu(values + residual(values))
            mean, variance = moments(values)
            described += [mean[:, 0, 0], ops.sqrt(variance[:, 0, 0] + 1e-4)]
        return self.code(self.hidden(self.norm(ops.concatenate(described, axis=-1))))
