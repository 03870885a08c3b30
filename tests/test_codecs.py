"""Codecs and qualities: films that are decoded again, from the pictures that went in."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction
from importlib import import_module
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_noise
from films import (
    NTSC,
    RATE,
    SIZE,
    described,
    draw,
    ffmpeg,
    listen,
    numbered,
    numbers,
    one_shot,
    packet_times,
    paint,
    record,
    tone,
    watch,
    write,
)
from tlstyle import codecs
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.codecs import CODECS, Codec, Encoding, encoder_of, hardware
from tlstyle.film import Mark, is_intact, look
from tlstyle.project.types import Music
from tlstyle.size import Size
from tlstyle.timeline import lay_out

HANDBOOK = Path(__file__).parents[1] / "docs/project.md"
ENCODINGS = {
    f"{codec.name}, {name}": encoding
    for codec in CODECS.values()
    for name, encoding in codec.qualities.items()
} | {f"{name}, 10 bits": CODECS[name].encoding("high", 10) for name in ("hevc", "av1")}
SAID = {
    "h264": r"h264 \(High\) .*, yuv420p\(tv, bt709, progressive\)",
    "hevc": r"hevc \(Main\) \(hvc1 .*, yuv420p\(tv, bt709, progressive\)",
    "av1": r"av1 \(libdav1d\) \(Main\) .*, yuv420p\(tv, bt709, progressive\)",
    "prores": r"prores \(HQ\) .*, yuv422p10le\(tv, bt709, progressive\)",
    "ffv1": r"ffv1 .*, bgr0\(",
}
"""What ffmpeg says of a film by each codec."""

DEEP = {
    "hevc": r"hevc \(Main 10\) \(hvc1 .*, yuv420p10le\(tv, bt709, progressive\)",
    "av1": r"av1 \(libdav1d\) \(Main\) .*, yuv420p10le\(tv, bt709, progressive\)",
}
"""And of one of 10 bits a channel, of those that are usually of 8."""


def film_name(encoding: Encoding) -> str:
    return f"film{CODECS[encoding.codec].endings[0]}"


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_every_frame_and_sample_is_there_at_its_time_however_encoded(
    tmp_path: Path, encoding: Encoding
) -> None:
    pictures = numbered(tmp_path / "frames", 43)
    timeline = lay_out("abcd", [12, 12, 1, 18], [10, 0, 0], NTSC)
    clips = [pictures[:12], pictures[12:24], pictures[24:25], pictures[25:]]
    music = Music(record(tmp_path / "tone.wav", tone(3)))
    output, kept = tmp_path / film_name(encoding), tmp_path / "segments"
    film = write(output, timeline, clips, music, encoding=encoding, segments=kept)
    assert re.search((DEEP if encoding.depth else SAID)[encoding.codec], described(film))
    assert packet_times(film) == [k / NTSC for k in range(33)]
    straight = numbers(watch(film))
    assert straight[-19:] == list(range(24, 43))
    sought = [watch(film, start=k / NTSC, count=1) for k in range(33)]
    assert [numbers(frame) for frame in sought] == [[number] for number in straight]
    assert len(listen(film)) == round(timeline.seconds * RATE)
    assert look(film).mark is Mark.OURS
    assert is_intact(film)


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_colours_come_back_however_encoded(tmp_path: Path, encoding: Encoding) -> None:
    colours = [(200, 30, 60), (20, 180, 90), (40, 60, 220), (255, 255, 255), (0, 0, 0)]
    files = [paint(tmp_path / f"{n}.png", colour) for n, colour in enumerate(colours)]
    held = [file for file in files for _ in range(6)]
    film = write(tmp_path / film_name(encoding), one_shot(30), [held], encoding=encoding)
    for frame, picture in zip(watch(film), np.repeat(colours, 6, axis=0), strict=True):
        assert np.abs(frame.astype(int) - picture).max() <= 3


@pytest.mark.parametrize("codec", ["hevc", "av1"])
def test_ten_bits_keep_levels_apart_that_eight_bits_make_one(tmp_path: Path, codec: str) -> None:
    """Of the 256 levels of a picture, the 220 of a film's 8 bits."""
    ramp = np.repeat(np.arange(256, dtype=np.uint8), 8)[None, :, None].repeat(32, 0).repeat(3, 2)
    Image.fromarray(ramp).save(tmp_path / "ramp.png")
    levels = {}
    for depth in (8, 10):
        film = write(
            *(tmp_path / f"{depth}.mp4", one_shot(2), [[tmp_path / "ramp.png"] * 2]),
            size=Size(2048, 32),
            encoding=CODECS[codec].encoding(0, depth),
        )
        luma = ffmpeg("-i", film, "-frames:v", 1, "-f", "rawvideo", "-pix_fmt", "gray10le", "-")
        middle = np.frombuffer(luma, "<u2").reshape(32, 256, 8)[16, :, 4]
        levels[depth] = len(np.unique(middle))
    assert levels[8] <= 222
    assert levels[10] >= 250


def test_ffv1_keeps_every_pixel_as_it_was_drawn(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    files = []
    for number in range(12):
        files.append(tmp_path / f"{number}.png")
        noise = rng.integers(0, 256, (SIZE.height, SIZE.width, 3), np.uint8)
        Image.fromarray(noise).save(files[-1])
    timeline = lay_out("ab", [6, 6], [3], Fraction(24), (2, 2))
    clips = [files[:6], files[6:]]
    film = write(
        *(tmp_path / "film.mov", timeline, clips), encoding=CODECS["ffv1"].encoding("high")
    )
    assert np.array_equal(watch(film), np.stack(list(draw(timeline.frames(), clips, SIZE))))


def noisy(site: Site, more: str) -> Site:
    """A project whose pictures are noise, which takes room, with something said before all else."""
    draw_noise(site.folder / "one", 8, (48, 32))
    site.replace('title = "Two shots"', f'title = "Two shots"\n{more}')
    return site


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_for_the_web_a_film_is_smaller_and_nothing_is_painted_again(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], codec: str
) -> None:
    noisy(site, f'codec = "{codec}"')
    film, plain = site.folder / "film.mp4", site.file.read_text()
    sizes: list[int] = []
    for quality in ('"high"', '"web"', "40"):
        site.file.write_text(f"quality = {quality}\n{plain}")
        assert run(["build", str(site.file)]) == 0
        sizes.append(film.stat().st_size)
        said = capsys.readouterr().out
        assert f"{sizes[-1] / 1e6:.1f} MB, " in said
        assert "the film is written" in said
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] < 0.75 * sizes[0]
    assert painter.painted == 14


@pytest.mark.parametrize("codec", ["prores", "ffv1"])
def test_a_film_in_mov_is_known_like_any_other(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str], codec: str
) -> None:
    noisy(site, f'codec = "{codec}"')
    film, clip = site.folder / "film.mov", site.folder / "film.work/clips/one.mov"
    assert run(["build", str(site.file)]) == 0
    assert run(["film", str(site.file), "--clips"]) == 0
    before = film.read_bytes()
    assert run(["build", str(site.file)]) == 0
    assert "the film is as it was: nothing has changed" in capsys.readouterr().out
    assert film.read_bytes() == before
    for damaged in (film, clip):
        content = bytearray(damaged.read_bytes())
        content[-100] ^= 255
        damaged.write_bytes(content)
    (site.folder / "film.work/films.json").unlink()
    assert run(["check", "--deep", str(site.file)]) == 0
    said = capsys.readouterr().err
    assert said.count(": is damaged: write it anew with tlstyle build --deep") == 2
    assert run(["build", "--deep", str(site.file)]) == 0
    assert film.read_bytes() == before
    assert is_intact(clip)
    film.write_bytes(before + b"\0\0\0\x10uuidmy words")
    assert run(["build", str(site.file)]) == 1
    assert "film.mov: was changed since tlstyle wrote it" in capsys.readouterr().err


def test_clips_of_another_codec_are_not_needed_any_more(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(site.file)]) == 0
    assert run(["film", str(site.file), "--clips"]) == 0
    site.replace("size =", 'codec = "prores"\nsize =')
    assert run(["film", str(site.file), "--clips"]) == 0
    capsys.readouterr()
    assert run(["clean", str(site.file)]) == 0
    assert "clips: 2 files" in capsys.readouterr().out


def test_a_preview_plays_everywhere_whatever_the_films_codec(
    site: Site, painter: FakePainter
) -> None:
    site.replace("size =", 'codec = "ffv1"\nsize =')
    assert run(["preview", str(site.file)]) == 0
    assert "Video: h264 (High)" in described(site.folder / "film.preview.mp4")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (
            'codec = "h265"',
            "`codec` must be 'h264', 'hevc', 'av1', 'prores' or 'ffv1', not",
        ),
        (
            'quality = "wbe"',
            '`quality` = "wbe": must be "high" or "web", or from 0, the best, to 51',
        ),
        ("quality = 52", '`quality` = 52: must be "high" or "web", or from 0, the best, to 51'),
        ("quality = true", '`quality` = true: must be "high" or "web"'),
        ("quality = 17.5", '`quality` = 17.5: must be "high" or "web"'),
        (
            'codec = "prores"\nquality = "web"',
            '`quality` = "web": not of prores; of `codec` h264, hevc, av1',
        ),
        ('codec = "ffv1"\nquality = 20', "`quality` = 20: ffv1 takes no number: leave it out"),
        (
            'codec = "ffv1"\noutput = "a.mp4"',
            '`codec` ffv1 needs another file: output = "a.mov"',
        ),
        ("depth = 10", "`depth` = 10: not of h264; of `codec` hevc, av1, prores"),
        ('codec = "prores"\ndepth = 8', "`depth` = 8: not of prores; of `codec` h264, hevc, av1"),
        ("depth = 12", "`depth` must be 8, 10 or 16, not 12"),
        (
            'codec = "prores"\nencoder = "nvenc"',
            '`encoder` = "nvenc": not for prores; for `codec` h264, hevc, av1',
        ),
        (
            'encoder = "cuda"',
            "`encoder` must be 'software', 'auto', 'nvenc', 'qsv' or 'videotoolbox'",
        ),
        ('codec = "av1"\noutput = "a.mov"', '`codec` av1 needs another file: output = "a.mp4"'),
        ('output = "a.avi"', '`output` = "a.avi": must end in .mp4 or .mov'),
    ],
)
def test_what_a_codec_cannot_do_is_said(
    site: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    site.replace("size =", f"{said}\nsize =")
    assert run(["check", str(site.file)]) == 2
    assert fault in capsys.readouterr().err


def test_an_encoder_that_ffmpeg_lacks_is_said_before_anything_is_painted(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking = dataclasses.replace(CODECS["hevc"], encoder="libx265_of_others")
    monkeypatch.setitem(CODECS, "hevc", lacking)
    site.replace("size =", 'codec = "hevc"\nsize =')
    assert run(["build", str(site.file)]) == 2
    said = capsys.readouterr().err
    assert re.search(r"line 2: `codec` = hevc: ffmpeg failed .*libx265_of_others", said)
    assert not painter.painted


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
def test_hardware_that_is_not_here_is_said_before_anything_is_painted(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    codec: str,
) -> None:
    monkeypatch.setitem(hardware.HARDWARE, "nvenc", lambda rate: ["-no-such-option", "1"])
    site.replace("size =", f'codec = "{codec}"\nencoder = "nvenc"\nsize =')
    assert run(["build", str(site.file)]) == 2
    said = capsys.readouterr().err
    assert re.search(r"line 3: `encoder` = nvenc: ffmpeg failed .*: leave it out\n", said)
    assert not painter.painted


def test_hardware_makes_another_film_by_its_own_encoder(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Software stands in its place: no machine that tests run on need have any."""
    assert run(["build", str(site.file)]) == 0
    before = (site.folder / "film.mp4").read_bytes()
    asked: list[str] = []

    def stand_in(encoding: Encoding) -> tuple[str, str]:
        asked.append(f"{encoding.codec}_{encoding.hardware}")
        return "libx264", "veryfast"

    for module in ("encode", "trial"):
        monkeypatch.setattr(f"tlstyle.film.{module}.encoder_of", stand_in)
    monkeypatch.setitem(hardware.HARDWARE, "nvenc", lambda rate: ["-crf", str(rate)])
    site.replace("size =", 'encoder = "nvenc"\nsize =')
    assert run(["build", str(site.file)]) == 0
    assert set(asked) == {"h264_nvenc"}
    assert (site.folder / "film.mp4").read_bytes() != before
    assert "h264 (High)" in described(site.folder / "film.mp4")
    assert packet_times(site.folder / "film.mp4") == [k / Fraction(24) for k in range(11)]


@pytest.mark.parametrize(
    ("here", "used"), [((), None), (("qsv",), "qsv"), (("nvenc", "qsv"), "nvenc")]
)
def test_auto_is_the_first_hardware_that_is_here_or_software(
    site: Site, monkeypatch: pytest.MonkeyPatch, here: tuple[str, ...], used: str | None
) -> None:
    def trouble(encoding: Encoding) -> str | None:
        return None if encoding.hardware in (None, *here) else "is not here"

    monkeypatch.setattr("tlstyle.checks.codecs.encoder_trouble", trouble)
    site.replace("size =", 'encoder = "auto"\nsize =')
    site.write(lambda text: f'{text}[[shape]]\nname = "a"\nsize = [16, 16]\ncodec = "ffv1"\n')
    project = check(site.file).project
    assert project.encoding.hardware == used
    assert project.shapes[0].encoding.hardware is None


def test_ffmpeg_has_the_encoders_that_hardware_is_asked_for_by() -> None:
    known = ffmpeg("-encoders").decode()
    for codec, name in product(("h264", "hevc", "av1"), ("nvenc", "qsv")):
        encoder, _ = encoder_of(CODECS[codec].encoding("high", hardware=name))
        assert f" {encoder} " in known


# the shelf


def test_every_codec_has_its_file_and_its_line_in_the_list() -> None:
    folder = Path(codecs.__file__).parent
    names = {file.stem for file in folder.glob("*.py")} - {"__init__", "codec", "hardware"}
    found = {
        value.name: value
        for name in names
        for value in vars(import_module(f"tlstyle.codecs.{name}")).values()
        if isinstance(value, Codec)
    }
    assert found == CODECS
    assert set(found) == names == set(SAID)


@pytest.mark.parametrize("codec", CODECS.values(), ids=CODECS)
def test_every_codec_is_in_the_readme(codec: Codec) -> None:
    numbered = ", or a number" if codec.takes_rates else ""
    qualities = ", ".join(f"`{name}`" for name in codec.qualities) + numbered
    endings = " or ".join(f"`{ending}`" for ending in codec.endings)
    row = f"| `{codec.name}` | {endings} | {qualities} | {codec.about} |"
    assert row in HANDBOOK.read_text()
