"""What a painting network offers: style codes and painted canvases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tlstyle.pixels import Levels, Value, in_depth

STYLE_SIDE = 256
"""Width and height in pixels of the style picture that every painter is handed."""

StyleCode = tuple[NDArray[np.float32], ...]
"""A style as one network knows it: tensors of fixed shapes. Codes of one painter mix linearly."""


class Painter(Protocol):
    """A network that paints canvases in the style of a picture."""

    @property
    def mixes(self) -> bool:
        """Whether this network's codes can be mixed."""
        ...

    def encode(self, picture: NDArray[np.uint8]) -> StyleCode:
        """Return the style code of a picture, 256 x 256 x 3 RGB."""
        ...

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        """Return canvases (N x H x W x 3 RGB, any N, H, W) painted, in the same shape.

        They are of 8 bits a channel or of 16, and every bit of them counts. There is one code for
        all of them, or one for each.
        """
        ...


@runtime_checkable
class DeepPainter(Painter, Protocol):
    """A painter whose paintings may have 16 bits a channel."""

    def paint_deep(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint16]:
        """Return canvases painted as `paint` does, not rounded to 8 bits."""
        ...


@runtime_checkable
class GraphPainter(Painter, Protocol):
    """A painter that can be a part of a graph on a device."""

    def on_device(self, canvases: Any, codes: tuple[Any, ...]) -> Any:
        """Return canvases painted, float32 tensors of N x H x W x 3, all in 0..1.

        The tensors of the codes are those of N styles, one for each canvas.
        """
        ...


def mix(codes: Sequence[StyleCode], weights: Sequence[float]) -> StyleCode:
    """Return the weighted mean of codes of one painter; weights need not add up to 1."""
    return tuple(
        np.average(tensors, axis=0, weights=weights).astype(np.float32)
        for tensors in zip(*codes, strict=True)
    )


def painted_deep(
    painter: Painter, canvases: NDArray[Value], *codes: StyleCode
) -> NDArray[np.uint16]:
    """Return canvases painted with 16 bits a channel, as far as a painter has them."""
    if isinstance(painter, DeepPainter):
        return painter.paint_deep(canvases, *codes)
    return in_depth(painter.paint(canvases, *codes))


def painted_singly(
    paint: Callable[..., NDArray[Levels]], canvases: NDArray[Value], codes: Sequence[StyleCode]
) -> NDArray[Levels]:
    """Return canvases painted one by one, by one code for all of them or by one for each."""
    each = codes if len(codes) == len(canvases) else [codes[0]] * len(canvases)
    pairs = zip(canvases, each, strict=True)
    return np.concatenate([paint(canvas[None], code) for canvas, code in pairs])
