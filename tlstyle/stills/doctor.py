"""What a photographer would want to know of a sequence before an evening is spent on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.errors import FootageError
from tlstyle.pixels import in_bytes
from tlstyle.size import Size
from tlstyle.stills.headers import header_of
from tlstyle.stills.light import Grid, grid_of, small_size
from tlstyle.stills.odd import oddities
from tlstyle.stills.picture import Header
from tlstyle.stills.source import Source, sources
from tlstyle.stills.srgb import LUMA
from tlstyle.stills.still import DO_WITHOUT, Still
from tlstyle.words import told

_SIZE = Size(192, 128)
"""What stills are looked at in: a step of the camera that is seen in the film is 3 pixels here."""

_STEP = 3
_BLACK = 16.0
_JUMP = 8.0
_TOLD = 3
"""How many of a kind are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Look:
    """A still as the doctor sees it; `grey` is height x width, `light` [ROWS,COLUMNS,3]."""

    still: Still
    digest: str
    taken: datetime | None
    grey: NDArray[np.uint8]
    light: Grid

    @property
    def name(self) -> str:
        """What the still is called in a message."""
        return self.still.name

    @property
    def is_black(self) -> bool:
        """Whether there is next to nothing to be seen."""
        return float(np.percentile(self.grey, 99)) < _BLACK


class Examined(NamedTuple):
    """A sequence's stills looked at.

    Attributes:
        odd: A line for each oddity.
        broken: A line for each still that cannot be decoded.
        light: The others' light, [stills,ROWS,COLUMNS,3].
    """

    odd: list[str]
    broken: list[str]
    light: Grid


def examine(stills: Sequence[Still]) -> Examined:
    """Return what is odd about a sequence's stills, and what cannot be decoded.

    Odd are black, equal, dark or bright, moved and late stills, and those that look like neither of
    their neighbours. A sequence whose camera moves or whose light changes all along is meant to be
    so: told are steps that stand out from their neighbours.
    """
    seen = list(_looks(stills))
    neighbours = [(a, b) for a, b in pairwise(seen) if isinstance(a, Look) and isinstance(b, Look)]
    black = {look.name for look in seen if isinstance(look, Look) and look.is_black}
    sound = [look for look in seen if isinstance(look, Look)]
    light = np.array([look.light for look in sound], np.float32)
    odd = {sound[odd.number].name: odd for odd in oddities(light @ LUMA)} if sound else {}
    pairs = [(a, b) for a, b in neighbours if not {a.name, b.name} & black]
    even = [(a, b) for a, b in pairs if not {a.name, b.name} & odd.keys()]
    kinds = [
        [f"{name} is black" for name in sorted(black)],
        [f"{name} {oddity}" for name, oddity in odd.items() if name not in black],
        [f"{b.name} is the same as {a.name}" for a, b in pairs if a.digest == b.digest],
        *(_jumps(even), _moves(pairs), _pauses(neighbours)),
    ]
    broken = [look for look in seen if isinstance(look, str)]
    lines = [line for kind in kinds for line in told(kind, _TOLD)]
    return Examined(lines, list(told(broken, _TOLD)), light)


def _looks(stills: Sequence[Still]) -> Iterator[Look | str]:
    """Yield looks at stills, or why there is none, a few at a time: a video fits no memory."""
    waiting = sources(stills)
    try:
        with ThreadPoolExecutor() as readers:
            while some := list(islice(waiting, 16)):
                yield from readers.map(_look_or_why_not, some)
    except FootageError as error:  # a video breaks off
        yield str(error)


def _look_or_why_not(source: Source) -> Look | str:
    try:
        return _look(source)
    except FootageError as error:
        return f"{error}{DO_WITHOUT}"


def _look(source: Source) -> Look:
    picture = source.picture
    header = Header(Size(*picture.size)) if picture else header_of(source.still.file)
    digest, pixels = source.read_fitted(small_size(header.size), (0.5, 0.5))
    grey = np.asarray(
        Image.fromarray(in_bytes(pixels)).convert("L").resize(_SIZE, Image.Resampling.BOX)
    )
    return Look(source.still, digest, header.taken, grey, grid_of(pixels))


def _jumps(pairs: Sequence[tuple[Look, Look]]) -> list[str]:
    steps = [float(b.grey.mean() - a.grey.mean()) for a, b in pairs]
    usual = median(map(abs, steps)) if steps else 0.0
    return [
        f"the brightness jumps by {step:+.0f} levels of 255 at {b.name}"
        for step, (_, b) in zip(steps, pairs, strict=True)
        if abs(step) > max(_JUMP, 8 * usual)
    ]


def _moves(pairs: Sequence[tuple[Look, Look]]) -> list[str]:
    """Return where the camera stepped aside, unless it is on the move all along."""
    moves = []
    for a, b in pairs:
        x, y = shift(a.grey, b.grey)
        if max(abs(x), abs(y)) >= _STEP:
            moves.append(f"the camera moved by {_hundredths(x, y)} of the picture before {b.name}")
    return moves if len(moves) <= max(2, len(pairs) // 10) else []


def shift(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> tuple[int, int]:
    """Return by how many pixels, right and down, b's edges are shifted against a's.

    By phase correlation (Kuglin and Hines, 1975) of the gradients, which light changes less than
    it does the grey levels.
    """
    spectra = [np.fft.rfft2(_edges(picture)) for picture in (b, a)]
    cross = spectra[0] * np.conj(spectra[1])
    peaks = np.fft.irfft2(cross / (np.abs(cross) + 1e-6), s=a.shape)
    down, right = np.unravel_index(int(peaks.argmax()), peaks.shape)
    height, width = a.shape
    return (
        int(right) - width * (right > width // 2),
        int(down) - height * (down > height // 2),
    )


def _edges(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    down, right = np.gradient(picture.astype(np.float32))
    strength = np.hypot(down, right)
    window = np.outer(*(np.hanning(side) for side in picture.shape))
    edges: NDArray[np.float64] = (strength - strength.mean()) * window
    return edges


def _hundredths(x: int, y: int) -> str:
    return f"{max(abs(x) / _SIZE.width, abs(y) / _SIZE.height):.0%}"


def _pauses(pairs: Sequence[tuple[Look, Look]]) -> list[str]:
    """Return where EXIF times leave something out."""
    steps = [((b.taken - a.taken).total_seconds(), b) for a, b in pairs if a.taken and b.taken]
    usual = median(seconds for seconds, _ in steps) if steps else 0.0
    return [
        f"{seconds:.0f} s pass before {b.name}, {usual:.0f} s elsewhere"
        for seconds, b in steps
        if seconds > max(2.0, 1.5 * usual)
    ]
