"""Paints with a SavedModel: each style picture encoded once where the graph splits."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import ModelError
from tlstyle.painters.painter import StyleCode, painted_singly
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.painters.savedmodel.bfloat16 import bfloat16
from tlstyle.painters.savedmodel.split import Network
from tlstyle.pixels import WHITE, Value


class SavedModelPainter:
    """A painter around a network; `mixes` tells whether its codes may be mixed.

    Where they may not, the code is the style picture itself, one tensor of 0..1. Styles are always
    read in float32: rounded codes would change every frame's colours.
    """

    def __init__(self, source: str, network: Network, mixes: bool) -> None:
        self.mixes = mixes
        self._source = source
        self._network = network
        self._precision = bfloat16 if mixes and paints_in_bfloat16() else nullcontext()

    def encode(self, picture: NDArray[np.uint8]) -> StyleCode:
        """Return the style code of a picture, 256 x 256 x 3 RGB."""
        return tuple(
            tensor.numpy() for tensor in self._network.encode(_floats(picture[np.newaxis]))
        )

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        """Return canvases (N x H x W x 3 RGB) painted, in the same shape.

        They are of 8 bits a channel or of 16, and every bit of them counts. There is one code for
        all of them, or one for each; where these differ, canvases are painted one by one, since a
        model may take one style only.
        The network's own sizes are multiples of 4: what it returns beyond the canvas is cropped.
        Raises ModelError where the network refuses the canvas; TensorFlow's ResourceExhaustedError
        passes, so that the caller may try fewer canvases at once.
        """
        if any(code is not codes[0] for code in codes):
            return painted_singly(self.paint, canvases, codes)
        with self._precision:
            painted = self._painted(canvases, codes[0])
        return _bytes(painted)

    def paint_deep(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint16]:
        """Return canvases painted as `paint` does, in float32, and not rounded to 8 bits."""
        if any(code is not codes[0] for code in codes):
            return painted_singly(self.paint_deep, canvases, codes)
        return _deep(self._painted(canvases, codes[0]))

    def _painted(self, canvases: NDArray[Value], code: StyleCode) -> Any:
        """Return canvases painted in one style, as tensors of 0..1 or about that."""
        import tensorflow as tf

        height, width = canvases.shape[1:3]
        place = f"{self._source}: on canvases of {width} x {height}"
        try:
            tensors = [tf.constant(part) for part in code]
            painted = self._network.paint(_floats(canvases), tensors)
        except tf.errors.InvalidArgumentError as trouble:
            raise ModelError(f"{place} the model fails: {gist(trouble)}") from trouble
        picture = painted[:, :height, :width]
        if tuple(picture.shape) != canvases.shape:
            size = f"{picture.shape[2]} x {picture.shape[1]}"
            raise ModelError(f"{place} the model paints {size}; choose a canvas that it keeps")
        return picture

    def on_device(self, canvases: Any, codes: tuple[Any, ...]) -> Any:
        """Return canvases painted, float32 tensors of N x H x W x 3, all in 0..1.

        One by one, since a model may take one style only. TensorFlow's InvalidArgumentError tells
        that the network refuses the canvas, which `paint` then puts into words.
        """
        import tensorflow as tf

        count, height, width, _ = canvases.shape
        paintings = [
            self._network.paint(canvases[place : place + 1], [part[place] for part in codes])
            for place in range(count)
        ]
        cropped = tf.concat(paintings, 0)[:, :height, :width]
        return tf.clip_by_value(tf.ensure_shape(cropped, canvases.shape), 0.0, 1.0)


# Both conversions stay outside the network's graph: inside, TensorFlow folds them into the
# convolutions, and some pixels come out one level from what the module itself paints.


def _floats(pictures: NDArray[Value]) -> Any:
    import tensorflow as tf

    return tf.cast(pictures, tf.float32) / float(np.iinfo(pictures.dtype).max)


def _bytes(pictures: Any) -> NDArray[np.uint8]:
    import tensorflow as tf

    rounded: NDArray[np.uint8] = tf.saturate_cast(tf.round(pictures * 255.0), tf.uint8).numpy()
    return rounded


def _deep(pictures: Any) -> NDArray[np.uint16]:
    import tensorflow as tf

    rounded = tf.saturate_cast(tf.round(pictures * float(WHITE)), tf.uint16)
    deep: NDArray[np.uint16] = rounded.numpy()
    return deep


def gist(trouble: Exception) -> str:
    """Return the one line that says what went wrong."""
    lines = [line for line in str(trouble).splitlines() if line and not line.startswith("\t")]
    if not lines:
        return type(trouble).__name__
    # A graph's error opens with its name and a trace; the reason closes it.
    return lines[-1 if lines[0].startswith("Graph execution error") else 0][:300]
