"""Picture: a logo or a watermark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from PIL import Image
from pydantic import Field

from tlstyle.errors import FilmError
from tlstyle.overlays.layer import Layer, put
from tlstyle.overlays.overlay import Given, Moment, Overlay
from tlstyle.overlays.place import Box, Place, PlaceKey
from tlstyle.overlays.span import KEYS, When
from tlstyle.pixels import FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key, PathText
from tlstyle.stills.decode import is_converted, seen_through
from tlstyle.stills.places import file_named
from tlstyle.stills.readable import readable

if TYPE_CHECKING:
    from typing_extensions import Self


_COLOURS = 1
"""Goes up when what is in other colours than sRGB is brought there otherwise."""


@dataclass(frozen=True, slots=True)
class Picture(Overlay):
    """A picture on the picture, seen through where it is transparent.

    Attributes:
        file: The picture.
        size: Its height, in percent of the frame's.
        place: Where it lies.
        opacity: How much is seen of it, from 0 to 1.
    """

    file: Path
    size: float
    place: Place
    opacity: float

    kind: ClassVar[str] = "picture"
    about: ClassVar[str] = "a logo or a watermark, seen through where it is transparent"
    keys: ClassVar[Mapping[str, Key]] = {
        "file": Key(
            PathText, ..., "a picture, such as a PNG with transparency", examples=("logo.png",)
        ),
        "size": Key(
            Annotated[float, Field(ge=0.5, le=100)], 10.0, "its height, in percent of the frame's"
        ),
        "opacity": Key(Annotated[float, Field(gt=0, le=1)], 1.0, "how much is seen of it"),
        "place": Key(PlaceKey, "bottom right", "where it lies, as text does"),
        **KEYS,
    }

    @classmethod
    def of(cls, settings: Mapping[str, Any], given: Given) -> Self:
        """Return the picture as its table sets it."""
        file = file_named(settings["file"], given.folder)
        own = settings["size"], settings["place"], settings["opacity"]
        return cls(When.of(settings), file, *own)

    def __str__(self) -> str:
        return f"picture {self.file.name}"

    @property
    def files(self) -> tuple[Path, ...]:
        """The picture's file."""
        return (self.file,)

    def troubles(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield why the picture cannot be read."""
        try:
            drawn(self.file, 16)
        except FilmError as error:
            yield str(error), "file"

    def recipe(self, moment: Moment, identity: Callable[[Path], str]) -> dict[str, Any]:
        """Return which picture it is, where and how large."""
        return {
            "kind": self.kind,
            "file": identity(self.file),
            "size": self.size,
            "place": [self.place.x, self.place.y, self.place.is_point],
            "opacity": str(self._opacity(moment)),
            **({"colours": _COLOURS} if _converted(self.file) else {}),
        }

    def box(self, size: Size, moment: Moment) -> Box:
        """Return where it lies."""
        cover = self._layer(size).cover
        return self.place.box(cover.width, cover.height, size)

    def draw(self, picture: FramePixels, moment: Moment) -> FramePixels:
        """Return a frame with it on top."""
        size = Size(picture.shape[1], picture.shape[0])
        box = self.box(size, moment)
        return put((self._layer(size),), picture, box, self._opacity(moment))

    def _layer(self, size: Size) -> Layer:
        return drawn(self.file, max(1, round(self.size * size.height / 100)))

    def _opacity(self, moment: Moment) -> Fraction:
        return moment.opacity * Fraction(str(self.opacity))


def drawn(file: Path, height: int) -> Layer:
    """Return a picture in a height.

    Raises:
        FilmError: it cannot be read.
    """
    with readable(file):
        return _drawn(file, file.stat().st_mtime_ns, height)


def _converted(file: Path) -> bool:
    with readable(file):
        return _is_converted(file, file.stat().st_mtime_ns)


@lru_cache(16)
def _is_converted(file: Path, _changed: int) -> bool:
    with Image.open(file) as image:
        return is_converted(image)


@lru_cache(16)
def _drawn(file: Path, _changed: int, height: int) -> Layer:
    with Image.open(file) as image:
        upright = seen_through(image)
    width = max(1, round(upright.width * height / upright.height))
    fitted = upright.resize((width, height), Image.Resampling.LANCZOS)
    return Layer(fitted.convert("RGB"), fitted.getchannel("A"))
