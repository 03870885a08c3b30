"""The noise of sequences' stills, kept in the work folder, and the steps that it decides."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tlstyle.frames.measured import key_of
from tlstyle.project import Shot
from tlstyle.steps import Read, Step, Study, step_of
from tlstyle.stills.light import LIGHT
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import write_whole

_VERSION = 1
"""Goes up when the same stills' noise is measured differently."""

_PAIRS = 5
"""Pairs of neighbours, evenly along the sequence, by which its noise is told."""


def needs_noise(shot: Shot) -> bool:
    """Tell whether a sequence's frames wait for the noise of its stills to be measured."""
    return any(step.needs_noise for step in shot.steps)


def with_noise(shot: Shot, work: Path, footage: Footage) -> Shot:
    """Return a sequence whose steps know the noise of its stills, if it was measured."""
    noise = recall(shot, work, footage) if needs_noise(shot) else None
    return shot if noise is None else replace(shot, steps=tuple(_told(shot, noise)))


def _told(shot: Shot, noise: float) -> list[Step]:
    return [step.with_noise(noise) if step.needs_noise else step for step in shot.steps]


def sampled(footage: Footage) -> list[Still]:
    """Return the stills by which a sequence's noise is told, in order; neighbours are pairs."""
    last = len(footage.stills) - 1
    firsts = {last * (2 * number + 1) // (2 * _PAIRS) for number in range(_PAIRS)} if last else ()
    numbers = {number + place for number in firsts for place in (0, 1)}
    return [footage.stills[number] for number in sorted(numbers)]


def recall(shot: Shot, work: Path, footage: Footage) -> float | None:
    """Return a sequence's noise in levels of 255; None where it is not known, or of others."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(noise_file(work, shot.name).read_text("utf-8"))
        if kept["of"] == _key(shot, footage):
            return float(kept["noise"])
    return None


def keep(shot: Shot, work: Path, footage: Footage, noise: float) -> None:
    """Keep a sequence's noise.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps({"of": _key(shot, footage), "noise": noise})
    write_whole(noise_file(work, shot.name), text.encode())


def noise_file(work: Path, name: str) -> Path:
    """Return the file that keeps a sequence's noise."""
    return work / LIGHT.name / f"{name}.noise.json"


def read_for_noise(shot: Shot) -> Read:
    """Return how stills are read to measure their noise: as for the film, in a preview too."""
    return step_of(shot.step(Study).before, Read)


def _key(shot: Shot, footage: Footage) -> list[object]:
    """Return what tells from others the stills whose noise it is, and how large they are read."""
    stills = [key_of(still) for still in sampled(footage)]
    read = read_for_noise(shot)
    return [_VERSION, [*read.canvas], [*read.anchor], stills]
