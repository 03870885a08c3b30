"""The pictures that training is fed: crops of photographs, and style pictures made manifold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.errors import FootageError
from tlstyle.painters.builtin.network import STYLE_SIDE

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

PHOTOGRAPH_SCALES = (0.8, 1.0, 1.4, 2.0)
STYLE_SIDES = (256, 288, 352, 448)


def read(path: Path) -> Picture:
    """Return the picture in a JPEG or PNG file, H x W x 3."""
    try:
        raw = tf.io.read_file(str(path))
        return np.asarray(tf.io.decode_image(raw, channels=3, expand_animations=False))
    except tf.errors.OpError as error:
        raise FootageError(f"{path}: cannot be read as a picture") from error


def resized(picture: Picture, height: int, width: int) -> Picture:
    """Return the picture resampled with an antialiased cubic filter."""
    values = tf.image.resize(picture, (height, width), method="bicubic", antialias=True)
    return np.asarray(tf.cast(tf.clip_by_value(tf.round(values), 0, 255), tf.uint8))


def scaled(picture: Picture, factor: float) -> Picture:
    """Return the picture with both sides multiplied by `factor`."""
    height, width = picture.shape[:2]
    return resized(picture, round(height * factor), round(width * factor))


def centre_square(picture: Picture, side: int = STYLE_SIDE) -> Picture:
    """Return the centre square of a picture at side x side pixels."""
    height, width = picture.shape[:2]
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    return resized(picture[top : top + short, left : left + short], side, side)


def listed(folder: Path) -> list[Path]:
    """Return the picture files of a folder in the order of their names."""
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not found:
        raise FootageError(f"{folder}: no .jpg or .png pictures here")
    return found


class Album:
    """Pictures held in memory at several scales, from which squares are cut at random."""

    def __init__(self, scales: list[list[Picture]], side: int) -> None:
        self.scales = [[p for p in group if min(p.shape[:2]) >= side] for group in scales]
        self.scales = [group for group in self.scales if group]
        self.side = side

    @classmethod
    def of_photographs(cls, pictures: list[Picture], side: int) -> Album:
        """Hold photographs from a fine to a coarse scale, as large canvases show them."""
        smallest = [max(side / min(p.shape[:2]), PHOTOGRAPH_SCALES[0]) for p in pictures]
        return cls(
            [
                [scaled(p, max(least, factor)) for factor in PHOTOGRAPH_SCALES]
                for p, least in zip(pictures, smallest, strict=True)
            ],
            side,
        )

    @classmethod
    def of_styles(cls, pictures: list[Picture]) -> Album:
        """Hold style pictures from whole to a little over half their short side."""
        return cls(
            [[scaled(p, s / min(p.shape[:2])) for s in STYLE_SIDES] for p in pictures],
            STYLE_SIDE,
        )

    def cut(self, random: np.random.Generator) -> Floats:
        """Return a random square, perhaps mirrored, [side,side,3] in 0..1."""
        group = self.scales[random.integers(len(self.scales))]
        picture = group[random.integers(len(group))]
        height, width = picture.shape[:2]
        top = random.integers(height - self.side + 1)
        left = random.integers(width - self.side + 1)
        square = picture[top : top + self.side, left : left + self.side]
        if random.random() < 0.5:
            square = square[:, ::-1]
        return square.astype(np.float32) * np.float32(1 / 255)


def relit(square: Floats, random: np.random.Generator) -> Floats:
    """Return a photograph under another light: gain, gamma and a colour cast."""
    gamma = np.exp(random.normal(0, 0.25))
    gains = random.uniform(0.6, 1.15) * np.exp(random.normal(0, 0.06, 3))
    relit_square: Floats = np.clip(square**gamma * gains, 0, 1).astype(np.float32)
    return relit_square


def recoloured(square: Floats, random: np.random.Generator) -> Floats:
    """Return a style picture in other colours: permuted, mixed, inverted, of other contrast."""
    if random.random() < 0.5:
        square = square[..., random.permutation(3)]
    if random.random() < 0.5:
        square = square @ (np.eye(3) + random.normal(0, 0.25, (3, 3))).astype(np.float32)
    if random.random() < 0.15:
        square = 1 - square
    contrast, level = np.exp(random.normal(0, 0.3)), random.normal(0, 0.08)
    changed: Floats = np.clip((square - 0.5) * contrast + 0.5 + level, 0, 1).astype(np.float32)
    return changed


def turned(square: Floats, random: np.random.Generator) -> Floats:
    """Return a square turned by a random number of quarters."""
    return np.rot90(square, int(random.integers(4)))


def style_square(styles: Album, photographs: Album, random: np.random.Generator) -> Floats:
    """Return a style picture: a painting as it is or in other colours, two mixed, a photograph."""
    kind = random.random()
    if kind < 0.15:
        return recoloured(photographs.cut(random)[:STYLE_SIDE, :STYLE_SIDE], random)
    style = turned(styles.cut(random), random)
    if kind < 0.3:
        share = random.uniform(0.3, 0.7)
        style = (style * share + turned(styles.cut(random), random) * (1 - share)).astype(
            np.float32
        )
    return style if kind > 0.8 else recoloured(style, random)


def pairs(
    photographs: Album, styles: Iterator[Floats], random: np.random.Generator, batch: int
) -> Iterator[tuple[Floats, Floats]]:
    """Yield batches of photographs [batch,side,side,3] and style pictures, 0..1, for ever."""
    while True:
        stills = [relit(photographs.cut(random), random) for _ in range(batch)]
        # Now and then the photograph itself is the style, which is what strength 0 asks for.
        squares = [
            still[:STYLE_SIDE, :STYLE_SIDE] if random.random() < 0.1 else next(styles)
            for still in stills
        ]
        yield np.stack(stills), np.stack(squares)
