"""JPEG stills much larger than the canvas are decoded no larger than need be, and say so."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from conftest import FakePainter, Site, camera_exif
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.size import Size
from tlstyle.steps.write import write_frame
from tlstyle.stills import jpeg
from tlstyle.stills.find import find_footage
from tlstyle.stills.fitted import fitted_reading, read_fitted
from tlstyle.stills.known_profiles import adobe_rgb
from tlstyle.stills.picture import fit, read_upright

CANVAS = Size(96, 54)
CENTRE = (0.5, 0.5)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph(size: tuple[int, int]) -> Image.Image:
    """Return soft blobs under a sensor's noise."""
    random = np.random.default_rng(3)
    blobs = Image.fromarray(random.integers(0, 256, (9, 13, 3), np.uint8))
    soft = np.asarray(blobs.resize(size, Image.Resampling.BICUBIC))
    return Image.fromarray((soft + random.normal(0, 3, soft.shape)).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    ("size", "part"),
    [
        ((6000, 4000), 4),
        ((5472, 3648), 5),
        ((4000, 3000), 6),
        ((3840, 2160), 6),
        ((3300, 2200), 7),
        ((3200, 2133), 8),
        ((1920, 1280), 8),
        ((640, 480), 8),
        ((24000, 16000), 1),
    ],
)
def test_the_smallest_scale_that_leaves_one_and_a_half_canvases(
    size: tuple[int, int], part: int
) -> None:
    assert jpeg.eighths(Size(*size), Size(1920, 1080)) == part


def reading(file: Path) -> str | None:
    footage = find_footage(file.name, file.parent)
    return fitted_reading(footage.size, CANVAS) if footage.is_jpeg else None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("anchor", [(0.0, 0.0), (1.0, 1.0)])
def test_a_large_still_is_within_a_level_of_the_long_way(
    tmp_path: Path, orientation: int, mode: str, anchor: tuple[float, float]
) -> None:
    exif = camera_exif(0xFFFF, "R03")
    exif[0x0112] = orientation
    file = tmp_path / "still.jpg"
    photograph((301, 203)).convert(mode).save(file, exif=exif, quality=92)
    expected = fit(read_upright(file), CANVAS, anchor).astype(int)
    seen = read_fitted(file, file.read_bytes(), CANVAS, anchor)
    assert reading(file) is not None
    assert 0 < abs(seen - expected).mean() <= 1


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_small_stills_and_other_files_are_read_as_ever(tmp_path: Path, ending: str) -> None:
    small, large = tmp_path / f"small.{ending}", tmp_path / "large.png"
    photograph((160, 100)).save(small)
    photograph((300, 200)).save(large)
    for file in (small, large):
        expected = fit(read_upright(file), CANVAS, CENTRE)
        assert (read_fitted(file, file.read_bytes(), CANVAS, CENTRE) == expected).all()
        assert reading(file) is None


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def test_only_frames_of_large_stills_are_pending_after_an_older_version(
    site: Site, painter: FakePainter
) -> None:
    for name, size in (("one", (96, 64)), ("two", (48, 32))):
        for file in (site.folder / name).iterdir():
            file.unlink()
        for number in range(6):
            photograph(size).save(site.folder / f"{name}/img{number}.jpg")
    site.replace("two/*.png", "two/*.jpg")
    assert run(["paint", str(site.file), "--quiet"]) == 0
    for frame in site.frames.rglob("*.png"):
        found = read_provenance(frame)
        assert found
        write_frame(frame, np.asarray(Image.open(frame)), {**(found[1] or {}), "reading": None})
    assert pending(site) == [{"pictures read otherwise": 6}, {}]


@pytest.mark.parametrize("name", ["frame-056.jpg", "frame-070.jpg"])
def test_a_real_photograph_of_24_megapixels_is_within_a_level(shared: Path, name: str) -> None:
    still = Image.open(shared / "data/timelapse/karlsruhe_clouds_20240622" / name)
    large = np.asarray(still.convert("RGB").resize((6000, 4000), Image.Resampling.LANCZOS))
    noise = 3 * np.random.default_rng(0).standard_normal((*large.shape[:2], 1), np.float32)
    camera = Image.fromarray((large + noise).clip(0, 255).astype(np.uint8))
    stream = io.BytesIO()
    camera.save(stream, "JPEG", quality=92, subsampling="4:2:2")
    canvas, content = Size(1920, 1080), stream.getvalue()
    whole = fit(read_upright(Path("camera.jpg"), content), canvas, CENTRE).astype(int)
    assert abs(read_fitted(Path("camera.jpg"), content, canvas, CENTRE) - whole).mean() <= 1


@pytest.mark.parametrize("size", [(96, 64), (120, 54), (96, 55), (97, 54), (96, 54)])
@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize("icc", [None, SRGB, adobe_rgb()], ids=["none", "sRGB", "Adobe RGB"])
def test_a_still_with_the_canvas_own_pixels_is_cropped_as_pillow_would(
    tmp_path: Path, size: tuple[int, int], orientation: int, icc: bytes | None
) -> None:
    file, exif = tmp_path / "still.jpg", Image.Exif()
    exif[0x0112] = orientation
    photograph(size).save(file, exif=exif, icc_profile=icc)
    content = file.read_bytes()
    for anchor in (CENTRE, (0.0, 1.0), (0.3, 0.4)):
        seen = read_fitted(file, content, CANVAS, anchor)
        assert (seen == fit(read_upright(file, content), CANVAS, anchor)).all()
