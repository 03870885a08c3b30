import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tlstyle.demo import COUNT, SHOTS, music, render
from tlstyle.demo.art import PICTURES
from tlstyle.demo.shots import draw_still
from tlstyle.size import Size

SMALL = Size(240, 160)


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, np.float32)


@pytest.mark.parametrize("shot", SHOTS)
def test_a_still_drawn_twice_has_the_same_pixels(shot: str) -> None:
    first = draw_still(shot, 40, SMALL)
    draw_still("bay" if shot != "bay" else "skyline", 0, SMALL)
    assert np.array_equal(pixels(first), pixels(draw_still(shot, 40, SMALL)))


@pytest.mark.parametrize("shot", SHOTS)
def test_neighbouring_stills_differ_but_only_a_little(shot: str) -> None:
    stills = [pixels(draw_still(shot, number, SMALL)) for number in range(0, COUNT, 5)]
    nexts = [pixels(draw_still(shot, number + 1, SMALL)) for number in range(0, COUNT, 5)]
    steps = [np.abs(after - before).mean() for before, after in zip(stills, nexts, strict=True)]
    assert min(steps) > 0.1
    assert max(steps) < 6


@pytest.mark.parametrize("shot", SHOTS)
def test_the_light_changes_over_a_shot(shot: str) -> None:
    first, last = (pixels(draw_still(shot, number, SMALL)) for number in (0, COUNT - 1))
    assert np.abs(first.mean((0, 1)) - last.mean((0, 1))).max() > 8


def test_missing_files_are_drawn_and_existing_ones_left_alone(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    kept = tmp_path / "bay" / "DSC0001.jpg"
    kept.parent.mkdir()
    kept.write_bytes(b"somebody's own picture")
    for picture in PICTURES:
        (tmp_path / "art").mkdir(exist_ok=True)
        (tmp_path / "art" / f"{picture}.jpg").write_bytes(b"another")
    render(tmp_path, jobs=1, size=SMALL, count=2, report=lambda *words: told.append(words))

    assert kept.read_bytes() == b"somebody's own picture"
    assert {what for what, _, _ in told} == {"music", *SHOTS}
    assert told[-1][1:] == (8, 8)
    for shot in SHOTS:
        with Image.open(tmp_path / shot / "DSC0002.jpg") as still:
            assert still.size == SMALL

    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    lost = tmp_path / "skyline" / "DSC0002.jpg"
    content = lost.read_bytes()
    lost.unlink()
    render(tmp_path, jobs=1, size=SMALL, count=2)
    assert lost.read_bytes() == content
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert {path for path in after if after[path] != before[path]} == {lost}


def test_a_finished_folder_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "exists", lambda path: True)
    render(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


def test_the_music_is_long_enough_loud_enough_and_never_clips(tmp_path: Path) -> None:
    samples = music.compose()
    level = np.abs(samples.astype(np.float64)) / 32768
    assert 0.5 < level.max() < 0.95
    assert level[:20].max() < 0.01
    assert level[-20:].max() < 0.01
    path = tmp_path / "music.wav"
    path.write_bytes(music.wav(samples))
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (2, 2)
        assert file.getnframes() / file.getframerate() == pytest.approx(24.0)


def test_the_style_pictures_are_unlike_one_another() -> None:
    drawn = {name: pixels(draw(128)) for name, draw in PICTURES.items()}
    means = {name: picture.mean((0, 1)) for name, picture in drawn.items()}
    for first in means:
        for second in means:
            if first < second:
                assert np.abs(means[first] - means[second]).max() > 15, (first, second)
