"""A checked project: every default filled in, every path absolute."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from tlstyle.size import Size
from tlstyle.timeline import Span

LONGEST_NAME = 255
"""Bytes; what disks take as a file's name."""

Order: TypeAlias = Literal["name", "time"]
"""What stills are put in order by: their names, or when their EXIF says they were taken."""

_PREVIEW, _SHEET = ".preview.mp4", ".sheet.png"


class Crop(NamedTuple):
    """A rectangle in a picture, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StylePicture:
    """A picture and its weight, over 0, in a style; `crop` None takes the centre square."""

    file: Path
    weight: float = 1.0
    crop: Crop | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """How a brush is studied for a sequence: for so many minutes, or if they are 0 so many steps.

    `scale` is how large the painting is shown: 2 makes strokes twice as broad. A brush to `share`
    is that of all sequences of one style that share. `canvas` and `steady` are those of the film's
    frames, for which it is studied; a preview is painted by the same brush.
    """

    minutes: float
    steps: int
    scale: float
    share: bool
    canvas: Size
    steady: int


@dataclass(frozen=True, slots=True)
class Style:
    """How a sequence is painted.

    `model` is "builtin", an absolute folder or a URL. `strength` in 0..1 leads from the photograph
    as the network redraws it to the full style. `steady` is how many neighbours on either side
    each still is averaged with where it rests. `study` is None where the network paints as it
    comes.
    """

    pictures: tuple[StylePicture, ...]
    model: str
    canvas: Size
    strength: float
    steady: int
    study: Study | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One sequence: its footage, its style and its dissolve into the next one.

    `frames` is a folder, a glob, a %05d pattern or a video file, relative to the project's folder.
    `trim` is the first still and one past the last, in `order`. `anchor` is the part that crops
    keep: x and y in 0..1.
    """

    name: str
    frames: str
    style: Style
    trim: tuple[int, int] | None
    anchor: tuple[float, float]
    dissolve: Span
    order: Order = "name"


@dataclass(frozen=True, slots=True)
class Music:
    """A track under the film: seconds, and `gain` in decibels."""

    file: Path
    start: float = 0.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    gain: float = 0.0
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A quick cut: painted `height` pixels high, every `step`-th still painted and held."""

    height: int
    step: int


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a film needs."""

    file: Path
    title: str
    output: Path
    size: Size
    fps: Fraction
    shots: tuple[Shot, ...]
    fade_in: Span
    fade_out: Span
    music: Music | None
    preview: Preview

    @property
    def preview_output(self) -> Path:
        """The preview's film, beside the film."""
        return self._beside(_PREVIEW)

    @property
    def sheet_output(self) -> Path:
        """The sheet that is drawn where no other name is given, beside the film."""
        return self._beside(_SHEET)

    @property
    def folder(self) -> Path:
        """What the project's paths are relative to."""
        return self.file.parent

    @property
    def work(self) -> Path:
        """The folder of painted frames beside the project file."""
        return self.file.with_suffix(".work")

    def _beside(self, ending: str) -> Path:
        """Return the film's path with another ending; of a very long name it has the beginning."""
        begun = self.output.stem
        while len(os.fsencode(begun + ending)) > LONGEST_NAME:
            begun = begun[:-1]
        return self.output.with_name(begun + ending)
