from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.measured import Kept
from tlstyle.frames.plan import plan_shots
from tlstyle.frames.shard import parse_shard
from tlstyle.painting import measuring
from tlstyle.painting.ahead import left
from tlstyle.size import Size
from tlstyle.steps import Deflicker
from tlstyle.steps.deflicker import STOP, Deflickering, corrected, corrections
from tlstyle.stills import exposure
from tlstyle.stills.find import find_footage
from tlstyle.stills.light import COLUMNS, LIGHT, ROWS, grid_of, measured
from tlstyle.stills.source import Source, sources
from tlstyle.stills.srgb import coded, decoded
from tlstyle.stills.still import Footage

ON = Deflickering()


def scene(count: int, gains: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """Draw a noisy scene that gets darker by gains, with a bright thing that moves through it."""
    random = np.random.default_rng(0)
    light = np.kron(random.uniform(0.02, 0.6, (8, 12, 3)), np.ones((16, 16, 1)))
    stills = []
    for number in range(count):
        seen = light.copy()
        seen[20:90, 3 * number : 3 * number + 30] = 0.7
        noisy = seen * gains[number] * random.normal(1, 0.02, seen.shape)
        stills.append(
            np.round(255 * coded(np.clip(noisy, 0, 1).astype(np.float32))).astype(np.uint8)
        )
    return stills


def draw(folder: Path, stills: list[np.ndarray[Any, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    for number, still in enumerate(stills):
        Image.fromarray(still).save(folder / f"img{number}.png")


def light_of(folder: Path) -> np.ndarray[Any, Any]:
    footage = find_footage(folder.name, folder.parent)
    return np.stack([measured(source, footage.size) for source in sources(footage.stills)])


def stops_of(stills: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    grids = np.stack([grid_of(still) for still in stills])
    return exposure.exposures(grids.reshape(-1, ROWS * COLUMNS, 3))


def test_exposures_that_flicker_are_smooth_behind_it_and_a_ramp_is_as_it_was(
    tmp_path: Path,
) -> None:
    count = 60
    ramp = np.linspace(0, -1.5, count)
    jitter = np.log2(1 + 0.045 * np.random.default_rng(1).standard_normal(count))
    stills = scene(count, 2 ** (ramp + jitter))
    draw(tmp_path / "before", stills)
    step = Deflicker(ON).with_light(light_of(tmp_path / "before"))
    before = stops_of(stills)
    after = stops_of([step.at(n).apply([stills[n]], 0) for n in range(count)])
    assert exposure.flicker(before) == pytest.approx(4, rel=0.25)
    assert exposure.flicker(after) < 0.01 * exposure.flicker(before)
    smooth = exposure.smooth((ramp + jitter)[:, None], ON.window)
    away = (after - smooth) - (after - smooth).mean(axis=0)
    assert np.abs(away).max() < 0.02


def real_stills(shared: Path, gains: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """Return a real sequence, leaves that sway before a wall, exposed otherwise by gains.

    It is exposed before it is rounded, which a camera's noise does by chance: all of a wall's
    pixels rounded the same way would be another exposure.
    """
    footage = find_footage("garden_flower", shared / "data/timelapse")
    random = np.random.default_rng(0)
    stills = []
    for source, gain in zip(sources(footage.stills), gains, strict=True):
        pixels = source.read_fitted(Size(360, 240), (0.5, 0.5))[1]
        light = exposure_of(pixels).astype(np.float32) * gain
        levels = 255 * coded(np.clip(light, 0, 1).astype(np.float32))
        stills.append(np.floor(levels + random.random(levels.shape)).astype(np.uint8))
    return stills


def after_deflicker(stills: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """Return what becomes of stills, as linear light, [stills,height,width,3]."""
    step = Deflicker(ON).with_light(np.stack([grid_of(still) for still in stills]))
    corrected = [step.at(n).apply([still], 0) for n, still in enumerate(stills)]
    return np.stack([decoded((each / 65535).astype(np.float32)) for each in corrected])


def test_of_a_flicker_put_into_real_stills_a_hundredth_is_left_and_a_ramp_stays(
    shared: Path,
) -> None:
    random, count = np.random.default_rng(4), 96
    jitter = np.log2(1 + 0.045 * random.standard_normal(count))
    ramp = np.linspace(0, -1.5, count)
    plain, jittered, darkening = (
        after_deflicker(real_stills(shared, 2**stops)) for stops in (0 * ramp, jitter, ramp)
    )
    middle = (plain > 0.01) & (plain < 0.5)  # neither clipped before nor led to white
    pairs = zip(jittered, plain, middle, strict=True)
    left = [np.log2(a[m].sum() / b[m].sum()) for a, b, m in pairs]
    assert exposure.flicker(jitter[:, None]) == pytest.approx(4, rel=0.25)
    assert exposure.flicker(np.array(left)[:, None]) < 0.01 * exposure.flicker(jitter[:, None])
    wanted = plain * 2 ** ramp[:, None, None, None]
    ramps = zip(darkening, wanted, middle, strict=True)
    away = [255 * (coded(a[m]) - coded(b[m])).mean() for a, b, m in ramps]
    assert np.abs(away - np.mean(away)).max() < 0.3


def test_what_moves_through_the_picture_does_not_pull_it(tmp_path: Path) -> None:
    draw(tmp_path / "still", scene(12, np.ones(12)))
    stops = corrections(light_of(tmp_path / "still"), ON)
    assert np.abs(stops).max() < 0.005


def test_a_correction_is_a_gain_in_linear_light_that_leads_to_white() -> None:
    levels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    brighter = np.round(corrected(levels, (STOP // 2, 0, -STOP // 2))[0] / 257).astype(int)
    light = exposure_of(levels[0, :, 0])
    gained = exposure_of(brighter[:, 0])
    mid = (light > 0.02) & (light < 0.45)
    assert np.abs(np.log2(gained[mid] / light[mid]) - 0.5).max() < 0.03
    assert (brighter[:, 1] == levels[0, :, 1]).all()
    assert (np.diff(brighter, axis=0) >= 0).all()
    assert (brighter[255] == 255).all()
    assert (brighter[:245, 0] < 255).all()


def exposure_of(levels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    values = levels / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(("keep", "jumps"), [("ramp", False), ("jumps", True)])
def test_a_jump_that_stays_becomes_a_ramp_or_stays_a_jump(keep: Any, jumps: bool) -> None:
    random = np.random.default_rng(2)
    stops = np.where(np.arange(60) < 30, 0.0, 1 / 3) + random.normal(0, 0.03, 60)
    assert exposure.jumps(stops[:, None]) == [30]
    seen = (0.2 * 2.0 ** stops[:, None, None, None] * np.ones((60, 32, 48, 3))).astype(np.float32)
    after = stops + corrections(seen, Deflickering(keep=keep))[:, 0]
    assert (after[30] - after[29] > 0.25) == jumps
    halves = after[:30, None], after[30:, None]
    assert max(map(exposure.flicker, halves)) < exposure.flicker(stops[:30, None]) / 2


def test_colours_are_corrected_each_by_its_own_where_that_is_asked_for() -> None:
    gains = np.ones((40, 1, 1, 3))
    gains[20, ..., 0] = 1.1
    light = (0.2 * gains * np.ones((40, 32, 48, 3))).astype(np.float32)
    assert np.ptp(corrections(light, ON)[20]) == 0
    red, green, blue = corrections(light, Deflickering(colour=True))[20]
    assert red < -0.1
    assert (green, blue) == (0, 0)


def test_only_the_part_named_tells_the_exposure() -> None:
    light = np.full((20, 32, 48, 3), 0.2, np.float32)
    light[10, :16] = 0.4  # the upper half, of one still
    assert np.abs(corrections(light, Deflickering(reference=(0.0, 0.5, 1.0, 0.5)))).max() == 0
    assert corrections(light, Deflickering(reference=(0.0, 0.0, 1.0, 0.5)))[10].max() < -0.8


def test_a_still_that_needs_no_correction_has_16_bits_as_the_others(tmp_path: Path) -> None:
    step = Deflicker(ON).with_light(np.full((3, 32, 48, 3), 0.2, np.float32)).at(1)
    draw(tmp_path / "one", scene(1, np.ones(1)))
    assert step.recipe(find_footage("one", tmp_path)) == {"deflicker": [1, 0, 0, 0]}
    (still,) = scene(1, np.ones(1))
    deep = step.apply([still], 0)
    assert deep.dtype == np.uint16
    assert (deep == still.astype(int) * 257).all()


def flickering(site: Site, more: str = "deflicker = true") -> Site:
    gains = 2 ** np.where(np.arange(8) % 2, 0.1, -0.1)
    for file in (site.folder / "one").iterdir():
        file.unlink()
    draw(site.folder / "one", scene(8, gains))
    site.replace('style = "red.png"', f'style = "red.png"\n{more}')
    return site


def reasons(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def test_a_build_measures_the_light_once_and_paints_corrected_stills(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    flickering(site)
    assert reasons(site) == [{"missing": 8}, {"missing": 6}]
    assert run(["build", str(site.file)]) == 0
    assert "light in one: all 8 done" in capsys.readouterr().out
    assert reasons(site) == [{}, {}]
    assert run(["build", str(site.file)]) == 0
    assert "light in one" not in capsys.readouterr().out
    painted = [np.asarray(Image.open(f)).mean() for f in sorted((site.frames / "one").iterdir())]
    assert run(["status", str(site.file)]) == 0
    told = r"one: exposure flickers by ([\d.]+) %, corrected ([\d.]+) %"
    said = re.search(told, capsys.readouterr().out)
    assert said
    assert float(said[2]) < float(said[1]) / 10
    site.replace("deflicker = true", "deflicker = false")
    assert reasons(site)[0] == {"exposure corrected otherwise": 8}
    assert run(["paint", str(site.file), "--quiet"]) == 0
    plain = [np.asarray(Image.open(f)).mean() for f in sorted((site.frames / "one").iterdir())]
    assert np.abs(np.diff(painted)).max() < np.abs(np.diff(plain)).max() / 4


def test_a_still_that_changes_repaints_what_its_light_moves_and_no_more(
    site: Site, painter: FakePainter
) -> None:
    flickering(site, "deflicker = { window = 1 }")
    assert run(["paint", str(site.file), "--quiet"]) == 0
    still = site.folder / "one/img7.png"
    Image.fromarray(np.asarray(Image.open(still)) // 2).save(still)
    assert reasons(site)[0] == {"light not measured yet": 8}
    before = painter.painted
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert painter.painted - before < 5
    assert reasons(site)[0] == {}


def test_light_that_is_lost_or_damaged_is_measured_again(site: Site, painter: FakePainter) -> None:
    flickering(site)
    assert run(["paint", str(site.file), "--quiet"]) == 0
    kept = Kept(LIGHT, site.folder / "film.work", "one").file()
    kept.write_bytes(kept.read_bytes()[:-100])
    assert reasons(site)[0] == {"light not measured yet": 8}
    before = painter.painted
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert painter.painted == before
    assert reasons(site)[0] == {}


def test_status_and_a_deep_check_draw_both_curves_from_light_that_is_read_once(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flickering(site)
    assert run(["paint", str(site.file), "--quiet"]) == 0
    read: list[str] = []
    recall = Kept.recall

    def told(kept: Kept) -> Any:
        read.append(kept.name)
        return recall(kept)

    monkeypatch.setattr(Kept, "recall", told)
    for command in (["status"], ["check", "--deep"]):
        read.clear()
        assert run([*command, str(site.file)]) == 0
        said = capsys.readouterr().out.splitlines()
        place = next(n for n, line in enumerate(said) if "exposure flickers by" in line)
        filmed, corrected = (line.split()[-1] for line in said[place + 1 : place + 3])
        assert filmed == "▁█" * 4
        assert len(corrected) == 8
        assert not set(corrected) & {"▁", "█"}
        assert read == ["one"]


def test_a_deep_check_draws_both_curves_of_light_that_no_build_has_measured(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    flickering(site)
    assert run(["check", "--deep", str(site.file)]) == 0
    said = capsys.readouterr()
    assert re.search(r"one: exposure flickers by 6\.\d\d %, corrected 0\.\d\d %", said.out)
    assert "as filmed ▁█▁█▁█▁█" in said.out
    assert "deflicker = true" not in said.err
    assert not (site.folder / "film.work").exists()
    site.replace("deflicker = true", "deflicker = false")
    assert run(["check", "--deep", str(site.file)]) == 0
    said = capsys.readouterr()
    told = r"sequence 'one': exposure flickers by 6\.\d %: `deflicker = true` leaves 0\.\d\d %"
    assert re.search(told, said.err)
    assert "as filmed" not in said.out


def test_light_is_measured_by_as_many_threads_as_jobs_say(
    site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    flickering(site)
    threads: list[int] = []

    def told(count: int) -> Any:
        threads.append(count)
        return left(count)

    monkeypatch.setattr(measuring, "left", told)
    assert run(["paint", str(site.file), "--jobs", "3", "--quiet"]) == 0
    assert threads == [3]


def test_shards_that_run_at_once_measure_their_share_each(tmp_path: Path) -> None:
    draw(tmp_path / "one", scene(64, np.ones(64)))
    footage = find_footage("one", tmp_path)
    order: dict[str, list[str]] = {"1/2": [], "2/2": []}

    def slowly(source: Source, footage: Footage) -> Any:
        time.sleep(0.01)
        order[footage.warnings[0]].append(source.still.stem)
        return measured(source, footage.size)

    kept = Kept(replace(LIGHT, take=slowly), tmp_path, "one")

    def work(shard: str) -> None:
        own = replace(footage, warnings=(shard,))
        report, shard_of = (lambda done, total: None), parse_shard(shard)
        measuring.measure(kept, own, 1, report, shard_of)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, order))
    first, second = order.values()
    assert not set(first[:32]) & set(second[:32])
    assert len(first) + len(second) < 100
    assert sorted(kept.recall()) == sorted(kept.keys(footage))


def test_planning_measures_nothing(site: Site) -> None:
    flickering(site)
    assert run(["check", str(site.file)]) == 0
    assert run(["status", str(site.file)]) == 0
    assert run(["build", str(site.file), "--dry-run"]) == 0
    assert not (site.folder / "film.work").exists()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1", "`deflicker` = 1: must be true, false or a table"),
        ("{ windw = 3 }", "unknown key `windw`; did you mean `window`?"),
        ("{ window = 0 }", "`deflicker.window` must be at least 1"),
    ],
)
def test_a_wrong_setting_is_told_in_a_line(
    site: Site, capsys: pytest.CaptureFixture[str], value: str, said: str
) -> None:
    flickering(site, f"deflicker = {value}")
    assert run(["check", str(site.file)]) == 2
    assert said in capsys.readouterr().err
