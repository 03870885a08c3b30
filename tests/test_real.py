"""Real time-lapses, paintings and music through the real network, film and all."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from tlstyle.cli.app import run
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.size import Size
from tlstyle.stills.fitted import read_fitted
from tlstyle.stills.picture import read_upright
from tlstyle.stills.style import style_square

PROJECT = """\
size = [320, 180]
fps = 24

[style]
model = "{shared}/models/magenta-mobile"
canvas = [320, 320]

[edit]
dissolve = 0.25
fade_in = 0.125
fade_out = 0.125

[music]
file = "{shared}/data/music/outfoxing.mp3"

[[sequence]]
name = "clouds"
frames = "{shared}/data/timelapse/karlsruhe_clouds_20240622"
style = "{shared}/data/style/pynst__vg_self.jpg"
trim = [0, 12]

[[sequence]]
name = "earth"
frames = "{shared}/data/timelapse/iss_earth"
strength = 0.8
trim = [4, 16]

[sequence.style]
"{shared}/data/style/adain__mondrian.jpg" = 0.7
"{shared}/data/style/tflite__style9.jpg" = 0.3
"""


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a film made of two real time-lapses."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "film.toml").write_text(PROJECT.format(shared=shared))
    assert run(["build", str(folder / "film.toml")]) == 0
    return folder


def test_the_film_holds_every_frame_and_the_music(built: Path) -> None:
    film = built / "film.mp4"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    said = subprocess.run([ffmpeg, "-i", film], capture_output=True, text=True).stderr
    assert imageio_ffmpeg.count_frames_and_secs(str(film))[0] == 12 + 12 - 6
    assert re.search(r"h264 \(High\).*yuv420p\(tv, bt709.*320x180.*24 fps", said)
    assert re.search(r"aac.*48000 Hz, stereo", said)


def test_the_square_canvas_is_the_modules_own_square(built: Path, shared: Path) -> None:
    import tensorflow as tf

    module = tf.saved_model.load(str(shared / "models" / "magenta-mobile"))
    still = shared / "data/timelapse/karlsruhe_clouds_20240622/frame-053.jpg"
    square = read_fitted(still, still.read_bytes(), Size(320, 320), (0.5, 0.5))
    style = style_square(shared / "data/style/pynst__vg_self.jpg", None, 256)
    inputs = [tf.constant(picture[None] / np.float32(255)) for picture in (square, style)]
    own = np.rint(module(*inputs)[0][0].numpy() * 255)[70:250]
    painted = np.asarray(read_upright(built / "film.work/frames/clouds/frame-053.png"))
    off = np.abs(painted - own)
    assert off.mean() < 1
    assert paints_in_bfloat16() or off.max() <= 1


def test_stills_are_painted_in_natural_order(built: Path) -> None:
    frames = sorted(file.stem for file in (built / "film.work/frames/earth").iterdir())
    assert frames == sorted(f"image{number}" for number in range(5, 17))


def test_paintings_take_the_styles_colours(built: Path, shared: Path) -> None:
    painted = np.asarray(read_upright(built / "film.work/frames/clouds/frame-053.png"))
    still = read_upright(shared / "data/timelapse/karlsruhe_clouds_20240622/frame-053.jpg")
    warmth = [
        float(np.mean(pixels[..., 0]) - np.mean(pixels[..., 2]))
        for pixels in (painted, np.asarray(still))
    ]
    assert warmth[0] > warmth[1] + 30


def test_a_frame_is_the_same_painted_again(built: Path) -> None:
    file = built / "film.work/frames/earth/image7.png"
    before = np.asarray(Image.open(file).copy())
    file.unlink()
    assert run(["build", str(built / "film.toml")]) == 0
    assert (np.asarray(read_upright(file)) == before).all()
