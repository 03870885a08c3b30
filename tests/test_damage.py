"""Stills that are damaged inside are refused and named; those that only look odd are read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.fitted import read_fitted
from tlstyle.stills.picture import read_upright, upright_size

END = b"\xff\xd9"
SCAN = b"\xff\xda"


def drawn(seed: int = 0, mode: str = "RGB", **save: Any) -> bytes:
    """Return a JPEG of soft blobs with a sensor's noise."""
    random = np.random.default_rng(seed)
    blobs = Image.fromarray(random.integers(0, 256, (6, 9, 3), np.uint8)).resize((360, 240))
    noise = random.normal(0, 6, (240, 360, 3))
    picture = Image.fromarray((np.asarray(blobs) + noise).clip(0, 255).astype(np.uint8))
    return encoded(picture.convert(mode), "JPEG", **save)


def encoded(picture: Image.Image, kind: str, **save: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **save)
    return stream.getvalue()


def zeros(content: bytes) -> bytes:
    """Return a file whose middle, up to 32 KiB and a quarter, was lost by the disk."""
    middle, lost = len(content) // 2, min(32768, len(content) // 4)
    return content[:middle] + bytes(lost) + content[middle + lost :]


def tail(content: bytes, other: bytes) -> bytes:
    """Return a file that goes on with another one from the middle."""
    return content[: len(content) // 2] + other[len(other) // 2 :]


def refuses(folder: Path, content: bytes) -> bool:
    """Tell whether a still is refused both to a painter and to whoever looks at it small."""
    file = folder / "still"
    file.write_bytes(content)
    with pytest.raises(FootageError, match="damaged"):
        read_fitted(file, content, Size(48, 32), (0.5, 0.5))
    with pytest.raises(FootageError, match=r"still: cannot be decoded \(its pixels are damaged\)"):
        read_upright(file)
    return True


JPEGS: list[dict[str, Any]] = [
    {},
    {"mode": "L"},
    {"mode": "CMYK"},
    {"progressive": True},
    {"subsampling": "4:1:1"},
    {"restart_marker_blocks": 10},
]


@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_that_lost_its_middle_or_has_anothers_end_is_refused(
    tmp_path: Path, kind: dict[str, Any]
) -> None:
    content = drawn(0, **kind)
    assert refuses(tmp_path, zeros(content))
    assert refuses(tmp_path, tail(content, drawn(1, **kind)))


def test_a_png_whose_pixels_are_not_those_of_its_checksum_is_refused(tmp_path: Path) -> None:
    still = bytearray(encoded(Image.effect_noise((90, 60), 40), "PNG", compress_level=0))
    still[len(still) // 2] ^= 1
    assert refuses(tmp_path, bytes(still))


@pytest.mark.parametrize("compression", ["tiff_lzw", "jpeg", "packbits"])
def test_a_packed_tiff_that_lost_its_middle_is_refused(tmp_path: Path, compression: str) -> None:
    still = Image.open(io.BytesIO(drawn()))
    (tmp_path / "still.tif").write_bytes(zeros(encoded(still, "TIFF", compression=compression)))
    with pytest.raises(FootageError, match=r"still\.tif: cannot be decoded"):
        read_upright(tmp_path / "still.tif")


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "WEBP"])
def test_a_picture_of_any_kind_that_is_cut_off_is_refused(tmp_path: Path, kind: str) -> None:
    content = encoded(Image.open(io.BytesIO(drawn())), kind)
    (tmp_path / "still").write_bytes(content[: len(content) * 6 // 10])
    with pytest.raises(FootageError, match="still: "):
        read_upright(tmp_path / "still")


def kept(content: bytes) -> Iterator[bytes]:
    yield content
    yield content[:-2]
    yield content[:-1]
    yield content + b"SEFT" * 2000
    yield content + content
    yield content[:-2] + bytes(300) + END


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_of_which_only_the_end_mark_is_missing_is_read_as_pillow_does(
    tmp_path: Path, kind: dict[str, Any], orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    whole = drawn(0, **kind, exif=exif)
    with Image.open(io.BytesIO(whole)) as image:
        turned = image.transpose(Image.Transpose.ROTATE_270) if orientation == 6 else image
        expected = np.asarray(turned.convert("RGB"))
    for number, content in enumerate(kept(whole)):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(content)
        assert upright_size(file) == (Size(240, 360) if orientation == 6 else Size(360, 240))
        assert (np.asarray(read_upright(file)) == expected).all(), number


def test_a_jpeg_with_an_odd_header_is_read(shared: Path) -> None:
    assert read_upright(shared / "data/nasty/pillow__junk_jpeg_header.jpg")


def lose(file: Path) -> None:
    file.write_bytes(zeros(drawn(5)))


def replace_tail(file: Path) -> None:
    file.write_bytes(tail(drawn(5), drawn(6)))


@pytest.mark.parametrize("damage", [lose, replace_tail])
def test_damaged_stills_are_named_and_the_others_are_painted(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
) -> None:
    for file in (site.folder / "one").iterdir():
        file.unlink()
    for number in range(8):
        (site.folder / f"one/img{number}.jpg").write_bytes(drawn(number))
    bad = site.folder / "one/img5.jpg"
    damage(bad)
    assert run(["check", str(site.file), "--deep"]) == 2
    assert "img5.jpg: cannot be decoded (its pixels are damaged)" in capsys.readouterr().err
    assert run(["paint", str(site.file), "--jobs", "1"]) == 1
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error")]
    assert len(errors) == 1
    assert "img5.jpg" in errors[0]
    assert len(list((site.frames / "two").iterdir())) == 6
    assert not (site.frames / "one/img5.png").exists()


def test_stills_broken_at_their_ends_hide_none_that_are_inside(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (site.folder / "one").iterdir():
        file.unlink()
    for number in range(8):
        (site.folder / f"one/img{number}.jpg").write_bytes(drawn(number))
    (site.folder / "one/img2.jpg").write_bytes(drawn(2)[:2000])
    lose(site.folder / "one/img5.jpg")
    assert run(["check", str(site.file), "--deep"]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error")]
    assert [re.findall(r"img\d", line) for line in told] == [["img2"], ["img5"]]


def test_real_photographs_are_whole_until_they_are_damaged(shared: Path) -> None:
    """Now and then a decoder finds into another picture's end as if nothing were."""
    told = []
    for folder in sorted((shared / "data/timelapse").iterdir()):
        contents = [file.read_bytes() for file in sorted(folder.glob("*.[jJ][pP][gG]"))[:6]]
        for content, other in pairwise(contents):
            assert not is_refused(content)
            head, scan, rest = content.rpartition(SCAN)  # EXIF may be half of the file
            told.append(is_refused(head + scan + zeros(rest)))
            told.append(is_refused(head + scan + tail(rest, other.rpartition(SCAN)[2])))
    assert sum(told) > 0.95 * len(told) > 40


def is_refused(content: bytes) -> bool:
    try:
        read_fitted(Path("still"), content, Size(192, 128), (0.5, 0.5))
    except FootageError:
        return True
    return False
