from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from conftest import camera_exif
from tlstyle import png
from tlstyle.errors import FootageError
from tlstyle.frames.file import read_frame, read_provenance
from tlstyle.size import Size
from tlstyle.steps.cut import cut
from tlstyle.steps.write import write_frame
from tlstyle.stills.picture import fit, read_upright, upright_size
from tlstyle.stills.style import style_square
from tlstyle.system.processes import temporary_name
from tlstyle.system.whole import remove_partials, write_whole


def corners(file: Path) -> list[tuple[int, ...]]:
    """Return the pixels of a 2 x 2 grid of areas, row by row."""
    picture = np.asarray(read_upright(file))
    height, width = picture.shape[:2]
    points = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(int(value) for value in picture[point]) for point in points]


def draw_corners(file: Path, **save: object) -> None:
    picture = Image.new("RGB", (40, 20), "black")
    picture.paste("red", (0, 0, 20, 10))
    picture.paste("lime", (20, 0, 40, 10))
    picture.paste("blue", (0, 10, 20, 20))
    picture.save(file, **save)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["png", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    file = tmp_path / f"still.{ending}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    draw_corners(file, exif=exif)
    red, lime, blue, black = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
    expected = {
        1: [red, lime, blue, black],
        2: [lime, red, black, blue],
        3: [black, blue, lime, red],
        4: [blue, black, red, lime],
        5: [red, blue, lime, black],
        6: [blue, red, black, lime],
        7: [black, lime, blue, red],
        8: [lime, black, red, blue],
    }
    assert corners(file) == expected[orientation]
    turned = orientation > 4
    assert upright_size(file) == (Size(20, 40) if turned else Size(40, 20))


@pytest.mark.parametrize("said_by", ["eXIf", "XML:com.adobe.xmp", "Raw profile type exif"])
def test_pngs_stand_upright_that_say_how_behind_their_pixels(tmp_path: Path, said_by: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    texts = PngImagePlugin.PngInfo()
    texts.add_text("XML:com.adobe.xmp", '<x tiff:Orientation="6"/>')
    texts.add_text("Raw profile type exif", f"\nexif\n0\n{exif.tobytes().hex()}\n")
    file = tmp_path / "still.png"
    draw_corners(file, exif=exif, pnginfo=texts)
    head, *chunks = re.split(rb"(?s)(?=....(?:IDAT|IEND|eXIf|tEXt))", file.read_bytes())
    (said,) = [chunk for chunk in chunks if said_by.encode() in chunk[:40]]
    pixels, end = (next(c for c in chunks if c[4:8] == kind) for kind in (b"IDAT", b"IEND"))
    file.write_bytes(head + pixels + said + end)
    assert corners(file)[1] == (255, 0, 0)
    assert upright_size(file) == Size(20, 40)


def test_the_size_of_a_png_comes_without_its_pixels(tmp_path: Path) -> None:
    file = tmp_path / "still.png"
    draw_corners(file)
    content = file.read_bytes()
    place = content.index(b"IDAT") + 12
    file.write_bytes(content[:place] + bytes(8) + content[place + 8 :])
    assert upright_size(file) == Size(40, 20)
    with pytest.raises(FootageError):
        read_upright(file)


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("L", 77, (77, 77, 77)),
        ("1", 1, (255, 255, 255)),
        ("P", 0, (0, 0, 0)),
        ("RGBA", (200, 0, 0, 0), (255, 255, 255)),
        ("LA", (10, 255), (10, 10, 10)),
        ("I;16", 257 * 77, (77, 77, 77)),
        ("CMYK", (0, 255, 255, 0), (255, 0, 0)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(
    tmp_path: Path, mode: str, colour: object, shown: tuple[int, int, int]
) -> None:
    file = tmp_path / f"still.{'tif' if mode == 'CMYK' else 'png'}"
    Image.new(mode, (8, 8), colour).save(file)  # type: ignore[arg-type]
    assert read_upright(file).getpixel((3, 3)) == pytest.approx(shown, abs=2)


@pytest.mark.parametrize(("mode", "alpha"), [("RGB", 255), ("RGBA", 255), ("RGBA", 0), ("P", 255)])
def test_colour_profiles_are_turned_to_srgb(
    shared: Path, tmp_path: Path, mode: str, alpha: int
) -> None:
    carrier = shared / "data" / "nasty" / "pillow__xmp_tags_orientation.png"
    with Image.open(carrier) as picture:
        profile = picture.info["icc_profile"]  # ColorMatch RGB, of gamma 1.8
    file = tmp_path / "still.png"
    grey = Image.new("RGBA", (16, 16), (128, 128, 128, alpha))
    grey.convert(mode).save(file, icc_profile=profile)
    brighter = read_upright(file).getpixel((8, 8))
    assert brighter == pytest.approx((146,) * 3 if alpha else (255,) * 3, abs=3)


@pytest.mark.parametrize(
    ("name", "is_srgb"),
    [
        ("sRGB IEC61966-2.1", True),
        ("sRGB built-in", True),
        ("GIMP built-in Linear sRGB", False),
        ("sRGB-elle-V2-g10.icc", False),
        ("Adobe RGB (1998)", False),
    ],
)
def test_only_srgb_itself_is_left_as_it_is(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_srgb: bool
) -> None:
    with Image.open(shared / "data" / "nasty" / "pillow__xmp_tags_orientation.png") as picture:
        profile = picture.info["icc_profile"]
    file = tmp_path / "still.png"
    Image.new("RGB", (16, 16), (128, 128, 128)).save(file, icc_profile=profile)
    monkeypatch.setattr("PIL.ImageCms.getProfileDescription", lambda profile: f"{name}\n")
    shown = read_upright(file).getpixel((8, 8))
    assert (shown == (128, 128, 128)) == is_srgb


@pytest.mark.parametrize(
    ("adobe", "srgb"),
    [
        ((219, 0, 0), (255, 0, 0)),
        ((144, 255, 60), (0, 255, 0)),
        ((0, 0, 250), (0, 0, 255)),
        ((255, 255, 255), (255, 255, 255)),
        ((128, 128, 128), (129, 129, 129)),
    ],
)
@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_adobe_rgb_that_only_exif_names_is_turned_to_srgb(
    tmp_path: Path,
    adobe: tuple[int, int, int],
    srgb: tuple[int, int, int],
    ending: str,
    orientation: int,
) -> None:
    file = tmp_path / f"still.{ending}"
    exif = camera_exif(0xFFFF, "R03")
    exif[0x0112] = orientation
    Image.new("RGB", (16, 16), adobe).save(file, exif=exif, quality=100)
    assert read_upright(file).getpixel((8, 8)) == pytest.approx(srgb, abs=3)


@pytest.mark.parametrize(("space", "index"), [(1, "R98"), (0xFFFF, "R98"), (1, "R03")])
def test_colours_that_exif_does_not_name_adobes_are_left_as_they_are(
    tmp_path: Path, space: int, index: str
) -> None:
    file = tmp_path / "still.png"
    Image.new("RGB", (16, 16), (90, 160, 90)).save(file, exif=camera_exif(space, index))
    assert read_upright(file).getpixel((8, 8)) == (90, 160, 90)


def test_a_profile_is_believed_before_exif(tmp_path: Path) -> None:
    file = tmp_path / "still.png"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = camera_exif(0xFFFF, "R03")
    Image.new("RGB", (16, 16), (90, 160, 90)).save(file, exif=exif, icc_profile=srgb)
    assert read_upright(file).getpixel((8, 8)) == (90, 160, 90)


@pytest.mark.parametrize("kept", [0, 1, 20, 200, -2000])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_picture_cut_short_is_refused(tmp_path: Path, ending: str, kept: int) -> None:
    file = tmp_path / f"still.{ending}"
    noise = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    Image.fromarray(noise).save(file)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(FootageError, match=r"still\.\w+: "):
        upright_size(file)


def test_a_crop_keeps_what_its_anchor_says() -> None:
    wide = Image.fromarray(np.tile(np.arange(100, dtype=np.uint8)[None, :, None], (50, 1, 3)))
    left = fit(wide, Size(50, 50), (0.0, 0.5))
    right = fit(wide, Size(50, 50), (1.0, 0.5))
    assert (left[0, 0, 0], left[0, -1, 0]) == (0, 49)
    assert (right[0, 0, 0], right[0, -1, 0]) == (50, 99)


@pytest.mark.parametrize("size", [Size(33, 17), Size(1, 1), Size(200, 77), Size(7, 300)])
def test_any_size_can_be_cropped_to(size: Size) -> None:
    assert fit(Image.new("RGB", (101, 63)), size, (0.3, 0.9)).shape == (size.height, size.width, 3)


def test_a_still_of_the_canvas_size_is_not_touched() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (18, 32, 3), np.uint8)
    assert (fit(Image.fromarray(noise), Size(32, 18), (0.5, 0.5)) == noise).all()


def test_the_frame_is_cut_from_the_middle_of_the_canvas() -> None:
    canvas = np.arange(1920 * 1920 * 3, dtype=np.uint64).astype(np.uint8).reshape(1920, 1920, 3)
    frame = cut(canvas, Size(1920, 1080), (0.5, 0.5))
    assert (frame == canvas[420:1500]).all()


def test_a_style_is_its_crop_or_its_centre_square(tmp_path: Path) -> None:
    file = tmp_path / "art.png"
    picture = Image.new("RGB", (300, 100), "white")
    picture.paste("red", (100, 0, 200, 100))
    picture.save(file)
    assert (style_square(file, None, 64)[:, 4:-4] == (255, 0, 0)).all()
    assert (style_square(file, (0, 0, 90, 90), 64) == 255).all()


def test_a_frame_carries_its_provenance(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    write_frame(file, np.zeros((18, 32, 3), np.uint8), {"still": "ab", "canvas": [1, 2]})
    carried = {"still": "ab", "canvas": [1, 2], "pixels": f"{zlib.crc32(bytes(32 * 18 * 3)):08x}"}
    assert read_provenance(file) == (Size(32, 18), carried)


def test_a_frame_cut_anywhere_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    noise = np.random.default_rng(0).integers(0, 255, (18, 32, 3), np.uint8)
    write_frame(file, noise, {"still": "ab"})
    whole = file.read_bytes()
    for kept in range(len(whole)):
        file.write_bytes(whole[:kept])
        assert read_provenance(file) is None


def test_a_frame_with_any_byte_changed_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    noise = np.random.default_rng(0).integers(0, 255, (18, 32, 3), np.uint8)
    write_frame(file, noise, {"still": "ab"})
    whole = file.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 + place % 255
        file.write_bytes(changed)
        with pytest.raises(FootageError, match=re.escape(str(file))):
            read_frame(file)


def test_frames_that_pillow_wrote_are_read_too(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (70, 64, 3), np.uint8)
    file = tmp_path / "frame.png"
    Image.fromarray(noise).save(file, compress_level=1)
    assert (read_frame(file) == noise).all()
    Image.fromarray(noise[..., 0]).save(file)
    assert (read_frame(file) == noise[..., :1]).all()


def test_a_picture_that_claims_to_be_immense_carries_nothing(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    Image.new("1", (30000, 30000)).save(file)
    assert read_provenance(file) is None


def test_frames_made_to_trip_us_up_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    file.write_bytes(png.encode(np.zeros((2, 2, 3), np.uint8), "tlstyle", "[" * 10000))
    assert read_provenance(file) == (Size(2, 2), None)
    content = bytearray(file.read_bytes())
    content[16:24] = b"\xff" * 8
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    file.write_bytes(content)
    with pytest.raises(FootageError):
        read_frame(file)


def test_a_foreign_picture_carries_nothing(tmp_path: Path) -> None:
    file = tmp_path / "frame.png"
    Image.new("RGB", (32, 18)).save(file)
    assert read_provenance(file) == (Size(32, 18), None)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "frame.png"
    file.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["frame.png"]
    assert file.read_bytes() == b"old"


def test_names_as_long_as_a_disk_takes_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    files = [tmp_path / f"{'ä' * 124}{number}.png" for number in range(3)]
    for number, file in enumerate(files):
        write_whole(file, bytes([number]))
    assert [file.read_bytes() for file in files] == [b"\0", b"\1", b"\2"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_who_may_read_a_file_stays_as_it_was_when_it_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    file.write_bytes(b"old")
    file.chmod(0o600)
    write_whole(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o600)


def test_no_two_temporary_names_are_the_same_even_in_one_process() -> None:
    assert temporary_name("part") != temporary_name("part")


def test_what_dead_processes_left_is_removed(tmp_path: Path) -> None:
    mine = temporary_name("part").rsplit(".", 2)[0]
    kept = [f"{mine}.1.part", ".0123456789abcdef.elsewhere.4194999.part", ".mine.4194999.part"]
    old = ".0123456789abcdee.elsewhere.4194999.part"
    for name in (*kept, old, f"{mine}.4194999.part"):
        (tmp_path / name).touch()
    os.utime(tmp_path / old, (1, 1))
    remove_partials(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(kept)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of odd EXIF
def test_nasty_pictures_are_read_or_refused(shared: Path) -> None:
    refused = set()
    for file in sorted((shared / "data" / "nasty").iterdir()):
        try:
            read_upright(file)
        except FootageError:
            refused.add(file.name.split(".")[0])
    assert {"pillow__decompression_bomb", "pillow__hopper_bad_exif"} <= refused
    assert not {"pillow__pil_sample_cmyk", "pngsuite__basn0g16", "pillow__truncated_jpeg"} & refused
