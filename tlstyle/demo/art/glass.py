"""A rose window: jewel-coloured panes in rings, set in black lead, with the light behind them."""

import numpy as np
from PIL import Image

from tlstyle.demo.noise import Array, sample, smoothstep, tile
from tlstyle.demo.picture import image, rgb

RUBY = ("#c4122f", "#e2452b", "#8f1238")
SAPPHIRE = ("#123f9e", "#1d6fc4", "#2a2f8f")
AMBER = ("#f2a51f", "#ffd24d", "#e4761b")
EMERALD = ("#0d7a55", "#3fa34d", "#0f5f6b")
VIOLET = ("#6a2c91", "#a13d97", "#452a86")
# Rings of panes from the middle out: distance (shares of the side), count, colours.
RINGS = (
    (0.00, 1, AMBER),
    (0.085, 6, RUBY),
    (0.175, 12, SAPPHIRE),
    (0.270, 12, AMBER),
    (0.365, 18, EMERALD),
    (0.460, 24, RUBY),
    (0.560, 24, SAPPHIRE),
    (0.665, 30, VIOLET),
)
LEAD = 0.0062


def draw(side: int) -> Image.Image:
    """Return the window, side x side."""
    seeds, colours = panes()
    places = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    # Old panes are cut by hand: their edges waver.
    waver = tile(221, slope=1.7)
    x = places + 0.012 * (sample(waver, places[None], places[:, None]) - 0.5)
    y = places[:, None] + 0.012 * (sample(waver, places[None] + 0.5, places[:, None]) - 0.5)
    pane, edge = nearest(x, y, seeds)
    glass = colours[pane] * _light(places, pane, edge)[..., None]
    lead = smoothstep(LEAD, LEAD * 0.6, edge)
    ridge = smoothstep(LEAD * 0.5, 0, edge) * 0.16
    black = rgb("#120f12") + ridge[..., None] * rgb("#8a8f9c")
    return image(np.asarray(glass * (1 - lead[..., None]) + black * lead[..., None], np.float32))


def panes() -> tuple[Array, Array]:
    """Return the middles [n, 2] of the panes and their colours [n, 3]."""
    random = np.random.default_rng(222)
    middles, colours = [], []
    for ring, (distance, count, jewels) in enumerate(RINGS):
        for n in range(count):
            angle = 2 * np.pi * (n + 0.5 * (ring % 2)) / count
            away = distance + random.normal(0, 0.005)
            middles.append((away * np.cos(angle), away * np.sin(angle)))
            shade = random.uniform(0.75, 1.15)
            colours.append(rgb(jewels[(n + int(random.random() < 0.25)) % len(jewels)]) * shade)
    return np.array(middles, np.float32), np.array(colours, np.float32)


def nearest(x: Array, y: Array, seeds: Array) -> tuple[np.ndarray, Array]:
    """Return for each place the pane it lies in and how far it is from that pane's edge."""
    first = np.full(np.broadcast(x, y).shape, np.inf, np.float32)
    second = first.copy()
    pane = np.zeros(first.shape, np.int16)
    for n, (cx, cy) in enumerate(seeds):
        away = np.hypot(x - cx, y - cy)
        second = np.minimum(second, np.maximum(first, away))
        pane[away < first] = n
        first = np.minimum(first, away)
    return pane, (second - first) / 2


def _light(places: Array, pane: np.ndarray, edge: Array) -> Array:
    """Return how much light comes through: streaked glass, brighter inside each pane."""
    shift = (pane % 7) * np.float32(0.13)
    streaks = sample(
        tile(223, 256, 256, slope=1.1, stretch=3.0), places + shift, places[:, None] + shift
    )
    day = 1.12 - 0.5 * np.hypot(places, places[:, None])
    inside = 0.72 + 0.5 * smoothstep(0, 0.04, edge)
    return np.asarray(day * inside * (0.72 + 0.6 * streaks), np.float32)
