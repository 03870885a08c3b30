"""Write: a frame as PNG that says inside what it was painted from and how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tlstyle import png
from tlstyle.pixels import Pixels
from tlstyle.steps.step import Film, Step
from tlstyle.stills.still import Footage
from tlstyle.system.whole import write_whole

if TYPE_CHECKING:
    from typing_extensions import Self

PROVENANCE_KEY = "tlstyle"
"""The PNG text chunk that says what a frame was painted from and how."""

PIXELS = "pixels"
"""What a frame carries that tells its pixels, as they were written, from any others."""


@dataclass(frozen=True, slots=True)
class Write(Step):
    """Writes frames."""

    reasons: ClassVar[Mapping[str, str]] = {"version": "painted by another version"}

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step, which nothing sets."""
        return cls()

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return the version, which stands for all that has none of its own."""
        return {"version": self.version}

    def apply(self, frame: Pixels, file: Path, provenance: Mapping[str, Any]) -> None:
        """Write a frame that carries its provenance and a checksum of its pixels.

        The name appears when it is whole.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        write_frame(file, frame, provenance)


def write_frame(file: Path, pixels: Pixels, provenance: Mapping[str, Any]) -> None:
    """Write a frame as PNG that carries its provenance and a checksum of its pixels.

    The name appears when it is whole.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    provenance = {**provenance, PIXELS: png.checksum(pixels)}
    carried = json.dumps(provenance, sort_keys=True, separators=(",", ":"))
    write_whole(file, png.encode(pixels, PROVENANCE_KEY, carried))
