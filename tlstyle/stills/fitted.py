"""Stills read for a canvas: large JPEG decoded no larger than it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.pixels import FramePixels, Pixels
from tlstyle.size import Size
from tlstyle.stills import jpeg
from tlstyle.stills.colour import other_profile
from tlstyle.stills.decode import JPEGS, decoded_of, icc_of, upright_of
from tlstyle.stills.deep import WHITE, deep_of, is_deep
from tlstyle.stills.exif import exif_of, orientation_of
from tlstyle.stills.framing import Aim, framed, framed_deep, framing, kept
from tlstyle.stills.picture import TURNED, fit, opened
from tlstyle.stills.raw import is_half
from tlstyle.stills.resampling import Box, Filter
from tlstyle.stills.still import Footage


def read_fitted(
    file: Path, content: bytes, canvas: Size, anchor: tuple[float, float], aim: Aim | None = None
) -> Pixels:
    """Return a picture upright, in sRGB, on white, and fitted to a canvas, as a camera is aimed.

    JPEG is decoded no larger than that takes, which is quicker, and resized by a filter that is
    enough for what is left: at most a level, in the mean, from the long way.

    Raises:
        FootageError: it cannot be decoded.
    """
    with opened(file, content) as image:
        if not aim and (pixels := _cropped(image, content, canvas, anchor)) is not None:
            return pixels
        part = _part(image, canvas, aim)
        decoded = decoded_of(image, content, part)
        upright = upright_of(image, decoded)
        if decoded.size == image.size:
            return fit(upright, canvas, anchor, aim)
        whole = _whole(image, decoded, part)
    if aim:
        return framed(upright, framing(whole, canvas, aim), canvas, Filter.HAMMING)
    box = kept(whole, canvas, anchor)
    return np.asarray(upright.resize(canvas, Filter.HAMMING, box))


def read_deep(
    file: Path, content: bytes, canvas: Size, anchor: tuple[float, float], aim: Aim | None = None
) -> NDArray[np.uint16]:
    """Return the same with 16 bits a channel; of a picture of 8, their value.

    It is fitted before it is brought to sRGB, as cameras' pictures are far larger than canvases.

    Raises:
        FootageError: it cannot be decoded.
    """
    with opened(file, content) as image:
        if is_deep(image):
            deep = deep_of(image, content)
            return deep.in_srgb(fit_planes(deep.pixels, canvas, anchor, aim))
    return read_fitted(file, content, canvas, anchor, aim) * np.uint16(WHITE // 255)


def upright_pixels(file: Path, content: bytes) -> FramePixels:
    """Return a picture's pixels upright, in sRGB, on white: of 16 bits a channel if it has them.

    Raises:
        FootageError: it cannot be decoded.
    """
    with opened(file, content) as image:
        if is_deep(image):
            deep = deep_of(image, content)
            return deep.in_srgb(deep.pixels)
        return np.asarray(upright_of(image, decoded_of(image, content)))


def fit_planes(
    pixels: NDArray[np.uint16], canvas: Size, anchor: tuple[float, float], aim: Aim | None = None
) -> NDArray[np.uint16]:
    """Fit as `fit` does, channel by channel: height x width x 3, or 1."""
    height, width, channels = pixels.shape
    if aim:
        return framed_deep(pixels, framing((0, 0, width, height), canvas, aim), canvas)
    if (width, height) == canvas:
        return pixels
    box = kept((0, 0, width, height), canvas, anchor)
    fitted = np.empty((canvas.height, canvas.width, channels), np.uint16)
    for channel in range(channels):
        plane = Image.fromarray(pixels[..., channel].astype(np.float32))
        resized = np.asarray(plane.resize(canvas, Image.Resampling.LANCZOS, box))
        fitted[..., channel] = resized.clip(0, WHITE) + np.float32(0.5)
    return fitted


def fitted_reading(size: Size, canvas: Size, zoom: float = 1.0) -> str | None:
    """Return how JPEG of an upright size is decoded to fill a canvas; None where wholly."""
    part = jpeg.eighths(size, canvas, zoom)
    return None if part == jpeg.WHOLE else f"{part}/{jpeg.WHOLE}"


def part_read(footage: Footage, canvas: Size, zoom: float = 1.0) -> str | None:
    """Return how much of its stills' sizes is decoded to fill a canvas; None where all of it."""
    if footage.is_raw:
        return "half" if is_half(footage.size, canvas, zoom) else None
    return fitted_reading(footage.size, canvas, zoom) if footage.is_jpeg else None


def _cropped(
    image: Image.Image, content: bytes, canvas: Size, anchor: tuple[float, float]
) -> Pixels | None:
    """Return a JPEG whose rows and columns a canvas takes as they are; None if there is more to do.

    That is what an editor exports at the film's size. Pillow would copy it four times.
    """
    left, top, right, bottom = kept((0, 0, *image.size), canvas, anchor)
    is_whole = (right - left, bottom - top) == canvas and left == int(left) and top == int(top)
    if not is_whole or image.format not in JPEGS or image.mode != "RGB":
        return None
    if orientation_of(exif_of(image)) != 1 or other_profile(icc_of(image)):
        return None
    pixels = jpeg.decode(content, image.mode, Size(*image.size))
    return None if pixels is None else pixels[int(top) : int(bottom), int(left) : int(right)].copy()


def _part(image: Image.Image, canvas: Size, aim: Aim | None) -> int:
    """Return how many eighths of its sides a picture is decoded to, to fill a canvas."""
    if image.format not in JPEGS:
        return jpeg.WHOLE
    turned = orientation_of(exif_of(image)) in TURNED
    upright = Size(*image.size[:: -1 if turned else 1])
    return jpeg.eighths(upright, canvas, aim.closest if aim else 1.0)


def _whole(image: Image.Image, decoded: Image.Image, part: int) -> Box:
    """Return where a picture lies in its eighths, which are rounded up, once they are upright."""
    orientation = orientation_of(exif_of(image))
    sides = [side * part / jpeg.WHOLE for side in image.size]
    beyond = [rounded - side for rounded, side in zip(decoded.size, sides, strict=True)]
    if orientation in TURNED:
        sides, beyond = sides[::-1], beyond[::-1]
    left = beyond[0] if orientation in (2, 3, 6, 7) else 0.0
    top = beyond[1] if orientation in (3, 4, 7, 8) else 0.0
    return left, top, left + sides[0], top + sides[1]
