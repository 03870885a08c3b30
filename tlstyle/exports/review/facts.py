"""What is known of a film, in words: what is painted, what to look at, what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tlstyle import __version__
from tlstyle.errors import Problem
from tlstyle.film.beats import marks_of
from tlstyle.film.film import Film
from tlstyle.frames.estimate import seconds_left
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.pace import seconds_expected
from tlstyle.project import Project
from tlstyle.size import Size
from tlstyle.system.ffmpeg import ffmpeg_version
from tlstyle.timeline import Timeline
from tlstyle.words import counted, duration, megabytes, some

_MINUTE = 60

_NAMES = 12
"""Stills that are named in a list, at most."""


class Standing(NamedTuple):
    """How a film stands: its file, its size, and in words whether it is up to date."""

    file: Path
    size: Size
    words: str


def subtitle(project: Project, timeline: Timeline) -> str:
    """Return a film in a line."""
    seconds = float(timeline.seconds)
    length = f"{seconds:.1f} s" if seconds < _MINUTE else duration(seconds)
    size = f"{project.size.width} \N{MULTIPLICATION SIGN} {project.size.height}"
    return " · ".join(
        [
            counted(len(timeline.clips), "sequence"),
            counted(timeline.length, "frame"),
            length,
            size,
            _rate(timeline),
        ]
    )


def _rate(timeline: Timeline) -> str:
    return f"{float(timeline.fps):.6g} frames a second"


def rows(plans: Sequence[ShotPlan]) -> Iterator[dict[str, Any]]:
    """Yield what is painted of each sequence, and why the rest is pending."""
    for number, plan in enumerate(plans, 1):
        yield {
            "number": number,
            "name": plan.shot.name,
            "stills": len(plan.footage.stills),
            "frames": len(plan.shown),
            "done": f"{len(plan.frames) - len(plan.pending)} of {len(plan.frames)}",
            "pending": ", ".join(f"{count} {why}" for why, count in plan.reasons.most_common()),
        }


def findings(plans: Sequence[ShotPlan], warnings: Sequence[Problem]) -> Iterator[dict[str, Any]]:
    """Yield what deserves a look: what `check` says, and what sequences go without."""
    found = [str(problem) for problem in warnings]
    for plan in plans:
        found += _of_sequence(plan)
    for text in found or ["Nothing: check has no word about it."]:
        yield {"text": text}


def _of_sequence(plan: ShotPlan) -> Iterator[str]:
    name, footage = plan.shot.name, plan.footage
    for stills, why in ((footage.skipped, "by `skip`"), (footage.odd, "that stand out")):
        if stills:
            named = some([still.name for still in stills], _NAMES)
            yield f"{name}: {len(stills)} left out {why}: {named}"
    for how, count in plan.altered.items():
        yield f"{name}: {count} {how}, kept"
    if plan.left_over:
        yield f"{name}: {plan.left_over} frames that are no longer in it"


def facts(
    project: Project,
    plans: Sequence[ShotPlan],
    film: Film,
    standings: Sequence[Standing],
    beats: Sequence[int],
) -> Iterator[dict[str, Any]]:
    """Yield names and values: the films, what they are made of, times, sizes, and versions."""
    for standing in standings:
        yield _fact(standing.file.name, ", ".join(_film(standing, film)))
    yield _fact("codec", f"{film.encoding.codec}, {_rate(film.timeline)}")
    yield _fact("frames", ", ".join(_frames(plans)))
    for plan in plans:
        yield _fact(plan.shot.name, _painted_by(plan))
    if music := ", ".join(dict.fromkeys(track.file.name for track in project.tracks)):
        yield _fact("music", music)
    if beats:
        joins = [mark for mark in marks_of(film.timeline, beats) if mark.is_join]
        met = sum(mark.late == 0 for mark in joins)
        yield _fact("joins on a beat", f"{met} of {len(joins)}")
    yield _fact("made with", f"tlstyle {__version__}, ffmpeg {ffmpeg_version()}")
    yield _fact("this page", f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}")


def _fact(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text}


def _film(standing: Standing, film: Film) -> Iterator[str]:
    yield standing.words
    yield str(standing.size)
    if standing.file.is_file():
        found, seconds = standing.file.stat(), float(film.timeline.seconds)
        yield megabytes(found.st_size)
        yield f"{8 * found.st_size / seconds / 1e6:.1f} Mbit/s"
        yield f"of {datetime.fromtimestamp(found.st_mtime):%Y-%m-%d %H:%M}"


def _frames(plans: Sequence[ShotPlan]) -> Iterator[str]:
    painted = [frame.file for plan in plans for frame in plan.frames if not frame.pending]
    yield f"{len(painted)} painted"
    if painted:
        yield megabytes(sum(file.stat().st_size for file in painted))
    if pending := sum(len(plan.pending) for plan in plans):
        seconds = seconds_left(plans)
        seconds = seconds_expected(plans) if seconds is None else seconds
        left = "" if seconds is None else f", about {duration(seconds)} of painting"
        yield f"{pending} pending{left}"


def _painted_by(plan: ShotPlan) -> str:
    model, canvas = plan.network[0], plan.shot.canvas
    brush = ", with a studied brush" if len(plan.network) > 2 else ""
    return f"{Path(model).name}{brush}, a canvas of {canvas}"
