"""Whether this machine can encode what a project asks for."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.codecs import H264, Codec
from tlstyle.errors import Problem
from tlstyle.film import encoder_trouble
from tlstyle.project import Draft, Project


def codec_problems(draft: Draft, project: Project) -> Iterator[Problem]:
    """Yield why this machine cannot encode a film or shape; what every ffmpeg can is not tried."""
    shapes = enumerate(project.shapes)
    wanted: list[tuple[Codec, tuple[str | int, ...]]] = [(project.codec, ("codec",))]
    wanted += [(shape.codec, ("shape", number, "codec")) for number, shape in shapes]
    tried = {H264.name}
    for codec, place in wanted:
        trouble = None if codec.name in tried else encoder_trouble(codec)
        tried.add(codec.name)
        if trouble:
            what = f"`codec` = {codec.name}: {trouble}: choose another, or set IMAGEIO_FFMPEG_EXE"
            yield draft.problem(what, *place)
