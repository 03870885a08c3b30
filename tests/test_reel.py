"""Videos that are damaged or cut off are told, and whole ones of each kind are left in peace."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from conftest import FakePainter, Site, draw_video
from films import ffmpeg
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.stills.endings import VIDEOS
from tlstyle.stills.find import find_footage
from tlstyle.stills.source import sources

CODED = {
    ".mxf": ("-c:v", "mpeg2video", "-g", "6", "-bf", "2", "-b:v", "9M"),
    ".prores.mov": ("-c:v", "prores_ks"),
    ".mjpeg.avi": ("-c:v", "mjpeg", "-q:v", "3"),
    ".mpeg2.ts": ("-c:v", "mpeg2video", "-g", "12", "-bf", "2", "-b:v", "9M"),
    ".open.mts": ("-c:v", "libx264", "-x264opts", "open-gop=1:keyint=12:bframes=3"),
}
"""How films are coded that are not coded as ffmpeg would by their names."""

KINDS = sorted({*VIDEOS - {".3gp", ".m4v", ".wmv"}, *CODED})


def draw_film(file: Path, seconds: float = 1, *, sound: bool = True) -> Path:
    """Draw a film of noise, of which a hole of some bytes is a part, with a tone."""
    coded = CODED.get("".join(file.suffixes), ())
    noise = f"testsrc2=s=96x64:r=25:d={seconds},noise=alls=60:allf=t"
    tone = ("-f", "lavfi", "-i", f"sine=d={seconds}:r=48000") if sound else ()
    film = ("-f", "lavfi", "-i", noise, *tone, "-pix_fmt", "yuv420p", "-threads", 1, *coded)
    ffmpeg(*film, *(("-movflags", "+faststart") if file.suffix in (".mp4", ".mov") else ()), file)
    return file


def cut_off(file: Path, part: float = 0.6, unit: int = 1) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part) // unit * unit])


def make_a_hole(file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 6000] = bytes(6000)
    file.write_bytes(content)


def refusal(file: Path, trim: tuple[int, int] | None = None) -> str:
    with pytest.raises(FootageError) as refused:
        find_footage(file.name, file.parent, trim)
    return str(refused.value)


@pytest.mark.parametrize("ending", KINDS)
def test_a_video_that_is_cut_off_is_refused_up_to_what_is_sound(
    tmp_path: Path, ending: str
) -> None:
    clip = draw_film(tmp_path / f"clip{ending}", sound=False)
    whole = find_footage(clip.name, tmp_path)
    assert (len(whole.stills), whole.warnings) == (25, ())
    cut_off(clip)
    said = refusal(clip)
    assert said.startswith(f"{clip}: ")
    assert "copy it again" in said
    sound = re.search(r"`trim = \[0, (\d+)\]`", said)
    assert sound
    assert len(find_footage(clip.name, tmp_path, (0, int(sound[1]))).stills) == int(sound[1])


@pytest.mark.parametrize("ending", [".mkv", ".mp4", ".mpg", ".prores.mov", ".ts", ".webm"])
def test_a_video_with_a_hole_is_refused(tmp_path: Path, ending: str) -> None:
    clip = draw_film(tmp_path / f"clip{ending}", sound=False)
    make_a_hole(clip)
    assert re.match(rf"{clip}: (is damaged inside|a part of it is missing) \(", refusal(clip))


def test_the_pictures_before_the_damage_are_those_of_the_whole_video(tmp_path: Path) -> None:
    clip = draw_film(tmp_path / "clip.ts")
    whole = [still.digest() for still in sources(find_footage("clip.ts", tmp_path).stills)]
    make_a_hole(clip)
    said = refusal(clip)
    count = int(re.findall(r"`trim = \[0, (\d+)\]`", said)[0])
    assert 4 < count < 25
    part = find_footage("clip.ts", tmp_path, (0, count)).stills
    assert [still.digest() for still in sources(part)] == whole[:count]
    assert refusal(clip, (0, count + 1)) == said


def test_what_is_said_to_help_against_damage_does(tmp_path: Path) -> None:
    clip = draw_film(tmp_path / "my clip.ts")
    make_a_hole(clip)
    _, *helps = shlex.split(re.findall(r"`(ffmpeg .*?)`", refusal(clip))[0])
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *helps], cwd=tmp_path, check=True)
    assert len(find_footage(helps[-1], tmp_path).stills) == pytest.approx(25, abs=2)


@pytest.mark.parametrize("ending", [".mpeg2.ts", ".open.mts"])
def test_a_video_that_begins_in_the_middle_is_warned_of(tmp_path: Path, ending: str) -> None:
    clip = draw_film(tmp_path / f"clip{ending}")
    content, packet = clip.read_bytes(), 192 if ending.endswith("mts") else 188
    clip.write_bytes(content[len(content) // 3 // packet * packet :])
    footage = find_footage(clip.name, tmp_path)
    assert 5 < len(footage.stills) < 20
    for said in footage.warnings:
        assert said.startswith(f"{clip}: begins with what cannot be decoded (")


def test_a_video_whose_sound_breaks_off_is_warned_of(tmp_path: Path) -> None:
    clip = draw_film(tmp_path / "clip.ts")
    content = clip.read_bytes()
    packets = [content[at : at + 188] for at in range(0, len(content), 188)]
    sounds = [n for n, packet in enumerate(packets) if packet[1:3] in (b"\x41\x01", b"\x01\x01")]
    begins = [n for n in sounds if packets[n][1] & 0x40][-1]
    clip.write_bytes(b"".join(packets[: begins + 2]))
    (said,) = find_footage("clip.ts", tmp_path).warnings
    assert said == (
        f"{clip}: breaks off, or has a hole (PES packet size mismatch): pictures may be missing "
        "there"
    )


def test_a_gap_in_the_times_of_a_videos_pictures_is_warned_of(tmp_path: Path) -> None:
    draw_film(tmp_path / "whole.mkv")
    gap = "select='not(between(n,10,12))'"
    ffmpeg("-i", tmp_path / "whole.mkv", "-vf", gap, "-fps_mode", "vfr", tmp_path / "clip.mkv")
    (said,) = find_footage("clip.mkv", tmp_path).warnings
    assert said == (
        f"{tmp_path}/clip.mkv: 3 pictures are missing by the times of the others, the first "
        "behind picture 10"
    )


def test_of_pictures_that_come_as_they_please_nothing_is_said(tmp_path: Path) -> None:
    draw_film(tmp_path / "whole.mkv")
    some = "select='not(between(mod(n,7),2,3))'"
    ffmpeg("-i", tmp_path / "whole.mkv", "-vf", some, "-fps_mode", "vfr", tmp_path / "clip.mp4")
    assert find_footage("clip.mp4", tmp_path).warnings == ()


def test_an_audio_track_that_outlasts_the_pictures_is_no_damage(tmp_path: Path) -> None:
    draw_video(tmp_path / "plain.mkv", 20)
    for ending in (".mp4", ".mkv", ".ts", ".mxf"):
        tone = ("-f", "lavfi", "-i", "sine=d=3:r=48000")
        coded = ("-c:v", "mpeg2video") if ending == ".mxf" else ()
        clip = tmp_path / f"clip{ending}"
        ffmpeg("-i", tmp_path / "plain.mkv", *tone, *coded, clip)
        assert find_footage(clip.name, tmp_path).warnings == ()


def test_a_track_of_sound_that_cannot_be_decoded_is_no_damage(tmp_path: Path) -> None:
    clip = tmp_path / "clip.avi"
    draw_video(tmp_path / "plain.mkv", 20)
    tone = ("-f", "lavfi", "-i", "sine=d=1:r=44100", "-c:a", "libmp3lame")
    ffmpeg("-i", tmp_path / "plain.mkv", *tone, "-c:v", "mpeg4", clip)
    content = bytearray(clip.read_bytes())
    for chunk in re.finditer(b"01wb(....)", content[:-3000], re.DOTALL):
        length = int.from_bytes(chunk[1], "little")
        content[chunk.end() : chunk.end() + length] = bytes([0x55]) * length
    clip.write_bytes(content)
    footage = find_footage("clip.avi", tmp_path)
    assert (len(footage.stills), footage.warnings) == (20, ())


@pytest.mark.parametrize("command", ["check", "status", "build", "preview"])
def test_a_damaged_video_is_told_by_every_command_before_anything_is_painted(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    make_a_hole(draw_film(site.folder / "clip.ts"))
    site.replace('frames = "one"', 'frames = "clip.ts"')
    assert run([command, str(site.file)]) == 2
    assert "line 12: sequence 'one': clip.ts: is damaged inside (" in capsys.readouterr().err
    assert not painter.painted
    site.replace('frames = "clip.ts"', 'frames = "clip.ts"\ntrim = [0, 6]')
    assert run([command, str(site.file)]) == 0
