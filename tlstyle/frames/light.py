"""What was measured of the light in stills, kept in the work folder, and the steps it decides.

It is looked up by what tells stills from others unread; where it is lost it is measured again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from glob import escape
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from tlstyle.frames.frame import LIGHT
from tlstyle.frames.shard import Shard
from tlstyle.project import Shot
from tlstyle.stills.light import COLUMNS, ROWS, VERSION, Grid
from tlstyle.stills.odd import oddities
from tlstyle.stills.srgb import LUMA
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import write_whole

_NOT_LOOKED_FOR = "odd stills are not left out yet: build looks for them when it measures the light"


def needs_light(shot: Shot) -> bool:
    """Tell whether a sequence's frames wait for the light in its stills to be measured."""
    return shot.skips_odd or _is_unlit(shot)


def _is_unlit(shot: Shot) -> bool:
    """Tell whether some of a sequence's steps do not know yet the light that they go by."""
    return any(step.needs_light for step in shot.steps)


def lit(shot: Shot, work: Path, footage: Footage) -> Shot:
    """Return a sequence whose steps know the light in its stills, if all of it was measured."""
    if not _is_unlit(shot):
        return shot
    light = _light(work, shot.name, footage)
    if light is None:
        return shot
    lit = (step.with_light(light) if step.needs_light else step for step in shot.steps)
    return replace(shot, steps=tuple(lit))


def without_odd(shot: Shot, work: Path, footage: Footage) -> Footage:
    """Return a sequence's stills but those that stand out, if it goes without such.

    They are looked for once the light in all stills is measured.
    """
    if not shot.skips_odd or footage.filmed is not None:
        return footage
    light = _light(work, shot.name, footage)
    if light is None:
        return replace(footage, warnings=(*footage.warnings, _NOT_LOOKED_FOR))
    odd = {oddity.number for oddity in oddities(light @ LUMA)}
    stills = tuple(still for number, still in enumerate(footage.stills) if number not in odd)
    return replace(footage, stills=stills, filmed=footage.stills)


def key_of(still: Still) -> str:
    """Return what tells a still from others, unread."""
    developed = f" {still.development}" if still.development else ""
    return f"{still.file.name} {still.bytes} {still.mtime_ns} {still.index}{developed}"


def recall(work: Path, name: str) -> dict[str, Grid]:
    """Return what was measured of a sequence, by `key_of` its stills; nothing where it is lost."""
    known: dict[str, Grid] = {}
    for file in files_of(work, name):
        known |= _kept(file)
    return known


def _kept(file: Path) -> dict[str, Grid]:
    """Return what a file keeps; nothing where a disk has lost something of it."""
    with suppress(OSError, ValueError, KeyError, BadZipFile, EOFError):
        with np.load(file, allow_pickle=False) as kept:
            keys, light = kept["stills"].tolist(), kept["light"]
        if light.shape == (len(keys), ROWS, COLUMNS, 3) and light.dtype == np.float32:
            return dict(zip(keys, light, strict=True))
    return {}


def _light(work: Path, name: str, footage: Footage) -> Grid | None:
    """Return the light in all stills of a sequence, one after the other; None if some is lost."""
    known = recall(work, name)
    grids = [known[key] for key in map(key_of, footage.stills) if key in known]
    return np.stack(grids) if len(grids) == len(footage.stills) else None


def keep(file: Path, known: Mapping[str, Grid]) -> None:
    """Keep what was measured of a sequence, in one of `files_of` it.

    Raises:
        OSError: it cannot be written.
    """
    packed = io.BytesIO()
    light = np.stack(list(known.values())).astype(np.float32)
    np.savez(packed, stills=np.array(list(known)), light=light)
    write_whole(file, packed.getvalue())


def file_of(work: Path, name: str, shard: Shard | None = None) -> Path:
    """Return the file that keeps what was measured of a sequence, by this version's measure.

    Each shard has its own, so that none loses what another measures at the same time.
    """
    own = f".{shard.number}-of-{shard.of}" if shard else ""
    return work / LIGHT / f"{name}.{VERSION}{own}.npz"


def files_of(work: Path, name: str) -> list[Path]:
    """Return the files in which something may be kept of a sequence, the shards' ones last."""
    theirs = (work / LIGHT).glob(f"{escape(name)}.{VERSION}.*-of-*.npz")
    return [file_of(work, name), *sorted(theirs)]
