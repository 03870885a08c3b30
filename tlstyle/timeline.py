"""Edit arithmetic in whole frames: which clips a film's frame shows, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from tlstyle.curves import Course
from tlstyle.joins import Cut, Dissolve, Join
from tlstyle.words import counted

CUT = Cut()

_THIRD, _QUARTER = 3, 4
"""What part of its shorter neighbour a join takes at most that no project names, and of the
film a fade."""


class Span(NamedTuple):
    """A join or a fade as a project has it, in frames.

    One that the project names is kept, or refused where there is no room for it. The others are
    tlstyle's own, and make do with the room that there is.
    """

    frames: int
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Clip:
    """A sequence on the timeline; times in frames.

    `overlap` counts the frames shared with the clip before, over which `join` leads into this one.
    """

    name: str
    start: int
    length: int
    overlap: int
    join: Join = CUT

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.start + self.length

    @property
    def cut(self) -> int:
        """The frame at which it takes over: in the middle of what it shares with the one before."""
        return self.start + self.overlap // 2


@dataclass(frozen=True, slots=True)
class Layer:
    """One clip's part in a film frame: its `index`-th frame."""

    clip: int
    index: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A film frame: one layer, or two so far on the way of a join, scaled by `gain` in 0..1.

    `number` is its place in the film, from 0.
    """

    layers: tuple[Layer, ...]
    gain: Fraction
    join: Join = CUT
    progress: Fraction = Fraction(1)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Clips in order at an exact frame rate, with a fade from and to black; times in frames."""

    clips: tuple[Clip, ...]
    fps: Fraction
    fade_in: int = 0
    fade_out: int = 0

    @property
    def length(self) -> int:
        """How many frames the film has."""
        return self.clips[-1].end

    @property
    def seconds(self) -> Fraction:
        """How long the film lasts."""
        return self.length / self.fps

    @property
    def course(self) -> Course:
        """What the film's numbers run along: all of its frames."""
        return Course(self.length, self.fps, name="film")

    def frames(self) -> Iterator[Shown]:
        """Yield what every frame of the film shows, in order."""
        for clip, _ in enumerate(self.clips):
            yield from self._from_clip(clip)

    def _from_clip(self, number: int) -> Iterator[Shown]:
        """Yield the frames from a clip's start up to the next one's, joined to the last clip's."""
        clip = self.clips[number]
        following = self.clips[number + 1].start if number + 1 < len(self.clips) else clip.end
        for frame in range(clip.start, following):
            index = frame - clip.start
            own, gain = Layer(number, index), self._gain(frame)
            if index < clip.overlap:
                before = Layer(number - 1, frame - self.clips[number - 1].start)
                progress = Fraction(index + 1, clip.overlap + 1)
                yield Shown((before, own), gain, clip.join, progress, frame)
            else:
                yield Shown((own,), gain, number=frame)

    def _gain(self, frame: int) -> Fraction:
        """Return the fades' scale: 0 at the film's first and last frame where there are fades."""
        rise = Fraction(frame, self.fade_in) if frame < self.fade_in else Fraction(1)
        left = self.length - 1 - frame
        fall = Fraction(left, self.fade_out) if left < self.fade_out else Fraction(1)
        return rise * fall


def whole_frames(seconds: float, fps: Fraction) -> int:
    """Return the number of frames nearest to a time; halves go up."""
    return int(Fraction(str(seconds)) * fps + Fraction(1, 2))


def settle_overlaps(lengths: Sequence[int], joins: Sequence[Span]) -> list[int]:
    """Return joins in frames, of which those not named take at most a third of a neighbour.

    Nor do they take what a named join at a neighbour's other end needs.
    """
    named = [0, *(span.frames if span.is_named else 0 for span in joins), 0]
    settled = []
    for number, (span, before, after) in enumerate(zip(joins, lengths, lengths[1:], strict=False)):
        room = min(before - named[number], after - named[number + 2], min(before, after) // _THIRD)
        settled.append(span.frames if span.is_named else max(0, min(span.frames, room)))
    return settled


def settle_fades(film: int, fades: tuple[Span, Span]) -> tuple[int, int]:
    """Return fades in frames, of which those not named take at most a quarter of the film.

    Nor do they take what the other one needs if it is named.
    """
    first, last = fades
    return _settle_fade(film, first, last), _settle_fade(film, last, first)


def _settle_fade(film: int, fade: Span, other: Span) -> int:
    if fade.is_named:
        return fade.frames
    left = film - other.frames if other.is_named else film
    return max(0, min(fade.frames, film // _QUARTER, left))


def lay_out(
    names: Sequence[str],
    lengths: Sequence[int],
    overlaps: Sequence[int],
    fps: Fraction,
    fades: tuple[int, int] = (0, 0),
    joins: Sequence[Join] = (),
) -> Timeline:
    """Return the timeline of clips that share `overlaps[i]` frames with the one after them.

    They dissolve there, or are joined by `joins[i]`. The film is as long as sum(lengths) -
    sum(overlaps), exactly. Callers have made sure that `impossible_edits` finds nothing.
    """
    into = [CUT, *(joins or [Dissolve()] * len(overlaps))]
    clips = []
    start = 0
    for name, length, overlap, join in zip(names, lengths, [0, *overlaps], into, strict=True):
        start -= overlap
        clips.append(Clip(name, start, length, overlap, join))
        start += length
    return Timeline(tuple(clips), fps, *fades)


def impossible_edits(
    names: Sequence[str], lengths: Sequence[int], overlaps: Sequence[int], fades: tuple[int, int]
) -> Iterator[tuple[str | None, str]]:
    """Yield (sequence or None, what is wrong) for every edit with no room for it."""
    fits = True
    for number, (name, length) in enumerate(zip(names, lengths, strict=True)):
        before = overlaps[number - 1] if number else 0
        after = overlaps[number] if number < len(overlaps) else 0
        if before + after > length:
            fits = False
            yield (
                name,
                f"{counted(length, 'frame')} {'is' if length == 1 else 'are'} too few for joins of "
                f"{before} in and {after} out: add {counted(before + after - length, 'frame')} of "
                "stills or shorten the joins",
            )
    film = sum(lengths) - sum(overlaps)
    if fits and sum(fades) > film:
        yield (
            None,
            f"fades of {fades[0]} in and {fades[1]} out do not fit a film of {film} frames: "
            "shorten fade_in or fade_out",
        )
