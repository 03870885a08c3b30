"""A film's timeline to scale: its light frame by frame, and what lies where, in percent of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.exports.keogram import WIDTH
from tlstyle.overlays import Laid, Text
from tlstyle.pixels import Pixels
from tlstyle.timeline import Clip, Shown, Timeline
from tlstyle.words import printable, timecode

_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
"""Seconds that may lie between two marks of the ruler."""

_ROOM = 0.95
"""How far along the ruler the last mark stands at most, so that there is room for its time."""

_MARKS = 8
"""Marks of the ruler, at most."""


def film_keogram(timeline: Timeline, strips: Sequence[Pixels]) -> Pixels:
    """Return a column of each frame of the film, dissolved and faded as it is, `WIDTH` at most.

    Args:
        timeline: The film's.
        strips: Each sequence's keogram, all of one height.
    """
    count = min(WIDTH, timeline.length)
    wanted = {place * timeline.length // count for place in range(count)}
    shown = (each for each in timeline.frames() if each.number in wanted)
    columns = [_column(each, timeline.clips, strips) for each in shown]
    return np.stack(columns, axis=1).round().astype(np.uint8)


def _column(shown: Shown, clips: Sequence[Clip], strips: Sequence[Pixels]) -> NDArray[np.float64]:
    columns = [
        strips[layer.clip][:, layer.index * strips[layer.clip].shape[1] // clips[layer.clip].length]
        for layer in shown.layers
    ]
    way = float(shown.progress) if len(columns) > 1 else 1.0
    mixed = (1 - way) * columns[0] + way * columns[-1]
    return np.asarray(float(shown.gain) * mixed, np.float64)


def course(timeline: Timeline) -> dict[str, Any]:
    """Return what the page's script knows of a film, in frames."""
    return {
        "fps": [timeline.fps.numerator, timeline.fps.denominator],
        "length": timeline.length,
        "clips": [
            {
                "name": printable(clip.name),
                "start": clip.start,
                "end": clip.end,
                "join": clip.join.kind,
            }
            for clip in timeline.clips
        ],
    }


def length(timeline: Timeline) -> str:
    """Return how long a film is, as a timecode."""
    return timecode(timeline.length, timeline.fps)


def ticks(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield the ruler's marks: where each stands, and its time."""
    seconds = float(timeline.seconds)
    apart = next((each for each in _TICKS if seconds / each <= _MARKS), _TICKS[-1])
    for place in range(0, int(_ROOM * seconds) + 1, apart):
        minutes, left = divmod(place, 60)
        yield {"left": f"{100 * place / seconds:.3f}", "text": f"{minutes}:{left:02}"}


def spans(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield where each sequence's name stands: from the middle of its first join to the next."""
    starts = [clip.start + clip.overlap // 2 for clip in timeline.clips]
    ends = [*starts[1:], timeline.length]
    for number, (clip, start, end) in enumerate(zip(timeline.clips, starts, ends, strict=True), 1):
        yield {
            "number": number,
            "name": clip.name,
            **_place(timeline, start, end),
            "time": timecode(clip.start, timeline.fps),
        }


def envelopes(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield how much of each sequence is seen as the film goes on, as corners of an area.

    Their places are in percent across, and from 0, all of it, to 10 down.
    """
    last = timeline.clips[-1]
    for number, clip in enumerate(timeline.clips):
        rise = clip.overlap if number else timeline.fade_in
        fall = timeline.clips[number + 1].overlap if clip is not last else timeline.fade_out
        corners = [(clip.start, 10), *_top(clip, rise, fall), (clip.end, 10)]
        yield {"points": " ".join(f"{_percent(timeline, x)},{y:g}" for x, y in corners)}


def _top(clip: Clip, rise: int, fall: int) -> list[tuple[float, float]]:
    """Return where a clip is seen in full, from where to where; or where it is seen most."""
    risen, falls = clip.start + rise, clip.end - fall
    if risen <= falls:
        return [(risen, 0), (falls, 0)]
    share = clip.length / (rise + fall)
    return [(clip.start + share * rise, 10 * (1 - share))]


def joins(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield the joins and fades: where each is, what it is, and how long."""
    length, fps = timeline.length, timeline.fps
    found = [(clip.start, clip.overlap, clip.join.kind) for clip in timeline.clips[1:]]
    found.insert(0, (0, timeline.fade_in, "fade in"))
    found.append((length - timeline.fade_out, timeline.fade_out, "fade out"))
    for start, frames, kind in found:
        if frames or kind not in ("fade in", "fade out"):
            text = f"{kind} {float(frames / fps):.2f} s" if frames else kind
            yield {"text": text, **_place(timeline, start, start + max(1, frames))}


def titles(timeline: Timeline, overlays: Sequence[Laid]) -> Iterator[dict[str, Any]]:
    """Yield what lies on top of the picture: what it is, from where to where, in which row."""
    ends: list[int] = []
    for laid in sorted(overlays, key=lambda each: each.span.first):
        first, end = laid.span.first, laid.span.first + laid.span.length
        lane = next((row for row, taken in enumerate(ends) if taken <= first), len(ends))
        ends[lane : lane + 1] = [end]
        overlay = laid.overlay
        text = overlay.text if isinstance(overlay, Text) else str(overlay)
        yield {"text": text, "lane": lane, **_place(timeline, first, end)}


def _place(timeline: Timeline, start: int, end: int) -> dict[str, str]:
    return {"left": _percent(timeline, start), "width": _percent(timeline, end - start)}


def _percent(timeline: Timeline, frames: float) -> str:
    return f"{100 * frames / timeline.length:.3f}"
