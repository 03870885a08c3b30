"""What `--json` answers: the same facts that people read, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tlstyle.checks.check import Checked
from tlstyle.console.beats import beats_answer
from tlstyle.console.curves import ranges
from tlstyle.console.left_out import left_out
from tlstyle.console.light import flicker_of
from tlstyle.console.studies import study_seconds
from tlstyle.errors import Problem, ProjectError, TlstyleError
from tlstyle.film.unneeded import Unneeded
from tlstyle.frames.estimate import disk_needed, seconds_left
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.look import painted_over
from tlstyle.frames.pace import seconds_expected
from tlstyle.frames.unsteadied import recall
from tlstyle.steps import Steady


def check_answer(checked: Checked, plans: Sequence[ShotPlan]) -> dict[str, Any]:
    """Return a sound project's timeline, in frames, and its warnings."""
    timeline = checked.timeline
    return {
        "problems": [],
        "warnings": _problems_answer(checked.warnings),
        "output": str(checked.project.output),
        "size": list(checked.project.size),
        "shapes": [
            {"name": shape.name, "output": str(shape.output), "size": list(shape.size)}
            for shape in checked.project.shapes
        ],
        "fps": str(timeline.fps),
        "frames": timeline.length,
        "seconds": float(timeline.seconds),
        "fade_in": timeline.fade_in,
        "fade_out": timeline.fade_out,
        "music": [str(track.file) for track in checked.project.tracks],
        "beats": beats_answer(checked.project, timeline) if checked.project.music else None,
        "disk_needed": round(disk_needed(plans)),
        "sequences": [
            {
                "name": clip.name,
                "start": clip.start,
                "length": clip.length,
                "stills": len(plan.footage.stills),
                "dissolve": clip.overlap,
                "join": clip.join.kind if clip.overlap else "cut",
                "pending": len(plan.pending),
                "keyed": ranges(plan),
                "left_out": left_out(plan),
                "fitted": plan.shot.tempo.change.frames,
            }
            for clip, plan in zip(timeline.clips, plans, strict=True)
        ],
    }


def trouble_answer(error: TlstyleError) -> dict[str, Any]:
    """Return what is wrong with a project that cannot be built, and its warnings."""
    if isinstance(error, ProjectError):
        problems, warnings = error.problems, error.warnings
    else:
        problems, warnings = tuple(Problem(str(what)) for what in error.args), ()
    return {"problems": _problems_answer(problems), "warnings": _problems_answer(warnings)}


def status_answer(
    plans: Sequence[ShotPlan],
    film: str,
    at_work: str | None,
    shapes: Mapping[str, str],
) -> dict[str, Any]:
    """Return what is done, what is pending and why; seconds_left is null where unknown.

    `film` is how it stands, in words, as `shapes` are by their names, and `at_work` who is, or
    null. A sequence's flicker is in percent, as filmed and as corrected, or null.
    """
    seconds = seconds_left(plans)
    return {
        "film": film,
        "shapes": dict(shapes),
        "at_work": at_work,
        "seconds_left": seconds_expected(plans) if seconds is None else seconds,
        "study_seconds": study_seconds(plans),
        "sequences": [
            {
                "name": plan.shot.name,
                "frames": len(plan.frames),
                "pending": len(plan.pending),
                "reasons": dict(plan.reasons),
                "painted_over": len(painted_over(plan)),
                "altered": dict(plan.altered),
                "left_over": plan.left_over,
                "left_out": left_out(plan),
                "flicker": flicker_of(plan),
                "noise": plan.shot.step(Steady).noise,
                "painted_flicker": recall(plan),
            }
            for plan in plans
        ],
    }


def clean_answer(files: Sequence[Unneeded], removed: bool) -> dict[str, Any]:
    """Return what no project needs: what is removed or may be, and what is left alone."""
    ours, others = ([f for f in files if f.is_ours is own] for own in (True, False))
    return {
        "removed": removed,
        "bytes": sum(each.bytes for each in ours),
        "files": [{"file": str(each.file), "bytes": each.bytes} for each in ours],
        "left_alone": [str(each.file) for each in others],
    }


def _problems_answer(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as objects; line and sequence are null where they are unknown."""
    return [
        {"line": problem.line, "sequence": problem.sequence, "what": problem.what}
        for problem in problems
    ]
