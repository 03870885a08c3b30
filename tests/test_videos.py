from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from conftest import Site, draw_stills, draw_video
from films import ffmpeg
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.find import find_footage
from tlstyle.stills.names import Frames
from tlstyle.stills.source import sources

COVER = ("-f", "lavfi", "-i", "color=red:s=200x200:r=25:d=0.04")
"""One picture, larger than those of the film."""


def shades(folder: Path, name: Frames) -> list[float]:
    stills = find_footage(name, folder).stills
    return [float(np.asarray(source.read()[1]).mean()) for source in sources(stills)]


def draw_animation(file: Path) -> None:
    """Draw six pictures of one grey each, 20 levels brighter from one to the next."""
    pictures = [Image.new("RGB", (64, 48), (20 * number,) * 3) for number in range(6)]
    pictures[0].save(file, save_all=True, append_images=pictures[1:], duration=100, lossless=True)


@pytest.mark.parametrize("ending", [".avi", ".mkv", ".mp4", ".ts"])
def test_a_cover_in_front_of_a_film_is_not_the_film(tmp_path: Path, ending: str) -> None:
    draw_video(tmp_path / "plain.mp4", 5)
    film, clip = tmp_path / "plain.mp4", tmp_path / f"clip{ending}"
    streams = ("-map", "0:v", "-map", "1:v", "-c:v:0", "mpeg2video", "-c:v:1", "copy")
    ffmpeg(*COVER, "-i", film, *streams, "-bsf:v:1", "h264_mp4toannexb", clip)
    assert find_footage(clip.name, tmp_path).size == Size(64, 48)
    assert shades(tmp_path, clip.name) == pytest.approx([0, 10, 20, 30, 40], abs=3)


def test_an_attached_picture_is_not_the_film(tmp_path: Path) -> None:
    draw_video(tmp_path / "plain.mp4", 5)
    film, clip = tmp_path / "plain.mp4", tmp_path / "clip.mp4"
    streams = ("-map", "0:v", "-map", "1:v", "-c:v:0", "mjpeg", "-c:v:1", "copy")
    ffmpeg(*COVER, "-i", film, *streams, "-disposition:v:0", "attached_pic", clip)
    assert len(find_footage("clip.mp4", tmp_path).stills) == 5


def test_the_largest_moving_picture_is_the_film(tmp_path: Path) -> None:
    draw_video(tmp_path / "plain.mp4", 5)
    film, clip = tmp_path / "plain.mp4", tmp_path / "clip.mp4"
    small = ("-f", "lavfi", "-i", "color=red:s=32x32:r=25:d=1")
    ffmpeg(*small, "-i", film, "-map", "0:v", "-map", "1:v", "-c:v:1", "copy", clip)
    assert find_footage("clip.mp4", tmp_path).size == Size(64, 48)
    assert shades(tmp_path, "clip.mp4") == pytest.approx([0, 10, 20, 30, 40], abs=3)


@pytest.mark.parametrize("ending", [".mp4", ".mpg", ".ts"])
def test_a_video_that_was_trimmed_without_coding_is_not_damaged(
    tmp_path: Path, ending: str
) -> None:
    whole, part = tmp_path / f"whole{ending}", tmp_path / f"part{ending}"
    film = ("-f", "lavfi", "-i", "testsrc=s=128x96:d=3:r=25", "-pix_fmt", "yuv420p")
    ffmpeg(*film, "-g", 12, "-bf", 2, whole)
    ffmpeg("-ss", 1.1, "-i", whole, "-c", "copy", part)
    footage = find_footage(part.name, tmp_path)
    assert not footage.warnings
    assert 30 < len(footage.stills) < 75


def test_an_animated_gif_is_a_film(tmp_path: Path) -> None:
    draw_animation(tmp_path / "clouds.GIF")
    assert shades(tmp_path, "clouds.GIF") == pytest.approx([0, 20, 40, 60, 80, 100], abs=1)


def test_a_gif_of_one_picture_is_a_still(tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "a.gif")
    (still,) = find_footage("a.gif", tmp_path).stills
    assert still.index is None


@pytest.mark.parametrize("ending", ["png", "webp"])
def test_an_animation_among_stills_is_named_with_what_helps(tmp_path: Path, ending: str) -> None:
    draw_stills(tmp_path / "a", 2, size=(64, 48))
    draw_animation(tmp_path / f"a/my clouds.{ending}")
    with pytest.raises(FootageError) as refusal:
        find_footage("a", tmp_path)
    said = str(refusal.value)
    assert f"{tmp_path}/a/my clouds.{ending}: is an animation of several pictures" in said
    with pytest.raises(FootageError, match="is an animation of several pictures: convert it"):
        find_footage(f"a/my clouds.{ending}", tmp_path)
    _, *helps = shlex.split(said.split("`")[1])
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *helps], cwd=tmp_path / "a", check=True)
    assert len(find_footage("a/my clouds-*.png", tmp_path).stills) == 6


def test_an_animated_gif_among_stills_may_be_named_alone(tmp_path: Path) -> None:
    draw_animation(tmp_path / "1.gif")
    Image.new("RGB", (64, 48)).save(tmp_path / "2.gif")
    with pytest.raises(FootageError, match=r"1\.gif: is an animation .*: name it alone"):
        find_footage("*.gif", tmp_path)


@pytest.mark.parametrize("ending", ["gif", "png", "webp"])
def test_an_animation_is_no_style_until_a_picture_of_it_is_saved(
    site: Site, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    draw_animation(site.folder / f"sea.{ending}")
    site.replace("red.png", f"sea.{ending}")
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err
    line = f"line 13: sequence 'one': sea.{ending}: is an animation, and a style is one picture: "
    assert line in said
    _, *helps = shlex.split(said.split("`")[1])
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *helps], cwd=site.folder, check=True)
    style = Image.open(site.folder / helps[-1])
    assert style.size == (64, 48)


@pytest.mark.parametrize("frames", ["clips", "clips/*.jpg"])
@pytest.mark.parametrize("name", ["a.gif", "b 2.mp4"])
def test_a_folder_of_videos_alone_is_told_with_what_helps(
    site: Site, capsys: pytest.CaptureFixture[str], frames: str, name: str
) -> None:
    (site.folder / "clips").mkdir()
    if name.endswith("gif"):
        draw_animation(site.folder / "clips" / name)
    else:
        draw_video(site.folder / "clips" / name, 8)
    site.replace('frames = "one"', f'frames = "{frames}"')
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err
    assert f'has 1 {Path(name).suffix}: name one by itself, such as `frames = "clips/' in said
    site.replace(f'frames = "{frames}"', said.split("`")[1])
    assert run(["check", str(site.file)]) == 0
