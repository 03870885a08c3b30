"""What is wrong, or may surprise, with what lies on top of a film's picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlstyle.errors import Problem
from tlstyle.overlays import Overlay, laid_on
from tlstyle.overlays.place import SAFE
from tlstyle.project import Draft, Project, nearest, path_hint
from tlstyle.size import Size
from tlstyle.stills.still import Footage, Still
from tlstyle.timeline import Timeline
from tlstyle.words import some

_NAMED = 3
"""How many stills without a time are named."""


def overlay_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield which files and letters overlays lack, and which sequences they name in vain."""
    names = [shot.name for shot in project.shots]
    for overlay, place in project.overlays:
        sequence = overlay.when.sequence
        if sequence is not None and sequence not in names:
            what = f"there is no sequence {sequence!r}{nearest(sequence, names)}"
            yield draft.problem(what, *place, "sequence")
        for what, key in overlay.troubles(names):
            hint = next((path_hint(str(f), project.folder) for f in overlay.files), "")
            yield draft.problem(f"{what}{hint if 'no such' in what else ''}", *place, key)


def overlay_edits(
    draft: Draft, project: Project, timeline: Timeline, footages: Sequence[Footage]
) -> Iterator[Problem]:
    """Yield where overlays have no room on a timeline, and what their clocks cannot tell."""
    for overlay, place in project.overlays:
        for what, key in overlay.when.troubles(timeline):
            yield draft.problem(what, *place, key)
        timeless = _timeless(overlay, timeline, footages) if overlay.tells_time else []
        if timeless:
            what = f"no EXIF says when {some(timeless, _NAMED)} was taken"
            advice = "give the clock a `sequence`, or times"
            yield draft.problem(f"{what}: {advice}", *place, overlay.kind)


def overlay_cautions(draft: Draft, project: Project, timeline: Timeline) -> Iterator[Problem]:
    """Yield which overlays reach out of what every screen shows, and of which film."""
    films = [(project.output, project.size), *((each.output, each.size) for each in project.shapes)]
    for overlay, place in project.overlays:
        for output, size in films:
            if not _is_safe(overlay, timeline, size):
                what = f"{overlay.kind}: reaches out of the middle {SAFE:.0%} of {output.name}, "
                what += f"{size}, which is all that is safe from screens' edges: make `size` less"
                yield draft.problem(what, *place)


def _timeless(overlay: Overlay, timeline: Timeline, footages: Sequence[Footage]) -> list[Still]:
    """Return the stills of which nothing says when they were taken, of sequences below a clock."""
    laid = laid_on([overlay], timeline)
    seen = {
        laid[0].layer(shown).clip
        for shown in (timeline.frames() if laid else ())
        if laid[0].moment(shown, timeline, ())
    }
    return [still for clip in sorted(seen) for still in footages[clip].stills if not still.taken]


def _is_safe(overlay: Overlay, timeline: Timeline, size: Size) -> bool:
    """Tell whether an overlay is safe where it begins, in every sequence that it is seen over."""
    laid = laid_on([overlay], timeline)
    seen = set()
    for shown in timeline.frames() if laid else ():
        moment = laid[0].moment(shown, timeline, ())
        if moment and moment.name not in seen:
            seen.add(moment.name)
            box = overlay.box(size, moment)
            if box and not box.is_safe_in(size):
                return False
    return True
