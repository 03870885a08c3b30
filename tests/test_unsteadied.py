"""What `steady` is worth is told by two frames that are painted without."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.frames.unsteadied import _FEWEST as FEWEST


def long(site: Site, count: int = FEWEST, steady: int = 2) -> Site:
    """Draw noisy stills, in which a bar moves, steadied."""
    random = np.random.default_rng(0)
    for number in range(1, count + 1):
        still = np.full((32, 48, 3), 100.0)
        still[:, number % 40 : number % 40 + 8] = 160
        noisy = np.clip(still + random.normal(0, 2.5, still.shape), 0, 255)
        Image.fromarray(noisy.round().astype(np.uint8)).save(site.folder / f"one/img{number}.png")
    site.replace('style = "red.png"', f'style = "red.png"\nsteady = {steady}')
    return site


def told(site: Site, capsys: pytest.CaptureFixture[str]) -> tuple[float, float] | None:
    capsys.readouterr()
    assert run(["status", str(site.file)]) == 0
    said = re.search(
        r"one: painted frames flicker by ([\d.]+) %, ([\d.]+) % without", capsys.readouterr().out
    )
    return (float(said[1]), float(said[2])) if said else None


def test_two_frames_more_are_painted_once_and_status_says_what_steady_does(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(long(site), capsys) is None
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert painter.painted == FEWEST + 6 + 2
    found = told(site, capsys)
    assert found
    assert 0 < found[0] < 0.7 * found[1]
    assert run(["status", str(site.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["sequences"]
    assert [round(each, 2) for each in answer[0]["painted_flicker"]] == list(found)
    assert answer[1]["painted_flicker"] is None
    assert not (site.folder / "film.work/trials").exists()
    (site.frames / "one/img3.png").unlink()
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert painter.painted == FEWEST + 6 + 2 + 1
    assert run(["clean", str(site.file)]) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_frames_painted_otherwise_are_compared_anew(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(long(site).file), "--quiet"]) == 0
    before = told(site, capsys)
    site.replace("steady = 2", "steady = 1")
    assert told(site, capsys) is None
    assert run(["paint", str(site.file), "--quiet"]) == 0
    after = told(site, capsys)
    assert before
    assert after
    assert after[1] == before[1]
    assert after[0] > before[0]


@pytest.mark.parametrize(("count", "steady"), [(FEWEST - 1, 1), (FEWEST, 0)])
def test_short_sequences_and_those_without_steady_paint_no_more(
    site: Site, painter: FakePainter, count: int, steady: int
) -> None:
    assert run(["paint", str(long(site, count, steady).file), "--quiet"]) == 0
    assert painter.painted == count + 6


def test_shards_and_previews_paint_no_more(site: Site, painter: FakePainter) -> None:
    long(site)
    assert run(["preview", str(site.file), "--quiet"]) == 0
    painter.painted = 0
    for shard in ("1/2", "2/2"):
        assert run(["paint", str(site.file), "--shard", shard, "--quiet"]) == 0
    assert painter.painted == FEWEST + 6


def test_what_a_killed_run_left_is_removed(site: Site, painter: FakePainter) -> None:
    left = site.folder / "film.work/trials/one/img3.png"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert run(["paint", str(long(site, 8).file), "--quiet"]) == 0
    assert not left.parent.parent.exists()
