"""What an overlay is, and when it is to be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

from tlstyle.overlays.lines import Words
from tlstyle.overlays.place import Box
from tlstyle.overlays.span import Span, When
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key
from tlstyle.timeline import Layer, Shown, Timeline

if TYPE_CHECKING:
    from typing_extensions import Self

Taken: TypeAlias = Sequence[Sequence[datetime | None]]
"""When the still was taken that each frame of each clip shows; nothing where nobody asks."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a project is, for the overlays in it.

    Attributes:
        folder: What paths are relative to.
        title: The film's.
        styles: What the pictures are called in whose style it is painted.
        music: What its tracks are called.
    """

    folder: Path
    title: str
    styles: tuple[str, ...]
    music: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a frame is to an overlay.

    Attributes:
        name: The sequence that it shows, or shows most of.
        taken: When its still was taken, where that is known.
        opacity: How much is to be seen of the overlay, from 0 to 1.
        progress: How far it is on its way through the overlay's time, over 0 and under 1.
    """

    name: str
    taken: datetime | None
    opacity: Fraction
    progress: Fraction


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something that lies on top of the picture for a while.

    Attributes:
        kind: The table that sets it.
        about: What it is, as the handbook's table has it.
        keys: The keys of its table.
        is_one: Whether a project has one at most.
        tells_time: Whether it wants to know when stills were taken.
        when: When it is to be seen.
    """

    when: When

    kind: ClassVar[str]
    about: ClassVar[str]
    keys: ClassVar[Mapping[str, Key]]
    is_one: ClassVar[bool] = False

    @classmethod
    def of(cls, settings: Mapping[str, Any], given: Given) -> Self:
        """Return the overlay as a table sets it, by what each of its keys holds."""
        raise NotImplementedError

    @property
    def tells_time(self) -> bool:
        """Whether it wants to know when stills were taken."""
        return False

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it needs, of the system's fonts too."""
        return ()

    def troubles(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with its files and letters, and which key says so.

        Args:
            names: The sequences'.
        """
        yield from ()

    def recipe(self, moment: Moment, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return what of it decides a frame's pixels, as JSON keeps it, files told by identity."""
        raise NotImplementedError

    def words(self, moment: Moment) -> Words | None:
        """Return what it says in a frame; None of what is no text."""
        return None

    def box(self, size: Size, moment: Moment) -> Box | None:
        """Return the part of a frame that it covers, which should be safe; None if that is moot."""
        raise NotImplementedError

    def draw(self, picture: FramePixels, moment: Moment) -> FramePixels:
        """Return a frame with it on top, of as many bits; the picture itself is left as it is."""
        raise NotImplementedError


class Placed(NamedTuple):
    """An overlay, and where in the project file it stands."""

    overlay: Overlay
    place: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """An overlay on a timeline: over which frames of the film, or of which clip of it."""

    overlay: Overlay
    span: Span

    def moment(self, shown: Shown, timeline: Timeline, taken: Taken) -> Moment | None:
        """Return what a film's frame is to it; None if it is not to be seen there."""
        span, at = self.span, shown.number - self.span.first
        if not 0 <= at < span.length:
            return None
        most = self.layer(shown)
        return Moment(
            timeline.clips[most.clip].name,
            taken[most.clip][most.index] if taken else None,
            span.opacity(at),
            Fraction(at + 1, span.length + 1),
        )

    def layer(self, shown: Shown) -> Layer:
        """Return what it tells of a frame: of its clip's layer, or of the one that shows most."""
        clip = self.span.clip
        layers = [layer for layer in shown.layers if clip in (None, layer.clip)]
        return layers[-1] if shown.progress * 2 >= 1 else layers[0]


def laid_on(overlays: Sequence[Overlay], timeline: Timeline) -> tuple[Laid, ...]:
    """Return overlays where they are on a timeline, without those of sequences that it lacks."""
    placed = ((overlay, overlay.when.on(timeline)) for overlay in overlays)
    return tuple(Laid(overlay, span) for overlay, span in placed if span)
