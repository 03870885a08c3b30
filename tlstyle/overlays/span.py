"""When an overlay is to be seen: in seconds of the film or of a sequence, and in frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tlstyle.steps.key import Key
from tlstyle.timeline import Timeline, whole_frames

if TYPE_CHECKING:
    from typing_extensions import Self

Seconds = Annotated[float, Field(ge=0, le=86400)]

_FADE = 0.5
"""Seconds that an overlay comes and goes in, unless said."""

_QUARTER = 4

KEYS: Mapping[str, Key] = {
    "sequence": Key(
        str | None,
        None,
        "a sequence's name: it is seen over that one, and its times begin there",
        examples=("harbour",),
    ),
    "from": Key(Seconds, 0.0, "seconds from which on it is seen"),
    "to": Key(
        Annotated[float, Field(gt=0, le=86400)] | None,
        None,
        "seconds until then; the end",
        examples=(5.0,),
    ),
    "fade_in": Key(
        Seconds | None,
        None,
        "seconds in which it comes; `0.5`, or a quarter of it",
        examples=(1.0,),
    ),
    "fade_out": Key(Seconds | None, None, "seconds in which it goes, likewise", examples=(1.0,)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Frames of a film, and those of them in which something comes and goes.

    `clip` is the clip whose frames they are, if they are one's.
    """

    first: int
    length: int
    fade_in: int
    fade_out: int
    clip: int | None

    def opacity(self, at: int) -> Fraction:
        """Return how much is seen at one of its frames, from 0 to 1; neither end is without."""
        rise = Fraction(at + 1, self.fade_in + 1)
        fall = Fraction(self.length - at, self.fade_out + 1)
        return min(Fraction(1), rise, fall)


@dataclass(frozen=True, slots=True)
class When:
    """When an overlay is to be seen.

    Attributes:
        start: Seconds of the film, or of the sequence.
        end: The same; None for its end.
        sequence: The name of one.
        fade_in: Seconds in which it comes; None where nobody said so.
        fade_out: Seconds in which it goes, likewise.
        last: Instead of `start` and `end`, how many seconds of the film's end.
    """

    start: float = 0.0
    end: float | None = None
    sequence: str | None = None
    fade_in: float | None = None
    fade_out: float | None = None
    last: float | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return when a table's keys say."""
        return cls(*(settings[key] for key in ("from", "to", "sequence", "fade_in", "fade_out")))

    def on(self, timeline: Timeline) -> Span | None:
        """Return its frames on a timeline; None where the sequence is not on it, or ends before."""
        numbers = [n for n, clip in enumerate(timeline.clips) if clip.name == self.sequence]
        if self.sequence is not None and not numbers:
            return None
        clip = numbers[0] if self.sequence is not None else None
        start, end = self._bounds(timeline, clip)
        if self.last is not None:
            first, stop = end - whole_frames(self.last, timeline.fps), end
        else:
            first = start + whole_frames(self.start, timeline.fps)
            stop = end if self.end is None else start + whole_frames(self.end, timeline.fps)
        first, stop = max(first, start), min(stop, end)
        if first >= stop:
            return None
        rise, fall = (self._fade(each, stop - first, timeline) for each in self._fades)
        return Span(first, stop - first, rise, fall, clip)

    def troubles(self, timeline: Timeline) -> Iterator[tuple[str, str]]:
        """Yield where it has no room on the film's timeline, and which key says so."""
        names = [clip.name for clip in timeline.clips]
        clip = names.index(self.sequence) if self.sequence in names else None
        start, end = self._bounds(timeline, clip)
        whose = f"{self.sequence}'s" if self.sequence is not None else "the film's"
        for key, seconds in (("to", self.end), ("from", self.start), ("seconds", self.last)):
            if seconds is not None and whole_frames(seconds, timeline.fps) > end - start:
                length = float((end - start) / timeline.fps)
                yield f"`{key}` = {seconds:g} is past {whose} end, at {length:.2f} s", key
                return
        if self.end is not None and self.end <= self.start:
            yield f"`to` = {self.end:g} is not after `from` = {self.start:g}", "to"
        elif span := self.on(timeline):
            named = [said for said in self._fades if said is not None]
            if sum(whole_frames(said, timeline.fps) for said in named) > span.length:
                length = float(span.length / timeline.fps)
                yield f"its fades take longer than the {length:.2f} s that it is seen", "fade_out"
        else:
            yield "is seen for less than a frame", "from"

    @property
    def _fades(self) -> tuple[float | None, float | None]:
        return self.fade_in, self.fade_out

    def _bounds(self, timeline: Timeline, clip: int | None) -> tuple[int, int]:
        """Return the first frame that its times count from, and the first one past the last."""
        if clip is None:
            return 0, timeline.length
        return timeline.clips[clip].start, timeline.clips[clip].end

    def _fade(self, said: float | None, length: int, timeline: Timeline) -> int:
        if said is not None:
            return whole_frames(said, timeline.fps)
        return min(whole_frames(_FADE, timeline.fps), length // _QUARTER)
