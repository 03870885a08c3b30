"""Several tracks, sounds of sequences and keyed levels: heard in what is written."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from pathlib import Path

import numpy as np
import pytest

from conftest import FakePainter, Site
from films import listen, loudness, record, tone
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.curves import Curve
from tlstyle.film.cut import film_of
from tlstyle.film.score import Cue, cues_of, silences
from tlstyle.film.sound import write_sound
from tlstyle.film.track import RATE
from tlstyle.frames.plan import plan_shots
from tlstyle.project import Music, Project
from tlstyle.timeline import lay_out

WINDOW = 0.02


@pytest.fixture
def tones(site: Site) -> Site:
    """A project of 11 frames, 0.458 s, with a low and a high tone of half a second each beside."""
    for name, pitch in (("low", 500), ("high", 4000)):
        record(site.folder / f"{name}.wav", tone(0.5, pitch))
    return site


def scored(site: Site, music: str, sequence: str = "") -> Project:
    site.replace("[edit]", f"{music}\n[edit]")
    if sequence:
        site.replace('name = "two"', f'name = "two"\n{sequence}')
    return check(site.file).project


def cues(site: Site) -> tuple[Cue, ...]:
    checked = check(site.file)
    return cues_of(checked.project, checked.timeline)


def levels(sound: Path, pitch: float, window: float = WINDOW) -> list[float]:
    """Return how loud a tone is in each window of a sound's left channel."""
    heard = listen(sound)[:, 0]
    step = round(window * RATE)
    wave = np.exp(-2j * np.pi * pitch * np.arange(step) / RATE)
    parts = heard[: len(heard) // step * step].reshape(-1, step)
    return [float(2 * abs((part * wave).mean())) for part in parts]


TWO = """[[music]]
file = "low.wav"
seconds = 0.3
fade_in = 0
[[music]]
file = "high.wav"
cross = 0.1
fade_out = 0
"""


def test_tracks_follow_each_other_and_cross_at_equal_power(tones: Site, tmp_path: Path) -> None:
    scored(tones, TWO)
    first, second = cues(tones)
    assert (first.at, first.end, first.fall) == (0, 0.3, 0.1)
    assert second.at == pytest.approx(0.2)
    assert second.rise == 0.1
    sound = write_sound([first, second], round(11 / 24 * RATE), tmp_path)
    low, high = levels(sound, 500), levels(sound, 4000)
    assert low[:9] == pytest.approx([0.5] * 9, abs=0.01)
    assert low[16:] == pytest.approx([0] * len(low[16:]), abs=0.01)
    assert high[:9] == pytest.approx([0] * 9, abs=0.01)
    assert high[16:21] == pytest.approx([0.5] * 5, abs=0.01)
    power = [(a * a + b * b) / 0.25 for a, b in zip(low[10:15], high[10:15], strict=True)]
    assert power == pytest.approx([1] * 5, abs=0.05)


def test_a_track_begins_where_it_is_to_and_silence_is_said(tones: Site) -> None:
    scored(tones, TWO.replace("cross = 0.1", "at = 0.375\ncross = 0.1"))
    first, second = cues(tones)
    assert (first.end, second.at, second.rise) == (0.3, 0.375, 0)
    (warning,) = [each for each in check(tones.file).warnings if "nothing" in each.what]
    assert warning.what.startswith("nothing is heard from 0.3 s to 0.4 s of the film's 0.5 s")


def test_a_sequences_sound_goes_with_its_picture(
    tones: Site, painter: FakePainter, tmp_path: Path
) -> None:
    project = scored(tones, "", 'sound = "high.wav"')
    timeline = check(tones.file).timeline
    clip = timeline.clips[1]
    (cue,) = cues(tones)
    assert (cue.at, cue.seconds) == (float(clip.start / 24), float(clip.length / 24))
    assert cue.rise == float(clip.overlap / Fraction(24))
    assert cue.track.fade_out == float(timeline.fade_out / Fraction(24))
    heard = levels(write_sound([cue], round(timeline.seconds * RATE), tmp_path), 4000)
    first = round(clip.start / 24 / WINDOW)
    assert max(heard[: first - 1]) < 0.01
    assert heard[first + 7] == pytest.approx(0.5, abs=0.02)
    assert run(["build", str(project.file), "--quiet"]) == 0
    assert levels(project.output, 4000)[first + 7] == pytest.approx(0.5, abs=0.1)


def test_a_keyed_gain_runs_along_the_film(tones: Site, tmp_path: Path) -> None:
    keys = 'gain = { keys = [[0, 0], ["100%", -20]], ease = "linear" }'
    scored(tones, f'[music]\nfile = "low.wav"\nfade_in = 0\nfade_out = 0\n{keys}')
    (cue,) = cues(tones)
    assert cue.gain == Curve((0, 10), (0, -20), "linear", 2)
    heard = loudness(listen(write_sound([cue], round(11 / 24 * RATE), tmp_path)))[:, 0]
    middle = (np.arange(len(heard)) + 0.5) * WINDOW * 24
    expected = 0.5 * 10 ** (-np.minimum(middle, 10) * 2 / 20)
    assert heard == pytest.approx(expected, rel=0.03)


def test_one_track_alone_is_what_it_always_was(tones: Site, painter: FakePainter) -> None:
    """Its recipe has not changed, so that films of today stay written."""
    scored(tones, '[music]\nfile = "low.wav"\nfade_in = 0.5\nfade_out = 3.0')
    (cue,) = cues(tones)
    low = tones.folder / "low.wav"
    assert cue == Cue(Music(low, fade_in=0.5, fade_out=3.0, cross=2.0))
    keys = ["fade_in", "fade_out", "file", "gain", "loop", "loudness", "start"]
    assert sorted(cue.recipe()) == keys
    checked = check(tones.file)
    plans = plan_shots(checked.project, checked.footages)
    assert film_of(checked.project, plans, checked.timeline).film.cues == (cue,)


def test_fades_that_nobody_named_leave_room_in_a_short_film(
    tones: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    project = scored(tones, '[music]\nfile = "low.wav"')
    (cue,) = cues(tones)
    quarter = 11 / 24 / 4
    assert (cue.track.fade_in, cue.track.fade_out) == (quarter, quarter)
    usual = lay_out(["one", "two"], [144, 144], [0], Fraction(24))
    (cue,) = cues_of(project, usual)
    assert cue == Cue(Music(tones.folder / "low.wav", fade_in=0.5, fade_out=3.0, cross=2.0))
    assert run(["check", str(tones.file)]) == 0
    said = capsys.readouterr()
    assert "the music's fades take at most a quarter of the film: `fade_in` and" in said.out
    assert "is longer than the film" not in said.err


def test_a_named_fade_longer_than_the_film_is_kept_and_said(tones: Site) -> None:
    scored(tones, '[music]\nfile = "low.wav"\nfade_out = 3')
    (cue,) = cues(tones)
    assert cue.track.fade_out == 3
    (warning,) = [each for each in check(tones.file).warnings if "fade_out" in each.what]
    assert warning.what.startswith("`fade_out` = 3 s is longer than the film's 0.46 s")
    assert warning.line == 7


def test_what_loops_has_no_end_and_is_no_silence(tones: Site) -> None:
    cue = Cue(Music(tones.folder / "low.wav", loop=True))
    assert cue.end == inf
    assert list(silences([cue], 60)) == []


@pytest.mark.parametrize(
    ("music", "said"),
    [
        ('[[music]]\nfile = "low.wav"\n[[music]]\nfile = "no.wav"', "line 8: no.wav: no such"),
        (TWO.replace("cross = 0.1", "at = 9"), "`at` = 9 is past the film's end at 0.46 s"),
        (TWO.replace("cross = 0.1", "loudness = -14"), "it stands in the first [[music]]"),
        (TWO.replace("seconds = 0.3", "loop = true"), "low.wav plays over and over: say `at` of"),
        (TWO.replace("cross = 0.1", "cross = 0.5"), "begins at -0.2 s, before low.wav at 0 s"),
        (TWO.replace("seconds = 0.3", "gain = 99"), "`music[0].gain`"),
        ('[music]\nfile = "low.wav"\ngain = 99', "line 7: `music.gain`"),
        ('[music]\nfile = "low.wav"\ngain = [[0, 0], [9, 1]]', "the keyframe at 9 is beyond"),
    ],
)
def test_what_does_not_fit_is_told(
    tones: Site, capsys: pytest.CaptureFixture[str], music: str, said: str
) -> None:
    tones.replace("[edit]", f"{music}\n[edit]")
    assert run(["check", str(tones.file)]) == 2
    assert said in capsys.readouterr().err
