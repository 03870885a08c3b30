"""Checked tables into a `Project`: every default filled in, every path absolute."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tlstyle.codecs import CODECS
from tlstyle.codecs.codec import HIGH
from tlstyle.joins import Dissolve, Join
from tlstyle.overlays import Given
from tlstyle.project.joins import JOIN_KINDS, kind_of
from tlstyle.project.keys import FORTH_AND_BACK, SOFTWARE
from tlstyle.project.overlays import overlays_of
from tlstyle.project.shape import ShapeTable
from tlstyle.project.tables import STEP_KEYS, ProjectTable, SequenceTable, StyleTable
from tlstyle.project.tracks import MusicTable, SoundTable
from tlstyle.project.types import Music, Preview, Project, Shape, Shot
from tlstyle.size import Size
from tlstyle.steps import WAY, Between
from tlstyle.steps.step import Film
from tlstyle.stills.places import file_named
from tlstyle.tempo import Tempo
from tlstyle.timeline import Span, whole_frames

_FADES = "fade_in", "fade_out"


def fill(file: Path, table: ProjectTable) -> Project:
    """Return the project that the tables describe, with every default filled in."""
    codec = CODECS[table.codec]
    output = file.parent / (table.output or f"{file.stem}{codec.endings[0]}")
    shots = tuple(_shot(file.parent, table, sequence) for sequence in table.sequence)
    return Project(
        file=file,
        title=table.title or file.stem,
        output=output,
        size=Size(*table.size),
        fps=table.fps,
        shots=shots,
        fade_in=_span(table, "fade_in"),
        fade_out=_span(table, "fade_out"),
        music=tuple(_music(file.parent, track) for track in table.music),
        preview=Preview(table.preview.height, table.preview.step),
        codec=codec,
        quality=table.quality,
        depth=table.depth,
        hardware=_hardware(table.encoder),
        fit=table.edit.fit,
        overlays=tuple(overlays_of(table, _given(file, table, shots))),
        shapes=tuple(_shape(file.parent, output, table, shape) for shape in table.shape),
    )


def _shot(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Shot:
    film = Film(folder, Size(*table.size), is_whole=bool(table.shape))
    settings, tempo = _settings(table.style, sequence), _tempo(table, sequence)
    between = Between(None if tempo.is_whole else tempo.between)
    steps = (step.of(settings, film) for step in WAY)
    return Shot(
        name=sequence.name,
        frames=sequence.frames,
        trim=sequence.trim,
        steps=tuple(between if isinstance(step, Between) else step for step in steps),
        dissolve=_overlap(table, sequence),
        join=_join(folder, table, sequence),
        order=sequence.order or table.order,
        tempo=tempo,
        turns_style=_turns_style(table, sequence),
        skip=sequence.skip,
        skips_odd=(sequence.odd or table.edit.odd) == "skip",
        sound=_music(folder, sequence.sound) if sequence.sound else None,
    )


def _tempo(table: ProjectTable, sequence: SequenceTable) -> Tempo:
    """Return when a sequence's stills are shown."""
    edit = table.edit
    return Tempo(
        speed=edit.speed if sequence.speed is None else sequence.speed,
        between=sequence.between or edit.between,
        hold=sequence.hold or edit.hold,
        is_reversed=sequence.reverse,
        times=sequence.loop if isinstance(sequence.loop, int) else 1,
        turns=sequence.loop == FORTH_AND_BACK,
        is_even=edit.even if sequence.even is None else sequence.even,
    )


def _shape(folder: Path, output: Path, table: ProjectTable, shape: ShapeTable) -> Shape:
    """Return another shape of a film, of its quality unless the codec is another."""
    codec = CODECS[shape.codec or table.codec]
    usual = f"{output.stem}.{shape.name}{codec.endings[0]}"
    is_same = shape.codec in (None, table.codec)
    inherited = table.quality if is_same else HIGH
    quality = inherited if shape.quality is None else shape.quality
    depth = table.depth if is_same and shape.depth is None else shape.depth
    encoder = table.encoder if is_same and shape.encoder is None else shape.encoder
    file = output.parent / usual if shape.file is None else folder / shape.file
    size, compressed = Size(*shape.size), (codec, quality, depth, _hardware(encoder))
    if shape.anchor is None or isinstance(shape.anchor[0], float):
        return Shape(shape.name, file, size, shape.anchor, *compressed)
    return Shape(shape.name, file, size, None, *compressed, shape.anchor)


def _hardware(encoder: str | None) -> str | None:
    """Return the hardware that is to encode a film, if any."""
    return None if encoder == SOFTWARE else encoder


def _settings(style: StyleTable, sequence: SequenceTable) -> dict[str, Any]:
    """Return what the steps' keys hold for a sequence: its own, [style]'s, or what is usual."""
    settings = {}
    for name, key in STEP_KEYS.items():
        own = getattr(sequence, name)
        settings[name] = getattr(style, name, key.default) if own is None else own
    return settings


def _join(folder: Path, table: ProjectTable, sequence: SequenceTable) -> Join:
    """Return how a sequence is joined to the next one."""
    wanted = "cut" if sequence is table.sequence[-1] else sequence.join or table.edit.join
    kind = JOIN_KINDS[kind_of(wanted)]
    given = {} if isinstance(wanted, str) else dict(wanted)
    return kind.of({name: key.default for name, key in kind.keys.items()} | given, folder)


def _turns_style(table: ProjectTable, sequence: SequenceTable) -> bool:
    """Tell whether a sequence's style turns into the next one's; [edit] says it of dissolves."""
    if sequence is table.sequence[-1]:
        return False
    if sequence.dissolve_style is not None:
        return sequence.dissolve_style
    kind = kind_of(sequence.join or table.edit.join)
    return table.edit.dissolve_style and kind == Dissolve.kind


def _overlap(table: ProjectTable, sequence: SequenceTable) -> Span:
    """Return how long a sequence's join takes: its own word first, then that for all."""
    join = sequence.join or table.edit.join
    if sequence is table.sequence[-1] or not JOIN_KINDS[kind_of(join)].takes_time:
        return Span(0)
    said = (sequence.dissolve, getattr(join, "seconds", None))
    seconds = next((each for each in said if each is not None), None)
    if seconds is None:
        return _span(table, "dissolve")
    return Span(whole_frames(seconds, table.fps))


def _span(table: ProjectTable, key: str) -> Span:
    """Return a key of [edit] in frames."""
    frames = whole_frames(getattr(table.edit, key), table.fps)
    return Span(frames, key in table.edit.model_fields_set)


def _given(file: Path, table: ProjectTable, shots: Sequence[Shot]) -> Given:
    """Return what overlays may name: the film, its styles and its music, as their files are named.

    What files have between words is a space there.
    """
    pictures = dict.fromkeys(each.file for shot in shots for each in shot.style.pictures)
    styles = tuple(_as_words(picture) for picture in pictures)
    music = tuple(dict.fromkeys(_as_words(Path(track.file)) for track in table.music))
    return Given(file.parent, table.title or file.stem, styles, music)


def _as_words(file: Path) -> str:
    return file.stem.replace("_", " ").replace("-", " ")


def _music(folder: Path, table: MusicTable | SoundTable) -> Music:
    values = {name: getattr(table, name) for name in type(table).model_fields}
    usual = tuple(name for name in _FADES if name in values.keys() - table.model_fields_set)
    return Music(**values | {"file": file_named(table.file, folder)}, open_fades=usual)
