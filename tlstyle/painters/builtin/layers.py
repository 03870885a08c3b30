"""Layers of the built-in networks: convolutions that mirror, and normalisation by a style code."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from tlstyle.painters.builtin import fused

CODE_SIZE = 100
_EPSILON = 1e-3
"""Keeps an even map's variance from being divided by."""


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
        return super().call(self._mirrored(values))

    def in_float32(self, values: Any) -> Any:
        """Do the same in float32, for a layer without a bias, whatever its precision."""
        mirrored = self._mirrored(ops.cast(values, "float32"))
        return ops.conv(mirrored, self.kernel, self.strides, "valid")

    def _mirrored(self, values: Any) -> Any:
        beyond = self.kernel_size[0] - self.strides[0]
        return reflected(values, (beyond + 1) // 2, beyond // 2)


def dense(inputs: int, outputs: int, **options: Any) -> Any:
    """A fully connected layer."""
    layer = layers.Dense(outputs, **options)
    layer.build((None, inputs))
    return layer


def normalised(values: Any, scale: Any, shift: Any) -> Any:
    """Normalise every channel of [N,h,w,C] by its own moments, then scale and shift, [1 or N,C]."""
    if fused.fits(values):
        return fused.normalised(values, scale, shift, _EPSILON)
    return _coloured(values, *moments(values), scale[:, None, None], shift[:, None, None])


def _coloured(values: Any, mean: Any, variance: Any, scale: Any, shift: Any) -> Any:
    """One multiplication and one addition over the whole map; the rest is as small as a code."""
    gain = ops.cast(scale, "float32") * ops.rsqrt(variance + _EPSILON)
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
