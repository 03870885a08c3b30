"""HDR stills: found by what they say, said, and brought to SDR the same way each."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from deep_files import Tiff, png_of
from films import ffmpeg
from tlstyle import png
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.size import Size
from tlstyle.stills import hdr, srgb
from tlstyle.stills.find import find_footage
from tlstyle.stills.hdr import Hdr
from tlstyle.stills.known_profiles import display_p3
from tlstyle.stills.picture import read_upright
from tlstyle.stills.source import sources

Deep = NDArray[np.uint16]
SIZE = Size(96, 64)
PQ, HLG = 16, 18
KNOWN = {0.1: 0.0623, 5.0: 0.2478, 50.0: 0.4403, 203.0: 0.5807, 1000.0: 0.7518}
"""Values in PQ of light in cd/m2, to 4 digits."""


def patches(*values: float) -> Deep:
    """Draw greys side by side."""
    row = np.repeat(np.array(values) * 65535, SIZE.width // len(values)).round()
    return np.broadcast_to(row[None, :, None], (SIZE.height, len(row), 3)).astype(np.uint16)


def profile(curve: int) -> bytes:
    """Return Display P3's profile with the tag that says its numbers, in another tag's place."""
    icc = bytearray(display_p3())
    at = icc.index(b"bTRC")
    icc[at : at + 12] = struct.pack(">4sII", b"cicp", len(icc), 12)
    return bytes(icc + struct.pack(">4s4x4B", b"cicp", 9, curve, 0, 1))


def as_png(file: Path, pixels: Deep, curve: int) -> None:
    file.write_bytes(png_of(pixels, (b"cICP", bytes([9, curve, 0, 1]))))


def as_tiff(file: Path, pixels: Deep, curve: int) -> None:
    file.write_bytes(Tiff(icc=profile(curve)).of(pixels))


def as_heic(file: Path, pixels: Deep, curve: int) -> None:
    drawn = pillow_heif.from_bytes(mode="RGB;16", size=SIZE, data=pixels.tobytes())
    named = {"transfer_characteristics": curve, "color_primaries": 9}
    drawn.save(file, quality=-1, chroma=444, **named)


def as_avif(file: Path, pixels: Deep, curve: int) -> None:
    file.with_suffix(".raw").write_bytes(pixels.tobytes())
    name = {PQ: "smpte2084", HLG: "arib-std-b67"}[curve]
    given = ("-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", "96x64", "-i", file.with_suffix(".raw"))
    named = f"setparams=color_primaries=bt2020:color_trc={name}:colorspace=bt2020nc:range=pc"
    filters = f"scale=out_color_matrix=bt2020:out_range=pc,format=yuv420p10le,{named}"
    ffmpeg(*given, "-vf", filters, "-c:v", "libsvtav1", "-crf", "1", file)
    file.with_suffix(".raw").unlink()


KINDS: dict[str, tuple[str, Callable[[Path, Deep, int], None], float]] = {
    "png": (".png", as_png, 0.002),
    "tiff": (".tif", as_tiff, 0.002),
    "heic": (".heic", as_heic, 0.01),
    "avif": (".avif", as_avif, 0.03),
}


@pytest.mark.parametrize("curve", [PQ, HLG])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_said_and_brought_to_sdr(tmp_path: Path, kind: str, curve: int) -> None:
    """Up to some 90 cd/m2 as it is by the standard's numbers, 1000 and more white, greys grey."""
    ending, draw, near = KINDS[kind]
    light = [0.1, 5.0, 50.0, 203.0, 1000.0, 1000.0]
    if curve == PQ:
        values = [*(KNOWN[each] for each in light[:-1]), 1.0]
    else:  # by the inverse of BT.2100's own formulas
        scene = (np.array(light) / 1000) ** (1 / 1.2)
        dark, bright = (
            np.sqrt(3 * scene),
            0.17883277 * np.log(np.maximum(12 * scene, 1) - 0.28466892),
        )
        values = np.where(scene <= 1 / 12, dark, bright + 0.55991073).tolist()
    draw(tmp_path / f"1{ending}", patches(*values), curve)
    footage = find_footage(".", tmp_path)
    name = {PQ: "PQ", HLG: "HLG"}[curve]
    assert footage.warnings == (
        f"stills are HDR ({name}): brought to SDR, what is brighter than white made to fit",
    )
    assert footage.reading == f"HDR {name} 1"
    assert footage.is_deep
    _, deep = next(sources(footage.stills)).read_fitted(SIZE, (0.5, 0.5), deep=True)
    shown = deep[32, 8::16] / 65535
    assert np.abs(shown - shown[:, 1:2]).max() <= 2 * near
    plain = srgb.coded(np.array(light[:3], np.float32) / np.float32(203))
    assert np.abs(shown[:3, 1] - plain).max() < near + 0.004
    assert 0.75 < shown[3, 1] < 0.95
    assert shown[4:, 1] == pytest.approx([1, 1], abs=near + 0.005)
    eight = np.asarray(read_upright(tmp_path / f"1{ending}"))[32, 8::16] / 255
    assert np.abs(eight - shown).max() < 0.04


def test_the_curves_are_those_of_the_standards() -> None:
    for light, value in KNOWN.items():
        assert hdr._pq()[round(value * 65535)] == pytest.approx(light, rel=0.012)
    assert hdr._shown(hdr._hlg().take(np.full((1, 1, 3), round(0.75 * 65535))))[0, 0, 0] == (
        pytest.approx(203, rel=0.01)
    )


def test_brighter_is_brighter_and_hues_stay() -> None:
    ramp = np.arange(0, 65536, 16, dtype=np.uint16)
    grey = np.repeat(ramp[None, :, None], 3, axis=2)
    shown = Hdr(PQ, 9).to_srgb(grey)[0, :, 1].astype(int)
    assert (np.diff(shown) >= 0).all()
    assert np.diff(shown[shown < 65000]).max() < 400
    half = grey.copy()
    half[..., 2] = hdr._pq().searchsorted(hdr._pq()[half[..., 0]] / 2).astype(np.uint16)
    seen = Hdr(PQ, 1).to_srgb(half)[0]
    light = srgb.light_of(seen[2000:])
    assert light[:, 2] / light[:, 0] == pytest.approx(0.5, rel=0.01)


def test_what_is_no_hdr_is_read_as_before(tmp_path: Path) -> None:
    pixels = patches(0.1, 0.5, 0.9)
    (tmp_path / "1.png").write_bytes(png_of(pixels, (b"cICP", bytes([1, 13, 0, 1]))))
    (tmp_path / "2.png").write_bytes(png.encode(pixels, "a", "b"))
    footage = find_footage(".", tmp_path)
    assert footage.warnings == ()
    assert footage.reading is None
    read = [each.read_fitted(SIZE, (0.5, 0.5), deep=True)[1] for each in sources(footage.stills)]
    assert (read[0] == read[1]).all()


def test_some_among_others_are_counted_and_frames_say_how_they_were_read(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(8):
        file = site.folder / f"hdr/{number}.png"
        file.parent.mkdir(exist_ok=True)
        if number < 6:
            as_png(file, patches(0.1, 0.3, 0.5), HLG)
        else:
            Image.new("RGB", SIZE, "grey").save(file)
    as_png(site.folder / "style.png", patches(0.1, 0.3, 0.5), PQ)
    site.replace('frames = "one"\nstyle = "red.png"', 'frames = "hdr"\nstyle = "style.png"')
    assert run(["build", str(site.file)]) == 0
    said = capsys.readouterr().err
    assert "6 of 8 stills are HDR (HLG): brought to SDR" in said
    assert "style.png: is HDR (PQ): brought to SDR" in said
    _, carried = read_provenance(site.frames / "one/0.png") or (None, None)
    assert carried
    assert carried["reading"] == ["HDR HLG 1", "16 bits", "HDR PQ 1"]
