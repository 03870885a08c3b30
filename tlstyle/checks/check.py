"""Everything that is wrong with a project, in one go, before anything is painted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tlstyle.checks.beats import beat_cautions, with_fit
from tlstyle.checks.cameras import camera_problems
from tlstyle.checks.cautions import (
    between_cautions,
    depth_cautions,
    footage_cautions,
    style_cautions,
)
from tlstyle.checks.codecs import codec_problems, with_hardware
from tlstyle.checks.deep import (
    Insight,
    examined,
    flicker_cautions,
    parts_of,
    stills_of_each,
)
from tlstyle.checks.edits import course_problems, edit_problems, end_cautions, timeline_of
from tlstyle.checks.footages import find_footages
from tlstyle.checks.keyframes import anchor_problems
from tlstyle.checks.masks import without_unmade
from tlstyle.checks.named import refuse_unknown
from tlstyle.checks.overlays import overlay_cautions, overlay_edits, overlay_problems
from tlstyle.checks.places import unmade_cautions
from tlstyle.checks.score import fade_cautions, score_problems, silence_cautions, track_problems
from tlstyle.checks.studies import study_cautions
from tlstyle.checks.survey import survey, unwritable
from tlstyle.errors import Problem, ProjectError
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.light import without_odd
from tlstyle.frames.look import DAMAGED
from tlstyle.frames.shard import Shard
from tlstyle.project import Draft, Project, read_draft
from tlstyle.project.turns import with_turns
from tlstyle.stills.still import Footage
from tlstyle.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Checked:
    """A project that can be built: its footage, its timeline, and what deserves a word.

    `draft` knows where in the project file things stand.
    """

    draft: Draft
    project: Project
    footages: tuple[Footage, ...]
    timeline: Timeline
    warnings: tuple[Problem, ...]


def check(
    file: Path,
    *,
    deep: bool = False,
    subset: Shard | None = None,
    away: bool = False,
    unmade: bool = False,
    looks: bool = False,
) -> Checked:
    """Read a project and look at everything that it names.

    Edits are judged only once every key is sound: what a misspelt key meant is not guessed.

    Args:
        file: The project file.
        deep: Decode the stills of a project with faults too, so that all is told at once; those of
            a sound one are left to `look_deep`.
        subset: Decode these of each sequence's stills only.
        away: Take stills whose folder is not there as they were when they were last painted.
        unmade: Do without masks that are not there, as they are about to be made.
        looks: Nothing is to be written into its folders: where that cannot be is only warned of.

    Raises:
        ProjectError: something is wrong; it lists every fault found, in the file's order.
    """
    draft = read_draft(file)
    if draft.project is None:
        raise ProjectError(str(file), draft.problems)
    project = with_hardware(without_unmade(draft.project) if unmade else draft.project)
    footages, missing, sound = find_footages(draft, project, away=away)
    plain, broken = style_cautions(draft, project)
    problems = [*missing, *_named_problems(draft, project, footages, looks), *broken]
    if not problems:
        problems = course_problems(draft, project, footages)
    found = tuple(footages.values())
    if not problems:
        project = with_fit(project, found)
        problems = [*edit_problems(draft, project, footages)]
    if not problems:
        timeline = timeline_of(project, found)
        problems = _film_problems(draft, project, footages, timeline)
    if not problems:
        soft, problems = study_cautions(draft, project)
    if problems:
        stills = stills_of_each(parts_of(footages, subset)) | sound
        insight = examined(draft, stills) if deep else Insight()
        raise ProjectError(str(file), (*problems, *insight.broken), insight.found)
    locked = unwritable(draft, project) if looks else ()
    warnings = (*locked, *_cautions(draft, project, footages, timeline, (*plain, *soft)))
    return Checked(draft, with_turns(project, found, timeline), found, timeline, warnings)


def _named_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage], looks: bool
) -> Iterator[Problem]:
    """Yield what is wrong with each key by itself, and with the file that it names."""
    yield from draft.problems
    yield from track_problems(draft, project)
    yield from survey(draft, project, footages)
    if not looks:
        yield from unwritable(draft, project)
    yield from codec_problems(draft, project)
    yield from overlay_problems(draft, project)


def _film_problems(
    draft: Draft, project: Project, footages: Mapping[str, Footage], timeline: Timeline
) -> list[Problem]:
    """Return what is wrong with what lies along a film, the first kind of it that is found."""
    return (
        [
            *overlay_edits(draft, project, timeline, tuple(footages.values())),
            *anchor_problems(draft, project, timeline),
        ]
        or [*camera_problems(draft, project, footages)]
        or [*score_problems(draft, project, timeline)]
    )


def _cautions(
    draft: Draft,
    project: Project,
    footages: Mapping[str, Footage],
    timeline: Timeline,
    of_styles: Sequence[Problem],
) -> Iterator[Problem]:
    """Yield what deserves a word in a project that can be built."""
    yield from footage_cautions(draft, project, footages)
    yield from between_cautions(draft, project)
    yield from depth_cautions(draft, project)
    yield from end_cautions(draft, project)
    yield from unmade_cautions(draft, project)
    yield from of_styles
    yield from fade_cautions(draft, project, timeline)
    yield from silence_cautions(draft, project, timeline)
    yield from overlay_cautions(draft, project, timeline)
    yield from beat_cautions(draft, project, timeline)


def part_of(checked: Checked, names: Sequence[str]) -> Checked:
    """Return some sequences of a project as a film of their own.

    Raises:
        ProjectError: there is no sequence of a name, or what is left has no room for its edits.
    """
    refuse_unknown(checked.project, names)
    pairs = zip(checked.project.shots, checked.footages, strict=True)
    chosen = [(shot, footage) for shot, footage in pairs if shot.name in names]
    shots, footages = zip(*chosen, strict=True)
    project = replace(checked.project, shots=shots)
    found = {shot.name: footage for shot, footage in chosen}
    problems = tuple(edit_problems(checked.draft, project, found))
    if problems:
        raise ProjectError(str(project.file), problems)
    return replace(
        checked, project=project, footages=footages, timeline=timeline_of(project, footages)
    )


def without_odd_stills(checked: Checked) -> Checked:
    """Return a project as it is once the light in its stills is measured.

    Raises:
        ProjectError: what is left has no room for its edits.
    """
    project = checked.project
    pairs = [*zip(project.shots, checked.footages, strict=True)]
    footages = tuple(without_odd(shot, project.work, footage) for shot, footage in pairs)
    return laid_out_anew(checked, footages)


def laid_out_anew(checked: Checked, footages: Sequence[Footage]) -> Checked:
    """Return a project on a timeline of other stills, or of beats that are known by now.

    Raises:
        ProjectError: what is left of sequences has no room for its edits.
    """
    project, whole = checked.project, checked.draft.project
    is_whole = whole is not None and len(whole.shots) == len(checked.project.shots)
    if is_whole:  # or neighbours are not there to turn into, nor the film's beats
        project = with_fit(project, footages)
    found = {shot.name: each for shot, each in zip(project.shots, footages, strict=True)}
    if problems := tuple(course_problems(checked.draft, project, found)):
        raise ProjectError(str(project.file), problems)
    timeline = timeline_of(project, tuple(footages))
    if is_whole:
        project = with_turns(project, footages, timeline)
    return replace(checked, project=project, footages=tuple(footages), timeline=timeline)


def look_deep(checked: Checked, plans: Sequence[ShotPlan]) -> Insight:
    """Return what decoding every still, and every painted frame in deep plans, brings to light."""
    stills = stills_of_each({plan.shot.name: plan.footage for plan in plans})
    insight = examined(checked.draft, stills)
    flickering = flicker_cautions(checked.draft, [plan.shot for plan in plans], insight.light)
    damaged = [
        checked.draft.problem(
            f"{frame.file}: is damaged: paint it again with build --deep",
            "name",
            sequence=plan.shot.name,
        )
        for plan in plans
        for frame in plan.pending
        if frame.pending == DAMAGED
    ]
    return replace(insight, found=(*insight.found, *flickering, *damaged))
