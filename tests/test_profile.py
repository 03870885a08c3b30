"""Profiles of curves and a matrix bring 16 bits to sRGB as littlecms brings 8."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from deep_files import Tiff, png_of, ramp
from tlstyle.size import Size
from tlstyle.stills.fitted import read_deep
from tlstyle.stills.known_profiles import adobe_rgb
from tlstyle.stills.picture import read_header
from tlstyle.stills.profile import Profile, matrix_profile

Curve = bytes
SRGB = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
PROPHOTO = {
    b"rXYZ": (0.79767, 0.28804, 0.0),
    b"gXYZ": (0.13519, 0.71188, 0.0),
    b"bXYZ": (0.03134, 0.00009, 0.82491),
}
REC2020 = {
    b"rXYZ": (0.67348, 0.27904, -0.00194),
    b"gXYZ": (0.16566, 0.67534, 0.02998),
    b"bXYZ": (0.12505, 0.04561, 0.79684),
}


def fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def gamma(value: float) -> Curve:
    return struct.pack(">4s4xIH2x", b"curv", 1, round(value * 256))


def table(*values: int) -> Curve:
    return struct.pack(f">4s4xI{len(values)}H", b"curv", len(values), *values) + bytes(
        2 * (len(values) % 2)
    )


def formula(kind: int, *values: float) -> Curve:
    return struct.pack(">4s4xHxx", b"para", kind) + fixed(*values)


SRGB_CURVE = formula(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
CURVES = {
    "none": table(),
    "gamma": gamma(1.8),
    "table": table(*(round(65535 * (n / 99) ** 2.2) for n in range(100))),
    "formula 0": formula(0, 2.2),
    "formula 1": formula(1, 2.4, 1.1, -0.1),
    "formula 2": formula(2, 2.0, 0.9, -0.1, 0.2),
    "formula 3": SRGB_CURVE,
    "formula 4": formula(4, 2.2, 0.9, 0.05, 0.4, 0.03, 0.05, 0.0),
}


def packed(space: bytes, tags: dict[bytes, bytes], version: int = 0x02400000) -> bytes:
    """Return a profile of tags, described as nothing but a profile."""
    text = "Test".encode("utf-16-be")
    description = struct.pack(">4s4xIIHHII", b"mluc", 1, 12, 0x656E, 0x5553, len(text), 28) + text
    tags = {b"desc": description, b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249), **tags}
    start, index, values = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        index += struct.pack(">4sII", name, start + len(values), len(value))
        values += value + bytes(-len(value) % 4)
    kind = (b"mntr", space, b"XYZ ", b"acsp", fixed(0.9642, 1, 0.8249))
    head = struct.pack(">I4xI4s4s4s12x4s28x12s48x", start + len(values), version, *kind)
    return head + index + values


def of_colours(primaries: dict[bytes, tuple[float, float, float]], curve: Curve) -> bytes:
    tags = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags |= {name: b"XYZ \0\0\0\0" + fixed(*xyz) for name, xyz in primaries.items()}
    return packed(b"RGB ", tags)


def profile(icc: bytes) -> Profile:
    found = matrix_profile(icc)
    assert found
    return found


def away_from_littlecms(icc: bytes, mode: str = "RGB") -> float:
    """Return how many levels of 255 we are from littlecms at its most exact, at most."""
    channels = len(mode) if mode == "RGB" else 1
    shades = np.random.default_rng(0).integers(0, 256, (64, 64, channels)).astype(np.uint8)
    shades[0, :, :] = np.arange(64)[:, None]
    picture = Image.fromarray(shades if mode == "RGB" else shades[..., 0])
    ours, srgb = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    exact = ImageCms.Flags.NOOPTIMIZE
    converted = ImageCms.profileToProfile(picture, ours, srgb, outputMode="RGB", flags=exact)
    expected = np.asarray(converted)
    seen = profile(icc).to_srgb(shades * np.uint16(257))
    return float(abs(seen / 257 - expected).max())


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES.keys())
def test_every_kind_of_curve(curve: Curve) -> None:
    assert away_from_littlecms(of_colours(P3, curve)) <= 1


@pytest.mark.parametrize("primaries", [P3, PROPHOTO, REC2020], ids=["P3", "ProPhoto", "Rec. 2020"])
@pytest.mark.parametrize("curve", [gamma(1.8), SRGB_CURVE], ids=["gamma", "sRGB"])
def test_every_kind_of_colours(
    primaries: dict[bytes, tuple[float, float, float]], curve: Curve
) -> None:
    assert away_from_littlecms(of_colours(primaries, curve)) <= 1


def test_adobe_rgb() -> None:
    assert away_from_littlecms(adobe_rgb()) <= 1


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES.keys())
def test_grey(curve: Curve) -> None:
    assert away_from_littlecms(packed(b"GRAY", {b"kTRC": curve}), "L") <= 1


def test_the_longest_formula_has_an_offset_in_the_dark() -> None:
    (curve,) = profile(
        packed(b"GRAY", {b"kTRC": formula(4, 2.0, 0.5, 0.25, 0.5, 0.5, 0.125, 0.0625)})
    ).curves
    for value, light in ((0.0, 0.0625), (0.25, 0.1875), (0.75, 0.515625), (1.0, 0.6875)):
        assert curve[round(value * 65535)] == pytest.approx(light, abs=1e-4)


def test_sixteen_bits_stay_apart() -> None:
    shades = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1).repeat(3, axis=2)
    same = profile(of_colours(SRGB, SRGB_CURVE)).to_srgb(shades)
    assert abs(same.astype(int) - shades).max() <= 3
    assert len(np.unique(profile(of_colours(PROPHOTO, gamma(1.8))).to_srgb(shades))) > 40000


def test_profiles_of_tables_are_left_to_littlecms_and_its_8_bits(tmp_path: Path) -> None:
    tags = {b"rTRC": gamma(2.2), b"A2B0": b"mAB "}
    assert matrix_profile(packed(b"RGB ", tags)) is None
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert matrix_profile(lab) is None
    file = tmp_path / "still.tif"
    file.write_bytes(Tiff(icc=lab).of(ramp()))
    assert not read_header(file).is_deep


@pytest.mark.parametrize("place", [0, 20, 100, 130, 140, 200, 300, 400])
def test_broken_profiles_are_passed(place: int, tmp_path: Path) -> None:
    whole = of_colours(PROPHOTO, SRGB_CURVE)
    for broken in (whole[:place], whole[:place] + b"\xff" * 40 + whole[place + 40 :]):
        file = tmp_path / "still.tif"
        file.write_bytes(Tiff(icc=broken).of(ramp()))
        read_header(file)
        pixels = read_deep(file, file.read_bytes(), Size(60, 40), (0.5, 0.5))
        assert pixels.shape == (40, 60, 3)


def test_a_profile_of_greys_does_nothing_to_colours(tmp_path: Path) -> None:
    grey = packed(b"GRAY", {b"kTRC": gamma(1.2)})
    file = tmp_path / "still.tif"
    file.write_bytes(Tiff(icc=grey).of(ramp()))
    assert read_header(file).is_deep
    assert (read_deep(file, file.read_bytes(), Size(60, 40), (0.5, 0.5)) == ramp()).all()
    assert (read_deep(file, png_of(ramp()), Size(60, 40), (0.5, 0.5)) == ramp()).all()
