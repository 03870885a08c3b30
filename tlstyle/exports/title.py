"""What lies over a film as titles: words that editors can change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tlstyle.film import Film
from tlstyle.overlays import Laid, Moment, Words
from tlstyle.timeline import Shown


@dataclass(frozen=True, slots=True)
class Title:
    """Words over the film; times in frames of it.

    Attributes:
        words: What they say, and how they are written.
        lane: Which overlay's they are, from 1: those of a higher one lie over the others.
        first: The frame that they are first seen in.
        frames: For how many.
        fade_in: In how many of them they come.
        fade_out: In how many they go.
        middle: Where in the frame their middle is, from the left and from the top, 0..1.
    """

    words: Words
    lane: int
    first: int
    frames: int
    fade_in: int
    fade_out: int
    middle: tuple[float, float]

    @property
    def name(self) -> str:
        """Their first line."""
        return self.words.text.strip().split("\n")[0]


def titles_of(film: Film) -> tuple[Title, ...]:
    """Return the titles of a film; words that change with the sequence are one for each."""
    shown = list(film.timeline.frames())
    return tuple(
        title
        for lane, laid in enumerate(film.overlays, 1)
        if not laid.overlay.tells_time
        for title in _titles(film, lane, laid, shown)
    )


def alignment(words: Words) -> str:
    """Return on which side their lines are as one: "left", "center" or "right"."""
    return {0.0: "left", 1.0: "right"}.get(words.align, "center")


def other_than_titles(film: Film) -> list[str]:
    """Return in words what lies over a film and is no title."""
    return [
        f"{laid.overlay}{', whose clock runs,' if laid.overlay.tells_time else ''}"
        for lane, laid in enumerate(film.overlays, 1)
        if lane not in {title.lane for title in titles_of(film)}
    ]


def _titles(film: Film, lane: int, laid: Laid, shown: Sequence[Shown]) -> Iterator[Title]:
    span = laid.span
    moments = [
        (number, moment)
        for number in range(span.first, span.first + span.length)
        if (moment := laid.moment(shown[number], film.timeline, film.taken))
    ]
    for words, group in groupby(moments, lambda each: laid.overlay.words(each[1])):
        if words:
            seen = list(group)
            first, frames = seen[0][0], len(seen)
            is_begin, is_end = first == span.first, first + frames == span.first + span.length
            yield Title(
                words,
                lane,
                first,
                frames,
                span.fade_in if is_begin else 0,
                span.fade_out if is_end else 0,
                _middle(film, laid, seen[0][1]),
            )


def _middle(film: Film, laid: Laid, moment: Moment) -> tuple[float, float]:
    box = laid.overlay.box(film.size, moment)
    if box is None:
        return 0.5, 0.5
    across, down = box.left + box.width / 2, box.top + box.height / 2
    return across / film.size.width, down / film.size.height
