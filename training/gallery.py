"""The paintings that the apprentice learns from: what it is shown, and what it is to reach.

Made manifold by crops, mirrors and other colours; some are drawn by code, some are photographs
(which is what a weak `strength` asks for), and some are mixtures of two. To know a painting's goal
takes as long as a step of learning, so goals are kept, and new ones come slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.builtin.network import STYLE_SIDE
from tlstyle.painters.builtin.weights import publish
from tlstyle.stills.style import StylePicture
from tlstyle.study.goal import Goal, goal_of
from tlstyle.study.painting import Shown
from tlstyle.study.palette import Palette
from training.drawn import draw_style
from training.pictures import Floats, Picture, centre_square, recoloured, resized

SIDE = 640
"""The short side that a painting is shown at, as for a canvas of 1920x1080."""
WINDOW = 480
"""Longest side of what of a changed painting its goal is taken from."""
DRAWN, PHOTOGRAPH, MIXED = 0.08, 0.06, 0.1
"""Shares of works drawn by code, of photographs, and of mixtures."""

Random = np.random.Generator
Features = Callable[[Any], list[Any]]


class Work(NamedTuple):
    """A style to learn: up to two pictures as the style network sees them, and the goal.

    Attributes:
        squares: uint8 [2,256,256,3]; of one picture, twice the same.
        share: The first one's, 1 if there is no other.
        matrices: Gram matrices, block by block, [2,C,C]: of calm places, and of lively.
        small: Those at half the size.
        palettes: Mean, directions and quantiles of calm colours, and of lively.
        unrest: How much broad places differ from the next, [2].
    """

    squares: NDArray[np.uint8]
    share: NDArray[np.float32]
    matrices: list[NDArray[np.float32]]
    small: list[NDArray[np.float32]]
    palettes: list[NDArray[np.float32]]
    unrest: NDArray[np.float32]


def work_of(pictures: Sequence[tuple[Picture, Picture]], share: float, features: Features) -> Work:
    """Return the work that pictures are, of each its square and as it is shown; one or two."""
    shares = [1.0] if len(pictures) == 1 else [share, 1 - share]
    shown = [
        Shown(StylePicture(Path(), weight), pixels, 1.0)
        for (_, pixels), weight in zip(pictures, shares, strict=True)
    ]
    squares = np.stack([pictures[0][0], pictures[-1][0]])
    return _work(squares, shares[0], goal_of(shown, features))


def _work(squares: Picture, share: float, goal: Goal) -> Work:
    kinds = [(each.mean, each.along, each.wanted) for each in goal.palettes]
    palettes = [np.stack([np.asarray(part) for part in both]) for both in zip(*kinds, strict=True)]
    matrices, small = ([np.asarray(m) for m in some] for some in (goal.matrices, goal.small))
    return Work(
        squares, np.array(share, np.float32), matrices, small, palettes, np.asarray(goal.unrest)
    )


def palettes_of(parts: Sequence[Any]) -> tuple[Palette, Palette]:
    """Return a work's palettes of calm places and of lively ones, from their stacked parts."""
    calm, lively = (Palette(*(part[kind] for part in parts)) for kind in (0, 1))
    return calm, lively


@dataclass(frozen=True, slots=True)
class Collection:
    """Pictures to make works of."""

    paintings: Sequence[Picture]
    photographs: Sequence[Picture]

    def whole(self, number: int) -> tuple[Picture, Picture]:
        """Return a painting as it is: its square, and as it is shown."""
        painting = self.paintings[number]
        return centre_square(painting), _enlarged(painting, SIDE / min(painting.shape[:2]))

    def any(self, random: Random) -> tuple[Picture, Picture]:
        """Return a picture, or a part of one, in other colours or as it is."""
        kind = random.random()
        if kind < DRAWN:
            return _shown(_bytes(draw_style(random)), SIDE, random)
        if kind < DRAWN + PHOTOGRAPH:
            return _shown(_pick(self.photographs, random), SIDE, random)
        part, share = _part(_pick(self.paintings, random), random)
        if random.random() < 0.65:
            part = _bytes(recoloured(part.astype(np.float32) / np.float32(255), random))
        return _shown(part, SIDE * share, random)


def _pick(pictures: Sequence[Picture], random: Random) -> Picture:
    return pictures[int(random.integers(len(pictures)))]


def _part(picture: Picture, random: Random) -> tuple[Picture, float]:
    """Return a part, perhaps turned and mirrored, and how much of the short side it has."""
    share = 1.0 if random.random() < 0.4 else float(random.uniform(0.7, 1.0))
    lengths = [round(side * share) for side in picture.shape[:2]]
    top, left = (
        int(random.integers(side - length + 1))
        for side, length in zip(picture.shape[:2], lengths, strict=True)
    )
    part = picture[top : top + lengths[0], left : left + lengths[1]]
    if random.random() < 0.5:
        part = part[:, ::-1]
    return np.rot90(part, int(random.integers(4))) if random.random() < 0.25 else part, share


def _shown(picture: Picture, side: float, random: Random) -> tuple[Picture, Picture]:
    """Return a picture's square, and a window of it at a short side of `side`."""
    enlarged = _enlarged(picture, side / min(picture.shape[:2]))
    window = [min(WINDOW, length) for length in enlarged.shape[:2]]
    top, left = (
        int(random.integers(length - part + 1))
        for length, part in zip(enlarged.shape[:2], window, strict=True)
    )
    return centre_square(picture), enlarged[top : top + window[0], left : left + window[1]]


def _enlarged(picture: Picture, factor: float) -> Picture:
    height, width = (max(STYLE_SIDE, round(side * factor)) for side in picture.shape[:2])
    return resized(picture, height, width)


def _bytes(values: Floats) -> Picture:
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)


class Gallery:
    """Works at hand: at first every painting as it is, then ever more others, up to `most`."""

    def __init__(
        self, collection: Collection, features: Features, folder: Path, most: int, seed: int
    ) -> None:
        self._collection, self._features, self._folder = collection, features, folder
        self._most, self._seed, self._made = most, seed, 0
        self._works: list[Work] = []
        for file in sorted(folder.glob("*.npz")):
            self._keep(_read(file))

    def __len__(self) -> int:
        return len(self._works)

    @property
    def complete(self) -> bool:
        """Whether every painting hangs here as it is."""
        return self._made >= len(self._collection.paintings)

    def acquire(self) -> None:
        """Make one more work and keep it, in the place of an older one if there are too many."""
        random = np.random.default_rng((self._seed, self._made))
        if not self.complete:
            pictures, share = [self._collection.whole(self._made)], 1.0
        else:
            count = 2 if random.random() < MIXED else 1
            pictures = [self._collection.any(random) for _ in range(count)]
            share = float(random.uniform(0.2, 0.8))
        work = work_of(pictures, share, self._features)
        _write(self._folder / f"{self._made:05d}.npz", work)
        self._keep(work)

    def some(self, count: int, random: Random) -> list[Work]:
        """Return so many different works."""
        return [self._works[at] for at in random.permutation(len(self._works))[:count]]

    def _keep(self, work: Work) -> None:
        originals = len(self._collection.paintings)
        if len(self._works) < self._most:
            self._works.append(work)
        else:  # the paintings as they are stay
            self._works[originals + self._made % (self._most - originals)] = work
        self._made += 1


def _write(file: Path, work: Work) -> None:
    arrays: dict[str, Any] = {"squares": work.squares, "share": work.share, "unrest": work.unrest}
    for name in ("matrices", "small", "palettes"):
        arrays |= {f"{name}{at}": part for at, part in enumerate(getattr(work, name))}
    publish(file, arrays)


def _read(file: Path) -> Work:
    with np.load(file) as stored:
        lists = {
            name: [stored[key] for key in sorted(stored.files) if key.startswith(name)]
            for name in ("matrices", "small", "palettes")
        }
        return Work(stored["squares"], stored["share"], **lists, unrest=stored["unrest"])
