"""Each sequence's stills as the project names them, or why there are none."""

from __future__ import annotations

from tlstyle.errors import FootageError, Problem
from tlstyle.frames.light import without_odd
from tlstyle.frames.remembered import recall
from tlstyle.project import Draft, Project, Shot, path_hint
from tlstyle.steps import Read
from tlstyle.stills.find import BrokenStillsError, find_footage
from tlstyle.stills.names import texts_of
from tlstyle.stills.still import Footage, Still

_KEYS = "trim", "order", "skip"
"""What else of a sequence may be why its stills are not found."""


def find_footages(
    draft: Draft, project: Project, *, away: bool
) -> tuple[dict[str, Footage], list[Problem], dict[str, tuple[Still, ...]]]:
    """Return each sequence's stills, what is wrong with others', and the sound ones of those.

    If `away`, stills whose folder is not there are as they were when they were last painted.
    """
    footages, problems, sound = {}, [], {}
    for shot in project.shots:
        known = recall(project.work, shot) if away else None
        try:
            footages[shot.name] = known or _footage(project, shot)
        except FootageError as error:
            key = next((key for key in _KEYS if f"`{key}`" in str(error)), "frames")
            odd = next((text for text in texts_of(shot.frames) if "\\" in text), None)
            hint = path_hint(odd, project.folder) if odd else ""
            problems += [
                draft.problem(f"{what}{hint}", key, sequence=shot.name) for what in error.args
            ]
            if isinstance(error, BrokenStillsError):
                sound[shot.name] = error.sound
        except OSError as error:
            what = f"{', '.join(texts_of(shot.frames))}: cannot be read ({error.strerror})"
            problems.append(draft.problem(what, "frames", sequence=shot.name))
    return footages, problems, sound


def _footage(project: Project, shot: Shot) -> Footage:
    raw = shot.step(Read).raw
    found = find_footage(shot.frames, project.folder, shot.trim, shot.order, raw, shot.skip)
    return without_odd(shot, project.work, found)
