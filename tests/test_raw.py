"""Raw stills, developed alike: known light comes out as it went in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from raw_files import XTRANS, cr3_of, mosaic, notes, raf_of, write_dng
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.frames.file import read_provenance
from tlstyle.pixels import CanvasPixels
from tlstyle.size import Size
from tlstyle.stills import endings
from tlstyle.stills.development import AS_SHOT, Wanted
from tlstyle.stills.find import find_footage
from tlstyle.stills.framing import Aim
from tlstyle.stills.headers import header_of
from tlstyle.stills.noted import Noted, noted_in
from tlstyle.stills.source import sources

WHITE = (2.0, 1.0, 1.5)
PATCHES = ((0.5, 0.5, 0.5), (0.2, 0.4, 0.1), (0.05, 0.1, 0.3), (0.6, 0.2, 0.1))
CENTRE = (0.5, 0.5)


def patches(width: int = 96, height: int = 64) -> NDArray[np.float64]:
    """Return linear light: four plain patches, which no development mixes but at their edges."""
    light = np.empty((height, width, 3))
    for number, colour in enumerate(PATCHES):
        light[
            number // 2 * height // 2 : (number // 2 + 1) * height // 2,
            number % 2 * width // 2 : (number % 2 + 1) * width // 2,
        ] = colour
    return light


def srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what linear light is coded as, 0..1 (IEC 61966-2-1)."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def middles(pixels: CanvasPixels) -> NDArray[np.float64]:
    """Return the colours in the middles of four patches, 0..1."""
    height, width, _ = pixels.shape
    places = [(y * height // 4, x * width // 4) for y in (1, 3) for x in (1, 3)]
    return np.array([pixels[place] for place in places]) / np.iinfo(pixels.dtype).max


def draw(
    folder: Path,
    *names: str,
    white: Sequence[float] = WHITE,
    light: NDArray[np.float64] | None = None,
    orientation: int = 1,
) -> None:
    """Draw raw stills, a minute apart."""
    for number, name in enumerate(names):
        raw = mosaic(patches() if light is None else light, white)
        taken = f"2026:05:01 10:{number:02}:00"
        write_dng(folder / name, raw, white=white, taken=taken, orientation=orientation)


@pytest.fixture
def raws(site: Site) -> Site:
    """A project whose first sequence is of raw stills, 0.dng to 7.dng."""
    draw(site.folder / "raws", *(f"{number}.dng" for number in range(8)))
    site.replace('frames = "one"', 'frames = "raws"')
    return site


def canvases(
    folder: Path, size: tuple[int, int] = (96, 64), raw: Wanted = AS_SHOT
) -> list[CanvasPixels]:
    stills = find_footage(".", folder, raw=raw).stills
    return [source.read_fitted(Size(*size), CENTRE, deep=True)[1] for source in sources(stills)]


@pytest.mark.parametrize("size", [(96, 64), (48, 32), (40, 20)], ids=["whole", "half", "fitted"])
def test_light_and_colours_come_out_as_they_went_in(tmp_path: Path, size: tuple[int, int]) -> None:
    draw(tmp_path, "1.dng")
    (canvas,) = canvases(tmp_path, size)
    assert canvas.dtype == np.uint16
    assert canvas.shape == (size[1], size[0], 3)
    assert abs(middles(canvas) - srgb(np.array(PATCHES))).max() < 0.001


@pytest.mark.parametrize("size", [(900, 600), (450, 300)], ids=["whole", "half"])
def test_fujis_sensors_are_developed_too(tmp_path: Path, size: tuple[int, int]) -> None:
    raw = mosaic(patches(900, 600), WHITE, XTRANS)
    write_dng(tmp_path / "1.dng", raw, white=WHITE, pattern=XTRANS)
    (canvas,) = canvases(tmp_path, size)
    assert abs(middles(canvas) - srgb(np.array(PATCHES))).max() < 0.001


def test_where_no_white_balance_is_said_daylight_is_taken_and_that_is_said(tmp_path: Path) -> None:
    write_dng(tmp_path / "1.dng", mosaic(patches()), white=None)
    (canvas,) = canvases(tmp_path)
    assert abs(middles(canvas) - srgb(np.array(PATCHES))).max() < 0.002
    (said,) = find_footage(".", tmp_path).warnings
    assert said == (
        "1.dng does not say its white balance: daylight is taken; `raw = { white = [2, 1, 1.5] }` "
        "says another"
    )
    assert find_footage(".", tmp_path, raw=Wanted("daylight")).warnings == ()


def test_half_of_a_large_still_is_what_all_of_it_is(tmp_path: Path) -> None:
    """A gradient, in which every pixel of 16 bits is another: half is no rougher than the whole."""
    slope = np.linspace(0.1, 0.4, 192)[np.newaxis, :, np.newaxis] * np.ones((128, 1, 3))
    draw(tmp_path, "1.dng", light=slope)
    (whole,), (half,) = canvases(tmp_path, (97, 64)), canvases(tmp_path, (96, 64))
    inner = slice(4, -4)
    shown = srgb(slope[0, :, 0].reshape(96, 2).mean(axis=1))[inner]
    assert abs(half[32, inner, 1] / 65535 - shown).max() < 0.001
    assert len(np.unique(half[32, inner, 1])) == len(shown)
    assert abs(whole[32, 48, 1] / 65535 - srgb(slope)[64, 96, 0]) < 0.003


def test_all_are_developed_by_the_first_ones_white(tmp_path: Path) -> None:
    draw(tmp_path, "1.dng")
    write_dng(tmp_path / "2.dng", mosaic(patches(), WHITE), white=(1.5, 1.0, 2.5))
    first, second = canvases(tmp_path)
    assert (first == second).all()


@pytest.mark.parametrize("top", [0.3, 0.9, 1.0])
def test_what_is_brightest_in_a_still_changes_nothing_elsewhere(tmp_path: Path, top: float) -> None:
    """LibRaw brightens a picture whose brightest pixel is a little below the sensor's white."""
    light = np.full((64, 96, 3), 0.3)
    light[:8, :8] = top
    draw(tmp_path, "1.dng", light=light)
    (canvas,) = canvases(tmp_path)
    assert canvas[32, 48, 1] == pytest.approx(65535 * srgb(np.array(0.3)), abs=30)


@pytest.mark.parametrize(
    ("wanted", "gains"),
    [
        (Wanted("camera", 1.0), WHITE),
        (Wanted("camera", -0.5), WHITE),
        (Wanted((4.0, 2.0, 3.0)), WHITE),
        (Wanted((2.0, 1.0, 0.75)), (2.0, 1.0, 0.75)),
        (Wanted("daylight"), (1.0, 1.0, 1.0)),
    ],
)
def test_white_and_exposure_are_as_wanted(
    tmp_path: Path, wanted: Wanted, gains: Sequence[float]
) -> None:
    draw(tmp_path, "1.dng")
    (canvas,) = canvases(tmp_path, raw=wanted)
    scale = np.array(gains) / min(gains) / WHITE * 2.0**wanted.exposure
    light = (np.array(PATCHES) * scale).clip(0, 1)  # no gain is below 1, so that white stays white
    assert abs(middles(canvas) - srgb(light)).max() < 0.002


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_stills_are_upright(tmp_path: Path, orientation: int) -> None:
    draw(tmp_path, "1.dng", orientation=orientation)
    header = header_of(tmp_path / "1.dng")
    turns = {1: 0, 3: 2, 6: 3, 8: 1}[orientation]
    shown = np.rot90(patches(), turns)
    assert (header.orientation, header.size) == (orientation, shown.shape[1::-1])
    (canvas,) = canvases(tmp_path, header.size)
    assert abs(canvas[4, 4] / 65535 - srgb(shown)[4, 4]).max() < 0.001


def test_times_are_known_to_the_fraction_of_a_second(tmp_path: Path) -> None:
    draw(tmp_path, "1.dng", "2.dng")
    write_dng(tmp_path / "3.dng", mosaic(patches()), taken="2026:05:01 10:00:30", fraction="25")
    write_dng(tmp_path / "4.dng", mosaic(patches()))
    taken = [header_of(tmp_path / f"{number}.dng").taken for number in (1, 2, 3, 4)]
    minutes = [datetime(2026, 5, 1, 10, minute) for minute in (0, 1)]
    assert taken == [*minutes, datetime(2026, 5, 1, 10, 0, 30, 250_000), None]


@pytest.mark.parametrize("made", [raf_of, cr3_of])
def test_what_fujis_and_canons_files_note_is_read(made: Callable[[bytes, int], bytes]) -> None:
    content = made(notes("2026:05:01 10:00:00", "25"), 5000)
    noted = noted_in(BytesIO(content))
    assert noted == Noted(datetime(2026, 5, 1, 10, 0, 0, 250_000), len(content), is_known=True)
    assert noted_in(BytesIO(content[:-1])).length == len(content)
    assert noted_in(BytesIO(made(b"", 5000))).taken is None


def test_headers_decode_no_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibRaw's own word on when a still was taken has it decode all of it."""
    import rawpy

    asked: list[str] = []

    class Asked:
        def __init__(self, file: str) -> None:
            self._raw = rawpy.RawPy()
            self._raw.open_file(file)

        def __enter__(self) -> Asked:
            return self

        def __exit__(self, *error: object) -> None:
            self._raw.close()

        def __getattr__(self, name: str) -> object:
            asked.append(name)
            return getattr(self._raw, name)

    draw(tmp_path, "1.dng")
    write_dng(tmp_path / "2.dng", mosaic(patches()))
    monkeypatch.setattr(rawpy, "imread", Asked)
    assert header_of(tmp_path / "1.dng").taken == datetime(2026, 5, 1, 10)
    assert header_of(tmp_path / "2.dng").taken is None
    assert set(asked) == {"sizes"}


def test_a_folder_of_raw_stills_is_painted_in_16_bits(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(site.folder / "raws", *(f"DSC{number}.NEF" for number in range(8)))
    site.replace('frames = "one"', 'frames = "raws"')
    assert run(["build", str(site.file)]) == 0
    assert capsys.readouterr().err == ""
    _, carried = read_provenance(site.frames / "one/DSC0.png") or (None, None)
    assert carried
    assert carried["reading"] == ["raw by 2.0000 1.0000 1.4999 +0.00 EV", "half", "16 bits"]
    assert run(["build", str(site.file)]) == 0
    assert "8 frames" not in capsys.readouterr().out


def test_another_development_paints_the_raw_stills_anew(
    raws: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(raws.file)]) == 0
    raws.replace("[edit]", "[style]\nraw = { exposure = 0.5 }\n[edit]")
    capsys.readouterr()
    assert run(["status", str(raws.file), "--json"]) == 0
    one, two = json.loads(capsys.readouterr().out)["sequences"]
    assert (one["reasons"], two["reasons"]) == ({"pictures read otherwise": 8}, {})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('{ white = "sun" }', '`style.raw.white` = "sun": must be "camera", "daylight", or [red, '),
        ("{ white = [1, 0, 1] }", "`style.raw.white` = [1, 0, 1]: must be "),
        ("{ white = [1, 1] }", "`style.raw.white` = [1, 1]: must be "),
        ("{ exposure = 9 }", "`style.raw.exposure` must be at most 8, not 9"),
        ("{ expozure = 1 }", "unknown key `expozure`; did you mean `exposure`?"),
        ("true", "`style.raw` must be a table, not true"),
    ],
)
def test_what_no_development_can_be_is_refused(
    site: Site, capsys: pytest.CaptureFixture[str], raw: str, said: str
) -> None:
    site.replace("[edit]", f"[style]\nraw = {raw}\n[edit]")
    assert run(["check", str(site.file)]) == 2
    assert said in capsys.readouterr().err


def names(folder: Path, frames: str) -> list[str]:
    return [still.file.name for still in find_footage(frames, folder).stills]


@pytest.mark.parametrize("frames", ["a", "a/", "a/*", "a/IMG_*"])
def test_of_pairs_the_developed_are_taken_and_it_is_said(tmp_path: Path, frames: str) -> None:
    draw(tmp_path / "a", "IMG_1.CR2", "IMG_2.CR2", "IMG_3.CR2")
    for number in (1, 2):
        Image.new("RGB", (96, 64)).save(tmp_path / f"a/IMG_{number}.JPG")
    assert names(tmp_path, frames) == ["IMG_1.JPG", "IMG_2.JPG"]
    (said,) = find_footage(frames, tmp_path).warnings
    assert said == (
        'of 2 .jpg and 3 .cr2 the latter are left out: `frames = "a/*.CR2"` takes those instead'
    )
    assert (
        names(tmp_path, "a/*.CR2")
        == names(tmp_path, "a/IMG_%d.cr2")
        == ["IMG_1.CR2", "IMG_2.CR2", "IMG_3.CR2"]
    )


def test_without_the_library_it_is_named_in_one_line(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(site.folder / "raws", "1.dng", "2.dng")
    site.replace('frames = "one"', 'frames = "raws"')
    monkeypatch.setattr(endings, "is_installed", lambda library: False)
    assert run(["check", str(site.file)]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(
        "raw pictures: `pip install 'tlstyle[raw]'` reads them, or develop them to JPEG, TIFF or "
        "PNG first"
    )


def test_who_has_no_raw_stills_does_not_import_their_library(site: Site) -> None:
    code = (
        "import sys; from tlstyle.cli.app import run; code = run(['check', sys.argv[1]]); "
        "print(code, 'rawpy' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(site.file)]
    assert subprocess.run(command, capture_output=True, text=True).stdout.endswith("0 False\n")


@pytest.mark.parametrize("kept", [0, 6, 60, 0.5, 0.99])
def test_a_still_that_is_cut_short_is_named_before_painting(
    raws: Site, capsys: pytest.CaptureFixture[str], kept: float
) -> None:
    file = raws.folder / "raws/3.dng"
    content = file.read_bytes()
    file.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    assert run(["build", str(raws.file)]) == 2
    (said,) = (line for line in capsys.readouterr().err.splitlines() if "error" in line)
    assert "sequence 'one': raws/3.dng: " in said
    assert said.endswith(" (to do without it, move it elsewhere)")
    assert not (raws.frames / "one").exists()


@pytest.mark.parametrize("ending", ["dng", "nef", "cr3", "raf"])
def test_what_is_no_raw_picture_is_refused(tmp_path: Path, ending: str) -> None:
    for number, content in enumerate(_DAMAGED):
        (tmp_path / f"{number}.{ending}").write_bytes(content)
    with pytest.raises(FootageError) as refused:
        find_footage(".", tmp_path)
    assert len(refused.value.args) == len(_DAMAGED)
    assert all(
        "is no raw picture" in said or "cannot be decoded" in said for said in refused.value.args
    )


_DAMAGED = (
    b"",
    b"II*\0" + bytes(100),
    b"II*\0" + b"\xff" * 100,
    b"MM\0*\0\0\0\x08\xff\xff" + b"\1" * 400,
    b"FUJIFILMCCD-RAW " + b"\xff" * 200,
    b"\0\0\0\x18ftypcrx " + bytes(40),
    b"\0\0\0\1ftypcrx " + b"\xff" * 40,
)
"""What no raw picture is, whatever it begins as."""


def test_a_deep_look_decodes_raw_stills(
    raws: Site, capsys: pytest.CaptureFixture[str], painter: FakePainter
) -> None:
    draw(raws.folder / "raws", "8.dng", light=np.zeros((64, 96, 3)))
    assert run(["check", "--deep", str(raws.file)]) == 0
    said = capsys.readouterr().err
    assert "8.dng is black" in said
    assert "1.dng is the same as 0.dng" not in said  # their times differ


def test_films_of_raw_stills_that_are_away_are_known(
    raws: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    raws.replace('frames = "raws"', 'frames = "raws"\ndeflicker = true')
    assert run(["build", str(raws.file)]) == 0
    (raws.folder / "raws").rename(raws.folder / "away")
    assert run(["film", str(raws.file)]) == 0
    raws.replace("[edit]", "[style]\nraw = { exposure = 0.5 }\n[edit]")
    assert run(["film", str(raws.file)]) == 2
    assert "raws" in capsys.readouterr().err


def test_a_camera_shows_raw_stills_as_sharp_as_they_are(
    raws: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    """Zoomed 3 times, half of 96 pixels would fill no third of 32."""
    raws.replace('frames = "raws"', 'frames = "raws"\ncamera = { zoom = 3 }')
    assert run(["paint", str(raws.file)]) == 0
    _, carried = read_provenance(raws.frames / "one/0.png") or (None, None)
    assert carried
    assert carried["camera"][-1] is None
    source = next(sources(find_footage("raws", raws.folder).stills))
    aim = Aim(3.0, -1.0, -1.0, closest=3.0)
    _, canvas = source.read_fitted(Size(32, 18), CENTRE, aim, deep=True)
    assert abs(canvas[9, 16] / 65535 - srgb(np.array(PATCHES))[0]).max() < 0.001


def test_deflicker_and_strength_read_raw_stills_as_they_are_developed(
    raws: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    raws.replace('frames = "raws"', 'frames = "raws"\ndeflicker = true\nstrength = 0.5')
    assert run(["build", str(raws.file)]) == 0
    assert run(["sheet", str(raws.file)]) == 0
    raws.replace("deflicker", "raw = { exposure = 1.0 }\ndeflicker")
    assert run(["build", str(raws.file)]) == 0
    (kept,) = (raws.folder / "film.work/light").glob("one.*.npz")
    assert all("+1.00 EV" in key for key in np.load(kept)["stills"])
