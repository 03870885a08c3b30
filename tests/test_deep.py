"""Stills of 16 bits a channel are painted from all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site, camera_exif
from deep_files import DEFLATE, LZW, RAW, Deep, Tiff, png_of, ramp
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.crews.crew import _LOADS
from tlstyle.errors import FootageError
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.painters import models
from tlstyle.painters.painter import StyleCode
from tlstyle.painting.load import Load
from tlstyle.pixels import Value
from tlstyle.size import Size
from tlstyle.steps.write import write_frame
from tlstyle.stills.fitted import read_deep, read_fitted
from tlstyle.stills.known_profiles import adobe_rgb
from tlstyle.stills.picture import fit, read_header, read_upright
from tlstyle.stills.resting import steadied

CENTRE = (0.5, 0.5)
WRITERS: dict[str, Callable[[Deep], bytes]] = {
    "PNG": png_of,
    **{
        f"TIFF {order}{compression} {predictor}": Tiff(order, compression, predictor).of
        for order in "<>"
        for compression, predictor in [(RAW, 1), (LZW, 1), (LZW, 2), (DEFLATE, 1), (DEFLATE, 2)]
    },
}


def whole(folder: Path, content: bytes, size: tuple[int, int] = (60, 40)) -> NDArray[np.uint16]:
    """Return a file's picture as it reaches a canvas of its own size."""
    return read_deep(folder / "still", content, Size(*size), CENTRE)


def is_deep(folder: Path, content: bytes) -> bool:
    (folder / "still").write_bytes(content)
    return read_header(folder / "still").is_deep


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_bit_of_a_still_reaches_its_canvas(
    tmp_path: Path, write: Callable[[Deep], bytes], channels: int
) -> None:
    pixels = ramp(channels=channels)
    pixels[..., 3:] = 65535
    content = write(pixels)
    assert is_deep(tmp_path, content)
    assert (whole(tmp_path, content) == pixels[..., :3]).all()


@pytest.mark.parametrize("write", [png_of, Tiff().of], ids=["PNG", "TIFF"])
def test_what_is_transparent_shows_white(tmp_path: Path, write: Callable[[Deep], bytes]) -> None:
    pixels = ramp(channels=4)
    colours, opacity = pixels[..., :3].astype(float), pixels[..., 3:] / 65535
    expected = colours * opacity + 65535 * (1 - opacity)
    assert abs(whole(tmp_path, write(pixels)) - expected).max() <= 0.5 + 1e-6


def test_grey_whose_zero_is_white_is_no_negative(tmp_path: Path) -> None:
    grey = ramp(channels=1)
    content = Tiff(tags=((262, 0),)).of(65535 - grey)
    assert (whole(tmp_path, content) == grey).all()


@pytest.mark.parametrize("compression", [RAW, DEFLATE])
def test_a_fourth_channel_that_is_no_opacity_is_left_out(tmp_path: Path, compression: int) -> None:
    content = Tiff(compression=compression, tags=((338, 0),)).of(ramp(channels=4))
    assert (whole(tmp_path, content) == ramp(channels=4)[..., :3]).all()


def test_channels_that_lie_apart_are_read_with_8_bits_or_refused(tmp_path: Path) -> None:
    content = Tiff(compression=DEFLATE, apart=True).of(ramp())
    assert not is_deep(tmp_path, content)
    assert (whole(tmp_path, content) == 257 * (ramp() >> 8)).all()
    with pytest.raises(FootageError, match="its channels apart"):
        is_deep(tmp_path, Tiff(apart=True).of(ramp()))


def test_colours_multiplied_by_their_opacity_are_read_with_8_bits(tmp_path: Path) -> None:
    content = Tiff(tags=((338, 1),)).of(ramp(channels=4))
    assert not is_deep(tmp_path, content)
    eight = read_fitted(tmp_path / "still", content, Size(60, 40), CENTRE)
    assert (whole(tmp_path, content) == eight * np.uint16(257)).all()


def test_grey_of_12_bits_is_not_deep(tmp_path: Path) -> None:
    packed = Tiff(tags=((258, 12),)).of(ramp(channels=1))
    assert not is_deep(tmp_path, packed)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_stills_are_turned_upright(
    tmp_path: Path, kind: str, channels: int, orientation: int
) -> None:
    pixels, exif = ramp(channels=channels), Image.Exif()
    exif[274] = orientation
    chunk = (b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    content = (
        png_of(pixels, chunk) if kind == "PNG" else Tiff(tags=((274, orientation),)).of(pixels)
    )
    size = (40, 60) if orientation > 4 else (60, 40)
    eight = read_fitted(tmp_path / "still", content, Size(*size), CENTRE)
    assert abs(whole(tmp_path, content, size) / 257 - eight).max() <= 1


@pytest.mark.parametrize("anchor", [(0.0, 0.0), (1.0, 1.0)])
def test_a_still_is_fitted_as_one_of_8_bits_and_finer(
    tmp_path: Path, anchor: tuple[float, float]
) -> None:
    across = np.linspace(20000, 24096, 300)
    pixels = np.broadcast_to(across[None, :, None], (200, 300, 3)).round().astype(np.uint16)
    pixels = np.concatenate([pixels, 65535 - pixels])  # an edge, about which the filter rings
    content, canvas = png_of(pixels), Size(160, 90)
    deep = read_deep(tmp_path / "still", content, canvas, anchor)
    eight = read_fitted(tmp_path / "still", content, canvas, anchor)
    assert abs(deep / 257 - eight).max() <= 2
    assert len(np.unique(deep[0])) == 160
    assert len(np.unique(eight[0])) <= 18


def test_adobe_rgb_is_brought_to_srgb_by_a_profile_or_where_exif_alone_names_it(
    tmp_path: Path,
) -> None:
    pixels = ramp()
    exif = camera_exif(0xFFFF, "R03").tobytes().removeprefix(b"Exif\0\0")
    named, tagged = png_of(pixels, (b"eXIf", exif)), Tiff(icc=adobe_rgb()).of(pixels)
    assert is_deep(tmp_path, named)
    assert is_deep(tmp_path, tagged)
    converted = whole(tmp_path, tagged)
    eight = read_fitted(tmp_path / "still", tagged, Size(60, 40), CENTRE)
    assert (whole(tmp_path, named) == converted).all()
    assert abs(converted / 257 - eight).mean() < 1
    assert abs(converted.astype(float) - pixels).mean() > 1000


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_stills_of_8_bits_are_not_deep(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "still"
    Image.fromarray((ramp() >> 8).astype(np.uint8)).save(file, kind)
    assert not read_header(file).is_deep
    deep = read_deep(file, file.read_bytes(), Size(30, 20), CENTRE)
    assert (
        deep == 257 * read_fitted(file, file.read_bytes(), Size(30, 20), CENTRE).astype(int)
    ).all()


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
def test_a_still_that_ends_too_early_is_refused(
    tmp_path: Path, write: Callable[[Deep], bytes]
) -> None:
    content = write(ramp())
    with pytest.raises(FootageError, match="still: cannot be decoded"):
        whole(tmp_path, content[: len(content) * 3 // 4])


@pytest.fixture
def deep(site: Site) -> Site:
    """A project whose first sequence is of 16 bits: a ramp that gets lighter."""
    for number, file in enumerate(sorted((site.folder / "one").iterdir())):
        rows = np.linspace(20000, 24096, 48).round() + 100 * number
        pixels = np.broadcast_to(rows[None, :, None], (32, 48, 3)).astype(np.uint16)
        file.write_bytes(png_of(pixels))
    return site


@dataclass
class Witness(FakePainter):
    """Keeps what it was given to paint."""

    seen: list[NDArray[Value]] = field(default_factory=list)

    def paint(self, canvases: NDArray[Value], *codes: StyleCode) -> NDArray[np.uint8]:
        self.seen += list(canvases)
        return FakePainter.paint(self, canvases, *codes)


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def test_the_painter_is_given_16_bits_of_such_stills_only(
    deep: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness()
    monkeypatch.setattr(models, "open_painter", lambda *_: witness)
    assert run(["paint", str(deep.file), "--quiet"]) == 0
    assert Counter(canvas.dtype.name for canvas in witness.seen) == {"uint16": 8, "uint8": 6}
    assert all(len(np.unique(canvas)) == 32 for canvas in witness.seen if canvas.dtype == "u2")


def test_frames_that_were_painted_from_8_bits_are_pending_once(
    deep: Site, painter: FakePainter
) -> None:
    assert run(["paint", str(deep.file), "--quiet"]) == 0
    assert pending(deep) == [{}, {}]
    for frame in deep.frames.rglob("*.png"):
        found = read_provenance(frame)
        assert found
        assert (found[1] or {}).get("reading") == (
            ["16 bits"] if frame.parent.name == "one" else None
        )
        write_frame(frame, np.asarray(Image.open(frame)), {**(found[1] or {}), "reading": None})
    assert pending(deep) == [{"pictures read otherwise": 8}, {}]
    assert run(["paint", str(deep.file), "--quiet"]) == 0
    assert pending(deep) == [{}, {}]


def test_a_still_of_8_bits_among_others_is_read_with_as_many(
    deep: Site, painter: FakePainter
) -> None:
    file = deep.folder / "one/img3.png"
    Image.fromarray(np.full((32, 48, 3), 90, np.uint8)).save(file)
    deep.replace("[edit]", "[style]\nsteady = 1\n[edit]")
    assert run(["paint", str(deep.file), "--quiet"]) == 0
    frame = np.asarray(Image.open(deep.frames / "one/img3.png")).astype(int)
    assert abs(frame[..., 1] - (255 - 90) // 2).max() <= 2


def test_damage_is_named_by_a_deep_check_and_by_paint(
    deep: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = deep.folder / "one/img3.png"
    content = bytearray(file.read_bytes())
    content[-40] ^= 1
    file.write_bytes(content)
    assert run(["check", str(deep.file), "--deep"]) == 2
    assert "img3.png: cannot be decoded (its pixels are damaged)" in capsys.readouterr().err
    assert run(["paint", str(deep.file), "--quiet"]) == 1
    assert "img3.png: cannot be decoded (its pixels are damaged)" in capsys.readouterr().err
    assert not (deep.frames / "one/img3.png").exists()


def test_steadied_stills_keep_their_bits_and_weigh_as_those_of_8() -> None:
    random = np.random.default_rng(0)
    stills = [random.integers(90, 110, (40, 60, 3)).astype(np.uint8) for _ in range(3)]
    eight = steadied(stills[0], stills[1:])
    own, *others = [257 * still.astype(np.uint16) for still in stills]
    deep = steadied(own, others)
    assert deep.dtype == np.uint16
    assert abs(deep / 257 - eight).max() <= 0.5 + 1e-3
    assert len(np.unique(deep)) > 256


def test_what_moves_keeps_its_bits_when_steadied() -> None:
    still = ramp()
    assert (steadied(still, [still ^ np.uint16(0x8000)] * 2) == still).all()


def test_sequences_of_8_and_of_16_bits_are_painted_in_stacks_of_their_own(
    deep: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["paint", str(deep.file), "--quiet"]) == 0
    alone = {file: file.read_bytes() for file in deep.frames.rglob("*.png")}
    monkeypatch.setitem(_LOADS, "CPU", Load(stacks=1, batch=5))
    assert run(["paint", str(deep.file), "--quiet", "--force"]) == 0
    assert {file: file.read_bytes() for file in alone} == alone


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of odd EXIF
def test_nasty_pictures_are_read_deep_or_refused(shared: Path) -> None:
    deep = set()
    for file in sorted((shared / "data" / "nasty").iterdir()):
        try:
            if read_header(file).is_deep:
                canvas = read_deep(file, file.read_bytes(), Size(32, 32), CENTRE)
                assert abs(canvas / 257 - with_8_bits(file)).max() <= 2
                deep.add(file.name)
        except FootageError:
            continue
    assert {"pngsuite__basn2c16.png", "pngsuite__ibasn2c16.png", "pngsuite__basn6a16.png"} <= deep
    assert {"pngsuite__basn0g16.png", "pillow__tiff_16bit_RGB.tiff"} <= deep


def with_8_bits(file: Path) -> NDArray[np.uint8]:
    return fit(read_upright(file), Size(32, 32), CENTRE)
