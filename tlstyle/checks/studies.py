"""What keeps a sequence's brush from being studied or used, and what it will not learn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tlstyle.errors import FootageError, ModelError, Problem
from tlstyle.project import Draft, Project, path_hint
from tlstyle.steps import Study
from tlstyle.study import SMALLEST, check_extra, fits, show, side_of


def study_cautions(draft: Draft, project: Project) -> tuple[list[Problem], list[Problem]]:
    """Return what is odd about the studies a sound project asks for, and which are impossible."""
    odd: list[Problem] = []
    broken: list[Problem] = []
    broken += _no_brushes(draft, project)
    taught = [shot for shot in project.shots if shot.step(Study).is_to_study]
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


def _no_brushes(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield what files are named as brushes that none can be painted by."""
    given = {shot.step(Study).brush: shot.name for shot in reversed(project.shots)}
    for brush, name in given.items():
        trouble = brush and _trouble(brush)
        if trouble:
            what = f"{brush}: {trouble}{path_hint(str(brush), project.folder)}"
            yield draft.problem(what, "study", sequence=name)


def _trouble(brush: Path) -> str | None:
    """Return why nothing can be painted by a file, if so."""
    try:
        fits_here = fits(brush)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except ValueError:
        return "is no brush, or is damaged: `tlstyle study` writes brushes into film.work/studies"
    return None if fits_here else "is of another version's network: study it anew"


def _enlarged(step: Study) -> Iterator[str]:
    """Yield a word on each picture that is much smaller than the canvas it is studied for."""
    for picture in step.pictures:
        warning = show(picture, side_of(step.canvas, step.settings.scale)).warning()
        if warning:
            yield warning
