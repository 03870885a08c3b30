"""What pictures are made on: paper, canvas, and the relief that thick paint leaves."""

import numpy as np
from PIL import Image

from tlstyle.demo.noise import Array, sample, tile
from tlstyle.demo.picture import Point, image


def fibres(picture: Image.Image, seed: int, strength: float, stretch: float = 1.0) -> Image.Image:
    """Return the picture with the texture of paper, or, stretched, of wood in its tones."""
    side = picture.width
    places = np.arange(side, dtype=np.float32) / side
    grain = sample(tile(seed, 512, 512, slope=0.9, stretch=stretch), places, places[:, None])
    values = np.asarray(picture, np.float32) / 255
    return image(values * (1 + strength * (grain[..., None] - 0.5) * 2))


def impasto(picture: Image.Image, strength: float) -> Image.Image:
    """Return the picture as if its light strokes stood up from the canvas, lit from top left."""
    values = np.asarray(picture, np.float32) / 255
    height = values.mean(axis=-1)
    slope = np.gradient(height)
    lit = np.clip(1 - strength * (slope[0] + slope[1]), 0.5, 1.6)
    return image((values * lit[..., None]).astype(np.float32))


def curve(points: list[Point], steps: int = 24) -> Array:
    """Return a smooth line [n, 2] through points: a Catmull-Rom spline."""
    known = np.array([points[0], *points, points[-1]], np.float32)
    part = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for a, b, c, d in zip(known, known[1:], known[2:], known[3:], strict=False):
        cubic = (3 * b - 3 * c + d - a) * part**3 + (2 * a - 5 * b + 4 * c - d) * part**2
        pieces.append(0.5 * (cubic + (c - a) * part + 2 * b))
    return np.concatenate([*pieces, known[-1:]])
