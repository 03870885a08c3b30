"""Frames as PNG: what our writer writes, any reader reads."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from tlstyle import png


@pytest.mark.parametrize("size", [(1, 1), (9, 1), (18, 32)])
def test_16_bits_come_back_from_us_and_from_opencv(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (*size, 3), np.uint16)
    file = png.encode(pixels, "tlstyle", "{}")
    decoded = png.decode(file)
    assert decoded is not None
    assert decoded.dtype == np.uint16
    assert (decoded == pixels).all()
    other = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_UNCHANGED)
    assert other is not None
    assert (other[..., ::-1] == pixels).all()
    assert png.encoded_head(file[:65536], len(file), "tlstyle") == (size[1], size[0], "{}")
    assert png.checksum(decoded[::-1][::-1]) == png.checksum(pixels)
    broken = bytearray(file)
    broken[-20] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        png.decode(bytes(broken))


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (18, 32), (270, 481)])
@pytest.mark.parametrize("kind", ["noise", "ramp", "white"])
def test_a_picture_comes_back_from_us_and_from_pillow(size: tuple[int, int], kind: str) -> None:
    pixels = draw(kind, *size)
    file = png.encode(pixels, "tlstyle", '{"still":"ab"}')
    decoded = png.decode(file)
    assert decoded is not None
    assert (decoded == pixels).all()
    with Image.open(io.BytesIO(file)) as image:
        image.verify()
    with Image.open(io.BytesIO(file)) as image:
        assert image.info == {"tlstyle": '{"still":"ab"}'}
        assert (np.asarray(image) == pixels).all()


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "RGB"])
def test_other_kinds_are_left_to_others(mode: str) -> None:
    file = io.BytesIO()
    Image.fromarray(draw("noise", 18, 32)).convert(mode).save(file, "PNG")
    assert png.decode(file.getvalue()) is None


@pytest.mark.parametrize("height", [17, 19])
def test_a_header_that_claims_other_sizes_is_damage(height: int) -> None:
    file = png.encode(draw("noise", 18, 32), "tlstyle", "{}")
    other = png.encode(draw("noise", height, 32), "tlstyle", "{}")
    with pytest.raises(ValueError, match="more or fewer pixels"):
        png.decode(other[:33] + file[33:])


def draw(kind: str, height: int, width: int) -> NDArray[np.uint8]:
    if kind == "noise":
        return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    ramp = np.arange(height * width * 3).reshape(height, width, 3) % 256
    return np.where(kind == "ramp", ramp, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["noise", "ramp", "white"])
@pytest.mark.parametrize("size", [(1, 1), (18, 32), (270, 481)])
def test_the_head_of_ours_is_known_and_that_of_others_is_not(
    size: tuple[int, int], kind: str
) -> None:
    pixels = draw(kind, *size)
    file = png.encode(pixels, "tlstyle", "{}")
    assert png.encoded_head(file[:65536], len(file), "tlstyle") == (size[1], size[0], "{}")
    assert png.encoded_head(file[:65536], len(file) + 1, "tlstyle") is None
    assert png.encoded_head(file[:65536], len(file), "other") is None
    info = PngImagePlugin.PngInfo()
    info.add_text("tlstyle", "{}")
    for level in range(10):
        other = io.BytesIO()
        Image.fromarray(pixels).save(other, "PNG", pnginfo=info, compress_level=level)
        head = other.getvalue()[:65536]
        assert png.encoded_head(head, len(other.getvalue()), "tlstyle") is None
    for cut in range(200):
        assert png.encoded_head(file[:cut], cut, "tlstyle") is None or cut == len(file)
