"""Raw stills, by LibRaw: what they say before their pixels, and their pixels, developed.

LibRaw's defaults suit single pictures. What of them follows from a picture's own light is off here:
its automatic brightness, and that it takes the brightest of a picture for white where that is a
little below the sensor's own, which makes a sequence flicker.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.development import Development, Gains, Wanted, White
from tlstyle.stills.endings import MISSING_RAW, is_installed, is_raw
from tlstyle.stills.noted import noted_in
from tlstyle.stills.picture import Header, understandable
from tlstyle.stills.still import Still

if TYPE_CHECKING:
    from rawpy import ImageSizes, RawPy

_SRGB = (2.4, 12.92)
"""The power and the slope of sRGB's curve (IEC 61966-2-1)."""

_ORIENTATIONS = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's numbers for how a camera was held, and EXIF's."""

_FIRST_YEAR = 1990
"""LibRaw tells of an unknown time as of the year 1970."""


def raw_header(file: Path) -> Header:
    """Return what a raw file says before its pixels; one that is not as long as it says is decoded.

    Raises:
        FootageError: it is missing, cut short, or of no kind that is read.
    """
    with understandable(file), file.open("rb") as stream:
        noted = noted_in(stream)
        is_short = stream.seek(0, io.SEEK_END) < noted.length
    with _opened(file) as raw:
        if is_short:
            raw.unpack()
        sizes = raw.sizes
        taken = noted.taken if noted.is_known else _taken(raw)
    return Header(_upright(sizes), _ORIENTATIONS.get(sizes.flip, 1), taken, is_deep=True)


def _taken(raw: RawPy) -> datetime | None:
    """Return when LibRaw says that a file was taken, for which it decodes all of it."""
    told = raw.other.timestamp
    return told if told and told.year >= _FIRST_YEAR else None


def to_develop(
    stills: tuple[Still, ...], wanted: Wanted
) -> tuple[tuple[Still, ...], Development | None, str | None]:
    """Return stills of which the raw ones know how they are developed, all as the first of them.

    With them comes that, and a word where the camera's white balance is wanted and not said.

    Raises:
        FootageError: that one cannot be read.
    """
    first = next((still.file for still in stills if is_raw(still.file)), None)
    if first is None:
        return stills, None, None
    gains, odd = _gains(first, wanted.white)
    development = Development(gains, wanted.exposure)
    developed = tuple(
        replace(still, development=development) if is_raw(still.file) else still for still in stills
    )
    return developed, development, odd


def _gains(file: Path, white: White) -> tuple[Gains, str | None]:
    if not isinstance(white, str):
        return white, None
    with _opened(file) as raw:
        camera, daylight = raw.camera_whitebalance[:3], raw.daylight_whitebalance[:3]
    if white == "camera" and min(camera) > 0:
        return _rounded(camera), None
    odd = (
        f"{file.name} does not say its white balance: daylight is taken; "
        "`raw = { white = [2, 1, 1.5] }` says another"
    )
    known = daylight if min(daylight) > 0 else [1.0, 1.0, 1.0]
    return _rounded(known), odd if white == "camera" else None


def is_half(size: Size, canvas: Size, zoom: float = 1.0) -> bool:
    """Tell whether half of an upright size fills a canvas: then no pixel's colours are guessed.

    Zoomed in, a part of it does.
    """
    return min(size.width / canvas.width, size.height / canvas.height) >= 2 * zoom


def developed(
    file: Path,
    content: bytes,
    development: Development,
    canvas: Size | None = None,
    zoom: float = 1.0,
) -> NDArray[np.uint16]:
    """Return a raw still upright and in sRGB, height x width x 3; of half the size if it suffices.

    Args:
        file: The still; its name is used in messages.
        content: Its bytes.
        development: How the whole sequence is developed.
        canvas: What it is to fill.
        zoom: The largest at which a camera shows it there.

    Raises:
        FootageError: it cannot be decoded.
    """
    red, green, blue = development.gains
    with _opened(file, content) as raw:
        from rawpy import DemosaicAlgorithm

        pixels = raw.postprocess(
            demosaic_algorithm=DemosaicAlgorithm.PPG,  # half the time of LibRaw's usual one
            half_size=canvas is not None and is_half(_upright(raw.sizes), canvas, zoom),
            user_wb=[red, green, blue, green],
            bright=2.0**development.exposure,
            gamma=_SRGB,
            output_bps=16,
            no_auto_bright=True,
            adjust_maximum_thr=0.0,
        )
    planes = pixels.astype(np.uint16, copy=False).reshape(*pixels.shape[:2], -1)
    return np.repeat(planes, 3, axis=2) if planes.shape[2] == 1 else planes


def _upright(sizes: ImageSizes) -> Size:
    size = Size(sizes.width, sizes.height)
    return Size(*size[::-1]) if sizes.flip in (5, 6) else size


@contextmanager
def _opened(file: Path, content: bytes | None = None) -> Iterator[RawPy]:
    """Open a raw file, and turn whatever LibRaw raises meanwhile into a `FootageError`."""
    if not is_installed("rawpy"):
        raise FootageError(f"{file}: {MISSING_RAW}")
    import rawpy

    try:
        with rawpy.imread(str(file) if content is None else io.BytesIO(content)) as raw:
            yield raw
    except (rawpy.LibRawFileUnsupportedError, rawpy.NotSupportedError) as error:
        raise FootageError(
            f"{file}: is no raw picture of a kind that is known: develop it to TIFF first"
        ) from error
    except rawpy.LibRawUnsufficientMemoryError as error:
        raise MemoryError(str(file)) from error
    except rawpy.LibRawError as error:
        said = error.args[0] if error.args else ""
        why = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise FootageError(f"{file}: cannot be decoded ({why}): copy it again") from error


def _rounded(gains: list[float]) -> Gains:
    """Return gains with as many decimals as a frame's recipe tells apart."""
    red, green, blue = (round(gain / gains[1], 4) for gain in gains)
    return red, green, blue
