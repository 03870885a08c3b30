"""The film's segments: runs of frames that are encoded on their own and joined as they are.

Each begins with a keyframe across which nothing refers, so that they join without a seam. One whose
frames and encoding are unchanged need not be encoded again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from tlstyle.film.film import Film
from tlstyle.system.digests import content_digest
from tlstyle.timeline import Layer, Shown, Timeline

LONGEST = 240
"""Frames; a segment more costs about a tenth of a second."""
VERSION = 3
"""Goes up when the same frames are encoded in another way."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What a run of the film's frames shows, and a digest that no other such run has."""

    frames: tuple[Shown, ...]
    digest: str
    ending: str

    @property
    def name(self) -> str:
        """The name of the segment's file."""
        return f"{self.digest}{self.ending}"


def cut_up(film: Film, identity: Callable[[Path], str]) -> list[Segment]:
    """Return a film's segments, in order, by what tells its pictures from others.

    A new one begins where other clips are shown than before, and after `LONGEST` frames, counted
    from there, so that a change in one sequence leaves the others' segments as they are.
    """
    same = {
        "version": VERSION,
        "size": film.size,
        "fps": str(film.timeline.fps),
        "encoding": film.encoding.recipe(),
        **({"is_fitted": film.view.is_fitted} if film.view else {}),
    }

    def digest(run: Sequence[Shown]) -> str:
        shown = [_said(frame, film, identity) for frame in run]
        depth = {"deep": True} if film.is_deep(run[0]) else {}
        return content_digest(json.dumps([{**same, **depth}, shown]).encode())

    return [Segment(run, digest(run), film.codec.endings[0]) for run in _runs(film.timeline)]


def _said(frame: Shown, film: Film, identity: Callable[[Path], str]) -> list[Any]:
    """Return what decides the pixels of a frame, as JSON keeps it."""
    shares = [1 - frame.progress, frame.progress][-len(frame.layers) :]
    layers = [
        f"{identity(film.pictures[layer.clip][layer.index])} {share}{_part(film, layer)}"
        for layer, share in zip(frame.layers, shares, strict=True)
    ]
    join = frame.join.recipe(identity)
    on_top = film.said_on_top(frame, identity)
    return [
        *(str(frame.gain), *layers),
        *([join] if join else []),
        *([{"on top": on_top}] if on_top else []),
    ]


def _part(film: Film, layer: Layer) -> str:
    """Return which part of a layer's picture is shown, where that is larger than the film."""
    if aim := film.aim(layer):
        return f" {astuple(aim)}"
    return f" {film.view.anchors[layer.clip]}" if film.view else ""


def is_segment(file: Path) -> bool:
    """Tell by its name whether a file is a segment."""
    return re.fullmatch(r"[0-9a-f]{32}\.(mp4|mov)", file.name) is not None


def _runs(timeline: Timeline) -> Iterator[tuple[Shown, ...]]:
    for _, frames in groupby(timeline.frames(), lambda s: [layer.clip for layer in s.layers]):
        while run := tuple(islice(frames, LONGEST)):
            yield run
