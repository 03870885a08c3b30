"""A film as a finished value: what it shows and when, how large, over which sound, how encoded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, dataclass
from math import prod
from pathlib import Path
from typing import Any

from tlstyle.codecs import CODECS, Codec, Encoding
from tlstyle.film.move import Moves
from tlstyle.film.score import Cue, loudness_asked, recipe_of
from tlstyle.film.track import RATE
from tlstyle.film.view import View
from tlstyle.overlays import Laid, Moment, Overlay, Taken
from tlstyle.size import Size
from tlstyle.stills.framing import Aim
from tlstyle.system.digests import content_digest
from tlstyle.timeline import Layer, Shown, Timeline

VERSION = 6
"""Goes up when the same frames, timeline and music come out as another film."""

_BYTES_A_SAMPLE = 8.0
"""Each track is laid down beside the film, 2 x 4 bytes wide, and so is all that is heard: twice
where it is brought to a loudness."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film to be encoded, wherever it will lie and whoever's it will be.

    Attributes:
        title: What players call it.
        timeline: What to show when.
        pictures: The files: `pictures[c][i]` is clip c's frame i, as large as the film. One may
            come up several times in a row, and is then read once.
        size: Its size, in even numbers.
        cues: What is heard under it; none for a film without sound.
        encoding: How its picture is compressed.
        view: What it shows of pictures that are larger; None for pictures as large as it.
        moves: How each clip's pictures move, if any do.
        overlays: What lies on top of them, the first lowest.
        taken: When each picture's still was taken, if an overlay tells it.
        deep: The clips whose pictures have 16 bits a channel.
    """

    title: str
    timeline: Timeline
    pictures: tuple[tuple[Path, ...], ...]
    size: Size
    cues: tuple[Cue, ...]
    encoding: Encoding
    view: View | None = None
    moves: tuple[Moves, ...] = ()
    overlays: tuple[Laid, ...] = ()
    taken: Taken = ()
    deep: frozenset[int] = frozenset()

    def aim(self, layer: Layer) -> Aim | None:
        """Return where a camera is aimed at a layer's picture; None if its clip does not move."""
        moves = self.moves[layer.clip] if self.moves else ()
        return moves[layer.index] if moves else None

    def is_deep(self, shown: Shown) -> bool:
        """Tell whether one of its frames is drawn with 16 bits a channel."""
        return any(layer.clip in self.deep for layer in shown.layers)

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
        film = float(self.timeline.seconds)
        tracks = sum(min(cue.seconds, film) for cue in self.cues)
        mixes = (1 if loudness_asked(self.cues) is None else 2) if self.cues else 0
        return (tracks + mixes * film) * RATE * _BYTES_A_SAMPLE

    def on_top(self, shown: Shown) -> Iterator[tuple[Overlay, Moment]]:
        """Yield what lies on top of one of its frames, the first lowest."""
        for laid in self.overlays:
            if moment := laid.moment(shown, self.timeline, self.taken):
                yield laid.overlay, moment

    def said_on_top(self, shown: Shown, identity: Callable[[Path], str]) -> list[dict[str, Any]]:
        """Return what decides the pixels of what lies on top of a frame, as JSON keeps it."""
        return [overlay.recipe(moment, identity) for overlay, moment in self.on_top(shown)]

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
            "music": recipe_of(self.cues),
            "frames": [[identity(picture) for picture in clip] for clip in self.pictures],
            **({"view": asdict(self.view)} if self.view else {}),
            **({"moves": [list(map(astuple, each)) for each in self.moves]} if self.moves else {}),
            **({"overlays": self._overlaid(identity)} if self.overlays else {}),
            **({"deep": sorted(self.deep)} if self.deep else {}),
        }
        return content_digest(json.dumps(parts, sort_keys=True).encode())

    def _overlaid(self, identity: Callable[[Path], str]) -> list[list[dict[str, Any]]]:
        return [self.said_on_top(shown, identity) for shown in self.timeline.frames()]
