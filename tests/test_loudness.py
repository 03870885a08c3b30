"""Films brought to a loudness, measured by a meter of our own after ITU-R BS.1770-4."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from conftest import FakePainter, Site
from films import FFMPEG, RATE, Samples, delay, listen, one_shot, paint, record, tone, write
from tlstyle.cli.app import run
from tlstyle.errors import FilmError
from tlstyle.film.score import Cue
from tlstyle.film.sound import write_sound
from tlstyle.project.types import Music

SECONDS = 6
TIME = np.arange(SECONDS * RATE) / RATE
QUIET = 0.05 * np.sin(2 * np.pi * 440 * TIME)
BEATS = 0.9 * np.sin(2 * np.pi * 200 * TIME) * np.exp(-20 * (TIME % 0.5))
"""As loud as they are, with their peaks at the ceiling: louder, these must be limited."""
NOISE = np.random.default_rng(0).normal(0, 0.1, len(TIME))
HALF = np.where(TIME < SECONDS / 2, NOISE, NOISE / 1000)
"""Half of it is heard."""


def lufs(samples: Samples) -> float:
    """The integrated loudness of sound at 48 kHz: K-weighted, gated at -70 LUFS and 10 LU below."""
    block, step = round(0.4 * RATE), round(0.1 * RATE)
    heard = np.stack([weighted(channel) for channel in samples.T])
    starts = range(0, heard.shape[1] - block + 1, step)
    power = np.array([(heard[:, at : at + block] ** 2).mean(axis=1).sum() for at in starts])
    loud = power[level(power) > -70]
    return float(level(loud[level(loud) > level(loud.mean()) - 10].mean()))


def level(power: Samples) -> Samples:
    result: Samples = -0.691 + 10 * np.log10(power)
    return result


def weighted(channel: Samples) -> Samples:
    """Sound through the two filters of BS.1770, by their answer to each of its frequencies."""
    count = 2 * len(channel)
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(count))
    head = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    low = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    spectrum = np.fft.rfft(channel, count) * head * low
    return np.fft.irfft(spectrum, count)[: len(channel)]


def true_peak(file: Path) -> float:
    """The true peak of a file's sound in dBTP, by ffmpeg's other meter."""
    command = [FFMPEG, "-nostdin", "-hide_banner", "-i", str(file), "-map", "0:a:0"]
    command += ["-af", "loudnorm=print_format=json", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(json.loads(said[said.rindex("{") : said.rindex("}") + 1])["input_tp"])


def test_the_meter_is_right_about_the_standards_own_sound() -> None:
    """A sine of 997 Hz at full scale in one channel is -3.01 LUFS."""
    sine = np.sin(2 * np.pi * 997 * TIME)
    assert lufs(np.stack([sine, 0 * sine], axis=1)) == pytest.approx(-3.01, abs=0.03)


@pytest.mark.parametrize("target", [-23.0, -14.0])
@pytest.mark.parametrize("name", ["QUIET", "BEATS", "NOISE", "HALF"])
def test_a_film_is_as_loud_as_its_project_says(tmp_path: Path, name: str, target: float) -> None:
    sound = globals()[name]
    track = record(tmp_path / "track.wav", sound, 0.8 * sound)
    music = Music(track, fade_in=0.2, fade_out=1.0, loudness=target)
    picture = paint(tmp_path / "grey.png", 99)
    film = write(tmp_path / "f.mp4", one_shot(24 * SECONDS), [[picture] * 24 * SECONDS], music)
    heard = listen(film)
    assert lufs(heard) == pytest.approx(target, abs=0.2)
    assert true_peak(film) < -1
    assert len(heard) == SECONDS * RATE


@pytest.mark.parametrize(("name", "target"), [("NOISE", -30.0), ("BEATS", -12.0)])
def test_levelled_sound_comes_neither_early_nor_late(
    tmp_path: Path, name: str, target: float
) -> None:
    sound = globals()[name]
    track = record(tmp_path / "track.wav", sound, sound)
    heard = listen(write_sound([Cue(Music(track, loudness=target))], len(sound), tmp_path))
    assert len(heard) == len(sound)
    assert delay(heard[:, 0], sound) == 0


@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_of_what_cannot_be_heard_no_loudness_is_made(tmp_path: Path, seconds: float) -> None:
    track = record(tmp_path / "track.wav", tone(seconds, level=0 if seconds > 1 else 0.5))
    with pytest.raises(FilmError, match=r"track\.wav: is too quiet or too short for `loudness`"):
        write_sound([Cue(Music(track, loudness=-14.0))], round(seconds * RATE), tmp_path)


@pytest.fixture
def scored(site: Site, painter: FakePainter) -> Site:
    """A project with music, of one second."""
    site.replace("dissolve = 0.125", "dissolve = 0")
    site.replace("fps = 24", "fps = 14")
    record(site.folder / "song.wav", QUIET, QUIET)
    site.replace(
        "[edit]", '[music]\nfile = "song.wav"\nfade_in = 0.5\nfade_out = 0\nloudness = -14\n[edit]'
    )
    return site


def test_a_build_says_what_was_measured_once_it_is_made(
    scored: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(scored.file)]) == 0
    assert "fades of 0.5 s and 0 s, at -14 LUFS" in capsys.readouterr().out
    assert run(["build", str(scored.file)]) == 0
    found = re.search(
        r"^sound: (-\d+\.\d) LUFS, peaks of (-\d+\.\d) dBTP$", capsys.readouterr().out, re.MULTILINE
    )
    assert found
    assert float(found[1]) == pytest.approx(lufs(listen(scored.folder / "film.mp4")), abs=0.2)
    assert float(found[1]) == pytest.approx(-14, abs=0.2)
    assert run(["build", str(scored.file)]) == 0
    assert "the film is as it was" in capsys.readouterr().out


def test_another_loudness_makes_another_film_and_encodes_no_picture(
    scored: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(scored.file)]) == 0
    parts = {part: part.stat().st_mtime_ns for part in scored.folder.rglob("segments/*/*")}
    scored.replace("-14", "-20")
    assert run(["build", str(scored.file)]) == 0
    assert lufs(listen(scored.folder / "film.mp4")) == pytest.approx(-20, abs=0.2)
    assert {p: p.stat().st_mtime_ns for p in scored.folder.rglob("segments/*/*")} == parts


def test_sound_that_is_limited_too_much_to_get_there_is_said(
    scored: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    record(scored.folder / "song.wav", BEATS, BEATS)
    scored.replace("-14", "-8")
    assert run(["build", str(scored.file)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^sound: .*dBTP: not -8, as its peaks had to be limited$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("loudness = -14\ngain = 3", "`music.loudness` = -14: leaves nothing for `gain` to do"),
        ("loudness = 0", "`music.loudness` must be at most -8, not 0"),
        ('loudness = "loud"', "`music.loudness` must be a number"),
    ],
)
def test_what_is_no_loudness_is_said(
    scored: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    scored.replace("loudness = -14", said)
    assert run(["check", str(scored.file)]) == 2
    assert fault in capsys.readouterr().err
