"""The painter that comes with the package."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from tlstyle.painters.builtin.grain import grain
from tlstyle.painters.builtin.layers import CODE_SIZE, fold, unfold
from tlstyle.painters.builtin.network import FOLD, MULTIPLE, SMALLEST
from tlstyle.painters.builtin.weights import WEIGHTS, load_networks
from tlstyle.painters.painter import StyleCode, painted_singly
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.pixels import WHITE, Value


class BuiltinPainter:
    """Paints with the built-in network; a style code is one tensor of 100 numbers."""

    mixes = True

    def __init__(
        self, weights: Path = WEIGHTS, policy: str | None = None, brush: Path | None = None
    ) -> None:
        """Load weights, to paint by a Keras dtype policy; None for the fastest here.

        A `brush` is a file that `tlstyle.study` wrote, and paints in the place of the painter's own
        weights. Codes stay what they were, and the painter affine in them: mixed ones lead from one
        style to the other in the studied hand, and strength 0 is the photograph in that hand.
        """
        policy = policy or _fastest_policy()
        self._painter, self._eye = load_networks(weights, policy, brush)
        # One picture is normalised otherwise than several (`fused`), and rounding would show it.
        self._one_by_one = policy == "mixed_bfloat16"
        self._encode = _compiled(self._encode_pixels)
        self._paint = _compiled(self._paint_pixels)
        self._paint_deep = _compiled(self._paint_deep_pixels)

    def encode(self, picture: NDArray[np.uint8]) -> StyleCode:
        """Return the style code of a picture, 256 x 256 x 3 RGB."""
        code = ops.convert_to_numpy(self._encode(ops.convert_to_tensor(picture[None])))
        return (code[0],)

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        """Return canvases (N x H x W x 3 RGB, any N, H, W) painted, in the same shape.

        They are of 8 bits a channel or of 16, and every bit of them counts. There is one code for
        all of them, or one for each.
        """
        if self._one_by_one and len(canvases) > 1:
            return painted_singly(self.paint, canvases, codes)
        painted: NDArray[np.uint8] = self._painted(self._paint, canvases, codes)
        return painted

    def paint_deep(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint16]:
        """Return canvases painted as `paint` does, not rounded to 8 bits."""
        if self._one_by_one and len(canvases) > 1:
            return painted_singly(self.paint_deep, canvases, codes)
        painted: NDArray[np.uint16] = self._painted(self._paint_deep, canvases, codes)
        return painted

    def _painted(
        self, paint: Callable[..., Any], canvases: NDArray[Value], codes: Sequence[StyleCode]
    ) -> NDArray[Any]:
        """Return canvases as a function paints them, which takes sides that the network takes."""
        _, height, width, _ = canvases.shape
        beyond = ((0, 0), (0, _missing(height)), (0, _missing(width)), (0, 0))
        padded = np.pad(canvases, beyond, mode="reflect")
        each = np.broadcast_to(np.stack([code[0] for code in codes]), (len(canvases), CODE_SIZE))
        painted = paint(
            ops.convert_to_tensor(padded),
            folded_grain(*padded.shape[1:3]),
            ops.convert_to_tensor(each),
        )
        return np.asarray(ops.convert_to_numpy(painted[:, :height, :width]))

    def on_device(self, canvases: Any, codes: tuple[Any, ...]) -> Any:
        """Return canvases painted, float32 tensors of N x H x W x 3, all in 0..1."""
        _, height, width, _ = canvases.shape
        beyond = ((0, 0), (0, _missing(height)), (0, _missing(width)), (0, 0))
        padded = ops.pad(canvases, beyond, mode="reflect") if np.any(beyond) else canvases
        with _outside_of_graphs():
            cloth = folded_grain(*padded.shape[1:3])
        painted = self._painter.paint_folded(fold(padded, FOLD) + cloth, codes[0])
        return unfold(painted, FOLD)[:, :height, :width]

    def _encode_pixels(self, pictures: Any) -> Any:
        return self._eye(ops.cast(pictures, "float32") / 255)

    def _paint_pixels(self, canvases: Any, cloth: Any, codes: Any) -> Any:
        """Folding bytes rather than floats, and casting in the graph, saves a tenth of the time."""
        painted = self._painter.paint_folded(_ready(canvases, cloth), codes)
        return unfold(ops.cast(ops.round(painted * 255), "uint8"), FOLD)

    def _paint_deep_pixels(self, canvases: Any, cloth: Any, codes: Any) -> Any:
        painted = self._painter.paint_folded(_ready(canvases, cloth), codes, fine=True)
        # In floats, as 16 bits a number are what TensorFlow's fastest operations do not unfold.
        return ops.cast(unfold(ops.round(painted * WHITE), FOLD), "uint16")


def _ready(canvases: Any, cloth: Any) -> Any:
    """Return canvases as the network takes them: folded, in 0..1, on the grain of their cloth."""
    white = np.iinfo(keras.backend.standardize_dtype(canvases.dtype)).max
    if white > 255:  # which TensorFlow's fastest operations would not fold
        canvases = ops.cast(canvases, "float32")
    return ops.cast(fold(canvases, FOLD), "float32") * (1 / white) + cloth


@functools.lru_cache(maxsize=1)
def folded_grain(height: int, width: int) -> Any:
    """Return the grain of a canvas as the network takes it, [1,height/2,width/2,12]."""
    return fold(ops.convert_to_tensor(grain(height, width)[None]), FOLD)


def _fastest_policy() -> str:
    """Return the fastest Keras dtype policy whose paintings stay within a level of 255, mean."""
    on_tensorflow = keras.backend.backend() == "tensorflow"
    return "mixed_bfloat16" if on_tensorflow and paints_in_bfloat16() else "float32"


def _missing(length: int) -> int:
    """Return the pixels that a side lacks to be one that the network paints."""
    return max(SMALLEST - length, -length % MULTIPLE)


def _outside_of_graphs() -> AbstractContextManager[Any]:
    """Have what is made meanwhile made once, and not in the graph that is made at the time."""
    if keras.backend.backend() != "tensorflow":
        return nullcontext()
    import tensorflow as tf

    scope: AbstractContextManager[Any] = tf.init_scope()
    return scope


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for TensorFlow, once a shape; other backends run the function as it is.

    Without AutoGraph, which nothing here needs and which leaves files in the temporary folder.
    """
    if keras.backend.backend() != "tensorflow":
        return function
    import tensorflow as tf

    # It takes several graphs, of one shape each, for one that is made again and again.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    compiled: Callable[..., Any] = tf.function(function, autograph=False)
    return compiled
