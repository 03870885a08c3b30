"""What was measured of stills, kept in the work folder.

It is looked up by what tells stills from others unread; where it is lost it is measured again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tlstyle.frames.shard import Shard
from tlstyle.stills.measure import Measure, Measured
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import write_whole


def keys_of(measure: Measure, footage: Footage) -> list[str]:
    """Return what tells what is measured of each still from others, unread."""
    keys = [key_of(still) for still in footage.stills]
    return [f"{keys[0]} {key}" for key in keys] if measure.is_by_first else keys


def all_of(measure: Measure, work: Path, name: str, footage: Footage) -> Measured | None:
    """Return what was measured of all stills of a sequence, in order; None if some is lost."""
    known, keys = recall(measure, work, name), keys_of(measure, footage)
    found = [known[key] for key in keys if key in known]
    return np.stack(found) if len(found) == len(keys) else None


def recall(measure: Measure, work: Path, name: str) -> dict[str, Measured]:
    """Return what was measured of a sequence, by `keys_of` its stills; nothing where it is lost."""
    known: dict[str, Measured] = {}
    for file in files_of(measure, work, name):
        known |= _kept(measure, file)
    return known


def keep(measure: Measure, file: Path, known: Mapping[str, Measured]) -> None:
    """Keep what was measured of a sequence, in one of `files_of` it.

    Raises:
        OSError: it cannot be written.
    """
    packed = io.BytesIO()
    values = np.stack(list(known.values())).astype(np.float32)
    arrays: dict[str, Any] = {"stills": np.array(list(known)), measure.name: values}
    np.savez(packed, **arrays)
    write_whole(file, packed.getvalue())


def file_of(measure: Measure, work: Path, name: str, shard: Shard | None = None) -> Path:
    """Return the file that keeps what was measured of a sequence.

    Each shard has its own, so that none loses what another measures at the same time.
    """
    own = f".{shard.number}-of-{shard.of}" if shard else ""
    return work / measure.name / f"{name}.{measure.version}{own}.npz"


def files_of(measure: Measure, work: Path, name: str) -> Sequence[Path]:
    """Return the files in which something may be kept of a sequence, the shards' ones last."""
    theirs = (work / measure.name).glob(f"{escape(name)}.{measure.version}.*-of-*.npz")
    return [file_of(measure, work, name), *sorted(theirs)]


def key_of(still: Still) -> str:
    """Return what tells a still from others, unread."""
    developed = f" {still.development}" if still.development else ""
    return f"{still.file.name} {still.bytes} {still.mtime_ns} {still.index}{developed}"


def _kept(measure: Measure, file: Path) -> dict[str, Measured]:
    """Return what a file keeps; nothing where a disk has lost something of it."""
    with suppress(OSError, ValueError, KeyError, BadZipFile, EOFError):
        with np.load(file, allow_pickle=False) as kept:
            keys, values = kept["stills"].tolist(), kept[measure.name]
        if values.shape == (len(keys), *measure.shape) and values.dtype == np.float32:
            return dict(zip(keys, values, strict=True))
    return {}
