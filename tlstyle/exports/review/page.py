"""The review, put together: one HTML file with all in it that it shows."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from tlstyle.errors import Problem
from tlstyle.exports.review import track
from tlstyle.exports.review.curves import sound_line, waveform
from tlstyle.exports.review.facts import Standing, facts, findings, rows, subtitle
from tlstyle.exports.review.filled import Markup, as_is, as_json, filled, filled_each, joined
from tlstyle.exports.review.pictures import columns_url, data_url
from tlstyle.exports.review.sequence import section
from tlstyle.film.film import Film
from tlstyle.film.heard import Heard
from tlstyle.frames.frame import ShotPlan
from tlstyle.pixels import Pixels
from tlstyle.project import Project

BEGINS = (
    r'<!doctype html>\s*<html[^>]*>\s*<head>\s*<meta charset="utf-8">\s*'
    r'<meta name="generator" content="tlstyle review">'
)
"""How every review begins, by which it may be replaced: a regular expression."""

_KINDS = {".mp4": "video/mp4", ".mov": "video/quicktime", ".mkv": "video/x-matroska"}


@dataclass(frozen=True, slots=True)
class Playing:
    """The film that a review plays.

    Attributes:
        file: Where it is.
        notice: What is to be said of it; nothing of a film that is up to date.
        is_inside: Whether the page is to hold it.
    """

    file: Path
    notice: str = ""
    is_inside: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """All that a review shows.

    Attributes:
        project: The film's.
        film: The film, whether it is written or not.
        plans: Its frames.
        previews: The preview's.
        warnings: What deserves a word.
        notes: What else was measured of sequences, a line for each thing.
        standings: How the film and its other shapes stand.
        playing: What it plays, if there is a film.
        heard: What that sounds like, if there is anything to be heard.
        beats: The frames on which its music beats, where that is known.
        folder: Where the page is to lie.
        live: The address whose events tell that there is a newer page, for one that is served.
    """

    project: Project
    film: Film
    plans: Sequence[ShotPlan]
    previews: Sequence[ShotPlan]
    warnings: Sequence[Problem]
    notes: Sequence[str]
    standings: Sequence[Standing]
    playing: Playing | None
    heard: Heard | None
    beats: Sequence[int]
    folder: Path
    live: str = ""


def page_of(review: Review, progress: Callable[[str, int, int], None]) -> str:
    """Return a review as HTML, which needs nothing but the film beside it, if it plays one.

    Args:
        review: What it shows.
        progress: Told of which sequence how many of how many frames are looked at.

    Raises:
        FootageError: a still, a frame or a style picture cannot be read.
        OSError: the film that it is to hold cannot be read.
    """
    sections, strips = zip(*_sections(review, progress), strict=True)
    script = as_is("page.js")
    return filled(
        "page.html",
        policy=_policy(script, is_live=bool(review.live)),
        style=as_is("page.css"),
        script=script,
        live=review.live,
        title=review.project.title,
        subtitle=subtitle(review.project, review.film.timeline),
        notice=" ".join(_notices(review)),
        sequences=joined(sections),
        **_film(review, strips),
        **_timeline(review),
        **_known(review),
    )


def _film(review: Review, strips: Sequence[Pixels]) -> dict[str, object]:
    """Return what stands where the film is shown, by its places in the page."""
    timeline, size = review.film.timeline, review.film.size
    return {
        "width": size.width,
        "height": size.height,
        "screen": _screen(review),
        "length": track.length(timeline),
        "last": timeline.length - 1,
        "keogram": columns_url(track.film_keogram(timeline, strips)),
        "data": as_json(track.course(timeline) | {"sound": bool(review.film.cues)}),
    }


def _timeline(review: Review) -> dict[str, object]:
    """Return what stands on the timeline."""
    timeline = review.film.timeline
    beats = [100 * beat / timeline.length for beat in review.beats if beat < timeline.length]
    titles = list(track.titles(timeline, review.film.overlays))
    return {
        "ticks": filled_each("tick.html", track.ticks(timeline)),
        "names": filled_each("name.html", track.spans(timeline)),
        "envelopes": filled_each("envelope.svg", track.envelopes(timeline)),
        "joins": filled_each("span.html", track.joins(timeline)),
        "titles": filled_each("title.html", titles),
        "lanes": 1 + max((each["lane"] for each in titles), default=-1),
        "sound": waveform(review.heard, beats) if review.heard else "",
        "heard": sound_line(review.heard, beats) if review.heard else "",
    }


def _known(review: Review) -> dict[str, object]:
    """Return what stands below the sequences: what is painted, found, and known."""
    project, plans = review.project, review.plans
    told = facts(project, plans, review.film, review.standings, review.beats)
    notes = filled_each("finding.html", ({"text": note} for note in review.notes))
    return {
        "rows": filled_each("row.html", rows(plans)),
        "findings": filled_each("finding.html", findings(plans, review.warnings)),
        "notes": filled("notes.html", notes=notes) if notes else "",
        "facts": filled_each("fact.html", told),
    }


def _sections(
    review: Review, progress: Callable[[str, int, int], None]
) -> Iterator[tuple[Markup, Pixels]]:
    pairs = zip(review.plans, review.previews, strict=True)
    for number, (plan, preview) in enumerate(pairs):

        def told(done: int, total: int, name: str = plan.shot.name) -> None:
            progress(f"pictures of {name}", done, total)

        yield section(number, review.film.timeline, plan, preview, review.film.size, told)


def _policy(script: str, *, is_live: bool) -> str:
    """Return what a browser may do for the page: fetch nothing, and run its own script only."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            "media-src 'self' file: data:",
            "style-src 'unsafe-inline'",
            f"script-src 'sha256-{digest}'",
            *(["connect-src 'self'"] if is_live else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _screen(review: Review) -> Markup:
    playing = review.playing
    if playing is None:
        return as_is("poster.html")
    unplayed = f"{playing.file.name} is not beside this page, or nothing that this browser plays."
    source = _source(playing, review.folder)
    return filled("video.html", source=source, name=review.project.title, unplayed=unplayed)


def _source(playing: Playing, folder: Path) -> str:
    """Return the URL by which the page plays a film: all of it, or the way to it."""
    if playing.is_inside:
        kind = _KINDS.get(playing.file.suffix.lower(), "video/mp4")
        return data_url(kind, playing.file.read_bytes())
    try:
        way = os.path.relpath(playing.file.absolute(), folder.absolute())
    except ValueError:  # on another drive
        return playing.file.absolute().as_uri()
    return quote(Path(way).as_posix())


def _notices(review: Review) -> Iterator[str]:
    """Yield what whoever looks at the film should know of it."""
    if review.playing is None:
        yield "The film is not written yet: its timeline shows the pictures that there are."
    elif review.playing.notice:
        yield review.playing.notice
    frames = sum(len(plan.frames) for plan in review.plans)
    pending = sum(len(plan.pending) for plan in review.plans)
    if pending:
        yield f"{frames - pending} of {frames} frames are painted."
        yield "Where one is not, the preview's stands in for it, or nothing."
