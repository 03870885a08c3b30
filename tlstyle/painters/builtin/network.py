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

from tlstyle.painters.builtin import fused

CODE_SIZE = 100
STYLE_SIDE = 256
EPSILON = 1e-3
"""Keeps an even map's variance from being divided by."""
FOLD = 2
"""Side of the blocks of pixels that the painter takes in and puts out as channels."""
MULTIPLE = 4
"""Height and width of what the painter is given are multiples of this."""
SMALLEST = 16
"""Least height and width of what the painter is given: there must be something to reflect."""


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


def centred(pixels: Any) -> Any:
    """Return pixels in 0..1 in -0.5..0.5, which half the precision holds twice as exactly."""
    return pixels - 0.5


def moments(values: Any) -> tuple[Any, Any]:
    """Mean and variance of every channel over height and width, [N,1,1,C] each, in float32."""
    count, height, width, channels = ops.shape(values)
    places = ops.reshape(ops.cast(values, "float32"), (count, height * width, channels))
    mean = ops.mean(places, axis=1)[:, None, None]
    square = ops.mean(places * places, axis=1)[:, None, None]
    return mean, ops.maximum(square - mean * mean, 0.0)


def conv(inputs: int, outputs: int, size: int, stride: int = 1) -> Any:
    """A convolution of maps beyond whose edges there are zeros."""
    layer = layers.Conv2D(outputs, size, stride, padding="same", kernel_initializer="he_normal")
    # Built here, as every layer in this file: Keras's own way, through a trial call, takes seconds.
    layer.build((None, None, None, inputs))
    return layer


def reflected(values: Any, before: int, after: int) -> Any:
    """Mirror maps [N,h,w,C] by `before` places above and to the left, by `after` on the others.

    Joined from slices, which takes half the time, or less, of the operation for it.
    """
    for axis in (1, 2):
        along = (slice(None),) * axis
        first = ops.flip(values[(*along, slice(1, before + 1))], axis)
        last = ops.flip(values[(*along, slice(-after - 1, -1))], axis)
        values = ops.concatenate((first, values, last), axis)
    return values


class MirroredConv(layers.Conv2D):  # type: ignore[misc]
    """A convolution of maps that are mirrored beyond their edges.

    Zeros there would be seen as a halo, and would be in every moment. Without a bias where a
    normalisation follows, whose shift does the same.
    """

    def __init__(
        self, inputs: int, outputs: int, size: int, stride: int = 1, bias: bool = False
    ) -> None:
        super().__init__(outputs, size, stride, use_bias=bias, kernel_initializer="he_normal")
        self.build((None, None, None, inputs))

    def call(self, values: Any) -> Any:
        """[N,h,w,inputs] to [N,h/stride,w/stride,outputs]."""
        beyond = self.kernel_size[0] - self.strides[0]
        return super().call(reflected(values, (beyond + 1) // 2, beyond // 2))


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
    """A 3x3 convolution, its style-conditioned normalisation and, if asked, a ReLU.

    With `grow` it draws `grow` x `grow` pixels for each that it is given.
    """

    def __init__(
        self, inputs: int, outputs: int, relu: bool = True, grow: int = 1, **options: Any
    ) -> None:
        super().__init__(**options)
        self.conv = MirroredConv(inputs, outputs * grow * grow, 3)
        self.norm = StyleNorm(outputs)
        self.relu, self.grow = relu, grow
        self.built = True

    def call(self, values: Any, code: Any) -> Any:
        """[N,h,w,inputs] to [N,h*grow,w*grow,outputs]."""
        drawn = self.conv(values)
        styled = self.norm(unfold(drawn, self.grow) if self.grow > 1 else drawn, code)
        return ops.relu(styled) if self.relu else styled


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

    def paint_folded(self, canvas: Any, code: Any) -> Any:
        """Paint as `call` does, from and to folded pixels [N,h,w,FOLD*FOLD*3]."""
        features = centred(canvas)
        for layer in self.enter:
            features = ops.relu(layer(features))
        for first, second in self.blocks:
            features = features + second(first(features, code), code)
        for styled in self.leave:
            features = styled(features, code)
        return self.finish(features, code)

    def finish(self, features: Any, code: Any) -> Any:
        """Features [N,h,w,32] to the painting's folded pixels."""
        strokes = self.strokes(features)
        count, height, width, channels = ops.shape(strokes)
        # Four blocks as one: a processor takes long for maps of few channels.
        broad = ops.reshape(strokes, (count, height * width // 4, 1, 4 * channels))
        painted = ops.reshape(self.colours(broad, code), (count, height, width, channels))
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
