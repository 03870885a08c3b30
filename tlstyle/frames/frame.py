"""Painted pictures, and a sequence of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from tlstyle.project import Shot
from tlstyle.size import Size
from tlstyle.stills.still import Footage, Still

FRAMES = "frames"
"""The folder, inside the work folder, of the frames that the film is made of."""

PREVIEW = "preview"
"""The folder, inside the work folder, of a preview's frames."""

SEGMENTS = "segments"
"""The folder, inside the work folder, of what is encoded of every film."""

CLIPS = "clips"
"""The folder, inside the work folder, of every sequence as a film of its own."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A painted picture: its still, where it belongs, and why it is pending, if it is.

    `window` is the still among the neighbours that it is steadied by, in order.
    """

    still: Still
    window: tuple[Still, ...]
    file: Path
    pending: str | None = None


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One sequence's frames, every `step`-th still of it.

    `recipe` is all that decides their pixels but the still itself, as written into each frame.
    """

    shot: Shot
    footage: Footage
    size: Size
    step: int
    recipe: dict[str, Any]
    frames: tuple[Frame, ...]

    @property
    def pending(self) -> tuple[Frame, ...]:
        """The frames that wait to be painted."""
        return tuple(frame for frame in self.frames if frame.pending)

    @property
    def reasons(self) -> Counter[str]:
        """How many frames are pending for each reason."""
        return Counter(frame.pending for frame in self.frames if frame.pending)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture that each film frame of the sequence shows; skipped stills' are held."""
        return tuple(
            self.frames[number // self.step].file for number in range(len(self.footage.stills))
        )


def stills_of(frames: Iterable[Frame]) -> tuple[Still, ...]:
    """Return all that frames are painted from, each still once, in order if the frames are."""
    return tuple(dict.fromkeys(chain.from_iterable(frame.window for frame in frames)))
