"""A film's beats: found out once, listed beside its joins, and joins brought to them."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from conftest import FakePainter, Site, draw_stills
from films import RATE, listen, record, tone
from tlstyle.checks.check import Checked, check, part_of
from tlstyle.cli.app import run
from tlstyle.film import frame_count
from tlstyle.film.beats import beat_frames, beats_of
from tlstyle.film.cut import clips_of, film_of
from tlstyle.frames.plan import plan_shots

STILLS = {"one": 60, "two": 70, "three": 50}
SONG = '[music]\nfile = "song.wav"\nfade_out = 0\n'
FIT = '[edit]\nfit = { to = "beats", within = 0.25 }'

CLICKS = tone(0.02, 1500)


def clicks(file: Path, times: list[float], seconds: float = 8.0) -> Path:
    """Record clicks, whose beats are then known."""
    track = np.zeros(round(seconds * RATE))
    for time in times:
        at = round(time * RATE)
        track[at : at + len(CLICKS)] += CLICKS[: len(track) - at]
    return record(file, track)


@pytest.fixture
def song(site: Site) -> Site:
    """Three sequences of 60, 70 and 50 stills, joined over 12 frames, and clicks at 100 a minute.

    They are at 0.5 s and from there on every 0.6 s: on frames 12, 26, 41, 55, 70 ...
    """
    for name, count in STILLS.items():
        draw_stills(site.folder / name, count)
    clicks(site.folder / "song.wav", list(np.arange(0.5, 8, 0.6)))
    tables = "".join(
        f'[[sequence]]\nname = "{name}"\nframes = "{name}"\nstyle = "red.png"\n' for name in STILLS
    )
    settings = "size = [32, 18]\n[edit]\ndissolve = 0.5\nfade_in = 0.1\nfade_out = 0.1\n"
    site.file.write_text(f"{settings}{SONG}{tables}")
    return site


def given(site: Site, beats: str, fit: str = FIT) -> Checked:
    """Return a project whose beats stand in it, as it is fitted to them."""
    site.replace("fade_out = 0\n", f"fade_out = 0\nbeats = {beats}\n")
    site.replace("[edit]", fit)
    return check(site.file)


def cuts(checked: Checked) -> list[int]:
    return [clip.cut for clip in checked.timeline.clips[1:]]


def changes(checked: Checked) -> list[int]:
    return [shot.tempo.change.frames for shot in checked.project.shots]


@pytest.fixture
def no_ears(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("music was listened to")

    monkeypatch.setattr("tlstyle.film.beats.read_plain", refuse)


@pytest.mark.usefixtures("no_ears")
def test_looks_listen_to_nothing_and_say_what_does(
    song: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    song.replace("[edit]", FIT)
    for command in ("check", "status"):
        assert run([command, str(song.file)]) == 0
        assert "beats: not measured yet: tlstyle beats film.toml" in capsys.readouterr().out
    assert run(["check", str(song.file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["beats"]["beats"] is None
    assert not (song.folder / "film.work").exists()
    assert cuts(check(song.file)) == [54, 112]


def test_beats_are_listened_to_once_and_listed_beside_joins(
    song: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["beats", str(song.file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "song.wav: 100 beats a minute, the first of 13 at 0.50 s, heard, 8" in "\n".join(lines)
    rows = [line.split("  ") for line in lines if line.startswith(("one", "two", "fade", "end"))]
    assert [(row[0], row[-1].strip()) for row in rows] == [
        ("one into two", "1 frame early"),
        ("two into three", "1 frame early"),
        ("fade from black", "10 frames early"),
        ("fade to black", "2 frames early"),
        ("end", "on it"),
    ]
    (kept,) = (song.folder / "film.work" / "beats").iterdir()
    monkeypatch.setattr("tlstyle.film.beats.read_plain", None)
    assert run(["beats", str(song.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["beats"][:5] == [12, 26, 41, 55, 70]
    assert [mark["late"] for mark in answer["marks"]] == [-1, -1, -10, -2, 0]
    assert run(["check", str(song.file)]) == 0
    assert "beats:" not in capsys.readouterr().out  # nothing in it asks for them
    for spoilt in (b"", b"[]", kept.read_bytes()[:40], kept.read_bytes().replace(b"1,", b"0,", 1)):
        kept.write_bytes(spoilt)
        assert beats_of(check(song.file).project, 9) is None


def test_other_music_has_other_beats_and_what_was_heard_in_the_old_is_not_needed(
    song: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["beats", str(song.file)]) == 0
    clicks(song.folder / "song.wav", list(np.arange(0.5, 8, 0.5)))
    assert beats_of(check(song.file).project, 9) is None
    assert run(["beats", str(song.file)]) == 0
    assert "song.wav: 120 beats" in capsys.readouterr().out
    assert len(list((song.folder / "film.work" / "beats").iterdir())) == 2
    assert run(["clean", str(song.file), "--yes"]) == 0
    assert "beats: 1 files" in capsys.readouterr().out
    assert beats_of(check(song.file).project, 9)


def test_a_track_by_itself_is_told_by_its_tempo(
    song: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["beats", str(song.folder / "song.wav")]) == 0
    said = capsys.readouterr().out
    assert "100 beats a minute" in said
    assert "beats = { bpm = 100, first = 0.49" in said
    assert run(["beats", str(song.folder / "song.wav"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["beats"]) == 13
    record(song.folder / "hush.wav", np.zeros(5 * RATE))
    assert run(["beats", str(song.folder / "hush.wav")]) == 1
    assert "hush.wav: no beat is heard in it: say `beats`" in capsys.readouterr().err
    assert run(["beats", str(song.folder / "sonk.wav")]) == 2
    assert f"no such track: did you mean `{song.folder}/song.wav`?" in capsys.readouterr().err
    assert run(["beats", str(song.folder)]) == 2
    assert "is a folder: name a track, or a project file, in it" in capsys.readouterr().err
    song.replace(SONG, "")
    assert run(["beats", str(song.file)]) == 2
    assert "there is no [music] in it" in capsys.readouterr().err


def test_a_build_brings_joins_to_beats_and_paints_nothing_again(
    song: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(song.file)]) == 0
    whole = frame_count(song.folder / "film.mp4")
    painted = {file: file.stat().st_mtime_ns for file in song.frames.rglob("*.png")}
    song.replace("[edit]", FIT)
    capsys.readouterr()
    assert run(["build", str(song.file)]) == 0
    said = capsys.readouterr().out
    assert "one: 1 frame held, for the beat" in said
    assert frame_count(song.folder / "film.mp4") == whole + 1
    assert "0 frames painted, 180 kept" in said
    assert {file: file.stat().st_mtime_ns for file in song.frames.rglob("*.png")} == painted
    checked = check(song.file)
    assert cuts(checked) == [55, 113]
    for command, line in (("check", "beats: 2 of 2 joins on one"), ("beats", "one: 1 frame held")):
        assert run([command, str(song.file)]) == 0
        assert line in capsys.readouterr().out
    assert run(["export", str(song.file), "--to", "csv", "--quiet"]) == 0
    with (song.folder / "film.csv").open(newline="") as file:
        rows = [(row["cut in"], row["cut out"], row["frames"]) for row in csv.DictReader(file)]
    assert rows == [
        ("00:00:00:00", "00:00:02:07", "61"),
        ("00:00:02:07", "00:00:04:17", "70"),
        ("00:00:04:17", "00:00:06:13", "50"),
    ]
    plans = plan_shots(checked.project, checked.footages)
    (first, *_) = film_of(checked.project, plans, checked.timeline).film.pictures
    assert [number_of(file) for file in first] == [*range(1, 26), *range(25, 61)]
    assert [len(clip.film.pictures[0]) for clip in clips_of(checked.project, plans)] == [61, 70, 50]


def test_frames_that_are_left_out_for_the_beat_are_not_cleaned_away(
    song: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(song.file)]) == 0
    assert changes(given(song, "[2.1667, 4.5833]")) == [-2, 0, 0]
    capsys.readouterr()
    assert run(["clean", str(song.file), "--yes"]) == 0
    assert "nothing" in capsys.readouterr().out
    assert len(list(song.frames.rglob("*.png"))) == 180


def number_of(picture: Path) -> int:
    return int(picture.stem.removeprefix("img"))


def test_beats_can_be_heard(song: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a hum, clicks are all that is above it: at the film's times, and at the track's."""
    record(song.folder / "song.wav", tone(7, 80, level=0.1))
    beats = "fade_in = 0\nstart = 0.5\nbeats = [0.75, 2.0, 9.0]\n"
    song.replace("fade_out = 0\n", f"fade_out = 0\n{beats}")
    output = song.folder / "heard.wav"
    assert run(["beats", str(song.file), "--clicks", str(output), "--quiet"]) == 0
    assert clicks_in(output) == pytest.approx([0.25, 1.5], abs=0.001)
    assert len(listen(output)) == round(6.5 * RATE)
    before = output.read_bytes()
    assert run(["beats", str(song.file), "--clicks", str(output)]) == 1
    assert "heard.wav: is there already and is left alone" in capsys.readouterr().err
    assert output.read_bytes() == before
    assert run(["beats", str(song.file), "--clicks", "heard.mp3"]) == 2
    assert "--clicks heard.mp3: is written as WAV" in capsys.readouterr().err
    clicks(song.folder / "song.wav", list(np.arange(0.5, 8, 0.6)))
    alone = song.folder / "alone.wav"
    assert run(["beats", str(song.folder / "song.wav"), "--clicks", str(alone)]) == 0
    assert clicks_in(alone)[:3] == pytest.approx([0.5, 1.1, 1.7], abs=0.005)


def clicks_in(file: Path) -> list[float]:
    """Return when a sound's clicks begin, each a quarter of a second behind the last at least."""
    loud = np.flatnonzero(abs(listen(file)[:, 0]) > 0.2) / RATE
    return [float(loud[0]), *(float(b) for a, b in pairwise(loud) if b - a > 0.25)]


@pytest.mark.usefixtures("no_ears")
@pytest.mark.parametrize(
    ("beats", "fit", "changed", "at"),
    [
        ("[1.0, 2.25, 4.5]", FIT, [0, -4, 0], [54, 108]),
        ("[2.0, 4.5]", FIT, [-6, 2, 0], [48, 108]),
        ("[2.0, 4.5]", FIT.replace("0.25", "0.1"), [0, 0, 0], [54, 112]),
        ("[2.0, 4.5]", '[edit]\nfit = "beats"', [-6, 2, 0], [48, 108]),
        ("{ bpm = 60, first = 0.5 }", FIT, [0, -4, 0], [54, 108]),
        (
            "{ bpm = 120, first = 0.5 }",
            FIT.replace("within", "every = 2, within"),
            [0, -4, 0],
            [54, 108],
        ),
        ("{ bpm = 120, first = 0.25 }", FIT, [0, 2, 0], [54, 114]),
        ("[100.0]", FIT, [0, 0, 0], [54, 112]),
    ],
)
def test_beats_that_are_given_need_no_listening(
    song: Site, beats: str, fit: str, changed: list[int], at: list[int]
) -> None:
    checked = given(song, beats, fit)
    assert changes(checked) == changed
    assert cuts(checked) == at


@pytest.mark.usefixtures("no_ears")
def test_a_join_out_of_reach_is_named_with_the_frames_that_it_misses(
    song: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    given(song, "[2.25, 4.0]")
    assert run(["check", str(song.file)]) == 0
    said = capsys.readouterr()
    assert "line 3: `fit`: two into three: 16 frames behind the nearest beat; " in said.err
    assert "two may change by 6 frames: more `within`, or another `trim`" in said.err
    assert "beats: 1 of 2 joins on one; two into three 16 frames late" in said.out
    song.replace("within = 0.25", "within = 2")
    assert run(["check", str(song.file)]) == 0
    assert (
        "two may change by 11 frames: shorter joins, or another `trim`" in capsys.readouterr().err
    )
    assert run(["check", str(song.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [each["fitted"] for each in answer["sequences"]] == [0, 0, 0]


@pytest.mark.usefixtures("no_ears")
def test_a_sequence_by_itself_is_as_long_as_in_the_film(song: Site) -> None:
    checked = given(song, "[2.0, 4.5]")
    assert [part_of(checked, [name]).timeline.length for name in STILLS] == [54, 72, 50]


@pytest.mark.usefixtures("no_ears")
@pytest.mark.parametrize("beats", ["[2.0, 4.5]", "[2.25, 4.75]"])
def test_styles_turn_through_the_frames_that_dissolve(song: Site, beats: str) -> None:
    """As in a film of as many stills, and otherwise where frames are held, which none shows."""
    song.replace("[edit]", "[edit]\ndissolve_style = true")
    song.replace(
        'name = "two"\nframes = "two"\nstyle = "red.png"',
        'name = "two"\nframes = "two"\nstyle = "blue.png"',
    )
    fitted = given(song, beats)
    changed = changes(fitted)
    assert any(changed)
    song.replace(FIT, "[edit]")
    for name, more in zip(STILLS, changed, strict=True):
        if more < 0:
            song.replace(
                f'frames = "{name}"', f'frames = "{name}"\ntrim = [0, {STILLS[name] + more}]'
            )
    plain = check(song.file)
    assert recipes(fitted) == recipes(plain)


def recipes(checked: Checked) -> list[list[object]]:
    return [
        [dict(frame.recipe) for frame in plan.frames]
        for plan in plan_shots(checked.project, checked.footages)
    ]


def test_beats_of_a_film_come_from_whichever_track_is_heard(song: Site) -> None:
    """Of what crosses, on its side of the middle; what loops, again and again; from `start` on."""
    for name in ("song", "other"):
        record(song.folder / f"{name}.wav", tone(2.0))
    other = """[[music]]
file = "other.wav"
at = 1.5
start = 0.5
cross = 0.5
loop = true
beats = [0.25, 0.6, 1.1, 1.9]
"""
    song.replace("[music]", "[[music]]")
    song.replace("fade_out = 0\n", f"fade_out = 0\nbeats = [0.5, 1.6, 1.9]\n{other}")
    beats = beats_of(check(song.file).project, 6.5)
    looped = [1.6, 2.1, 2.9, 3.1, 3.6, 4.4, 4.6, 5.1, 5.9, 6.1]
    assert beats == pytest.approx([0.5, 1.6, *looped[1:]])


def test_beats_behind_a_tracks_end_are_none_however_often_it_plays(song: Site) -> None:
    song.replace("fade_out = 0\n", "fade_out = 0\nloop = true\n")
    checked = given(song, "[0.5, 4.5, 8.5, 9.0]")
    assert beats_of(checked.project, 14) == (0.5, 4.5, 8.5, 12.5)
    what = "`beats`: 8.5 s is past the end of song.wav (8.0 s), and no beat"
    assert what in [warning.what for warning in checked.warnings]


def test_beats_that_fall_between_frames_go_to_the_nearest(song: Site) -> None:
    song.replace("size = [32, 18]", "size = [32, 18]\nfps = 23.976")
    checked = given(song, "[0.02, 0.03, 1.0, 6.0]")
    assert beat_frames(checked.project, checked.timeline) == (0, 1, 24, 144)
    assert checked.timeline.fps == Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SONG, "", 'line 3: `fit` = "beats" goes by [music], and there is none'),
        ('"beats"', '"bars"', '`edit.fit` = "bars": must be "beats", or a table such as'),
        (
            '"beats"',
            '{ to = "beats", within = 11 }',
            "`edit.fit.within` must be at most 10, not 11",
        ),
        ('"beats"', '{ to = "beats", every = 0 }', "`edit.fit.every` must be at least 1, not 0"),
        ('"beats"', '{ to = "beats", withn = 1 }', "unknown key `withn`; did you mean `within`?"),
        (SONG, f"{SONG}beats = [1, 1]\n", "`music.beats` = [1, 1]: must rise from beat to beat"),
        (SONG, f"{SONG}beats = []\n", "`music.beats` = []: must be a list of seconds, such as"),
        (SONG, f"{SONG}beats = 120\n", "`music.beats` = 120: must be a list of seconds, such as"),
        (SONG, f"{SONG}beats = {{ bpm = 5 }}\n", "bpm` must be at least 20, not 5"),
    ],
)
def test_what_is_wrong_with_beats_is_said(
    song: Site, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    song.replace("[edit]", '[edit]\nfit = "beats"')
    song.replace(old, new)
    assert run(["check", str(song.file)]) == 2
    assert said in capsys.readouterr().err


def test_tracks_that_never_end_are_said_before_anything_is_fitted(
    song: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    song.replace("[edit]", '[edit]\nfit = "beats"')
    song.replace("[music]", "[[music]]")
    song.replace(SONG[8:], f"{SONG[8:]}loop = true\n[[music]]\n{SONG[8:]}")
    assert run(["check", str(song.file)]) == 2
    assert "song.wav plays over and over: say `at` of" in capsys.readouterr().err


def test_a_tempo_that_is_told_is_listened_for(song: Site) -> None:
    """Clicks at 200 a minute, of which every other one would be taken."""
    clicks(song.folder / "song.wav", list(np.arange(0.5, 8, 0.3)))
    song.replace("fade_out = 0\n", "fade_out = 0\nbeats = { bpm = 200 }\n")
    assert run(["beats", str(song.file), "--quiet"]) == 0
    beats = beats_of(check(song.file).project, 5)
    assert beats
    assert max(b - a for a, b in pairwise(beats)) < 0.35
