"""Open water, seen from a little above it: ripples that grow towards the viewer."""

import numpy as np

from tlstyle.demo.noise import Array, sample, smear, smoothstep, tile
from tlstyle.size import Size


class Water:
    """The ripples below row `horizon` of a picture.

    Ripples are not projected truly: their size grows in a straight line with the rows below the
    horizon and never falls under two pixels, so that none is too small to draw and flickers.
    """

    def __init__(self, size: Size, horizon: float, seed: int, speed: float = 0.012) -> None:
        self.top = round(horizon)
        self.speed = speed
        self._swell = smear(tile(seed, 128, 128, slope=1.4, stretch=1.6, coarsest=3), 0.0, speed)
        self._ripple = smear(
            tile(seed + 1, 128, 128, slope=1.3, stretch=1.8, coarsest=5), 0.0, speed
        )
        rows = np.arange(size.height - self.top, dtype=np.float32)[:, None]
        columns = np.arange(size.width, dtype=np.float32)[None, :] - size.width / 2
        grown = 2.0 + rows * 0.085
        # The finest ripples are left out where they would be smaller than the pixels.
        self._fine = 0.24 * smoothstep(3.0, 9.0, grown)
        self._x = columns / grown / 30.0
        self._y = np.log(grown) / 0.085 / 9.0 + 0 * columns

    def at(self, still: float) -> Array:
        """Return how far the ripples lean towards the sky, [rows below, w] in 0..1."""
        x, y = self._x, self._y
        moved = self.speed * still
        swell = sample(self._swell, x * 0.5 + moved * 0.6, y * 0.5 - moved * 0.5)
        first = sample(self._ripple, x + 0.3 * moved, y - moved)
        second = sample(self._ripple, x * 2.1 + 0.5 - moved * 0.8, y * 2.1 + 0.31 - moved * 0.6)
        fine = self._fine
        return np.asarray(swell * 0.42 + first * (0.58 - fine) + second * fine, np.float32)
