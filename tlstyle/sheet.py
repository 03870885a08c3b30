"""The film on one picture: every sequence a row, its style, its stills above their paintings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tlstyle.frames.file import write_picture
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.project import Project
from tlstyle.size import Size
from tlstyle.stills.picture import fit, read_upright, style_square
from tlstyle.stills.source import sources
from tlstyle.timeline import Clip, Timeline
from tlstyle.words import timecode

_COLUMNS = 4
_CELL = 384
"""The longer side of a still on the sheet."""
_LEAST = 16
"""The shorter side at least, however long and narrow the film is."""
_GAP = 12
_MARGIN = 40
_HEADING = 96
_LABEL = 44
_PAPER, _INK, _PALE, _EMPTY = "#16181d", "#f2f0ea", "#9aa0aa", "#24272e"


def write_sheet(
    file: Path, project: Project, timeline: Timeline, plans: Sequence[ShotPlan]
) -> None:
    """Write the sheet as PNG; what is not painted yet is left dark.

    Raises:
        FootageError: a still or a style picture cannot be read.
    """
    longer = max(project.size)
    cell = Size(*(max(_LEAST, round(_CELL * side / longer)) for side in project.size))
    style = 2 * cell.height + _GAP
    row = _LABEL + style + 2 * _GAP
    width = 2 * _MARGIN + style + _COLUMNS * (cell.width + _GAP)
    sheet = Image.new("RGB", (width, _HEADING + len(plans) * row + _MARGIN), _PAPER)
    _draw_heading(sheet, project, timeline)
    for number, (clip, plan) in enumerate(zip(timeline.clips, plans, strict=True)):
        top = _HEADING + number * row
        _write(sheet, (_MARGIN, top + _LABEL // 3), _caption(clip, timeline), 20, _INK)
        _draw_styles(sheet, top + _LABEL, style, plan)
        _draw_frames(sheet, top + _LABEL, cell, plan)
    write_picture(file, sheet)


def _draw_heading(sheet: Image.Image, project: Project, timeline: Timeline) -> None:
    facts = f"{project.size}, {float(timeline.fps):g} frames a second, {timeline.length} frames"
    _write(sheet, (_MARGIN, 28), project.title, 36, _INK)
    right = sheet.width - _MARGIN
    _write(sheet, (right, 42), f"{facts}, {float(timeline.seconds):.1f} s", 20, _PALE, "ra")


def _caption(clip: Clip, timeline: Timeline) -> str:
    first, last = timecode(clip.start, timeline.fps), timecode(clip.end - 1, timeline.fps)
    dissolve = f", dissolves in over {clip.dissolve} frames" if clip.dissolve else ""
    return f"{clip.name}    {first} to {last}    {clip.length} stills{dissolve}"


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


def _draw_frames(sheet: Image.Image, top: int, cell: Size, plan: ShotPlan) -> None:
    left = _MARGIN + 2 * cell.height + 2 * _GAP
    for column, frame in enumerate(_spread(plan.frames)):
        x = left + column * (cell.width + _GAP)
        sheet.paste(_still(frame, cell, plan), (x, top))
        sheet.paste(_painting(frame, cell), (x, top + cell.height + _GAP))


def _spread(frames: Sequence[Frame]) -> list[Frame]:
    """Return frames from the first to the last, evenly far apart."""
    count = min(_COLUMNS, len(frames))
    return [
        frames[round(number * (len(frames) - 1) / max(1, count - 1))] for number in range(count)
    ]


def _still(frame: Frame, cell: Size, plan: ShotPlan) -> Image.Image:
    _, picture = next(sources([frame.still])).read()
    canvas = plan.shot.style.canvas
    framed = Image.fromarray(fit(picture, canvas, plan.shot.anchor))
    return Image.fromarray(fit(framed, cell, plan.shot.anchor))


def _painting(frame: Frame, cell: Size) -> Image.Image:
    if frame.pending:
        empty = Image.new("RGB", cell, _EMPTY)
        _write(empty, (cell.width // 2, cell.height // 2), frame.pending, 18, _PALE, "mm")
        return empty
    return Image.fromarray(fit(read_upright(frame.file), cell, (0.5, 0.5)))


def _write(
    sheet: Image.Image, at: tuple[int, int], text: str, size: int, ink: str, anchor: str = "la"
) -> None:
    font = ImageFont.load_default(size)
    ImageDraw.Draw(sheet).text(at, text.replace("\n", " "), ink, font, anchor)
