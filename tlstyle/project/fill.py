"""Checked tables into a `Project`: every default filled in, every path absolute."""

from __future__ import annotations

from pathlib import Path

from tlstyle.project.studying import Asked
from tlstyle.project.tables import MusicTable, ProjectTable, SequenceTable
from tlstyle.project.types import Crop, Music, Preview, Project, Shot, Study, Style, StylePicture
from tlstyle.size import Size
from tlstyle.timeline import Span, whole_frames

MAGENTA_URL = "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"
"""What the name "magenta" stands for."""


def fill(file: Path, table: ProjectTable) -> Project:
    """Return the project that the tables describe, with every default filled in."""
    output = file.parent / (table.output or f"{file.stem}.mp4")
    return Project(
        file=file,
        title=table.title or file.stem,
        output=output,
        size=Size(*table.size),
        fps=table.fps,
        shots=tuple(_shot(file.parent, table, sequence) for sequence in table.sequence),
        fade_in=_span(table, "fade_in"),
        fade_out=_span(table, "fade_out"),
        music=_music(file.parent, table.music) if table.music else None,
        preview=Preview(table.preview.height, table.preview.step),
    )


def _shot(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Shot:
    return Shot(
        name=sequence.name,
        frames=sequence.frames,
        style=_style(folder, table, sequence),
        trim=sequence.trim,
        anchor=sequence.anchor,
        dissolve=_dissolve(table, sequence),
        order=sequence.order or table.order,
    )


def _dissolve(table: ProjectTable, sequence: SequenceTable) -> Span:
    if sequence is table.sequence[-1]:
        return Span(0)
    if sequence.dissolve is None:
        return _span(table, "dissolve")
    return Span(whole_frames(sequence.dissolve, table.fps))


def _span(table: ProjectTable, key: str) -> Span:
    """Return a key of [edit] in frames."""
    frames = whole_frames(getattr(table.edit, key), table.fps)
    return Span(frames, key in table.edit.model_fields_set)


def _style(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Style:
    crop = Crop(*sequence.style_crop) if sequence.style_crop else None
    strength = table.style.strength if sequence.strength is None else sequence.strength
    steady = table.style.steady if sequence.steady is None else sequence.steady
    canvas = Size(*(sequence.canvas or table.style.canvas or table.size))
    return Style(
        pictures=tuple(
            StylePicture(folder / file, weight, crop)
            for file, weight in sequence.style.items()
            if weight
        ),
        model=_model(folder, sequence.model or table.style.model),
        canvas=canvas,
        strength=strength,
        steady=steady,
        study=_study(sequence.study or table.style.study, canvas, steady),
    )


def _study(asked: Asked, canvas: Size, steady: int) -> Study | None:
    if not asked.minutes and not asked.steps:
        return None
    return Study(asked.minutes, asked.steps, asked.scale, asked.share, canvas, steady)


def _model(folder: Path, name: str) -> str:
    if name == "magenta":
        return MAGENTA_URL
    if name == "builtin" or "://" in name:
        return name
    return str(folder / name)


def _music(folder: Path, table: MusicTable) -> Music:
    values = table.model_dump()
    return Music(**values | {"file": folder / table.file})
