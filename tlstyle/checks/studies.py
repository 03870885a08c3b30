"""What keeps a sequence's brush from being studied, and what it will not learn."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.errors import FootageError, ModelError, Problem
from tlstyle.project import Draft, Project
from tlstyle.steps import Study
from tlstyle.study import SMALLEST, check_extra, show, side_of


def study_cautions(draft: Draft, project: Project) -> tuple[list[Problem], list[Problem]]:
    """Return what is odd about the studies a sound project asks for, and which are impossible."""
    odd: list[Problem] = []
    broken: list[Problem] = []
    taught = [shot for shot in project.shots if not shot.step(Study).is_off]
    for shot in taught:
        step = shot.step(Study)
        if min(step.canvas) < SMALLEST:
            what = f"a canvas of {step.canvas} is too small to study on"
            advice = f"make it {SMALLEST} pixels a side at least, or `study = 0`"
            broken.append(draft.problem(f"{what}: {advice}", "study", sequence=shot.name))
            continue
        try:
            soft = list(_enlarged(step))
        except FootageError as error:
            broken.append(draft.problem(str(error), "style", sequence=shot.name))
        else:
            odd += [draft.problem(what, "style", sequence=shot.name) for what in soft]
    for shot in taught[:1]:
        try:
            check_extra()
        except ModelError as error:
            odd.append(draft.problem(str(error), "study", sequence=shot.name))
    return odd, broken


def _enlarged(step: Study) -> Iterator[str]:
    """Yield a word on each picture that is much smaller than the canvas it is studied for."""
    for picture in step.pictures:
        warning = show(picture, side_of(step.canvas, step.settings.scale)).warning()
        if warning:
            yield warning
