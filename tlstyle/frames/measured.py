"""What was measured of stills, kept in the work folder.

It is looked up by what tells stills from others unread; where it is lost it is measured again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tlstyle.frames.shard import Shard
from tlstyle.stills.measure import Measure, Measured
from tlstyle.stills.still import Footage, Still
from tlstyle.system.whole import write_whole


@dataclass(frozen=True, slots=True)
class Kept:
    """What is measured of a sequence's stills, as a work folder keeps it.

    Attributes:
        measure: What is measured of them.
        work: The work folder.
        name: The sequence.
    """

    measure: Measure
    work: Path
    name: str

    def keys(self, footage: Footage) -> list[str]:
        """Return what tells what is measured of each still from others, unread."""
        keys = [key_of(still) for still in footage.stills]
        return [f"{keys[0]} {key}" for key in keys] if self.measure.is_by_first else keys

    def all_of(self, footage: Footage) -> Measured | None:
        """Return what was measured of all stills, in order; None if some is lost."""
        known, keys = self.recall(), self.keys(footage)
        found = [known[key] for key in keys if key in known]
        return np.stack(found) if len(found) == len(keys) else None

    def recall(self) -> dict[str, Measured]:
        """Return what was measured, by the stills' `keys`; nothing where it is lost."""
        known: dict[str, Measured] = {}
        for file in self.files:
            known |= self._read(file)
        return known

    def keep(self, known: Mapping[str, Measured], shard: Shard | None = None) -> None:
        """Keep what was measured, in a shard's own file if one measured it.

        Raises:
            OSError: it cannot be written.
        """
        packed = io.BytesIO()
        values = np.stack(list(known.values())).astype(np.float32)
        arrays: dict[str, Any] = {"stills": np.array(list(known)), self.measure.name: values}
        np.savez(packed, **arrays)
        write_whole(self.file(shard), packed.getvalue())

    def file(self, shard: Shard | None = None) -> Path:
        """Return the file that it is kept in.

        Each shard has its own, so that none loses what another measures at the same time.
        """
        own = f".{shard.number}-of-{shard.of}" if shard else ""
        return self._folder / f"{self.name}.{self.measure.version}{own}.npz"

    @property
    def files(self) -> Sequence[Path]:
        """The files in which something may be kept, the shards' ones last."""
        theirs = self._folder.glob(f"{escape(self.name)}.{self.measure.version}.*-of-*.npz")
        return [self.file(), *sorted(theirs)]

    @property
    def _folder(self) -> Path:
        return self.work / self.measure.name

    def _read(self, file: Path) -> dict[str, Measured]:
        """Return what a file keeps; nothing where a disk has lost something of it."""
        with suppress(OSError, ValueError, KeyError, BadZipFile, EOFError):
            with np.load(file, allow_pickle=False) as kept:
                keys, values = kept["stills"].tolist(), kept[self.measure.name]
            if values.shape == (len(keys), *self.measure.shape) and values.dtype == np.float32:
                return dict(zip(keys, values, strict=True))
        return {}


def key_of(still: Still) -> str:
    """Return what tells a still from others, unread."""
    developed = f" {still.development}" if still.development else ""
    return f"{still.file.name} {still.bytes} {still.mtime_ns} {still.index}{developed}"
