"""A sequence on the page: its stills and frames, its light, its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tlstyle.exports.keogram import WIDTH, keograms
from tlstyle.exports.plots import plots_of
from tlstyle.exports.review.curves import plot_figure
from tlstyle.exports.review.filled import Markup, filled, filled_each, joined
from tlstyle.exports.review.pictures import (
    Pair,
    columns_url,
    pairs_of,
    styles_of,
    with_previews,
)
from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.size import Size
from tlstyle.timeline import Clip, Timeline
from tlstyle.words import counted, timecode


def section(
    number: int,
    timeline: Timeline,
    plan: ShotPlan,
    preview: ShotPlan,
    size: Size,
    progress: Callable[[int, int], None],
) -> tuple[Markup, Pixels]:
    """Return a sequence's part of the page, and its keogram as it is painted.

    Args:
        number: Its place in the film, from 0.
        timeline: The film's.
        plan: The sequence.
        preview: The same in the preview, which is shown where the film's frame is missing.
        size: The film's.
        progress: Told how many of how many of its frames are looked at.

    Raises:
        FootageError: a still or a frame cannot be read.
    """
    clip, seen = timeline.clips[number], with_previews(plan, preview)
    columns, frames = min(WIDTH, len(plan.shown)), len(plan.frames)

    def told(begun: int) -> Callable[[int, int], None]:
        return lambda done, total: progress(begun + done, columns + frames)

    filmed, painted = keograms(seen, told(0))
    pairs = pairs_of(plan, seen, size, len(timeline.clips))
    text = filled(
        "sequence.html",
        number=number + 1,
        name=clip.name,
        about=_about(clip, timeline, plan),
        styles=filled_each("style.html", _styles(plan)),
        pairs=joined(_pair(clip, timeline, pair) for pair in pairs),
        filmed=columns_url(filmed),
        painted=columns_url(painted),
        plots=joined(map(plot_figure, plots_of(seen, told(columns)))),
        width=size.width,
        height=size.height,
    )
    return text, painted


def _about(clip: Clip, timeline: Timeline, plan: ShotPlan) -> str:
    first, last = (timecode(frame, timeline.fps) for frame in (clip.start, clip.end - 1))
    count = len(plan.footage.stills)
    stills = counted(count, "still")
    frames = "" if count == clip.length else f", {counted(clip.length, 'frame')}"
    seconds = float(clip.overlap / timeline.fps)
    join = f", {clip.join.kind} in over {seconds:.2f} s" if clip.overlap else ""
    return f"{first} to {last}, {stills}{frames}{join}{_taken(plan)}"


def _taken(plan: ShotPlan) -> str:
    """Return when a sequence's stills were taken, where their EXIF says so."""
    first, last = (plan.footage.stills[number].taken for number in (0, -1))
    return f", taken {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}" if first and last else ""


def _styles(plan: ShotPlan) -> Iterator[dict[str, object]]:
    for name, source in styles_of(plan):
        yield {"name": name, "source": source}


def _pair(clip: Clip, timeline: Timeline, pair: Pair) -> Markup:
    at = clip.start + pair.place
    time = timecode(at, timeline.fps)
    painting = (
        filled("none.html", why=pair.why)
        if pair.frame is None
        else filled("frame.html", source=pair.frame, why=pair.why)
    )
    return filled(
        "pair.html",
        frame=at,
        time=time,
        label=f"{clip.name}, {time}: compare the still with its frame",
        still=filled("still.html", source=pair.still),
        painting=painting,
    )
