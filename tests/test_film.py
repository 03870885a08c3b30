import contextlib
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import draw_noise
from films import (
    FFMPEG,
    FPS,
    NTSC,
    RATE,
    SIZE,
    Pixels,
    Samples,
    delay,
    described,
    draw,
    ffmpeg,
    ignore,
    listen,
    loudness,
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
from tlstyle.errors import FilmError
from tlstyle.film import (
    FINAL,
    QUICK,
    Encoding,
    Film,
    Mark,
    Order,
    film_provenance,
    frames,
    look,
    music_seconds,
    write_films,
)
from tlstyle.film.score import Cue
from tlstyle.film.sound import write_sound
from tlstyle.project.types import Music
from tlstyle.size import Size
from tlstyle.system.processes import temporary_name
from tlstyle.timeline import lay_out

ODD_NAME = '-it\'s 100%d "été" #1; 夜 [a]=b'


@pytest.fixture
def grey(tmp_path: Path) -> Path:
    return paint(tmp_path / "grey.png", 128)


@pytest.fixture
def scored(tmp_path: Path, grey: Path) -> Callable[..., Samples]:
    """The sound of a grey film of so many frames with some music."""

    def heard(music: Music, length: int = 48, fps: Fraction = FPS) -> Samples:
        film = write(tmp_path / "f.mp4", one_shot(length, fps), [[grey] * length], music)
        return listen(film)

    return heard


# the picture


@pytest.mark.parametrize(
    ("length", "fps", "printed"),
    [
        *((1, FPS, "24 fps"), (2, FPS, "24 fps"), (23, FPS, "24 fps"), (24, FPS, "24 fps")),
        *((97, FPS, "24 fps"), (240, FPS, "24 fps")),
        *((1, NTSC, "23.98 fps"), (97, NTSC, "23.98 fps"), (240, NTSC, "23.98 fps")),
        *((97, Fraction(25), "25 fps"), (120, Fraction(30000, 1001), "29.97 fps")),
        *((12, Fraction("23.976"), "23.98 fps"), (3, Fraction(1, 2), "0.50 fps")),
    ],
)
def test_every_frame_is_there_at_its_place_and_its_exact_time(
    tmp_path: Path, length: int, fps: Fraction, printed: str
) -> None:
    pictures = numbered(tmp_path / "frames", length)
    film = write(tmp_path / "f.mp4", one_shot(length, fps), [pictures], encoding=QUICK)
    assert numbers(watch(film)) == list(range(length))
    assert packet_times(film) == [k / fps for k in range(length)]
    assert f", {printed}" in described(film)


def test_clips_follow_each_other_in_the_timelines_order(tmp_path: Path) -> None:
    files = numbered(tmp_path / "frames", 150)
    timeline = lay_out("abc", [100, 20, 30], [0, 0], FPS)
    film = write(tmp_path / "f.mp4", timeline, [files[:100], files[100:120], files[120:]])
    assert numbers(watch(film)) == list(range(150))


@pytest.mark.parametrize("encoding", [FINAL, QUICK])
def test_flat_colours_come_back_within_three_levels(tmp_path: Path, encoding: Encoding) -> None:
    colours = [(200, 30, 60), (20, 180, 90), (40, 60, 220), (255, 255, 255), (0, 0, 0)]
    files = [paint(tmp_path / f"{n}.png", colour) for n, colour in enumerate(colours)]
    held = [file for file in files for _ in range(6)]
    film = watch(write(tmp_path / "f.mp4", one_shot(30), [held], encoding=encoding))
    for frame, picture in zip(film, np.repeat(colours, 6, axis=0), strict=True):
        assert np.abs(frame.astype(int) - picture).max() <= 3


def test_the_matrix_is_that_of_hd_and_the_range_limited(tmp_path: Path) -> None:
    colour = paint(tmp_path / "red.png", (200, 30, 60))
    film = write(tmp_path / "f.mp4", one_shot(3), [[colour] * 3])
    planes = ffmpeg("-i", film, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
    luma = np.frombuffer(planes, np.uint8).reshape(3, -1)[:, : 64 * 36]
    expected = 16 + 219 / 255 * (0.2126 * 200 + 0.7152 * 30 + 0.0722 * 60)  # BT.601 gives 88
    assert np.abs(luma - expected).max() <= 1


def test_colour_lies_where_players_look_for_it(tmp_path: Path) -> None:
    """Of every two by two pixels, H.264's default is the middle of the left edge."""
    ramp = np.broadcast_to(np.arange(64) * 4, (36, 64)).astype(np.uint8)
    picture = np.stack([np.full_like(ramp, 100), np.full_like(ramp, 60), ramp], axis=2)
    Image.fromarray(picture).save(tmp_path / "ramp.png")
    film = write(tmp_path / "f.mp4", one_shot(3), [[tmp_path / "ramp.png"] * 3])
    planes = np.frombuffer(
        ffmpeg("-i", film, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"), np.uint8
    )
    blue = planes.reshape(3, -1)[0, 64 * 36 :][: 32 * 18].reshape(18, 32)[4:-4, 4:-4].astype(float)

    def expected(right: float) -> Samples:
        """U of the ramp so many pixels to the right of every left edge, by BT.709."""
        shade = (2 * np.arange(4, 28) + right) * 4
        light = 0.2126 * 100 + 0.7152 * 60 + 0.0722 * shade
        return 128 + 224 / 255 * (shade - light) / 1.8556

    left, middle = (np.abs(blue - expected(right)).mean() for right in (0.0, 0.5))
    assert left < middle


def test_a_film_is_tagged_the_way_players_expect(tmp_path: Path, grey: Path) -> None:
    music = Music(record(tmp_path / "tone.wav", tone(0.5)))
    film = write(tmp_path / "f.mp4", one_shot(4), [[grey] * 4], music)
    told = described(film)
    assert "Video: h264 (High)" in told
    assert "yuv420p(tv, bt709, progressive), 64x36" in told
    assert re.search(r"Audio: aac \(LC\).*48000 Hz, stereo", told)
    content = film.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_a_dissolve_mixes_both_clips_to_the_level(tmp_path: Path) -> None:
    dark, light = paint(tmp_path / "a.png", 40), paint(tmp_path / "b.png", 201)
    timeline = lay_out("ab", [10, 10], [7], FPS)
    pictures = [[dark] * 10, [light] * 10]
    expected = [40] * 3 + [int(40 + 161 * (j + 1) / 8 + 0.5) for j in range(7)] + [201] * 3
    drawn = [int(frame.max()) for frame in draw(timeline.frames(), pictures, SIZE)]
    assert drawn == expected
    film = watch(write(tmp_path / "f.mp4", timeline, pictures))
    assert np.abs(film.astype(int) - np.reshape(expected, (-1, 1, 1, 1))).max() <= 3


def test_fades_begin_and_end_in_black(tmp_path: Path) -> None:
    picture = paint(tmp_path / "a.png", (200, 100, 50))
    timeline = one_shot(12, fades=(4, 3))
    gains = [0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 2 / 3, 1 / 3, 0]
    expected = np.floor(np.outer(gains, (200, 100, 50)) + 0.5).astype(int)
    drawn = [frame[0, 0] for frame in draw(timeline.frames(), [[picture] * 12], SIZE)]
    assert np.array_equal(drawn, expected)
    film = watch(write(tmp_path / "f.mp4", timeline, [[picture] * 12]))
    assert film[0].max() == film[-1].max() == 0
    assert np.abs(film.astype(int) - expected[:, None, None]).max() <= 3


@pytest.mark.parametrize("dissolve", [1, 2, 48, 254, 255, 256, 400])
def test_dissolves_round_to_nearest_whatever_their_length(tmp_path: Path, dissolve: int) -> None:
    rng = np.random.default_rng(dissolve)
    files, arrays = [tmp_path / "a.png", tmp_path / "b.png"], []
    for file in files:
        arrays.append(rng.integers(0, 256, (4, 6, 3), np.uint8))
        Image.fromarray(arrays[-1]).save(file)
    timeline = lay_out("ab", [dissolve] * 2, [dissolve], FPS)
    first, second = (array.astype(object) for array in arrays)
    parts = dissolve + 1
    for j, frame in enumerate(
        draw(timeline.frames(), [[file] * dissolve for file in files], Size(6, 4))
    ):
        mix = (2 * ((dissolve - j) * first + (j + 1) * second) + parts) // (2 * parts)
        assert np.array_equal(frame, mix)


def test_outside_dissolves_and_fades_pictures_go_through_untouched(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (36, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    drawn = list(draw(one_shot(3).frames(), [[tmp_path / "noise.png"] * 3], SIZE))
    assert all(np.array_equal(frame, noise) for frame in drawn)


def test_a_picture_that_is_held_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(file: Path) -> Pixels:
        read.append(file.name)
        return np.asarray(Image.open(file))

    monkeypatch.setattr(frames, "read_frame", counted)
    files = numbered(tmp_path / "frames", 12)
    held = [[file for file in half for _ in range(24)] for half in (files[:6], files[6:])]
    drawn = list(draw(lay_out("ab", [144, 144], [40], FPS).frames(), held, SIZE))
    assert len(drawn) == 248
    assert sorted(read) == [file.name for file in files]


def test_only_the_pictures_about_to_be_shown_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0

    def counted(file: Path) -> Pixels:
        nonlocal opened
        opened += 1
        return np.asarray(Image.open(file))

    monkeypatch.setattr(frames, "read_frame", counted)
    files = numbered(tmp_path / "frames", 100)
    for shown, _ in enumerate(draw(one_shot(100).frames(), [files], SIZE)):
        assert opened <= shown + 8


def test_progress_counts_every_frame(tmp_path: Path, grey: Path) -> None:
    told: list[tuple[int, int]] = []
    write(
        *(tmp_path / "f.mp4", one_shot(5), [[grey] * 5]),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_any_name_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(ODD_NAME).mkdir()
    picture = paint(Path(ODD_NAME, f"{ODD_NAME}.png"), 90)
    music = Music(record(Path(ODD_NAME, f"{ODD_NAME}.wav"), tone(1)))
    film = Path(ODD_NAME, "new", f"{ODD_NAME}.mp4")
    for output in (film, Path(f"{ODD_NAME}.mp4")):
        write(output, one_shot(6), [[picture] * 6], music, provenance=ODD_NAME)
        assert film_provenance(output) == ODD_NAME
    assert len(watch(tmp_path / film)) == 6
    assert music_seconds(music.file) == 1
    assert {entry.name for entry in tmp_path.iterdir()} == {ODD_NAME, f"{ODD_NAME}.mp4"}


# the music


def test_a_film_without_music_has_no_sound(tmp_path: Path, grey: Path) -> None:
    film = write(tmp_path / "f.mp4", one_shot(3), [[grey] * 3])
    assert "Audio" not in described(film)


@pytest.mark.parametrize(
    ("length", "fps"),
    [
        *((1, FPS), (2, FPS), (23, FPS), (97, FPS), (240, FPS), (97, Fraction(25))),
        *((1, NTSC), (97, NTSC), (240, NTSC), (97, Fraction(30000, 1001))),
    ],
)
def test_the_music_is_as_long_as_the_picture_to_the_sample(
    tmp_path: Path, scored: Callable[..., Samples], length: int, fps: Fraction
) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 11 * RATE)
    heard = scored(Music(record(tmp_path / "noise.wav", noise)), length, fps)
    assert heard.shape == (round(length / fps * RATE), 2)
    if length > 2:  # the encoder's priming is cut off again
        assert delay(heard[:, 0], noise[: len(heard)]) == 0


def test_after_ten_minutes_sound_and_picture_are_in_step(tmp_path: Path) -> None:
    """By the times in the container, within one of AAC's frames; a frame of the film is 2/3 s."""
    fps, length, last = NTSC / 16, 900, 6
    dark, light = paint(tmp_path / "dark.png", 20), paint(tmp_path / "light.png", 230)
    at = (length - last) / fps
    cue = Cue(Music(record(tmp_path / "tone.wav", tone(0.5))), at=float(at))
    pictures = (*[dark] * (length - last), *[light] * last)
    shown = Film("", one_shot(length, fps), (pictures,), SIZE, (cue,), QUICK)
    film = tmp_path / "f.mp4"
    assert not list(write_films([Order(shown, film, "a test", None)], progress=ignore))
    lit = packet_times(film)[[frame.mean() > 128 for frame in watch(film)].index(True)]
    timed = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-c:a", "pcm_f32le", "-f", "f32le")
    sound = np.frombuffer(ffmpeg("-i", film, *timed, "-"), "<f4")
    heard = np.flatnonzero(abs(sound) > 0.1)[0] / RATE
    assert float(lit) == pytest.approx(float(at), abs=0.001)
    assert heard == pytest.approx(float(lit), abs=1024 / RATE)
    assert at > 590


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "ogg", "m4a"])
@pytest.mark.parametrize("rate", [44100, RATE])
def test_mono_plays_on_both_channels_at_its_level(
    tmp_path: Path, scored: Callable[..., Samples], ending: str, rate: int
) -> None:
    track = record(tmp_path / f"tone.{ending}", tone(2.5, rate=rate), rate=rate)
    heard = loudness(scored(Music(track)))[5:-5]
    assert np.abs(heard - 0.5).max() < 0.02


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "pcm_f32le", "pcm_u8"])
def test_stereo_keeps_its_sides_in_every_depth(
    tmp_path: Path, scored: Callable[..., Samples], codec: str
) -> None:
    plain = record(tmp_path / "plain.wav", tone(2.5), tone(2.5, 700, level=0.2))
    ffmpeg("-i", plain, "-c:a", codec, tmp_path / "track.wav")
    heard = loudness(scored(Music(tmp_path / "track.wav")), 0.1)
    assert np.abs(heard[1:-1] - (0.5, 0.2)).max() < 0.01


def test_samples_louder_than_full_scale_are_set_by_the_gain_before_they_are_cut(
    tmp_path: Path, scored: Callable[..., Samples]
) -> None:
    plain = record(tmp_path / "plain.wav", tone(2.5))
    ffmpeg("-i", plain, "-af", "volume=4", "-c:a", "pcm_f32le", tmp_path / "hot.wav")
    heard = loudness(scored(Music(tmp_path / "hot.wav", gain=-20 * np.log10(4))))
    assert np.abs(heard[2:-2] - 0.5).max() < 0.01


@pytest.mark.parametrize(("gain", "amplitude"), [(-6, 0.1253), (6, 0.4988), (-20, 0.025)])
def test_gain_is_in_decibels(
    tmp_path: Path, scored: Callable[..., Samples], gain: float, amplitude: float
) -> None:
    track = record(tmp_path / "tone.wav", tone(3, level=0.25))
    heard = loudness(scored(Music(track, gain=gain)))[2:-2]
    assert np.abs(heard / amplitude - 1).max() < 0.01


def test_fades_are_straight_and_the_last_ends_with_the_film(
    tmp_path: Path, scored: Callable[..., Samples]
) -> None:
    track = record(tmp_path / "tone.wav", tone(9))
    heard = loudness(scored(Music(track, fade_in=0.5, fade_out=1.0)), 0.05)[:, 0]
    middles = np.arange(0.025, 2, 0.05)
    ramps = 0.5 * np.minimum(1, middles / 0.5) * np.minimum(1, (2 - middles) / 1.0)
    assert np.abs(heard - ramps).max() < 0.01


def test_music_starts_at_its_sample(tmp_path: Path, scored: Callable[..., Samples]) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 4 * RATE)
    for ending in ("wav", "flac"):
        track = record(tmp_path / f"noise.{ending}", noise)
        heard = scored(Music(track, start=1.2345))[:, 0]
        assert delay(heard, noise[round(1.2345 * RATE) :][: len(heard)]) == 0


def test_a_track_shorter_than_the_film_fades_at_its_end_and_silence_follows(
    tmp_path: Path, scored: Callable[..., Samples]
) -> None:
    track = record(tmp_path / "tone.wav", tone(1.5))
    heard = loudness(scored(Music(track, start=0.5, fade_out=0.5)), 0.05)[:, 0]
    middles = np.arange(0.025, 2, 0.05)
    ramp = 0.5 * np.clip((1 - middles) / 0.5, 0, 1)
    assert len(heard) == 40
    assert np.abs(heard - ramp).max() < 0.01
    assert heard[21:].max() < 1e-4


def test_a_loop_plays_from_its_start_again_until_the_film_ends(
    tmp_path: Path, scored: Callable[..., Samples]
) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE)
    noise[RATE // 4 :: RATE // 2] = 0.9
    track = record(tmp_path / "noise.wav", noise)
    heard = scored(Music(track, start=0.4, loop=True, fade_out=0.1))[:, 0]
    part = noise[round(0.4 * RATE) :]
    played = np.tile(part, 4)[: len(heard)]
    assert len(heard) == 2 * RATE
    for second in range(2):
        window = slice(second * RATE // 2, (second + 1) * RATE // 2)
        assert delay(heard[window], played[window]) == 0


def seams(track: Path, folder: Path, length: int) -> Samples:
    folder.mkdir(exist_ok=True)
    return listen(write_sound([Cue(Music(track, loop=True))], length, folder))[:, 0]


def test_a_loop_does_not_click(tmp_path: Path) -> None:
    part = tone(0.3007, 440)  # it ends far from where it starts
    assert abs(part[-1] - part[0]) > 0.2
    heard = seams(record(tmp_path / "tone.wav", part), tmp_path / "w", RATE)
    natural = np.abs(np.diff(part)).max()
    assert np.abs(np.diff(heard)).max() < 1.2 * natural
    period = len(part)
    assert np.abs(heard[period + 240 : 2 * period] - part[240:]).max() < 1e-4  # and keeps the beat


def test_a_track_made_to_be_looped_is_left_as_it_is(tmp_path: Path) -> None:
    heard = seams(record(tmp_path / "tone.wav", tone(0.3, 440)), tmp_path / "w", 2 * RATE)
    assert np.abs(heard - tone(2, 440)).max() < 0.002


@pytest.mark.parametrize("length", [1, 2, 100])
def test_even_the_shortest_track_loops(tmp_path: Path, length: int) -> None:
    heard = seams(record(tmp_path / "click.wav", np.full(length, 0.25)), tmp_path / "w", 5000)
    assert heard.shape == (5000,)
    assert np.abs(heard - 0.25).max() < 1e-4


@pytest.mark.parametrize("channels", range(3, 17))
def test_a_track_of_any_number_of_channels_plays_at_its_level(
    tmp_path: Path, channels: int
) -> None:
    track = record(tmp_path / "surround.wav", *(tone(0.3, level=0.5) for _ in range(channels)))
    heard = listen(write_sound([Cue(Music(track))], RATE // 4, tmp_path))
    assert np.abs(heard).max(axis=0) == pytest.approx([0.5, 0.5], abs=0.01)


@pytest.mark.parametrize("channels", [3, 4, 6, 8, 9, 12, 15, 16])
def test_channels_at_full_scale_are_not_cut(tmp_path: Path, channels: int) -> None:
    track = record(tmp_path / "loud.wav", *(tone(0.3, level=0.999) for _ in range(channels)))
    heard = listen(write_sound([Cue(Music(track))], RATE // 4, tmp_path))
    assert 0.99 < np.abs(heard).max() < 1
    assert np.abs(heard[:, 0] - tone(0.25, level=0.999)).max() < 0.01


@pytest.mark.parametrize(
    ("channel", "left", "right"),
    [(0, 0.2071, 0), (1, 0, 0.2071), (2, 0.1464, 0.1464), (3, 0, 0), (4, 0.1464, 0)],
)
def test_surround_is_mixed_by_the_weights_of_itu(
    tmp_path: Path, channel: int, left: float, right: float
) -> None:
    """Front 1, centre and surround 0.7071 each, of 2.4142 in all; at an amplitude of a half."""
    sides = [tone(0.3) if number == channel else np.zeros(RATE * 3 // 10) for number in range(6)]
    heard = listen(
        write_sound([Cue(Music(record(tmp_path / "t.wav", *sides)))], RATE // 4, tmp_path)
    )
    assert np.abs(heard).max(axis=0) == pytest.approx([left, right], abs=0.002)


@pytest.mark.parametrize("channels", [9, 13])
def test_channels_without_a_place_go_left_and_right_in_turn(tmp_path: Path, channels: int) -> None:
    for channel in (0, 1, channels - 1):
        sides = [np.zeros(RATE // 2) for _ in range(channels)]
        sides[channel] = tone(0.5)
        track = record(tmp_path / "poly.wav", *sides)
        heard = listen(write_sound([Cue(Music(track))], RATE // 4, tmp_path))
        loud = np.abs(heard).max(axis=0) > 0.05
        assert loud.tolist() == [channel != 1, channel != 0]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [44100, RATE])
def test_mono_and_stereo_are_as_ffmpeg_resamples_them(
    tmp_path: Path, channels: int, rate: int
) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (channels, rate))
    track = record(tmp_path / "noise.wav", *noise, rate=rate)
    heard = listen(write_sound([Cue(Music(track))], RATE // 2, tmp_path))
    filters = f"aresample={RATE},aformat=sample_fmts=flt:channel_layouts=mono|stereo"
    plain = tmp_path / "plain.wav"
    ffmpeg("-i", track, "-af", filters, "-c:a", "pcm_f32le", plain)
    assert np.abs(heard - listen(plain)[: RATE // 2]).max() < 2**-31


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "ogg", "m4a"])
def test_music_seconds_is_what_plays(tmp_path: Path, ending: str) -> None:
    track = record(tmp_path / f"tone.{ending}", tone(1.2345, rate=44100), rate=44100)
    assert music_seconds(track) == pytest.approx(1.2345, abs=2e-5 if ending != "m4a" else 0.05)


def no_music(folder: Path) -> Iterator[tuple[Path, str]]:
    yield folder / "missing.wav", "no such music file"
    yield folder, "is a folder: name a track in it"
    text = folder / "notes.mp3"
    text.write_text("not a song\n" * 100)
    yield text, "is no sound that can be read"
    empty = folder / "empty.wav"
    empty.touch()
    yield empty, "is empty"
    yield paint(folder / "picture.png", 9), "no sound in it"
    yield record(folder / "silent.wav", np.zeros(0)), "no sound in it"


def test_what_is_no_music_is_said_in_one_line(tmp_path: Path, grey: Path) -> None:
    for file, trouble in no_music(tmp_path):
        with pytest.raises(FilmError) as caught:
            music_seconds(file)
        said = str(caught.value)
        assert said.startswith(f"{file}: ")
        assert trouble in said
        assert "\n" not in said
        with pytest.raises(FilmError, match=re.escape(str(file))):
            write(tmp_path / "f.mp4", one_shot(2), [[grey] * 2], Music(file))
    assert not (tmp_path / "f.mp4").exists()


def test_a_start_after_the_tracks_end_is_an_error(tmp_path: Path, grey: Path) -> None:
    music = Music(record(tmp_path / "tone.wav", tone(1)), start=1.5)
    with pytest.raises(FilmError, match=r"tone\.wav: nothing is left to play 1\.5 s into"):
        write(tmp_path / "f.mp4", one_shot(2), [[grey] * 2], music)


# whole or not at all


@pytest.mark.parametrize(
    "text",
    [
        *("", "painted by hand", "two\nlines\r\n", "tab\tand nul \0 end", " spaces around "),
        *('{"a": [1, "b=c;d#e\\\\n"]}', "été 夜 😀", "lone \ud800 surrogate", "\\u0041", "-y"),
        "long " * 15000,
    ],
)
def test_any_provenance_comes_back(tmp_path: Path, grey: Path, text: str) -> None:
    film = write(tmp_path / "f.mp4", one_shot(1), [[grey]], provenance=text)
    assert film_provenance(film) == text


def test_a_film_cut_short_anywhere_has_no_provenance(tmp_path: Path, grey: Path) -> None:
    music = Music(record(tmp_path / "tone.wav", tone(1)))
    film = write(tmp_path / "f.mp4", one_shot(5), [[grey] * 5], music)
    assert film_provenance(film) == "a test"
    for length in range(film.stat().st_size - 1, -1, -1):
        os.truncate(film, length)
        assert film_provenance(film) is None, length


def test_a_film_with_more_behind_it_is_not_whole(tmp_path: Path, grey: Path) -> None:
    film = write(tmp_path / "f.mp4", one_shot(1), [[grey]])
    for more in (b"x", b"\0" * 8, b"\0" * 100):
        longer = film.with_name("longer.mp4")
        longer.write_bytes(film.read_bytes() + more)
        assert film_provenance(longer) is None


def test_damage_to_what_a_film_says_is_no_crash(tmp_path: Path, grey: Path) -> None:
    content = bytearray(write(tmp_path / "f.mp4", one_shot(1), [[grey]]).read_bytes())
    rng = np.random.default_rng(1)
    damaged = tmp_path / "damaged.mp4"
    for _ in range(300):
        changed = bytearray(content)
        changed[int(rng.integers(0, content.index(b"mdat")))] = int(rng.integers(0, 256))
        damaged.write_bytes(changed)
        assert isinstance(film_provenance(damaged), str | None)


def test_files_that_are_not_ours_have_no_provenance(tmp_path: Path, grey: Path) -> None:
    assert film_provenance(tmp_path / "missing.mp4") is None
    assert film_provenance(tmp_path) is None
    assert film_provenance(grey) is None
    for comment in ("", "someone else's", "tlstyle: \\x"):
        other = tmp_path / "other.mp4"
        ffmpeg("-y", "-i", grey, "-metadata", f"comment={comment}", other)
        assert film_provenance(other) is None


def test_boxes_that_claim_more_than_there_is_are_not_ours(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    brand = struct.pack(">I4s8x", 16, b"ftyp")
    for length in (17, 2**50, 2**63, 2**64 - 1):
        for kind in (b"free", b"moov", b"mdat"):
            film.write_bytes(brand + struct.pack(">I4sQ", 1, kind, length))
            assert look(film).mark is Mark.NONE
            assert film_provenance(film) is None


class Recorder:
    """Every process that was started."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.processes: list[subprocess.Popen[Any]] = []
        start = subprocess.Popen.__init__

        def recorded(process: subprocess.Popen[Any], *args: Any, **options: Any) -> None:
            self.processes.append(process)
            start(process, *args, **options)

        monkeypatch.setattr(subprocess.Popen, "__init__", recorded)

    def all_ended(self) -> bool:
        return bool(self.processes) and all(
            process.poll() is not None for process in self.processes
        )


@contextlib.contextmanager
def nothing_changes(folder: Path) -> Iterator[Path]:
    """Give a film that exists, and see that it and its folder stay as they are."""
    film = folder / "sf.mp4"
    film.write_bytes(b"the film before")
    before = sorted(folder.rglob("*"))
    yield film
    assert film.read_bytes() == b"the film before"
    assert sorted(folder.rglob("*")) == before


def bad_pictures(folder: Path, good: Path) -> Iterator[tuple[Path, str]]:
    yield paint(folder / "small.png", 9, Size(32, 36)), r"this picture is 32x36 and the film 64x36"
    (folder / "text.png").write_text("no picture")
    yield folder / "text.png", "cannot be read: paint it again with build --deep"
    (folder / "cut.png").write_bytes(good.read_bytes()[:-60])
    yield folder / "cut.png", "cannot be read: paint it again with build --deep"
    yield folder / "missing.png", "cannot be read .*: paint it again with build"


def test_a_bad_picture_is_named_and_leaves_the_film_before(
    tmp_path: Path, grey: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Recorder(monkeypatch)
    music = Music(record(tmp_path / "tone.wav", tone(2)))
    for picture, trouble in list(bad_pictures(tmp_path, grey)):
        said = f"^{re.escape(str(picture))}: .*{trouble}"
        with nothing_changes(tmp_path) as film, pytest.raises(FilmError, match=said):
            write(film, one_shot(40), [[grey] * 30 + [picture] + [grey] * 9], music)
        assert started.all_ended()


@pytest.mark.parametrize("frame", [1, 17, 40])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_an_interruption_leaves_the_film_before_and_no_process(
    tmp_path: Path,
    grey: Path,
    monkeypatch: pytest.MonkeyPatch,
    frame: int,
    interruption: type[BaseException],
) -> None:
    def stop(done: int, total: int) -> None:
        if done == frame:
            raise interruption

    started = Recorder(monkeypatch)
    music = Music(record(tmp_path / "tone.wav", tone(2)))
    with nothing_changes(tmp_path) as film, pytest.raises(interruption):
        write(film, one_shot(40), [[grey] * 40], music, progress=stop)
    assert started.all_ended()


def test_a_failing_encoder_is_quoted_on_one_line(tmp_path: Path, grey: Path) -> None:
    with nothing_changes(tmp_path) as film, pytest.raises(FilmError) as caught:
        write(film, one_shot(40), [[grey] * 40], encoding=Encoding(17, "nonsense"))
    said = str(caught.value)
    assert said.startswith(f"{film}: ffmpeg failed")
    assert "nonsense" in said
    assert "\n" not in said
    assert len(said) < 250 + len(str(film))


def encoder_that(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a shell script in the encoder's place."""
    from moviepy.video.io import ffmpeg_writer

    tools = folder / "tools"
    tools.mkdir()
    (tools / "ffmpeg").write_text(f"#!/bin/sh\n{script}\n")
    (tools / "ffmpeg").chmod(0o755)
    monkeypatch.setattr(ffmpeg_writer, "FFMPEG_BINARY", str(tools / "ffmpeg"))


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("cat > /dev/null; exit 228", "no space left in .*: make room there"),
        ("cat > /dev/null; echo 'x: No space left on device' >&2; exit 1", "no space left in .*"),
        ("cat > /dev/null; echo 'it broke' >&2; exit 1", "status 1: it broke"),
        ("exit 3", "status 3"),
        ("cat > /dev/null", r"sf\.mp4: ffmpeg wrote 0 of 40 frames"),
        ('head -c 70000 | "$TLSTYLE_TEST_FFMPEG" "$@"', r"ffmpeg wrote \d+ of 40 frames"),
        (
            '"$TLSTYLE_TEST_FFMPEG" "$@"; echo "demuxing: Input/output error" >&2; exit 0',
            "demuxing: Input/output error",
        ),
        ("kill -9 $$", "status -9"),
    ],
)
def test_what_the_encoder_leaves_behind_is_not_taken_for_a_film(
    tmp_path: Path, grey: Path, monkeypatch: pytest.MonkeyPatch, script: str, trouble: str
) -> None:
    encoder_that(monkeypatch, tmp_path, script)
    monkeypatch.setenv("TLSTYLE_TEST_FFMPEG", FFMPEG)
    with nothing_changes(tmp_path) as film, pytest.raises(FilmError, match=trouble):
        write(film, one_shot(40), [[grey] * 40])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 1,300 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    tool = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=1300k", "tmpfs", str(disk)]
    if not tool or subprocess.run([tool, *options], capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("with_music", [False, True])
def test_a_full_disk_is_said_and_leaves_the_film_before(
    tmp_path: Path, small_disk: Path, with_music: bool
) -> None:
    draw_noise(tmp_path, 24, (320, 180))
    music = Music(record(tmp_path / "tone.wav", tone(1))) if with_music else None
    pictures = [[tmp_path / f"img{number}.png" for number in range(1, 25)]]
    large = Encoding(1, "ultrafast")
    with (
        nothing_changes(small_disk) as film,
        pytest.raises(FilmError, match=r"sf\.mp4: no space left in .*disk: make room there"),
    ):
        write(film, one_shot(24), pictures, music, size=Size(320, 180), encoding=large)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, grey: Path) -> None:
    (tmp_path / "file").touch()
    output = tmp_path / "file" / "sf.mp4"
    with pytest.raises(FilmError, match=f"^{re.escape(str(output))}: the film cannot be written"):
        write(output, one_shot(1), [[grey]])


def test_what_dead_processes_left_is_removed(tmp_path: Path, grey: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = temporary_name("writing").rsplit(".", 2)[0]
    for process in (ended.pid, os.getppid(), os.getpid(), 10**30):
        folder = tmp_path / f"{mine}.{process}.writing"
        folder.mkdir()
        (folder / "film.mp4").touch()
    (tmp_path / ".my.1.writing").mkdir()
    write(tmp_path / "sf.mp4", one_shot(1), [[grey]])
    kept = sorted(entry.name for entry in tmp_path.iterdir())
    assert kept == sorted([".my.1.writing", f"{mine}.{os.getppid()}.writing", "grey.png", "sf.mp4"])


def test_moviepy_is_imported_only_to_write() -> None:
    code = "import sys, tlstyle.film; print('moviepy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
