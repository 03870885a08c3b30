"""What the sample footage comes out as, painted and filmed: pixels do not change by accident.

`fingerprint.json` holds what processors make of it that compute in float32: of frames the means of
8x8 blocks, which differ by hundredths of a level from one to another, and by up to two in bfloat16;
of the film the means of 32x32 blocks of luma and of chroma, as they are coded. The film's exact
pixels are no measure: ffmpeg converts colours otherwise by other instructions, by a level here and
there, and x264 makes several of it. Where a change is meant, run this with
TLSTYLE_TEST_FINGERPRINT=write, and say in the commit why pixels are others now.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from films import ffmpeg
from tlstyle.cli.app import run
from tlstyle.demo.art import PICTURES
from tlstyle.demo.shots import draw_still
from tlstyle.film import encode
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.size import Size

KNOWN = Path(__file__).with_name("fingerprint.json")
SIZE = Size(96, 64)

PROJECT = """\
size = [96, 64]
[edit]
dissolve = 0.04
fade_in = 0
fade_out = 0
[[sequence]]
name = "bay"
frames = "bay"
style = "points.png"
strength = 0.6
[[sequence]]
name = "golden-gate"
frames = "golden-gate"
style = "wave.png"
"""

Means = NDArray[np.float64]


def means(pictures: NDArray[np.uint8], side: int) -> Means:
    """Return the mean colour of every block of pictures."""
    count, height, width, colours = pictures.shape
    blocks = pictures.reshape(count, height // side, side, width // side, side, colours)
    result: Means = blocks.mean(axis=(2, 4))
    return result


def film_means(film: Path) -> Means:
    """Return the mean luma and chroma of every block of a film's pictures."""
    coded = ffmpeg("-i", film, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
    width, height = SIZE
    luma, chroma = width * height, width * height // 4
    pictures = np.frombuffer(coded, np.uint8).reshape(-1, luma + 2 * chroma)
    blue, red = (
        pictures[:, start : start + chroma].reshape(-1, height // 2, width // 2, 1)
        for start in (luma, luma + chroma)
    )
    light = means(pictures[:, :luma].reshape(-1, height, width, 1), 32)
    return np.concatenate([light, means(blue, 16), means(red, 16)], axis=-1)


def known(what: str) -> Means:
    return np.array(json.loads(KNOWN.read_text())[what]) / 10


def is_known(found: Means, what: str, most: float, mean: float) -> bool:
    """Tell whether blocks are the known ones, each within `most` levels, on average `mean`."""
    off = np.abs(found - known(what))
    print(f"{what}: blocks are off by {off.max():.2f} levels at most, {off.mean():.3f} on average")
    return bool(off.max() <= most and off.mean() <= mean)


def frames_are_known(pictures: NDArray[np.uint8]) -> bool:
    return is_known(means(pictures, 8), "frames", 0.3, 0.05)


def film_is_known(found: Means) -> bool:
    return is_known(found, "film", 1.0, 0.3)


def painted(folder: Path) -> NDArray[np.uint8]:
    files = sorted((folder / "film.work/frames").rglob("*.png"))
    return np.stack([np.asarray(Image.open(file)) for file in files])


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stills of each of two shots of the sample footage, and a picture for each."""
    folder = tmp_path_factory.mktemp("fingerprint")
    for shot in ("bay", "golden-gate"):
        (folder / shot).mkdir()
        for number in (30, 40):
            still = draw_still(shot, number, Size(2 * SIZE.width, 2 * SIZE.height))
            still.save(folder / shot / f"{number}.png")
    for picture in ("points", "wave"):
        PICTURES[picture](256).save(folder / f"{picture}.png")
    return folder


Build = Callable[..., Path]


@pytest.fixture(scope="module")
def build(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds the film by a Keras dtype policy, with something in its project replaced."""

    def build(policy: str, old: str = "", new: str = "") -> Path:
        folder = tmp_path_factory.mktemp(policy)
        for entry in footage.iterdir():
            (folder / entry.name).symlink_to(entry)
        assert old in PROJECT
        (folder / "film.toml").write_text(PROJECT.replace(old, new))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tlstyle.painters.builtin.painter._fastest_policy", lambda: policy)
            assert run(["build", str(folder / "film.toml"), "--device", "cpu"]) == 0
        return folder

    return build


@pytest.fixture(scope="module")
def built(build: Build) -> Path:
    """The folder of the film as processors paint it that compute in float32."""
    folder = build("float32")
    if os.environ.get("TLSTYLE_TEST_FINGERPRINT") == "write":
        found = {"frames": means(painted(folder), 8), "film": film_means(folder / "film.mp4")}
        tenths = {what: np.rint(10 * levels) for what, levels in found.items()}
        stored = {what: levels.astype(int).tolist() for what, levels in tenths.items()}
        text = json.dumps(stored).replace("]], [[", "]],\n[[")
        KNOWN.write_text(f"{text}\n")
    return folder


def test_frames_are_as_ever(built: Path) -> None:
    assert frames_are_known(painted(built))


def test_frames_in_bfloat16_are_as_near_as_ever(build: Build) -> None:
    if not paints_in_bfloat16():
        pytest.skip("needs a processor that computes in bfloat16")
    assert is_known(means(painted(build("mixed_bfloat16")), 8), "frames", 3.0, 0.6)


def test_the_films_pictures_are_as_ever(built: Path) -> None:
    assert film_is_known(film_means(built / "film.mp4"))


def test_strokes_that_shift_by_a_pixel_are_seen(built: Path) -> None:
    assert not frames_are_known(np.roll(painted(built), 1, axis=2))


def test_frames_swapped_are_seen(built: Path) -> None:
    assert not frames_are_known(painted(built)[[1, 0, 2, 3]])
    assert not film_is_known(film_means(built / "film.mp4")[[1, 0, 2]])


def test_a_strength_of_a_fiftieth_less_is_seen(build: Build) -> None:
    assert not frames_are_known(painted(build("float32", "0.6", "0.588")))


def test_another_colour_matrix_is_seen(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = encode.picture_arguments

    def wrong(*given: object) -> list[str]:
        return [
            word.replace("out_color_matrix=bt709", "out_color_matrix=bt601")
            for word in arguments(*given)  # type: ignore[arg-type]
        ]

    monkeypatch.setattr(encode, "picture_arguments", wrong)
    assert run(["film", str(built / "film.toml"), "--force"]) == 0
    assert not film_is_known(film_means(built / "film.mp4"))
