from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageDraw

from conftest import RED, FakePainter, Site, draw_stills, draw_tagged_video, draw_video
from films import ffmpeg
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.endings import VIDEOS
from tlstyle.stills.find import find_footage
from tlstyle.stills.source import sources


def names(folder: Path, frames: str, trim: tuple[int, int] | None = None) -> list[str]:
    return [still.file.name for still in find_footage(frames, folder, trim).stills]


@pytest.mark.parametrize("frames", ["stills", "stills/", "stills/*.png", "stills/img%d.png"])
def test_a_folder_a_glob_and_a_pattern_find_the_same(tmp_path: Path, frames: str) -> None:
    draw_stills(tmp_path / "stills", 12)
    assert names(tmp_path, frames) == [f"img{number}.png" for number in range(1, 13)]


def test_a_pattern_counts_its_digits(tmp_path: Path) -> None:
    for name in ("a1.png", "a01.png", "a002.png", "b003.png", "a1000.png"):
        Image.new("RGB", (4, 4)).save(tmp_path / name)
    assert names(tmp_path, "a%03d.png") == ["a002.png", "a1000.png"]


def test_folders_with_odd_names_are_found(tmp_path: Path) -> None:
    odd = tmp_path / "it's [a] %d *é"
    draw_stills(odd / "-stills", 2)
    assert names(odd, "-stills") == ["img1.png", "img2.png"]
    assert names(odd, "-stills/*.png") == ["img1.png", "img2.png"]
    assert names(tmp_path, f"{odd.name}/-stills") == ["img1.png", "img2.png"]


def test_trim_keeps_from_the_first_to_one_before_the_last(tmp_path: Path) -> None:
    draw_stills(tmp_path, 9)
    assert names(tmp_path, ".", (2, 4)) == ["img3.png", "img4.png"]


def test_hidden_files_and_sidecars_are_no_stills(tmp_path: Path) -> None:
    draw_stills(tmp_path, 2)
    (tmp_path / ".img3.png").touch()
    (tmp_path / "img1.xmp").touch()
    footage = find_footage(".", tmp_path)
    assert len(footage.stills) == 2
    assert footage.warnings == (f"{tmp_path} also holds 1 .xmp, which are no pictures",)


def test_a_gap_in_the_numbering_is_said(tmp_path: Path) -> None:
    draw_stills(tmp_path, 5)
    draw_stills(tmp_path, 5, start=8)
    assert find_footage(".", tmp_path).warnings == ("the numbering leaps from 5 to 8",)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ("nowhere", "no stills found: nothing matches"),
        ("stills/*.jpg", "(STILLS has 3 .png)"),
        ("stills/%04d.png", "no stills found"),
        ("empty", "holds no pictures"),
        ("hidden", "hidden has only hidden files"),
        ("raw", "DSC0001.NEF: cannot be decoded"),
        ("mixed", "stills of mixed sizes: 3 are 48x32, but not "),
        ("broken", "is not a picture that can be read"),
        ("twins", "would give one frame, img1.png"),
        ("film.mp4", "is not a video that can be read"),
        ("stills/img%04294967295d.png", "no stills found"),
        ("long/*", "its name with .png is too long"),
    ],
)
def test_what_cannot_be_painted_is_refused(tmp_path: Path, frames: str, message: str) -> None:
    for folder in ("stills", "mixed", "twins"):
        draw_stills(tmp_path / folder, 3)
    for folder in ("empty", "hidden", "raw", "broken", "long"):
        (tmp_path / folder).mkdir()
    Image.new("RGB", (48, 32)).save(tmp_path / "long" / ("i" * 252), "PNG")
    Image.new("RGB", (32, 48)).save(tmp_path / "mixed" / "img9.png")
    Image.new("RGB", (48, 32)).save(tmp_path / "twins" / "img1.jpg")
    (tmp_path / "raw" / "DSC0001.NEF").write_bytes(b"raw")
    (tmp_path / "broken" / "img1.png").write_bytes(b"no picture")
    (tmp_path / "film.mp4").write_bytes(b"no film")
    (tmp_path / "hidden/.img1.png").write_bytes(b"a picture, perhaps")
    with pytest.raises(FootageError) as refusal:
        find_footage(frames, tmp_path)
    assert message.replace("STILLS", str(tmp_path / "stills")) in str(refusal.value)


def test_a_turned_video_is_read_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    draw_video(tmp_path / "flat.mp4", 3)
    turn = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-display_rotation", "90"]
    files = ["-i", str(tmp_path / "flat.mp4"), "-c", "copy", str(tmp_path / "turned.mp4")]
    subprocess.run([*turn, *files], check=True)
    assert find_footage("turned.mp4", tmp_path).size == Size(48, 64)
    assert not caplog.records


def test_trim_cannot_ask_for_more_than_there_is(tmp_path: Path) -> None:
    draw_stills(tmp_path, 3)
    with pytest.raises(FootageError, match=re.escape("`trim` = [0, 4] asks for more than the 3")):
        find_footage(".", tmp_path, (0, 4))


def test_a_digest_tells_stills_apart(tmp_path: Path) -> None:
    draw_stills(tmp_path, 2)
    digests = [source.digest() for source in sources(find_footage(".", tmp_path).stills)]
    assert digests[0] != digests[1]


@pytest.mark.parametrize("ending", sorted(VIDEOS))
def test_a_video_gives_each_of_its_pictures_once_and_in_order(tmp_path: Path, ending: str) -> None:
    draw_video(tmp_path / f"clip{ending}", 20)
    footage = find_footage(f"clip{ending}", tmp_path, (5, 15))
    assert footage.size == Size(64, 48)
    assert [still.stem for still in footage.stills][::9] == ["000006", "000015"]
    every_third = list(sources(footage.stills[::3]))
    shades = [np.asarray(source.read()[1]).mean() for source in every_third]
    assert shades == pytest.approx([50, 80, 110, 140], abs=3)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1280, 540), (720, 576), (576, 720)])
@pytest.mark.parametrize("tag", ["unknown", "bt709", "smpte170m"])
def test_a_videos_colours_are_those_that_players_show(
    tmp_path: Path, size: tuple[int, int], tag: str
) -> None:
    untagged = "bt709" if 1280 in size else "smpte170m"
    draw_tagged_video(tmp_path / "clip.mp4", size, untagged if tag == "unknown" else tag, tag)
    source = next(sources(find_footage("clip.mp4", tmp_path).stills))
    assert source.read()[1].getpixel((9, 9)) == pytest.approx(RED, abs=3)


@pytest.mark.parametrize("curve", ["arib-std-b67", "smpte2084"])
def test_hdr_video_is_brought_to_sdr(tmp_path: Path, curve: str) -> None:
    colours = (90, 90, 90), (140, 50, 40), (30, 120, 60)
    pixels = np.repeat(np.array([colours], np.uint8), 32, axis=1).repeat(64, axis=0)
    Image.fromarray(pixels).save(tmp_path / "patches.png")
    srgb = "range=pc:color_primaries=bt709:color_trc=iec61966-2-1:colorspace=gbr"
    linear = "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt2020"
    hdr = f"zscale=transfer={curve}:npl=203:matrix=bt2020nc:range=tv,format=yuv444p10le"
    filters = f"format=gbrp,setparams={srgb},{linear},{hdr}"
    named = "-color_primaries", "bt2020", "-color_trc", curve, "-colorspace", "bt2020nc"
    clip = tmp_path / "clip.mkv"
    ffmpeg("-i", tmp_path / "patches.png", "-vf", filters, "-c:v", "ffv1", *named, clip)
    footage = find_footage("clip.mkv", tmp_path)
    said = f"{clip}: is HDR: brought to SDR, what is brighter than white made to fit"
    assert footage.warnings == (said,)
    seen = next(sources(footage.stills)).read()[1]
    for place, colour in zip((16, 48, 80), colours, strict=True):
        assert seen.getpixel((place, 32)) == pytest.approx(colour, abs=3)


def test_hdr_of_oblong_pixels_may_get_an_odd_width(tmp_path: Path) -> None:
    named = "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"
    tags = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
    filters = f"format=yuv420p10le,{tags},setsar=12/11"
    red, clip = "color=red:s=60x64:d=0.1", tmp_path / "clip.mkv"
    ffmpeg("-f", "lavfi", "-i", red, "-vf", filters, "-c:v", "ffv1", *named, clip)
    footage = find_footage("clip.mkv", tmp_path)
    assert footage.size == next(sources(footage.stills)).read()[1].size == Size(65, 64)


def test_hdr_that_cannot_be_brought_to_sdr_is_refused(tmp_path: Path) -> None:
    unnamed = "setparams=color_trc=smpte2084,format=yuv420p10le"
    ffmpeg("-f", "lavfi", "-i", "color=red:d=0.1", "-vf", unnamed, tmp_path / "clip.mkv")
    with pytest.raises(FootageError, match="is HDR that cannot be brought to SDR: export it"):
        find_footage("clip.mkv", tmp_path)


@pytest.mark.parametrize(
    ("pixel", "disc", "size"),
    [
        ((3, 2), (20, 30), Size(96, 48)),
        ((2, 3), (30, 20), Size(64, 72)),
        ((4, 3), (24, 32), Size(85, 48)),
        ((1, 1), (30, 30), Size(64, 48)),
        ((90, 1), (30, 30), Size(64, 48)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_is_round_in_a_video_stays_round(
    tmp_path: Path, pixel: tuple[int, int], disc: tuple[int, int], size: Size, turned: bool
) -> None:
    still = Image.new("L", (64, 48))
    ImageDraw.Draw(still).ellipse((4, 4, 3 + disc[0], 3 + disc[1]), "white")
    still.save(tmp_path / "disc.png")
    flat, clip = tmp_path / "flat.mp4", tmp_path / "clip.mp4"
    ffmpeg("-i", tmp_path / "disc.png", "-vf", f"setsar={pixel[0]}/{pixel[1]}", flat)
    ffmpeg("-display_rotation", 90 * turned, "-i", flat, "-c", "copy", clip)
    footage = find_footage("clip.mp4", tmp_path)
    assert footage.size == (Size(size.height, size.width) if turned else size)
    seen = np.asarray(next(sources(footage.stills)).read()[1])[..., 0] > 127
    assert seen.any(axis=0).sum() == pytest.approx(seen.any(axis=1).sum(), abs=1)


@pytest.mark.parametrize("name", ["file:x", "http:x", "concat:a|b", "%d", "-y", "new\nline"])
def test_a_videos_name_is_only_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    draw_video(tmp_path / f"{name}.mp4", 3)
    monkeypatch.chdir(tmp_path)
    assert len(list(sources(find_footage(f"{name}.mp4", Path()).stills))) == 3


def test_a_video_reads_no_file_that_the_project_does_not_name(tmp_path: Path) -> None:
    draw_video(tmp_path / "secret.mp4", 3)
    for ending in VIDEOS:
        name = f"clip{ending}"
        (tmp_path / name).write_text("ffconcat version 1.0\nfile 'secret.mp4'\n")
        with pytest.raises(FootageError, match=f"{name}: is not a video that can be read"):
            find_footage(name, tmp_path)


@pytest.mark.parametrize("frames", [".", "*.png", "img*"])
def test_no_picture_of_a_film_becomes_a_still_of_it(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], frames: str
) -> None:
    text = site.file.read_text().partition('[[sequence]]\nname = "two"')[0]
    film = site.folder / "one/film.toml"
    film.write_text(
        text.replace('frames = "one"', f'frames = "{frames}"').replace("red.png", "../red.png")
    )
    there = {*film.parent.iterdir()}
    red = str(site.folder / "red.png")
    wanted = ("sheet",), ("keogram",), ("frame", "--at", "0"), ("audition", red)
    for command, *more in wanted:
        code = run([command, str(film), *more])
        said = capsys.readouterr().err
        if frames == "img*":
            assert (code, "stills:" in said) == (0, False), said
        else:
            assert code == 1, said
            assert "would be one of the stills: keep these in their own folder" in said
    made = {*film.parent.iterdir()} - there - {film.with_suffix(".work")}
    assert len(made) == (4 if frames == "img*" else 0)
