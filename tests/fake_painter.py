"""A painter that needs no network; in a module of its own, for processes that are to begin soon."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.painter import StyleCode
from tlstyle.pixels import Value, in_depth


@dataclass
class FakePainter:
    """Paints a negative tinted by the style; counts its calls and can fail on the n-th.

    Its memory holds `largest_load` canvases, in however many calls at once.
    """

    mixes: bool = True
    fail_on: int | None = None
    error: BaseException = field(default_factory=KeyboardInterrupt)
    largest_load: int | None = None
    largest_canvas: int | None = None
    painted: int = 0
    calls: int = 0
    load: int = 0
    lock: Lock = field(default_factory=Lock)

    def encode(self, picture: NDArray[np.uint8]) -> StyleCode:
        return (picture.mean(axis=(0, 1)).astype(np.float32),)

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        with self.lock:
            self.calls += 1
            if self.calls == self.fail_on:
                raise self.error
            self.load += len(canvases)
        try:
            return self._paint(canvases, codes)
        finally:
            with self.lock:
                self.load -= len(canvases)

    def paint_deep(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint16]:
        """Paint the same, not rounded."""
        self.painted += len(canvases)
        tints = np.stack([code[0] / 2 * 257 for code in codes]).astype(np.uint16)[:, None, None]
        return ((65535 - in_depth(canvases)) // 2 + tints).astype(np.uint16)

    def _paint(self, canvases: NDArray[Value], codes: Sequence[StyleCode]) -> NDArray[np.uint8]:
        if self.largest_load:
            time.sleep(0.05)  # so that calls made at once are at once under way
            if self.load > self.largest_load:
                raise MemoryError
        if self.largest_canvas and canvases.shape[2] > self.largest_canvas:
            raise MemoryError
        with self.lock:
            self.painted += len({canvas.tobytes() for canvas in canvases})  # but what fills up
        tints = np.stack([code[0] / 2 for code in codes]).astype(np.uint8)[:, None, None]
        levels = canvases // (np.iinfo(canvases.dtype).max // 255)
        return ((255 - levels) // 2 + tints).astype(np.uint8)
