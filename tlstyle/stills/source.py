"""Stills read while they are painted, and what tells one from any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tlstyle.errors import FootageError
from tlstyle.pixels import CanvasPixels, Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.stills.fitted import fit_planes, read_deep, read_fitted
from tlstyle.stills.framing import Aim
from tlstyle.stills.picture import Picture, fit, read_upright
from tlstyle.stills.raw import developed
from tlstyle.stills.still import Still
from tlstyle.stills.video import video_pictures
from tlstyle.system.digests import content_digest


@dataclass(frozen=True, slots=True)
class Source:
    """A still about to be read; pictures of a video come decoded, as they only come in order."""

    still: Still
    picture: Picture | None = None

    def read(self) -> tuple[str, Picture]:
        """Return the still's digest and its upright picture.

        Raises:
            FootageError: the file vanished or cannot be decoded.
        """
        if self.picture:
            return content_digest(self.picture.tobytes()), self.picture
        content, development = self.content(), self.still.development
        if development:
            pixels = developed(self.still.file, content, development)
            return content_digest(content), Image.fromarray(in_bytes(pixels))
        return content_digest(content), read_upright(self.still.file, content)

    def read_fitted(
        self,
        canvas: Size,
        anchor: tuple[float, float],
        aim: Aim | None = None,
        *,
        deep: bool = False,
    ) -> tuple[str, CanvasPixels]:
        """Return the still's digest, and its upright picture fitted to a canvas, `deep` of 16 bits.

        Where a camera is aimed at a part of it, that is fitted to the canvas.

        Raises:
            FootageError: the file vanished or cannot be decoded.
        """
        if self.picture:
            return self.digest(), fit(self.picture, canvas, anchor, aim)
        content, development = self.content(), self.still.development
        if development:
            zoom = aim.closest if aim else 1.0
            pixels = developed(self.still.file, content, development, canvas, zoom)
            fitted = fit_planes(pixels, canvas, anchor, aim)
            return content_digest(content), fitted if deep else in_bytes(fitted)
        read = read_deep if deep else read_fitted
        return content_digest(content), read(self.still.file, content, canvas, anchor, aim)

    def fitted(self, canvas: Size, anchor: tuple[float, float]) -> Pixels:
        """Return the still's upright picture fitted to a canvas, without telling it from others.

        Raises:
            FootageError: the file vanished or cannot be decoded.
        """
        if self.picture:
            return fit(self.picture, canvas, anchor)
        content, development = self.content(), self.still.development
        if development:
            pixels = developed(self.still.file, content, development, canvas)
            return in_bytes(fit_planes(pixels, canvas, anchor))
        return read_fitted(self.still.file, content, canvas, anchor)

    def digest(self) -> str:
        """Return what tells this still from any other: a hash of its file or its pixels."""
        return content_digest(self.picture.tobytes() if self.picture else self.content())

    def content(self) -> bytes:
        """Return the bytes of the still's file.

        Raises:
            FootageError: it vanished or changed since it was found.
        """
        try:
            content = self.still.file.read_bytes()
            _refuse_changed(self.still)
        except OSError as error:
            raise FootageError(f"{self.still}: cannot be read ({error.strerror})") from error
        return content


def sources(stills: Iterable[Still]) -> Iterator[Source]:
    """Yield stills ready to be read, in order; video files are decoded in passing."""
    videos: dict[Path, Iterator[tuple[int, Picture]]] = {}
    for still in stills:
        if still.index is None:
            yield Source(still)
            continue
        if still.file not in videos:
            videos[still.file] = enumerate(_unchanged_pictures(still))
        pictures = videos[still.file]
        picture = next((picture for index, picture in pictures if index == still.index), None)
        if picture is None:
            raise FootageError(f"{still}: the video ends before it")
        yield Source(still, picture)


def _unchanged_pictures(still: Still) -> Iterator[Picture]:
    try:
        _refuse_changed(still)
        yield from video_pictures(still.file)
    except (OSError, RuntimeError, StopIteration) as error:
        raise FootageError(f"{still.file}: the video cannot be read ({error})") from error


def _refuse_changed(still: Still) -> None:
    stat = still.file.stat()
    if (stat.st_size, stat.st_mtime_ns) != (still.bytes, still.mtime_ns):
        raise FootageError(f"{still.file}: changed since this run began: run it again")
