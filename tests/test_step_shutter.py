"""Neighbouring stills are one exposure: what rests stays, and what moves is drawn out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from test_device import GraphFake, frames, gpu, noisy, off, on_device, paint_with

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.plan import plan_shots
from tlstyle.steps import Shutter
from tlstyle.steps.shutter import exposed
from tlstyle.stills.srgb import coded, decoded

__all__ = ["gpu"]

DEEP = 257
"""Levels of 16 bits to one of 8."""


def grey(level: int, kind: type = np.uint8) -> NDArray[Any]:
    return np.full((70, 6, 3), level * (DEEP if kind is np.uint16 else 1), kind)


def light_of(level: float) -> float:
    return float(decoded(np.array(level / 255, np.float32)))


def level_of(light: float) -> float:
    return 255 * float(coded(np.array(light, np.float32)))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_light_is_averaged_and_not_values(kind: type) -> None:
    mean = exposed([grey(0, kind), grey(255, kind)], [1, 1])
    assert mean.dtype == np.uint16
    assert mean / DEEP == pytest.approx(level_of(0.5), abs=0.01)  # 188, where values' mean is 128


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("level", [0, 1, 2, 10, 100, 254, 255])
def test_what_rests_stays_as_it_is(kind: type, level: int) -> None:
    mean = exposed([grey(level, kind)] * 5, [0.5, 1, 1, 1, 0.5]).astype(int)
    assert np.abs(mean - level * DEEP).max() <= 1


def test_a_thing_that_moves_is_drawn_out_evenly() -> None:
    stills = [grey(0) for _ in range(4)]
    for place, still in enumerate(stills):
        still[:, place] = 255
    mean = exposed(stills, [1] * 4)[0, :, 0] / DEEP
    assert mean == pytest.approx([level_of(0.25)] * 4 + [0, 0], abs=0.01)


@pytest.mark.parametrize(
    ("stills", "shares"),
    [
        (2, [0.5, 1, 0.5]),
        (3, [1, 1, 1]),
        (4, [0.5, 1, 1, 1, 0.5]),
        (2.5, [0.75, 1, 0.75]),
        (5, [1, 1, 1, 1, 1]),
    ],
)
def test_the_exposure_is_so_many_stills_long_and_its_middle_the_stills(
    stills: float, shares: list[float]
) -> None:
    step = Shutter(stills)
    assert 2 * step.reach + 1 == len(shares)
    window = [grey(0) for _ in shares]
    for place, still in enumerate(window):
        still[:, place] = 255
    mean = step.apply(window, step.reach)[0, : len(shares), 0] / DEEP
    assert mean == pytest.approx([level_of(share / stills) for share in shares], abs=0.01)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("stills", [2, 3, 4.5])
def test_a_shutter_is_the_same_on_a_device_but_for_rounding(kind: type, stills: float) -> None:
    step, pictures = Shutter(stills), noisy(8, kind)
    deep = [picture.astype(np.uint16) * (DEEP if kind is np.uint8 else 1) for picture in pictures]
    reach = step.reach
    padded: list[Any] = [*[None] * reach, *deep, *[None] * reach]
    windows = [padded[number : number + 2 * reach + 1] for number in range(len(deep))]
    own = [
        step.apply(pictures[max(0, number - reach) : number + reach + 1], min(number, reach))
        for number in range(len(pictures))
    ]
    assert np.abs(on_device(step, windows) - np.stack(own).astype(float)).max() <= 2


def with_shutter(site: Site, stills: object, more: str = "") -> None:
    site.replace('style = "red.png"', f'style = "red.png"\nshutter = {stills}{more}')


def paint(site: Site) -> int:
    return run(["paint", str(site.file), "--quiet"])


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def lit_by_one(site: Site, number: int) -> None:
    """Draw black stills but one, which is white."""
    for each in range(1, 9):
        still = Image.new("RGB", (48, 32), "white" if each == number else "black")
        still.save(site.folder / f"one/img{each}.png")


def test_a_films_frames_are_painted_from_exposures_and_its_ends_have_fewer_stills(
    site: Site, painter: FakePainter
) -> None:
    lit_by_one(site, 2)
    with_shutter(site, 4)
    assert paint(site) == 0
    painted = [frames(site)[f"one/img{number}.png"][5, 5, 1] for number in range(1, 9)]
    levels = [255 - 2 * int(each) for each in painted]
    shares = [1 / 2.5, 1 / 3.5, 1 / 4, 0.5 / 4, 0, 0, 0, 0]
    assert levels == pytest.approx([level_of(share) for share in shares], abs=2)


def test_exposures_are_steadied_and_a_frame_alone_is_as_among_all(
    site: Site, painter: FakePainter
) -> None:
    with_shutter(site, 3, "\nsteady = 1")
    assert paint(site) == 0
    files = sorted((site.frames / "one").iterdir())
    before = [file.read_bytes() for file in files]
    for number in (0, 4, 7):
        files[number].unlink()
    assert paint(site) == 0
    assert [file.read_bytes() for file in files] == before


def test_a_changed_still_repaints_the_frames_exposed_by_it_and_no_others(
    site: Site, painter: FakePainter
) -> None:
    with_shutter(site, 4)
    assert paint(site) == 0
    Image.new("RGB", (48, 32), "white").save(site.folder / "one/img8.png")
    assert pending(site) == [{"still or neighbour changed": 3}, {}]


def test_another_shutter_paints_its_sequence_anew_and_one_still_is_none(
    site: Site, painter: FakePainter
) -> None:
    assert paint(site) == 0
    with_shutter(site, 1)
    assert pending(site) == [{}, {}]
    site.replace("shutter = 1", "shutter = 2.5")
    assert pending(site) == [{"shutter changed": 8}, {}]


@pytest.mark.parametrize("bad", ["0", "33", "-2", "true", '"1/60"', "[3]"])
def test_a_shutter_that_is_none_is_refused_in_a_line(
    site: Site, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_shutter(site, bad)
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err
    assert "line 14: sequence 'one': `shutter` must be " in said
    assert said.count("\n") == 1


def test_a_preview_is_exposed_as_the_film_is(site: Site, painter: FakePainter) -> None:
    lit_by_one(site, 4)
    with_shutter(site, 3)
    assert run(["preview", str(site.file), "--quiet"]) == 0
    file = site.folder / "film.work/preview/one/img5.png"
    level = 255 - 2 * int(np.asarray(Image.open(file))[5, 5, 1])
    assert level == pytest.approx(level_of(1 / 3), abs=2)


def test_a_device_exposes_and_steadies_what_the_processor_does(
    site: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    """Stills go up in 8 bits and become 16 there, as they do here."""
    for number, still in enumerate(noisy(8), start=1):
        Image.fromarray(still).save(site.folder / f"one/img{number}.png")
    with_shutter(site, 3, "\nsteady = 1\ncanvas = [50, 34]")
    paint_with(monkeypatch, FakePainter())
    assert paint(site) == 0
    before = frames(site)
    graph = GraphFake()
    paint_with(monkeypatch, graph)
    assert run(["paint", str(site.file), "--quiet", "--force"]) == 0
    assert graph.traces
    assert not graph.calls
    assert off(before, frames(site)).max() <= 1
    assert (off(before, frames(site)) > 0).mean() < 0.01
