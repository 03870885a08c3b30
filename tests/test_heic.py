"""HEIC stills, as phones take them: upright, in their colours, with all of their bits."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.frames.file import read_provenance
from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size
from tlstyle.stills import endings
from tlstyle.stills.find import find_footage
from tlstyle.stills.headers import header_of
from tlstyle.stills.known_profiles import adobe_rgb
from tlstyle.stills.source import sources
from tlstyle.stills.srgb import decoded

CENTRE = (0.5, 0.5)
ORANGE = (220, 120, 40)
SLOPE = (np.linspace(0, 65535, 96)[np.newaxis, :, np.newaxis] * np.ones((64, 1, 3))).astype(
    np.uint16
)


def draw(file: Path, *, turned: int = 1, taken: str = "10:00:00", **options: Any) -> None:
    """Draw a still whose upper left quarter is orange, as it is stored; the rest is grey."""
    pixels = np.full((64, 96, 3), 90, np.uint8)
    pixels[:32, :48] = ORANGE
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    noted = {ExifTags.Base.DateTimeOriginal: f"2026:05:01 {taken}"}
    exif[ExifTags.IFD.Exif] = noted | {ExifTags.Base.SubsecTimeOriginal: "25"}
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = pillow_heif.from_pillow(Image.fromarray(pixels))
    drawn.save(file, quality=100, chroma=444, exif=exif.tobytes(), **options)


def draw_deep(file: Path, pixels: NDArray[np.uint16], **options: Any) -> None:
    """Draw a still of 10 bits a channel, without loss but for the colours' own code."""
    height, width, channels = pixels.shape
    mode = {3: "RGB;16", 4: "RGBA;16"}[channels]
    drawn = pillow_heif.from_bytes(mode=mode, size=(width, height), data=pixels.tobytes())
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn.save(file, quality=-1, chroma=444, **options)


def canvas(folder: Path, size: tuple[int, int] = (96, 64), *, deep: bool = False) -> CanvasPixels:
    source = next(sources(find_footage(".", folder).stills))
    return source.read_fitted(Size(*size), CENTRE, deep=deep)[1]


@pytest.mark.parametrize(
    ("turned", "place"), [(1, (16, 24)), (3, (48, 72)), (6, (24, 48)), (8, (72, 16))]
)
def test_stills_are_upright_and_in_their_colours(
    tmp_path: Path, turned: int, place: tuple[int, int]
) -> None:
    draw(tmp_path / "1.HEIC", turned=turned)
    header = header_of(tmp_path / "1.HEIC")
    assert header.size == ((64, 96) if turned > 4 else (96, 64))
    assert header.taken == datetime(2026, 5, 1, 10, 0, 0, 250_000)
    assert not header.is_deep
    shown = canvas(tmp_path, header.size)
    assert abs(shown[place].astype(int) - ORANGE).max() <= 3


def test_a_colour_profile_is_heeded(tmp_path: Path) -> None:
    draw(tmp_path / "a/1.heic")
    draw(tmp_path / "b/1.heic", icc_profile=adobe_rgb(), icc_profile_type="prof")
    plain, wide = (canvas(tmp_path / name)[16, 24].astype(int) for name in "ab")
    assert wide[0] - plain[0] > 15


P3_TO_SRGB = [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]]
"""For linear light, as CSS Color 4 has it."""


@pytest.mark.parametrize("deep", [False, True])
def test_display_p3_that_is_only_named_is_heeded(tmp_path: Path, deep: bool) -> None:
    named: dict[str, Any] = {"transfer_characteristics": 13, "color_primaries": 12}
    if deep:
        pixels = np.full((64, 96, 3), np.array(ORANGE) * 257, np.uint16)
        draw_deep(tmp_path / "1.heic", pixels, **named)
    else:
        draw(tmp_path / "1.heic", **named)
    shown = (canvas(tmp_path, deep=deep)[16, 24] / (65535 if deep else 255)).astype(np.float32)
    light = np.array(P3_TO_SRGB) @ decoded((np.array(ORANGE) / 255).astype(np.float32))
    assert abs(decoded(shown) - light).max() < 0.02


def test_stills_of_10_bits_reach_the_canvas_with_all_of_them(tmp_path: Path) -> None:
    draw_deep(tmp_path / "1.heic", SLOPE)
    assert header_of(tmp_path / "1.heic").is_deep
    deep = canvas(tmp_path, deep=True)
    assert deep.dtype == np.uint16
    assert (deep.min(), deep.max()) == (0, 65535)
    assert abs(deep.astype(int) - SLOPE).max() < 65535 / 300
    assert len(np.unique(deep[32, :, 1])) == 96
    assert abs(canvas(tmp_path).astype(int) * 257 - SLOPE).max() < 65535 / 120


def test_what_is_transparent_shows_white(tmp_path: Path) -> None:
    opacity = np.full((64, 96, 1), 32768, np.uint16)
    draw_deep(tmp_path / "1.heic", np.concatenate([SLOPE, opacity], axis=2))
    deep = canvas(tmp_path, deep=True)
    assert (
        abs(deep[..., 1].astype(int) - (SLOPE[..., 1].astype(int) + 65535) // 2).max() < 65535 / 150
    )


def test_a_wide_gamut_without_a_profile_is_refused(tmp_path: Path) -> None:
    draw_deep(tmp_path / "1.heic", SLOPE, transfer_characteristics=13, color_primaries=9)
    with pytest.raises(FootageError) as refused:
        find_footage(".", tmp_path)
    assert f"{tmp_path}/1.heic: is in a wide gamut without its" in str(refused.value)


def test_a_folder_of_heic_is_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(8):
        draw_deep(site.folder / f"phone/IMG_{number}.HEIC", SLOPE)
    site.replace('frames = "one"', 'frames = "phone"')
    assert run(["build", str(site.file)]) == 0
    assert capsys.readouterr().err == ""
    _, carried = read_provenance(site.frames / "one/IMG_0.png") or (None, None)
    assert carried
    assert carried["reading"] == ["16 bits"]


def test_a_style_may_be_heic(site: Site, painter: FakePainter) -> None:
    draw(site.folder / "wave.heic")
    site.replace("red.png", "wave.heic")
    assert run(["build", str(site.file)]) == 0


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["1.heic", "2.HEIC", "1.dng"], ["1.heic", "2.HEIC"]),
        (["1.heic", "2.heic", "2.jpg"], ["2.jpg"]),
        (["1.hif", "2.heif"], ["1.hif", "2.heif"]),
    ],
)
def test_of_several_kinds_one_is_taken_and_it_is_said(
    tmp_path: Path, names: list[str], taken: list[str]
) -> None:
    for name in names:
        draw(tmp_path / name) if name != "2.jpg" else Image.new("RGB", (96, 64)).save(
            tmp_path / name
        )
    found = find_footage(".", tmp_path)
    assert [still.file.name for still in found.stills] == taken
    assert [" the latter are left out: " in said for said in found.warnings] == [True] * (
        len(taken) < len(names)
    )


def test_without_the_library_it_is_named_in_one_line(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(site.folder / "phone/1.heic")
    site.replace('frames = "one"', 'frames = "phone"')
    monkeypatch.setattr(endings, "is_installed", lambda library: False)
    assert run(["check", str(site.file)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "HEIC pictures: `pip install 'tlstyle[heic]'` reads them, or convert them to" in said


def test_who_has_no_heic_does_not_import_their_library(site: Site) -> None:
    code = (
        "import sys; from tlstyle.cli.app import run; code = run(['check', sys.argv[1]]); "
        "print(code, 'pillow_heif' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(site.file)]
    assert subprocess.run(command, capture_output=True, text=True).stdout.endswith("0 False\n")


def test_a_jpeg_that_is_called_heic_is_read(tmp_path: Path) -> None:
    Image.new("RGB", (96, 64), ORANGE).save(tmp_path / "1.heic", "JPEG")
    assert abs(canvas(tmp_path)[16, 24].astype(int) - ORANGE).max() <= 3


@pytest.mark.parametrize("kept", [0, 6, 60, 0.5, 0.99])
def test_a_still_that_is_cut_short_is_named_before_painting(
    site: Site, capsys: pytest.CaptureFixture[str], kept: float
) -> None:
    for number in range(8):
        draw(site.folder / f"phone/{number}.heic")
    file = site.folder / "phone/3.heic"
    content = file.read_bytes()
    file.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    site.replace('frames = "one"', 'frames = "phone"')
    assert run(["build", str(site.file)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "sequence 'one': phone/3.heic: " in said
    assert said.endswith(" (to do without it, move it elsewhere)")
    assert not (site.frames / "one").exists()


def test_a_size_that_no_camera_has_is_refused(
    site: Site, capsys: pytest.CaptureFixture[str], painter: FakePainter
) -> None:
    for number in range(8):
        draw(site.folder / f"phone/{number}.heic")
    file = site.folder / "phone/3.heic"
    content = bytearray(file.read_bytes())
    height = content.index(b"ispe") + 12
    content[height : height + 4] = (5 * 2**28).to_bytes(4, "big")
    file.write_bytes(content)
    site.replace('frames = "one"', 'frames = "phone"')
    assert run(["check", "--deep", str(site.file)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert any("phone/3.heic: " in line for line in said)
    assert all(line.startswith(("error: ", "warning: ")) for line in said)
