"""What rests is averaged with neighbouring stills, what moves is not, and frames know of both."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.frames.noise import noise_file
from tlstyle.frames.plan import plan_shots
from tlstyle.pixels import Pixels
from tlstyle.steps import Steady
from tlstyle.steps.write import write_frame
from tlstyle.stills.resting import noise_between, steadied


def noisy(still: Pixels, seed: int, deviation: float = 2.5) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, deviation, still.shape)
    return np.clip(still + noise, 0, 255).round().astype(np.uint8)


def grey(level: int = 100) -> Pixels:
    return np.full((64, 96, 3), level, np.uint8)


@pytest.mark.parametrize(("count", "least", "most"), [(0, 2.4, 2.6), (2, 1.4, 1.7), (4, 1.1, 1.4)])
def test_the_noise_of_what_rests_is_averaged_away(count: int, least: float, most: float) -> None:
    still, *neighbours = (noisy(grey(), seed) for seed in range(count + 1))
    mean = steadied(still, neighbours)
    assert least < mean.std() < most
    assert mean.mean() == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("step", [-60, 20, 60])
def test_what_moves_is_not_smeared(step: int) -> None:
    stills = []
    for place in (20, 36, 52):
        still = grey()
        still[24:40, place : place + 16] += np.int8(step).astype(np.uint8)
        stills.append(still)
    mean = steadied(stills[1], [stills[0], stills[2]]).astype(int)
    assert abs(mean - stills[1]).max() <= 3


def test_a_star_that_moves_stays_one_star() -> None:
    stills = []
    for place in (30, 32, 34):
        still = grey(10)
        still[30, place] = 60
        stills.append(still)
    mean = steadied(stills[1], [stills[0], stills[2]]).astype(int)
    assert abs(mean - stills[1]).max() <= 1


@pytest.mark.parametrize("level", [94, 104, 106])
def test_a_neighbour_weighs_the_same_on_either_side(level: int) -> None:
    """Whatever the others do; the weight is a bell of the levels between, 6.5 of them wide."""
    weight = np.exp(-(((level - 100) / 6.5) ** 2))
    expected = round(100 + weight * (level - 100) / (1 + weight))
    for neighbours in ([200, level], [level, 200], [level], [0, level, 200, 255]):
        mean = steadied(grey(), [grey(neighbour) for neighbour in neighbours])
        assert (mean == expected).all(), neighbours


def test_a_mean_is_rounded_once() -> None:
    assert (steadied(grey(), [grey(101)] * 8) == 101).all()
    assert (steadied(grey(), [grey(101), grey(99)] * 4) == 100).all()


def test_a_mean_is_the_same_wherever_it_is_cut_into_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    stills = [noisy(grey(), seed, 9) for seed in range(3)]
    whole = steadied(stills[0], stills[1:])
    monkeypatch.setattr("tlstyle.stills.resting._ROWS", 7)
    assert (steadied(stills[0], stills[1:]) == whole).all()


def test_pixels_do_not_wrap_around() -> None:
    mean = steadied(grey(255), [grey(254), grey(255)])
    assert set(np.unique(mean)) <= {254, 255}
    assert set(np.unique(steadied(grey(0), [grey(1), grey(0)]))) <= {0, 1}


@pytest.fixture
def steady(site: Site) -> Site:
    site.replace("[edit]", "[style]\nsteady = 1\n[edit]")
    return site


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def paint(site: Site, *options: str) -> int:
    return run(["paint", str(site.file), "--quiet", *options])


def shades(site: Site) -> list[int]:
    """Return the red that every still of the first sequence was painted from."""
    files = sorted((site.frames / "one").iterdir())
    return [round(255 - 2 * (np.asarray(Image.open(file))[5, 5, 0] - 127)) for file in files]


def test_neighbours_stand_on_both_sides_and_ends_have_fewer(
    steady: Site, painter: FakePainter
) -> None:
    levels = [2, 4, 6, 12, 6, 6, 6, 12]
    for number, level in enumerate(levels, start=1):
        still = np.full((32, 48, 3), 100 + level, np.uint8)
        Image.fromarray(still).save(steady.folder / f"one/img{number}.png")
    assert paint(steady) == 0
    seen = [shade - 100 for shade in shades(steady)]
    assert seen == pytest.approx([3, 4, 7, 9.5, 7, 6, 7, 10], abs=1)


def test_a_changed_still_is_pending_with_its_neighbours_and_no_others(
    steady: Site, painter: FakePainter
) -> None:
    assert paint(steady) == 0
    assert pending(steady) == [{}, {}]
    Image.new("RGB", (48, 32), "white").save(steady.folder / "one/img3.png")
    Image.new("RGB", (48, 32), "white").save(steady.folder / "one/img8.png")
    assert pending(steady) == [{"still or neighbour changed": 5}, {}]
    painter.painted = 0
    assert paint(steady) == 0
    assert painter.painted == 5
    assert pending(steady) == [{}, {}]


def test_touched_stills_are_read_again_and_nothing_is_painted(
    steady: Site, painter: FakePainter
) -> None:
    assert paint(steady) == 0
    for file in (steady.folder / "one").iterdir():
        os.utime(file)
    assert pending(steady) == [{}, {}]


def test_a_trim_changes_only_the_frames_at_its_ends(steady: Site, painter: FakePainter) -> None:
    assert paint(steady) == 0
    steady.replace('style = "red.png"', 'style = "red.png"\ntrim = [2, 7]')
    assert pending(steady) == [{"still or neighbour changed": 2}, {}]


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 0), (1, 2)])
def test_another_number_of_neighbours_paints_a_sequence_anew(
    site: Site, painter: FakePainter, before: int, after: int
) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\nsteady = {before}')
    assert paint(site) == 0
    site.replace(f"steady = {before}", f"steady = {after}")
    assert pending(site) == [{"steady changed": 8}, {}]


def test_frames_steadied_by_an_older_version_are_pending_and_no_others(
    steady: Site, painter: FakePainter
) -> None:
    steady.replace('style = "blue.png"', 'style = "blue.png"\nsteady = 0')
    assert paint(steady) == 0
    for frame in steady.frames.rglob("*.png"):
        found = read_provenance(frame)
        assert found
        older = {**(found[1] or {}), "steady": 1 if frame.parent.name == "one" else None}
        write_frame(frame, np.asarray(Image.open(frame)), older)
    assert pending(steady) == [{"steady changed": 8}, {}]


@pytest.mark.parametrize("clip", [False, True])
def test_a_frame_painted_alone_is_as_among_all(
    steady: Site, painter: FakePainter, clip: bool
) -> None:
    if clip:
        draw_video(steady.folder / "clip.mp4", 8)
        steady.replace('frames = "one"', 'frames = "clip.mp4"')
    assert paint(steady) == 0
    frames = sorted((steady.frames / "one").iterdir())
    before = [frame.read_bytes() for frame in frames]
    for number in (2, 3, 7):
        frames[number].unlink()
    assert paint(steady) == 0
    assert [frame.read_bytes() for frame in frames] == before


def test_a_broken_still_stops_only_the_frames_that_need_it(
    steady: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = steady.folder / "one/img5.png"
    content = file.read_bytes()
    file.write_bytes(content[:60] + bytes(9) + content[69:])
    assert paint(steady, "--jobs", "1") == 1
    assert "img5.png: cannot be decoded" in capsys.readouterr().err
    painted = {frame.stem for frame in (steady.frames / "one").iterdir()}
    assert {"img1", "img2", "img3"} <= painted
    assert not {"img4", "img5", "img6"} & painted
    assert len(list((steady.frames / "two").iterdir())) == 6


def test_a_preview_of_the_films_size_is_steadied_by_the_stills_between(
    steady: Site, painter: FakePainter
) -> None:
    steady.write(lambda text: text + "\n[preview]\nstep = 2\n")
    assert run(["preview", str(steady.file), "--quiet", "--true"]) == 0
    previewed = {file: file.read_bytes() for file in steady.frames.glob("one/*.png")}
    assert len(previewed) == 4
    steady.replace("step = 2", "step = 1")
    assert paint(steady, "--force") == 0
    assert {file: file.read_bytes() for file in previewed} == previewed


def test_a_quick_preview_is_not_steadied(
    steady: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstyle.steps.steady.steadied", None)
    assert run(["preview", str(steady.file), "--quiet"]) == 0


def by_noise(site: Site, deviation: float, count: int = 8) -> Site:
    """Draw noisy stills, with a bar that moves, steadied by as many neighbours as that wants."""
    for number in range(1, count + 1):
        still = grey()
        still[:, 6 * number : 6 * number + 20] = 160
        Image.fromarray(noisy(still, number, deviation)).save(site.folder / f"one/img{number}.png")
    site.replace("size = [32, 18]", "size = [96, 64]")
    site.replace('style = "red.png"', 'style = "red.png"\nsteady = "auto"')
    return site


@pytest.mark.parametrize(
    ("deviation", "recipe"), [(0, None), (0.5, [2, 1, 3.0]), (1, [2, 1, 4.5]), (2.5, [2, 3])]
)
def test_auto_is_as_many_neighbours_as_the_noise_wants_and_what_is_at_rest_by_it(
    site: Site, painter: FakePainter, deviation: float, recipe: list[float] | None
) -> None:
    by_noise(site, deviation)
    assert pending(site)[0] == {"missing": 8}
    assert paint(site) == 0
    found = read_provenance(site.frames / "one/img4.png")
    assert found
    assert (found[1] or {}).get("steady") == recipe
    assert pending(site) == [{}, {}]


def test_status_says_what_the_noise_asked_for(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    by_noise(site, 2.5)
    assert paint(site) == 0
    assert run(["status", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"one: steady = 3, by its noise of 4\.\d levels of 255", said)
    assert "two: steady" not in said


def test_auto_measures_once_paints_nothing_anew_and_a_number_that_is_the_same_paints_nothing(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_noise(site, 2.5)
    assert paint(site) == 0
    before = painter.painted
    site.replace('steady = "auto"', "steady = 3")
    assert pending(site) == [{}, {}]
    site.replace("steady = 3", 'steady = "auto"')
    monkeypatch.setattr("tlstyle.painting.noise.noise_between", None)
    assert paint(site) == 0
    assert painter.painted == before


def test_noise_that_is_lost_or_of_other_stills_is_measured_again(
    site: Site, painter: FakePainter
) -> None:
    by_noise(site, 1)
    assert paint(site) == 0
    before = painter.painted
    kept = noise_file(site.folder / "film.work", "one")
    kept.write_text("{")
    assert pending(site)[0] == {"noise not measured yet": 8}
    assert paint(site) == 0
    assert painter.painted == before
    assert run(["clean", str(site.file)]) == 0
    assert kept.exists()
    os.utime(site.folder / "one/img1.png")
    assert pending(site)[0] == {"noise not measured yet": 8}


def test_a_preview_goes_without_and_measures_nothing(site: Site, painter: FakePainter) -> None:
    by_noise(site, 1)
    assert run(["preview", str(site.file), "--quiet"]) == 0
    found = read_provenance(site.folder / "film.work/preview/one/img1.png")
    assert found
    assert "steady" not in (found[1] or {})


def test_noise_is_told_apart_from_exposure_and_from_what_moves() -> None:
    still = grey()
    quiet = noise_between(noisy(still, 1, 1), noisy(still, 2, 1))
    assert quiet == pytest.approx(1.8, abs=0.2)
    moved, brighter = noisy(still, 2, 1), noisy(still + np.uint8(20), 2, 1)
    moved[:, :36] = 250
    assert noise_between(noisy(still, 1, 1), brighter) == pytest.approx(quiet, abs=0.2)
    assert noise_between(noisy(still, 1, 1), moved) == pytest.approx(quiet, abs=0.6)


@pytest.mark.parametrize(("deviation", "step"), [(0.5, 14), (1, 20), (2, 40)])
@pytest.mark.parametrize("speed", [1, 2, 4])
def test_a_moving_edge_keeps_its_contrast(deviation: float, step: int, speed: int) -> None:
    """One that stands out from the noise by twenty of its deviations, and by 14 levels."""
    stills = []
    for number in range(5):
        still = np.full((64, 160, 3), 100, np.uint8)
        still[:, 80 + speed * number :] += np.uint8(step)
        stills.append(noisy(still, number, deviation))
    auto = Steady(None).with_noise(noise_between(stills[0][:, :70], stills[1][:, :70]))
    steadied = Steady(2, auto.rest).apply(stills, 2)
    place = 80 + 2 * speed
    before, after = (
        float(each[:, place].mean()) - float(each[:, place - 1].mean())
        for each in (stills[2], steadied)
    )
    assert after / before > 0.97


@pytest.mark.parametrize("word", ['"yes"', "5", "true", "-1", "1.5"])
def test_a_wrong_number_of_neighbours_is_told_in_a_line(
    site: Site, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\nsteady = {word}')
    assert run(["check", str(site.file)]) == 2
    assert 'must be a whole number from 0 to 4, or "auto"' in capsys.readouterr().err
