"""A checked project: every default filled in, every path absolute."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from tlstyle.codecs import H264, Codec, Encoding
from tlstyle.codecs.codec import HIGH
from tlstyle.curves import Course, Keyframes
from tlstyle.joins import Dissolve, Join
from tlstyle.overlays import Placed
from tlstyle.project.beats import Beats, Fitting
from tlstyle.size import Size
from tlstyle.steps import Cut, Paint, Read, S, Step, Strokes, step_of
from tlstyle.stills.names import Frames
from tlstyle.stills.order import Order
from tlstyle.stills.skip import Skip
from tlstyle.stills.still import Footage
from tlstyle.system.whole import LONGEST_NAME
from tlstyle.tempo import Tempo, course_of
from tlstyle.timeline import Span

_PREVIEW = ".preview.mp4"


@dataclass(frozen=True, slots=True)
class Shot:
    """One sequence: its footage, the way of its frames, and how it is joined to the next one.

    `frames` is a folder, a glob, a %05d pattern or a video file, relative to the project's folder,
    or several of them. `trim` is the first still and one past the last, in `order`. `tempo` is when
    each of its stills is shown. `steps` are those of `steps.WAY`, as this sequence wants them.
    `dissolve` is how long the join takes, whichever it is, and `turns_style` whether the next one's
    style takes over through it. `skip` are stills that it goes without, and if it `skips_odd`, so
    are those that stand out. `sound` is heard under it.
    """

    name: str
    frames: Frames
    trim: tuple[int, int] | None
    steps: tuple[Step, ...]
    dissolve: Span
    join: Join = Dissolve()  # noqa: RUF009  # it is frozen
    order: Order = "name"
    tempo: Tempo = Tempo()  # noqa: RUF009  # it is frozen
    turns_style: bool = False
    sound: Music | None = None
    skip: Skip = ()
    skips_odd: bool = False

    def step(self, kind: type[S]) -> S:
        """Return the step of a kind."""
        return step_of(self.steps, kind)

    def pace(self, footage: Footage, fps: Fraction) -> Tempo:
        """Return when its stills are shown, by its speed as it is on them.

        Raises:
            ValueError: a keyframe of the speed is not on them; the text says which.
        """
        return self.tempo.along(_course(footage, fps))

    def course(self, footage: Footage, fps: Fraction) -> Course:
        """Return what its numbers run along: its stills as they are shown, once.

        Raises:
            ValueError: a keyframe of the speed is not on them; the text says which.
        """
        return course_of(self.pace(footage, fps), _course(footage, fps))

    def along(self, footage: Footage, fps: Fraction) -> Shot:
        """Return it with all that is keyed as it is along its stills.

        Raises:
            ValueError: a keyframe is not on them, or they are not in order; the text says which.
        """
        course = self.course(footage, fps)
        steps = tuple(step.along(course) for step in self.steps)
        return replace(self, tempo=self.pace(footage, fps), steps=steps)

    @property
    def style(self) -> Paint:
        """How its canvases are painted."""
        return self.step(Paint)

    @property
    def canvas(self) -> Size:
        """The size to which stills are fitted."""
        return self.step(Read).canvas

    @property
    def painted(self) -> Size:
        """The size in which canvases are painted, larger or smaller as its strokes are."""
        return self.step(Strokes).painted

    @property
    def frame_size(self) -> Size:
        """The size of its painted frames."""
        return self.step(Cut).size

    @property
    def anchor(self) -> tuple[float, float]:
        """The part that crops keep: x and y in 0..1."""
        return self.step(Read).anchor


def _course(footage: Footage, fps: Fraction) -> Course:
    """Return what was filmed, which is what a sequence's speed runs along."""
    return Course(len(footage.stills), fps, footage.stills, name="footage")


@dataclass(frozen=True, slots=True)
class Music:
    """A track under the film, or under one sequence; times in seconds.

    Attributes:
        file: Its file.
        start: What of it is left out first.
        fade_in, fade_out: How long it takes to set in, and to end.
        gain: Decibels.
        loudness: How loud the whole film is to be, in LUFS.
        loop: Whether it plays over and over.
        at: When it begins, in the film; None where the track before it ends.
        seconds: How long it plays; None to its own end, or the next one's beginning.
        cross: How long it and the one before it play together, one giving way to the other.
        beats: When its beats fall, as far as the project says it.
        open_fades: Which of its fades the project does not name; cues have them settled.
    """

    file: Path
    start: float = 0.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    gain: float | Keyframes = 0.0
    loudness: float | None = None
    loop: bool = False
    at: float | None = None
    seconds: float | None = None
    cross: float = 0.0
    beats: Beats | None = None
    open_fades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A quick cut: painted `height` pixels high, every `step`-th still painted and held."""

    height: int
    step: int


MovingAnchor: TypeAlias = tuple[Keyframes, Keyframes]
"""The part that a film keeps as it goes on: x and y in 0..1."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Another film of the same paintings, of another shape.

    `anchor` None is each sequence's; `moving` is one that moves, instead.
    """

    name: str
    output: Path
    size: Size
    anchor: tuple[float, float] | None = None
    codec: Codec = H264
    quality: str | int = HIGH
    depth: int | None = None
    hardware: str | None = None
    moving: MovingAnchor | None = None

    @property
    def encoding(self) -> Encoding:
        """How its picture is compressed."""
        return self.codec.encoding(self.quality, self.depth, self.hardware)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a film needs.

    `quality` is the name of one, or a constant rate factor; a sound project's codec has it, and
    `depth`, in bits a channel; None is the codec's usual. `hardware` None stands for software.
    `fit` is what its joins are to fall on.
    """

    file: Path
    title: str
    output: Path
    size: Size
    fps: Fraction
    shots: tuple[Shot, ...]
    fade_in: Span
    fade_out: Span
    music: tuple[Music, ...]
    preview: Preview
    codec: Codec = H264
    quality: str | int = HIGH
    depth: int | None = None
    hardware: str | None = None
    shapes: tuple[Shape, ...] = ()
    overlays: tuple[Placed, ...] = ()
    fit: Fitting | None = None

    @property
    def encoding(self) -> Encoding:
        """How the film's picture is compressed."""
        return self.codec.encoding(self.quality, self.depth, self.hardware)

    @property
    def tracks(self) -> tuple[Music, ...]:
        """All that is heard: its music, and its sequences' sounds."""
        return *self.music, *(shot.sound for shot in self.shots if shot.sound)

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The film, its preview and its other shapes."""
        return self.output, self.preview_output, *(shape.output for shape in self.shapes)

    @property
    def preview_output(self) -> Path:
        """The preview's film, beside the film."""
        return self.beside(_PREVIEW)

    @property
    def folder(self) -> Path:
        """What the project's paths are relative to."""
        return self.file.parent

    @property
    def work(self) -> Path:
        """The folder of painted frames beside the project file."""
        return self.file.with_suffix(".work")

    def beside(self, ending: str) -> Path:
        """Return the film's path with another ending; of a very long name it has the beginning."""
        begun = self.output.stem
        while len(os.fsencode(begun + ending)) > LONGEST_NAME:
            begun = begun[:-1]
        return self.output.with_name(begun + ending)
