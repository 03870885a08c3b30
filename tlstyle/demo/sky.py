"""Skies: a gradient that changes with the hour, clouds that drift and smear, stars."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from tlstyle.demo.noise import Array, sample, smear, smoothstep, tile
from tlstyle.demo.picture import mix, ramp
from tlstyle.size import Size


@dataclass(frozen=True, slots=True)
class Hour:
    """The colours of a moment, [3] each: zenith, half way, horizon, lit cloud, shaded cloud."""

    zenith: Array
    middle: Array
    horizon: Array
    cloud: Array
    shadow: Array


def between(before: Hour, after: Hour, amount: float) -> Hour:
    """Return the hour between two others."""
    return Hour(
        mix(before.zenith, after.zenith, amount),
        mix(before.middle, after.middle, amount),
        mix(before.horizon, after.horizon, amount),
        mix(before.cloud, after.cloud, amount),
        mix(before.shadow, after.shadow, amount),
    )


def hour_at(time: float, keys: Sequence[tuple[float, Hour]]) -> Hour:
    """Return the hour at `time` among (time, hour) keys."""
    for (start, before), (end, after) in pairwise(keys):
        if time < end:
            return between(before, after, min(max((time - start) / (end - start), 0.0), 1.0))
    return keys[-1][1]


class Clouds:
    """A layer of clouds on a flat ceiling, seen in perspective above the horizon.

    `drift` is how far it moves per still, in tiles, sideways and towards the camera; a still shows
    that whole movement, as with a shutter that is open most of the time.
    """

    def __init__(
        self, size: Size, horizon: float, seed: int, drift: tuple[float, float], cover: float = 0.5
    ) -> None:
        self.drift = drift
        self.cover = cover
        self._low = smear(tile(seed, 256, 512, slope=1.75), drift[0], drift[1])
        self._high = smear(tile(seed + 1, 256, 256, slope=1.45), drift[0] * 1.6, drift[1] * 1.6)
        rows = np.arange(size.height, dtype=np.float32)[:, None]
        columns = np.arange(size.width, dtype=np.float32)[None, :]
        # The offset keeps the clouds at the horizon from crowding into a single row.
        far = 1 / (np.maximum(horizon - rows, 0) / size.height + 0.09)
        self._x = (columns / size.width - 0.5) * far * 0.22
        self._y = far * 0.16 + 0 * columns
        self._fade = smoothstep(0, 0.16, (horizon - rows) / size.height) + 0 * columns

    def at(self, still: float) -> tuple[Array, Array]:
        """Return how much cloud hides the sky, and how brightly it is lit; [h, w] in 0..1."""
        x, y = self._x - self.drift[0] * still, self._y + self.drift[1] * still
        low = sample(self._low, x, y)
        high = sample(self._high, x * 2.7 - self.drift[0] * still, y * 2.7)
        thick = low * 0.68 + high * 0.32
        towards_sun = sample(self._low, x + 0.02, y + 0.02)
        hidden = smoothstep(1 - self.cover - 0.16, 1 - self.cover + 0.3, thick)
        bright = np.clip(0.62 + 2.6 * (low - towards_sun) - 0.5 * (thick - 0.5), 0, 1)
        return hidden * (0.25 + 0.75 * self._fade), np.asarray(bright, np.float32)


def draw_sky(size: Size, horizon: float, hour: Hour, clouds: tuple[Array, Array]) -> Array:
    """Return the sky above row `horizon`, [h, w, 3] in 0..1."""
    height = np.clip(1 - np.arange(size.height, dtype=np.float32) / horizon, 0, 1)
    column = ramp([(0, hour.horizon), (0.36, hour.middle), (1, hour.zenith)], height)
    sky = np.broadcast_to(column[:, None, :], (size.height, size.width, 3))
    hidden, bright = clouds
    return mix(sky.astype(np.float32), mix(hour.shadow, hour.cloud, bright), hidden)


def add_sun(sky: Array, centre: tuple[float, float], colour: Array, radius: float) -> Array:
    """Return the sky with the glow of a sun at `centre` (x, y pixels) added."""
    rows, columns = np.indices(sky.shape[:2], dtype=np.float32)
    away = np.hypot(columns - centre[0], rows - centre[1]) / radius
    light = 0.75 * np.exp(-(away**1.1) * 0.9) + 0.5 * np.exp(-away * 0.22) * 0.6
    return np.asarray(sky + light[..., None] * colour * (1.1 - np.clip(sky, 0, 1)), np.float32)


def add_disc(sky: Array, centre: tuple[float, float], colour: Array, radius: float) -> Array:
    """Return the sky with the sun's own disc at `centre`, veiled where clouds are bright."""
    rows, columns = np.indices(sky.shape[:2], dtype=np.float32)
    away = np.hypot(columns - centre[0], rows - centre[1])
    return mix(sky, colour, smoothstep(radius + 0.7, radius - 0.7, away) * 0.92)


def draw_stars(size: Size, horizon: float, seed: int, count: int = 420) -> Image.Image:
    """Return stars on black, more of them faint than bright, as in any sky."""
    random = np.random.default_rng(seed)
    x = random.uniform(1, size.width - 2, count).astype(int)
    y = (random.uniform(0, 1, count) ** 1.3 * (horizon - 3)).astype(int) + 1
    bright = 60 + 195 * random.power(0.35, count)
    stars = np.zeros((size.height, size.width, 3), np.float32)
    tint = random.uniform(0.8, 1.0, (count, 3))
    for dx, dy, share in ((0, 0, 1.0), (1, 0, 0.45), (0, 1, 0.45), (-1, 0, 0.2), (0, -1, 0.2)):
        stars[y + dy, x + dx] += (bright * share)[:, None] * tint
    return Image.fromarray(np.clip(stars, 0, 255).astype(np.uint8))
