"""The built-in network: a painter at a quarter of the size, and the eye that reads style.

`PaintingNetwork` folds 4x4 pixels into channels, works at a quarter of the size, and unfolds
again. `StyleNetwork` reads a style picture into the *style code*, 100 numbers, of which every scale
and shift in the painter is an affine function; hence codes mix linearly.

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

from tlstyle.builtin import fused

CODE_SIZE = 100
STYLE_SIDE = 256
MARGIN = 16
"""Pixels of reflection around a canvas, painted and cropped away: no halo at the picture's edge."""
EPSILON = 1e-3
"""Keeps an even map's variance from being divided by."""
MULTIPLE = 4
"""Height and width of what the painter is given are multiples of this."""


def fold(pixels: Any, side: int) -> Any:
    """Put every `side` x `side` block of pixels into channels: [N,H,W,C] to [N,H/s,W/s,s*s*C]."""
    count, height, width, channels = ops.shape(pixels)
    rows = ops.reshape(pixels, (count, height // side, side, width // side, side * channels))
    blocks = ops.transpose(rows, (0, 1, 3, 2, 4))
    return ops.reshape(blocks, (count, height // side, width // side, side * side * channels))


def unfold(blocks: Any, side: int) -> Any:
    """Undo `fold`: [N,h,w,s*s*C] to [N,h*s,w*s,C]."""
    count, height, width, channels = ops.shape(blocks)
    rows = ops.reshape(blocks, (count, height, width, side, channels // side))
    pixels = ops.transpose(rows, (0, 1, 3, 2, 4))
    return ops.reshape(pixels, (count, height * side, width * side, channels // (side * side)))


def moments(values: Any) -> tuple[Any, Any]:
    """Mean and variance of every channel over height and width, [N,1,1,C] each, in float32."""
    count, height, width, channels = ops.shape(values)
    places = ops.reshape(ops.cast(values, "float32"), (count, height * width, channels))
    mean = ops.mean(places, axis=1)[:, None, None]
    square = ops.mean(places * places, axis=1)[:, None, None]
    return mean, ops.maximum(square - mean * mean, 0.0)


def conv(inputs: int, outputs: int, size: int, stride: int = 1, bias: bool = False) -> Any:
    """A convolution; without a bias where a normalisation follows, whose shift does the same."""
    layer = layers.Conv2D(
        outputs, size, stride, padding="same", use_bias=bias, kernel_initializer="he_normal"
    )
    # Built here, as every layer in this file: Keras's own way, through a trial call, takes seconds.
    layer.build((None, None, None, inputs))
    return layer


def dense(inputs: int, outputs: int, **options: Any) -> Any:
    """A fully connected layer."""
    layer = layers.Dense(outputs, **options)
    layer.build((None, inputs))
    return layer


def normalised(values: Any, scale: Any, shift: Any) -> Any:
    """Normalise every channel of [N,h,w,C] by its own moments, then scale and shift, [1 or N,C]."""
    if fused.fits(values):
        return fused.normalised(values, scale, shift, EPSILON)
    return _coloured(values, *moments(values), scale[:, None, None], shift[:, None, None])


def _coloured(values: Any, mean: Any, variance: Any, scale: Any, shift: Any) -> Any:
    """One multiplication and one addition over the whole map; the rest is as small as a code."""
    gain = ops.cast(scale, "float32") * ops.rsqrt(variance + EPSILON)
    offset = ops.cast(shift, "float32") - mean * gain
    return values * ops.cast(gain, values.dtype) + ops.cast(offset, values.dtype)


class StyleNorm(layers.Layer):  # type: ignore[misc]
    """Instance normalisation whose scale and shift are affine in the style code."""

    def __init__(self, channels: int, **options: Any) -> None:
        super().__init__(**options)
        # At first a plain instance normalisation: with scales about 0 the painter hardly learned.
        faint = keras.initializers.RandomNormal(stddev=0.02)
        self.scale = dense(CODE_SIZE, channels, kernel_initializer=faint, bias_initializer="ones")
        self.shift = dense(CODE_SIZE, channels, kernel_initializer=faint)
        self.built = True

    def call(self, values: Any, code: Any) -> Any:
        """Normalise [N,h,w,channels] and colour it by the code [N,CODE_SIZE]."""
        return normalised(values, self.scale(code), self.shift(code))


class FoldedStyleNorm(StyleNorm):
    """A `StyleNorm` of folded pixels, which share moments, scale and shift as unfolded ones would.

    So that it cannot tell a raster from a picture.
    """

    def call(self, values: Any, code: Any) -> Any:
        """Normalise [N,h,w,phases*channels] and colour it by the code [N,CODE_SIZE]."""
        phases = values.shape[-1] // self.shift.units
        mean, variance = _pooled(*moments(values), phases)
        each = (mean, variance, self.scale(code)[:, None, None], self.shift(code)[:, None, None])
        return _coloured(values, *(ops.tile(numbers, (1, 1, 1, phases)) for numbers in each))


def _pooled(mean: Any, variance: Any, phases: int) -> tuple[Any, Any]:
    """Moments [N,1,1,phases*C] of folded pixels to those of the unfolded ones, [N,1,1,C]."""
    by_phase = (-1, 1, 1, phases, mean.shape[-1] // phases)
    means, variances = ops.reshape(mean, by_phase), ops.reshape(variance, by_phase)
    pooled = ops.mean(means, axis=3)
    return pooled, ops.mean(variances + means * means, axis=3) - pooled * pooled


class StyledConv(layers.Layer):  # type: ignore[misc]
    """A 3x3 convolution, its style-conditioned normalisation and, if asked, a ReLU."""

    def __init__(self, inputs: int, outputs: int, relu: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.conv = conv(inputs, outputs, 3)
        self.norm = StyleNorm(outputs)
        self.relu = relu
        self.built = True

    def call(self, values: Any, code: Any) -> Any:
        """[N,h,w,inputs] to [N,h,w,outputs]."""
        styled = self.norm(self.conv(values), code)
        return ops.relu(styled) if self.relu else styled


class PaintingNetwork(keras.Model):  # type: ignore[misc]
    """Paints canvases in the style of a code."""

    def __init__(self, channels: int = 32, wide: int = 64, blocks: int = 5, **options: Any) -> None:
        super().__init__(**options)
        self.enter = [
            conv(inputs, outputs, 3, bias=True)
            for inputs, outputs in itertools.pairwise((48, wide, wide, channels))
        ]
        self.blocks = [
            (StyledConv(channels, channels), StyledConv(channels, channels, relu=False))
            for _ in range(blocks)
        ]
        self.finish = StyledConv(channels, wide)
        self.strokes = conv(wide, 48, 3)
        self.edges = conv(wide, 48, 1, bias=True)
        self.colours = FoldedStyleNorm(3)
        self.built = True

    def call(self, canvas: Any, code: Any) -> Any:
        """[N,H,W,3] in 0..1, sides multiples of 4, and [N,CODE_SIZE] to paintings like the canvas.

        The canvas should already carry its `MARGIN` of reflected pixels.
        """
        return unfold(self.paint_folded(fold(canvas, 4), code), 4)

    def paint_folded(self, canvas: Any, code: Any) -> Any:
        """Paint as `call` does, from and to folded pixels [N,h,w,48]."""
        features = self.see(canvas)
        for first, second in self.blocks:
            features = features + second(first(features, code), code)
        return self.draw(features, canvas, code)

    def see(self, canvas: Any) -> Any:
        """Folded pixels [N,h,w,48] to features [N,h,w,channels]."""
        features = canvas - 0.5
        for layer in self.enter:
            # No normalisation, as in the teacher: a flat sky must not look like a crowd.
            features = ops.relu(layer(features))
        return features

    def draw(self, features: Any, canvas: Any, code: Any) -> Any:
        """Features and the folded pixels that they come from to the painting's folded pixels."""
        features = self.finish(features, code)
        # The still's own edges, weighted by what the painter makes of the place, keep it sharp.
        edges = self.edges(features) * detail(ops.cast(canvas, features.dtype))
        painted = self.colours(self.strokes(features) + edges, code)
        return ops.sigmoid(ops.cast(painted, "float32"))


def detail(blocks: Any) -> Any:
    """What distinguishes every folded pixel from the mean of its block, [N,h,w,48]."""
    count, height, width, channels = ops.shape(blocks)
    colours = ops.reshape(blocks, (count, height, width, channels // 3, 3))
    means = ops.mean(colours, axis=3, keepdims=True)
    return ops.reshape(colours - means, (count, height, width, channels))


class StyleNetwork(keras.Model):  # type: ignore[misc]
    """Reads style pictures into style codes."""

    def __init__(self, channels: tuple[int, ...] = (32, 64, 128, 224), **options: Any) -> None:
        super().__init__(**options)
        self.stages = [
            (
                conv(inputs, count, 3, 1 if inputs == 48 else 2, bias=True),
                conv(count, count, 3, bias=True),
            )
            for inputs, count in itertools.pairwise((48, *channels))
        ]
        described = 2 * sum(channels)
        self.norm = layers.LayerNormalization()
        self.norm.build((None, described))
        self.hidden = dense(described, 160, activation="relu")
        self.code = dense(160, CODE_SIZE)
        self.built = True

    def call(self, pictures: Any) -> Any:
        """[N,256,256,3] in 0..1 to codes [N,CODE_SIZE]."""
        values = fold(pictures, 4) - 0.5
        described = []
        for first, second in self.stages:
            values = ops.relu(first(values))
            values = ops.relu(values + second(values))
            mean, variance = moments(values)
            described += [mean[:, 0, 0], ops.sqrt(variance[:, 0, 0] + 1e-4)]
        return self.code(self.hidden(self.norm(ops.concatenate(described, axis=-1))))
