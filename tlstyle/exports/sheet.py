"""The film on one picture: every sequence a row, its style, its stills above their paintings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from PIL import Image

from tlstyle.errors import PaintError
from tlstyle.exports.plots import Plot, draw_plots, rows_of
from tlstyle.exports.spread import spread
from tlstyle.exports.still import still_of
from tlstyle.frames.file import read_sheet, write_picture
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.letters import write
from tlstyle.project import Project
from tlstyle.project.owner import owner_of, signer
from tlstyle.size import Size
from tlstyle.steps import Camera, step_of
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import style_square
from tlstyle.timeline import Clip, Timeline
from tlstyle.words import printable, shortened, timecode

SHEET, PLOTS = ".sheet.png", ".plots.png"
"""What the sheet is called beside the film, and the one with curves, where no name is given."""

_COLUMNS = 4
_CELL = 384
"""The longer side of a still on the sheet."""
_LEAST = 16
"""The shorter side at least, however long and narrow the film is."""
_GAP = 12
_MARGIN = 40
_HEADING = 96
_LABEL = 44
_LONGEST = 48
"""Characters of a title or a name that there is room for."""
_PAPER, _INK, _PALE, _EMPTY = "#16181d", "#f2f0ea", "#9aa0aa", "#24272e"


def write_sheet(
    file: Path,
    project: Project,
    timeline: Timeline,
    plans: Sequence[ShotPlan],
    previews: Sequence[ShotPlan],
    plots: Sequence[Sequence[Plot]],
) -> None:
    """Write the sheet, as JPEG where its name says so.

    What is not painted yet is shown as in the preview, and marked so, or left dark.

    Args:
        file: Where to; what a link leads to is written.
        project: The film's.
        timeline: The film's.
        plans: The film's frames.
        previews: The preview's.
        plots: What is drawn below each sequence, if anything is, and last below them all.

    Raises:
        FootageError: a still or a style picture cannot be read.
    """
    longer = max(project.size)
    cell = Size(*(max(_LEAST, round(_CELL * side / longer)) for side in project.size))
    style = 2 * cell.height + _GAP
    row = _LABEL + style + 2 * _GAP
    width = 2 * _MARGIN + style + _COLUMNS * (cell.width + _GAP)
    *plots, below = plots
    tops = list(accumulate((row + rows_of(each) for each in plots), initial=_HEADING))
    sheet = Image.new("RGB", (width, tops[-1] + rows_of(below) + _MARGIN), _PAPER)
    _draw_heading(sheet, project, timeline)
    rows = zip(tops, timeline.clips, plans, previews, plots, strict=False)
    for top, clip, plan, preview, drawn in rows:
        write(sheet, (_MARGIN, top + _LABEL // 3), _caption(clip, timeline, plan), 20, _INK)
        _draw_styles(sheet, top + _LABEL, style, plan)
        _draw_frames(sheet, top + _LABEL, cell, plan, preview)
        draw_plots(sheet, (_MARGIN, top + row), width - 2 * _MARGIN - _GAP, drawn)
    draw_plots(sheet, (_MARGIN, tops[-1]), width - 2 * _MARGIN - _GAP, below)
    place = file.resolve() if file.is_symlink() else file
    write_picture(place, sheet, owner_of(project).signature(file))


def refuse_foreign_sheet(file: Path, project: Project) -> None:
    """Make sure that no picture is replaced that tlstyle did not draw, for this project.

    Raises:
        PaintError: there is one.
    """
    if not os.path.lexists(file):
        return
    signed = read_sheet(file)
    if signed is None:
        what = "is no sheet as tlstyle drew it"
    elif owner_of(project).owns(file, signed):
        return
    else:
        what = f"is the sheet of {signer(file, signed)}"
    raise PaintError(f"{file}: {what} and is left alone: move it, or name another with --output")


def _draw_heading(sheet: Image.Image, project: Project, timeline: Timeline) -> None:
    facts = f"{project.size}, {float(timeline.fps):g} frames a second, {timeline.length} frames"
    write(sheet, (_MARGIN, 28), shortened(printable(project.title), _LONGEST), 36, _INK)
    right = sheet.width - _MARGIN
    seconds = f"{float(timeline.seconds):.1f} s"
    write(sheet, (right, 42), f"{facts}, {seconds}", 20, _PALE, align="right")


def _caption(clip: Clip, timeline: Timeline, plan: ShotPlan) -> str:
    first, last = timecode(clip.start, timeline.fps), timecode(clip.end - 1, timeline.fps)
    join = f", {clip.join.kind} in over {clip.overlap} frames" if clip.overlap else ""
    name = shortened(printable(clip.name), _LONGEST)
    stills = len(plan.footage.stills)
    frames = "" if stills == clip.length else f", {clip.length} frames"
    return f"{name}    {first} to {last}    {stills} stills{frames}{join}"


def _draw_styles(sheet: Image.Image, top: int, side: int, plan: ShotPlan) -> None:
    """Draw the style's pictures side by side, each as wide as its weight."""
    pictures = plan.shot.style.pictures
    total = sum(picture.weight for picture in pictures)
    left = float(_MARGIN)
    for picture in pictures:
        width = max(1.0, side * picture.weight / total)
        strip = Size(max(1, round(left + width) - round(left)), side)
        square = Image.fromarray(style_square(picture.file, picture.crop, side))
        sheet.paste(Image.fromarray(fit(square, strip, (0.5, 0.5))), (round(left), top))
        left += width


def _draw_frames(
    sheet: Image.Image, top: int, cell: Size, plan: ShotPlan, preview: ShotPlan
) -> None:
    left = _MARGIN + 2 * cell.height + 2 * _GAP
    pairs = list(zip(_shown(plan), _shown(preview), strict=True))
    for column, place in enumerate(spread(len(pairs), _COLUMNS)):
        frame, previewed = pairs[place]
        x = left + column * (cell.width + _GAP)
        sheet.paste(_still(frame, cell, plan), (x, top))
        sheet.paste(_painting(frame, previewed, cell, plan), (x, top + cell.height + _GAP))


def _shown(plan: ShotPlan) -> list[Frame]:
    """Return what each frame of a sequence shows in the film, or in the preview."""
    frames = {frame.moment: frame for frame in plan.frames}
    return [frames[moment] for moment in plan.shown]


def _still(frame: Frame, cell: Size, plan: ShotPlan) -> Image.Image:
    still = Image.fromarray(still_of(plan, frame))
    return Image.fromarray(fit(still, cell, plan.shot.anchor))


def _painting(frame: Frame, preview: Frame, cell: Size, plan: ShotPlan) -> Image.Image:
    """Return a frame's painting, or the preview's that is held there, or why there is none."""
    anchor, camera = plan.shot.anchor, step_of(frame.steps, Camera)
    aim = camera.aimed(anchor) if camera.when == "after" else None
    if not frame.pending:
        return Image.fromarray(fit(read_upright(frame.file), cell, anchor, aim))
    if not preview.pending:
        painting = Image.fromarray(fit(read_upright(preview.file), cell, anchor, aim))
        _mark(painting)
        return painting
    empty = Image.new("RGB", cell, _EMPTY)
    why = frame.pending or ""
    write(empty, (cell.width // 2, cell.height // 2), why, 18, _PALE, align="middle")
    return empty


def _mark(painting: Image.Image) -> None:
    """Write on a picture that it is the preview's."""
    size = min(18, painting.height // 2)
    label = Image.new("RGB", (painting.width, size + size // 2), _PAPER)
    width = round(write(label, (size // 2, size // 8), "preview", size, _PALE)) + size
    painting.paste(label.crop((0, 0, width, label.height)), (0, painting.height - label.height))
