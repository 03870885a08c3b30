import os
import signal
import wave
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from program import start
from tlstyle.cli.app import run
from tlstyle.demo import COUNT, SHOTS, music, render
from tlstyle.demo.art import PICTURES
from tlstyle.demo.folder import BRUSHES, files
from tlstyle.demo.shots import Scenery, draw_still
from tlstyle.errors import FootageError
from tlstyle.film.pulse import HEARD_AT, pulse_of
from tlstyle.size import Size
from tlstyle.study import fits

SMALL = Size(240, 160)


@cache
def scenery(shot: str) -> Scenery:
    return SHOTS[shot](SMALL)


def draw(shot: str, number: int) -> np.ndarray:
    return pixels(scenery(shot).still(number, COUNT))


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, np.float32)


@pytest.mark.parametrize("shot", SHOTS)
def test_a_still_drawn_twice_has_the_same_pixels(shot: str) -> None:
    draw(shot, 3)
    assert np.array_equal(draw(shot, 40), pixels(draw_still(shot, 40, SMALL)))


@pytest.mark.parametrize("shot", SHOTS)
def test_neighbouring_stills_differ_but_only_a_little(shot: str) -> None:
    stills = [(draw(shot, number), draw(shot, number + 1)) for number in range(0, COUNT, 5)]
    steps = [np.abs(after - before).mean() for before, after in stills]
    assert min(steps) > 0.1
    assert max(steps) < min(8, 1.6 * float(np.median(steps)))


@pytest.mark.parametrize("shot", SHOTS)
def test_the_light_changes_over_a_shot(shot: str) -> None:
    first, last = draw(shot, 0), draw(shot, COUNT - 1)
    assert np.abs(first.mean((0, 1)) - last.mean((0, 1))).max() > 8


def test_missing_files_are_drawn_and_existing_ones_left_alone(tmp_path: Path) -> None:
    wanted = {tmp_path / shot / "DSC0002.jpg" for shot in ("bay", "golden-gate")}
    for path in set(files(tmp_path, 2)) - wanted:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"somebody's own")
    told: list[tuple[str, int, int]] = []
    render(tmp_path, jobs=1, size=SMALL, count=2, report=lambda *words: told.append(words))

    assert sorted(told) == [("bay", 1, 1), ("golden-gate", 1, 1)]
    assert set(tmp_path.rglob("*.*")) == set(files(tmp_path, 2))
    for path in files(tmp_path, 2):
        if path in wanted:
            with Image.open(path) as still:
                assert still.size == SMALL
        else:
            assert path.read_bytes() == b"somebody's own"


def test_the_samples_brushes_are_of_this_network_and_its_project_names_them() -> None:
    """Of a shot whose brush did not paint better than the network as it comes, there is none."""
    brushes = {file.stem: file for file in BRUSHES.glob("*.npz")}
    assert brushes.keys() <= PICTURES.keys()
    assert all(map(fits, brushes.values()))
    named = (Path(__file__).parents[1] / "projects/sf.toml").read_text()
    for name in brushes:
        style = f'style = "sf/art/{name}.jpg"\nstudy = {{ brush = "sf/brushes/{name}.npz" }}'
        assert style in named


def test_a_file_is_no_place_for_the_sample_footage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.toml").touch()
    assert run(["demo", str(tmp_path / "film.toml")]) == 2
    assert "film.toml: is a file, and the sample footage is a folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "sf").write_bytes(b"a file")
    with pytest.raises(FootageError, match=r"sf.*choose another folder"):
        render(tmp_path / "sf", jobs=1, size=SMALL, count=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_one_line(tmp_path: Path, number: int) -> None:
    for slowest in files(tmp_path / "sf", 0):
        slowest.parent.mkdir(parents=True, exist_ok=True)
        slowest.touch()
    process = start("demo", tmp_path / "sf", start_new_session=True)
    assert process.stdout
    assert process.stdout.readline()
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "error: stopped: what is drawn is kept, the same command draws the rest\n"


def test_a_finished_folder_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "exists", lambda path: True)
    render(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def piece() -> np.ndarray:
    return music.compose()


def test_the_music_is_long_enough_loud_enough_and_never_clips(
    tmp_path: Path, piece: np.ndarray
) -> None:
    samples = piece
    level = np.abs(samples.astype(np.float64)) / 32768
    assert 0.5 < level.max() < 0.95
    assert level[:20].max() < 0.01
    assert level[-20:].max() < 0.01
    path = tmp_path / "music.wav"
    path.write_bytes(music.wav(samples))
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (2, 2)
        assert file.getnframes() / file.getframerate() == pytest.approx(24.0)


def test_the_musics_beats_are_heard_within_a_frame(piece: np.ndarray) -> None:
    """Of marimba, soft strings and bells, without a drum."""
    at = np.arange(0, len(piece), music.RATE / HEARD_AT)
    sound = np.interp(at, np.arange(len(piece)), piece.mean(axis=1))
    pulse = pulse_of(sound.astype(np.int16))
    assert pulse
    assert pulse.bpm == pytest.approx(60 / music.BEAT, rel=0.005)
    written = np.arange(0, music.SECONDS - 1, music.BEAT)
    apart = abs(np.array(pulse.times)[:, None] - written)
    assert apart.min(axis=0).max() < 1 / 24
    assert len(pulse.times) <= len(written) + 2


def test_the_style_pictures_are_unlike_one_another() -> None:
    drawn = {name: pixels(picture(128)) for name, picture in PICTURES.items()}
    means = {name: picture.mean((0, 1)) for name, picture in drawn.items()}
    for first in means:
        for second in means:
            if first < second:
                assert np.abs(means[first] - means[second]).max() > 15, (first, second)
