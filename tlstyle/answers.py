"""What `--json` answers: the same facts that people read, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tlstyle.check import Checked
from tlstyle.errors import Problem, ProjectError, TlstyleError
from tlstyle.frames.estimate import disk_needed, seconds_left
from tlstyle.frames.frame import ShotPlan


def check_answer(checked: Checked, plans: Sequence[ShotPlan]) -> dict[str, Any]:
    """Return a sound project's timeline, in frames, and its warnings."""
    timeline = checked.timeline
    return {
        "problems": [],
        "warnings": _problems_answer(checked.warnings),
        "output": str(checked.project.output),
        "size": list(checked.project.size),
        "fps": str(timeline.fps),
        "frames": timeline.length,
        "seconds": float(timeline.seconds),
        "disk_needed": round(disk_needed(plans)),
        "sequences": [
            {
                "name": clip.name,
                "start": clip.start,
                "length": clip.length,
                "dissolve": clip.dissolve,
                "pending": len(plan.pending),
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


def status_answer(plans: Sequence[ShotPlan]) -> dict[str, Any]:
    """Return what is done, what is pending and why; seconds_left is null where unknown."""
    return {
        "seconds_left": seconds_left(plans),
        "sequences": [
            {
                "name": plan.shot.name,
                "frames": len(plan.frames),
                "pending": len(plan.pending),
                "reasons": dict(plan.reasons),
            }
            for plan in plans
        ],
    }


def _problems_answer(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as objects; line and sequence are null where they are unknown."""
    return [
        {"line": problem.line, "sequence": problem.sequence, "what": problem.what}
        for problem in problems
    ]
