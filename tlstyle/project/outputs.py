"""What is wrong with the films that a project asks for, which their single keys cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.codecs import CODECS
from tlstyle.codecs.hardware import AUTO
from tlstyle.project.lines import Place
from tlstyle.project.types import Project, Shape

_MOST_CODED = 10
"""Bits a channel of films for screens."""

_PREVIEW = "preview"
"""What the preview's pieces are named after."""


def output_problems(project: Project) -> Iterator[tuple[str, Place]]:
    """Yield what is wrong with a project's film and its other shapes, and at which key."""
    yield from _codec_problems(project, (), "output")
    for number, shape in enumerate(project.shapes):
        place: Place = ("shape", number)
        yield from _codec_problems(shape, place, "file")
        yield from _shape_problems(project, shape, number)


def _codec_problems(film: Project | Shape, table: Place, key: str) -> Iterator[tuple[str, Place]]:
    """Yield what is asked of a codec that there is not."""
    output, codec, quality = film.output, film.codec, film.quality
    if output.suffix.lower() not in codec.endings:
        wanted = output.with_suffix(codec.endings[0]).name
        yield f'`codec` {codec.name} needs another file: {key} = "{wanted}"', (*table, key)
    if isinstance(quality, int) and not codec.takes_rates:
        what = f"`quality` = {quality}: {codec.name} takes no number: leave it out"
        yield what, (*table, "quality")
    elif isinstance(quality, str) and quality not in codec.qualities:
        others = ", ".join(other.name for other in CODECS.values() if quality in other.qualities)
        what = f'`quality` = "{quality}": not of {codec.name}; of `codec` {others}'
        yield what, (*table, "quality")
    if film.depth is not None and film.depth not in codec.depths:
        others = ", ".join(other.name for other in CODECS.values() if film.depth in other.depths)
        what = f"`depth` = {film.depth}: not of {codec.name}; of `codec` {others}"
        what += "; that of frames stands in [style]" if film.depth > _MOST_CODED else ""
        yield what, (*table, "depth")
    if film.hardware not in (None, AUTO) and not codec.is_in_hardware:
        others = ", ".join(other.name for other in CODECS.values() if other.is_in_hardware)
        what = f'`encoder` = "{film.hardware}": not for {codec.name}; for `codec` {others}'
        yield what, (*table, "encoder")


def _shape_problems(project: Project, shape: Shape, number: int) -> Iterator[tuple[str, Place]]:
    """Yield where a shape is no other film, or shows more than is painted."""
    earlier = project.shapes[:number]
    taken = [other.name.casefold() for other in earlier]
    if shape.name.casefold() in (_PREVIEW, *taken):
        what = f"the shape's name {shape.name!r} is taken: choose another"
        yield what, ("shape", number, "name")
    others = (project.output, project.preview_output, *(other.output for other in earlier))
    if str(shape.output).casefold() in (str(other).casefold() for other in others):
        what = f"`file` {shape.output} is another film's: choose another name"
        yield what, ("shape", number, "file")
    small = [
        shot
        for shot in project.shots
        if shot.canvas.width < shape.size.width or shot.canvas.height < shape.size.height
    ]
    if small:
        canvas = f"the canvas {small[0].canvas} of {small[0].name}"
        what = f"shape {shape.name!r}, {shape.size}, does not fit into {canvas}: enlarge `canvas`"
        yield what, ("shape", number, "size")
