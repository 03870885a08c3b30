"""A film as a finished value: what it shows and when, how large, over which sound, how encoded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from math import prod
from pathlib import Path

from tlstyle.codecs import CODECS, Codec, Encoding
from tlstyle.film.move import Moves
from tlstyle.film.sound import RATE
from tlstyle.film.view import View
from tlstyle.project.types import Music
from tlstyle.size import Size
from tlstyle.stills.framing import Aim
from tlstyle.stills.picture import file_digest
from tlstyle.system.digests import content_digest
from tlstyle.timeline import Layer, Timeline

VERSION = 6
"""Goes up when the same frames, timeline and music come out as another film."""

_BYTES_A_SAMPLE = 16.0
"""Music is laid down beside the film as it is read and as it is played, each 2 x 4 bytes wide."""

_LEVELLED = 1.5
"""How much more that is where it is brought to a loudness, and laid down once more."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film to be encoded, wherever it will lie and whoever's it will be.

    Attributes:
        title: What players call it.
        timeline: What to show when.
        pictures: The files: `pictures[c][i]` is clip c's frame i, as large as the film. One may
            come up several times in a row, and is then read once.
        size: Its size, in even numbers.
        music: The track under it; None for a film without sound.
        encoding: How its picture is compressed.
        view: What it shows of pictures that are larger; None for pictures as large as it.
        moves: How each clip's pictures move, if any do.
    """

    title: str
    timeline: Timeline
    pictures: tuple[tuple[Path, ...], ...]
    size: Size
    music: Music | None
    encoding: Encoding
    view: View | None = None
    moves: tuple[Moves, ...] = ()

    def aim(self, layer: Layer) -> Aim | None:
        """Return where a camera is aimed at a layer's picture; None if its clip does not move."""
        moves = self.moves[layer.clip] if self.moves else ()
        return moves[layer.index] if moves else None

    @property
    def codec(self) -> Codec:
        """What compresses its picture."""
        return CODECS[self.encoding.codec]

    @property
    def picture_bytes(self) -> float:
        """About how many bytes its picture takes."""
        return self.timeline.length * prod(self.size) * self.codec.bytes_a_pixel

    @property
    def sound_bytes(self) -> float:
        """How many bytes its music takes while it is written."""
        if self.music is None:
            return 0.0
        times = 1.0 if self.music.loudness is None else _LEVELLED
        return times * float(self.timeline.seconds) * RATE * _BYTES_A_SAMPLE

    def digest(self, identity: Callable[[Path], str]) -> str:
        """Return what tells this film from any other, by what tells its pictures from others."""
        timeline = self.timeline
        parts = {
            "version": VERSION,
            "title": self.title,
            "fps": str(timeline.fps),
            "fades": [timeline.fade_in, timeline.fade_out],
            "clips": [
                [clip.start, clip.length, clip.overlap, clip.join.recipe(identity)]
                for clip in timeline.clips
            ],
            "size": self.size,
            "encoding": self.encoding.recipe(),
            "music": self.music and {**asdict(self.music), "file": file_digest(self.music.file)},
            "frames": [[identity(picture) for picture in clip] for clip in self.pictures],
            **({"view": asdict(self.view)} if self.view else {}),
            **({"moves": [list(map(astuple, each)) for each in self.moves]} if self.moves else {}),
        }
        return content_digest(json.dumps(parts, sort_keys=True).encode())
