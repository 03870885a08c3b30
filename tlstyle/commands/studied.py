"""Plans with the brushes studied that their frames are to be painted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.console.console import Console
from tlstyle.console.studies import study_summary
from tlstyle.errors import ModelError, PaintError
from tlstyle.frames.brush import sharers, unstudied, with_brush
from tlstyle.frames.frame import ShotPlan
from tlstyle.painting.studying import lesson_for, sheet_of, study_brushes
from tlstyle.study import check_extra, refuse_impossible
from tlstyle.system.stop import stoppable

_KEPT = "what was studied is kept, but for the last seconds; the same command goes on from there"


def studied(
    console: Console,
    checked: Checked,
    plans: Sequence[ShotPlan],
    among: Sequence[ShotPlan],
    device: str,
) -> tuple[ShotPlan, ...]:
    """Study the brushes that frames wait for, and return plans that know them.

    Args:
        console: Shows how far it is.
        checked: The project, as it stands in its file.
        plans: What is to be painted.
        among: All the project's sequences, as some may share a brush.
        device: What to study on.
    """
    brushes = sharers(unstudied(plans), among)
    if not brushes:
        return tuple(plans)
    study_all(console, checked, brushes, device)
    return tuple(map(with_brush, plans))


def study_all(
    console: Console,
    checked: Checked,
    brushes: Mapping[Path, Sequence[ShotPlan]],
    device: str,
    *,
    force: bool = False,
) -> None:
    """Study brushes, each for the sequences that share it, and say how it went.

    If `force`, study those anew that are there.

    Raises:
        ModelError: the extra that it takes is not installed.
        PaintError: there is no room to study in.
        Stopped: the user stopped it.
    """
    _refuse_unable(checked, brushes)
    with stoppable(lambda: _KEPT), console.progress(()) as display:
        found = study_brushes(brushes, device, display, force=force)
    for brush, news in found.items():
        plans = brushes[brush]
        console.say(study_summary(plans, news, sheet_of(brush, plans)))


def _refuse_unable(checked: Checked, brushes: Mapping[Path, Sequence[ShotPlan]]) -> None:
    """Make sure that all brushes can be studied, before the first is."""
    for plans in brushes.values():
        try:
            check_extra()
            refuse_impossible(lesson_for(plans))
        except (ModelError, PaintError) as error:
            problem = checked.draft.problem(str(error), "study", sequence=plans[0].shot.name)
            raise type(error)(f"{checked.project.file}: {problem}") from error
