"""What people are told of a film's edit: its timetable, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from rich.table import Table
from rich.text import Text

from tlstyle.checks.check import Checked
from tlstyle.console.beats import beat_lines
from tlstyle.film import Loudness
from tlstyle.film.cut import Cut
from tlstyle.film.score import Cue, cues_of, decibels, loudness_asked
from tlstyle.frames.frame import ShotPlan
from tlstyle.overlays import Laid, laid_on
from tlstyle.project import Project
from tlstyle.timeline import Clip, Timeline
from tlstyle.words import printable, timecode

_OFF = 0.2
"""LU by which a film's loudness may miss what was asked for, without a word."""


def edit_lines(checked: Checked) -> Iterator[str]:
    """Yield the film's fades, its music and its length, and what was made shorter to fit."""
    project, timeline = checked.project, checked.timeline
    fades = _seconds(timeline.fade_in, timeline), _seconds(timeline.fade_out, timeline)
    yield f"fades: {fades[0] or 'none'} from black, {fades[1] or 'none'} to black"
    yield from _shortened(project, timeline)
    cues = cues_of(project, timeline)
    for cue in cues:
        yield _cue_line(cue)
    yield from _sooner(project, cues)
    yield from beat_lines(project, timeline)
    for laid in laid_on([each.overlay for each in project.overlays], timeline):
        yield _overlay_line(laid, timeline)
    seconds = float(timeline.seconds)
    yield f"{project.output}: {timeline.length} frames, {seconds:.2f} s, {project.size}"
    for shape in project.shapes:
        yield f"{shape.output}: {shape.name}, {shape.size}"


def film_lines(cut: Cut, heard: Loudness | None, *, is_new: bool) -> Iterator[str]:
    """Yield a film's length and weight, and how loud it is if that was measured."""
    film, length = cut.film, float(cut.film.timeline.seconds)
    how = "written" if is_new else "as it was: nothing has changed"
    weight = _weight(cut.output.stat().st_size, length)
    facts = f"{film.timeline.length} frames, {length:.2f} s at {film.size}, {weight}"
    yield f"{facts}; the film is {how}"
    if heard:
        yield _heard_line(heard, loudness_asked(film.cues))


def _shortened(project: Project, timeline: Timeline) -> Iterator[str]:
    """Yield that what the project leaves open is shorter than usual, and how to say otherwise."""
    joins = zip(project.shots, timeline.clips[1:], strict=False)
    if any(shot.dissolve.frames > clip.overlap for shot, clip in joins):
        third = "a join takes at most a third of the shorter sequence"
        yield f"{third}: `dissolve` in [edit] sets it"
    if project.fade_in.frames > timeline.fade_in or project.fade_out.frames > timeline.fade_out:
        quarter = "a fade takes at most a quarter of the film"
        yield f"{quarter}: `fade_in` and `fade_out` in [edit] set it"


def _sooner(project: Project, cues: Sequence[Cue]) -> Iterator[str]:
    """Yield that tracks' fades are shorter than usual; those that cross others have none."""
    for track, cue in zip(project.music, cues, strict=False):
        if any(0 < getattr(cue.track, fade) < getattr(track, fade) for fade in track.open_fades):
            quarter = "the music's fades take at most a quarter of the film"
            yield f"{quarter}: `fade_in` and `fade_out` in [music] set them"
            return


def _cue_line(cue: Cue) -> str:
    music = cue.track
    level = decibels(music)
    gain = f", {level:+g} dB" if level else ", gain by keyframes" if cue.gain else ""
    gain += f", at {music.loudness:g} LUFS" if music.loudness is not None else ""
    fades = f"fades of {round(music.fade_in, 3):g} s and {round(music.fade_out, 3):g} s"
    looped = ", over and over" if music.loop else ""
    crossed = f", {cue.rise:g} s of it across the one before" if cue.rise else ""
    ends = "" if cue.end == inf else f" to {cue.end:g} s"
    placed = f", at {cue.at:g} s{ends} of the film" if cue != Cue(music, gain=cue.gain) else ""
    what = f"{music.file.name} from {music.start:g} s on{placed}{crossed}"
    return f"music: {what}, {fades}{gain}{looped}"


def _overlay_line(laid: Laid, timeline: Timeline) -> str:
    """Return what lies on top of the picture, and when: `text "Harbour": 1.00 s to 4.00 s`."""
    first, end = laid.span.first, laid.span.first + laid.span.length
    times = " to ".join(f"{float(frame / timeline.fps):.2f} s" for frame in (first, end))
    return f"{laid.overlay}: {times}"


def _heard_line(heard: Loudness, asked: float | None) -> str:
    """Return how loud a film is, and why it is not as loud as it was to be."""
    missed = asked is not None and abs(heard.integrated - asked) > _OFF
    why = f": not {asked:g}, as its peaks had to be limited" if missed else ""
    return f"sound: {heard}{why}"


def timetable(timeline: Timeline, plans: Sequence[ShotPlan], *, narrow: bool) -> Table:
    """Return a row for each sequence; its join is the one into the next."""
    stills = [len(plan.footage.stills) for plan in plans]
    differ = stills != [clip.length for clip in timeline.clips]
    table = _table(
        "sequence", "stills", *(["frames"] if differ else []), "in", "out", "join", "to paint"
    )
    table.collapse_padding = narrow
    joins = [_join(clip, timeline) for clip in timeline.clips[1:]]
    for clip, join, plan in zip(timeline.clips, [*joins, ""], plans, strict=True):
        table.add_row(
            Text(printable(clip.name), no_wrap=True),
            str(len(plan.footage.stills)),
            *([str(clip.length)] if differ else []),
            timecode(clip.start, timeline.fps),
            timecode(clip.end - 1, timeline.fps),
            join,
            str(len(plan.pending)),
        )
    return table


def _join(clip: Clip, timeline: Timeline) -> str:
    """Return how a clip is joined to the one before it: "dissolve 2.00 s"."""
    return f"{clip.join.kind} {_seconds(clip.overlap, timeline)}" if clip.overlap else "cut"


def _seconds(frames: int, timeline: Timeline) -> str:
    return f"{float(frames / timeline.fps):.2f} s" if frames else ""


def _weight(size: int, seconds: float) -> str:
    """Return a film's size and bit rate in words."""
    return f"{size / 1e6:.1f} MB, {8 * size / seconds / 1e6:.1f} Mbit/s"


def _table(*headings: str) -> Table:
    """Return a table of names and their numbers; a narrow terminal shortens the names."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=number > 0)
    return table
