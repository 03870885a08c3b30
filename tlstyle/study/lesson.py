"""What is to be learned, and from what: the finished order that a study is given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tlstyle.painters.builtin import weights_digest
from tlstyle.size import Size
from tlstyle.stills.picture import file_digest
from tlstyle.stills.style import StylePicture
from tlstyle.study.crops import pairs_of

VERSION = 5
"""To be raised with every change to the study that changes what the same lesson teaches."""

SHOWN = 640 / 1080
"""The short side that a painting is shown at, over the canvas's: its strokes are then as broad in
the film as they look on the wall of a room."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A study for some minutes, of the steps themselves: how many they are the machine decides."""

    minutes: float

    def share(self, _steps: int, seconds: float) -> float:
        """Return how much of it is spent, 0 to 1."""
        return min(1.0, seconds / (60 * self.minutes))

    def __str__(self) -> str:
        return f"{self.minutes:g} min"


@dataclass(frozen=True, slots=True)
class Steps:
    """A study of so many steps, the same on every machine, however long they take."""

    steps: int

    def share(self, steps: int, _seconds: float) -> float:
        """Return how much of it is spent, 0 to 1."""
        return min(1.0, steps / self.steps)

    def __str__(self) -> str:
        return f"{self.steps} steps"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One brush to be studied.

    Args:
        pictures: The style. Of several, the Gram matrices are mixed by weight, as their codes are.
        canvas: The size that the stills are painted at.
        stills: How many there are. A brush is kept for its sequence where stills come or go.
        footage: What tells these canvases from any others, as far as another brush is wanted.
        budget: `Minutes` or `Steps`.
        strokes: How large the painting is shown: 2 makes its strokes twice as broad.
        seed: What chance begins with.
    """

    pictures: tuple[StylePicture, ...]
    canvas: Size
    stills: int
    footage: str
    budget: Minutes | Steps
    strokes: float = 1.0
    seed: int = 0

    @property
    def side(self) -> int:
        """The short side, in pixels, that the painting is shown at."""
        return side_of(self.canvas, self.strokes)

    @property
    def looked_at(self) -> list[int]:
        """The stills that are asked for, by number, in ascending order."""
        return sorted({number for pair in pairs_of(self.stills) for number in pair})

    def digest(self) -> str:
        """Return 16 hexadecimal digits that change with anything that asks for another brush.

        Raises:
            FootageError: a style picture cannot be read.
        """
        asked = {
            **asdict(self),
            "pictures": [[file_digest(p.file), p.weight, p.crop] for p in self.pictures],
            "budget": str(self.budget),
            "version": VERSION,
            "painter": weights_digest(),
        }
        del asked["stills"]
        text = json.dumps(asked, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def file(self, folder: Path) -> Path:
        """Return where in a folder the brush is kept that this lesson teaches."""
        return folder / f"{self.digest()}.npz"


def side_of(canvas: Size, strokes: float) -> int:
    """Return the short side, in pixels, that a painting is shown at for a canvas."""
    return max(1, round(min(canvas) * SHOWN * strokes))
