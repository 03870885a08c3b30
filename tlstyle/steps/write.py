"""Write: a frame as PNG that says inside what it was painted from and how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tlstyle import png
from tlstyle.pixels import FramePixels, in_depth
from tlstyle.steps.dither import VERSION, dithered
from tlstyle.steps.key import Key
from tlstyle.steps.step import Film, Step
from tlstyle.stills.still import Footage
from tlstyle.system.whole import write_whole

if TYPE_CHECKING:
    from typing_extensions import Self

PROVENANCE_KEY = "tlstyle"
"""The PNG text chunk that says what a frame was painted from and how."""

PIXELS = "pixels"
"""What a frame carries that tells its pixels, as they were written, from any others."""


SHALLOW = 8
"""Bits a channel of frames, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Write(Step):
    """Writes frames.

    Attributes:
        depth: Bits a channel.
        dither: Whether those of 8 are dithered.
    """

    depth: int = SHALLOW
    dither: bool = False

    keys: ClassVar[Mapping[str, Key]] = {
        "depth": Key(
            Literal[8, 16],
            SHALLOW,
            "bits a channel of the frames: `16` keeps even skies from bands, "
            "[in twice the room](#depth)",
        ),
        "dither": Key(
            bool, False, "`true` keeps skies in frames of 8 bits from bands, by a fine grain"
        ),
    }
    reasons: ClassVar[Mapping[str, str]] = {
        "version": "painted by another version",
        "depth": "depth changed",
        "dither": "dithered otherwise",
    }
    came: ClassVar[Mapping[str, str]] = {"dither": "dithered now"}
    went: ClassVar[Mapping[str, str]] = {"dither": "no longer dithered"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its keys."""
        return cls(settings["depth"], settings["dither"])

    @property
    def is_deep(self) -> bool:
        """Whether it is to be given frames of 16 bits."""
        return self.depth > SHALLOW or self.dither

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the version, which stands for all that has none of its own, and the depth."""
        return {
            "version": self.version,
            "depth": self.depth if self.depth > SHALLOW else None,
            "dither": VERSION if self.dither else None,
        }

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step for frames of 8 bits, which are quicker, and looked at once."""
        return type(self)()

    def apply(self, frame: FramePixels, file: Path, provenance: Mapping[str, Any]) -> None:
        """Write a frame that carries its provenance and a checksum of its pixels.

        The name appears when it is whole.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        write_frame(file, dithered(in_depth(frame)) if self.dither else frame, provenance)


def write_frame(file: Path, pixels: FramePixels, provenance: Mapping[str, Any]) -> None:
    """Write a frame as PNG that carries its provenance and a checksum of its pixels.

    The name appears when it is whole.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    provenance = {**provenance, PIXELS: png.checksum(pixels)}
    carried = json.dumps(provenance, sort_keys=True, separators=(",", ":"))
    write_whole(file, png.encode(pixels, PROVENANCE_KEY, carried))
