"""Sequences faster and slower than they were filmed: what they show between stills, and when."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from test_device import GraphFake, gpu, paint_with
from test_step_shutter import level_of, light_of

from conftest import FakePainter, Site, draw_video
from films import watch
from program import tlstyle
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.curves import Course, Curve
from tlstyle.film import frame_count
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.pixels import CanvasPixels, Pixels, in_bytes
from tlstyle.size import Size
from tlstyle.steps import Between
from tlstyle.steps.between import blended
from tlstyle.stills import flow
from tlstyle.tempo import Tempo, Way, course_of

__all__ = ["gpu"]


@pytest.mark.parametrize(
    ("speed", "between", "order"),
    [
        (0.5, "blend", [0, 500, 1000, 1500, 2000, 2500, 3000]),
        (0.25, "blend", [*range(0, 3001, 250)]),
        (0.5, "nearest", [0, 0, 1000, 1000, 2000, 2000, 3000]),
        (2.0, "blend", [0, 2000]),
        (3.0, "blend", [0, 3000]),
        (1.5, "blend", [0, 1500, 3000]),
        (1.5, "nearest", [0, 1000, 3000]),
        (0.3, "blend", [300 * number for number in range(11)]),
        (16.0, "blend", [0]),
    ],
)
def test_what_each_frame_shows_at_a_speed(speed: float, between: Way, order: list[int]) -> None:
    assert list(Tempo(speed, between).order(4)) == order
    backwards = list(Tempo(speed, between, is_reversed=True).order(4))
    assert backwards == [3000 - moment for moment in order]


def test_thirds_of_a_still_do_not_drift() -> None:
    order = Tempo(1 / 3).order(1001)
    assert len(order) == 3000 + 1
    assert order[3000] == pytest.approx(1000 * 1000, abs=2)


@pytest.mark.parametrize("count", [25, 241])
@pytest.mark.parametrize(("first", "last"), [(1, 4), (4, 1), (0.25, 16), (2, 0.5)])
def test_a_keyed_speed_makes_a_sequence_as_long_as_its_integral(
    count: int, first: float, last: float
) -> None:
    """Of a speed that rises evenly with the still, a still takes 1 / speed frames."""
    end = count - 1
    speed = Curve((0.0, float(end)), (first, last), "linear")
    frames = len(Tempo(speed).order(count)) - 1
    exact = end * np.log(last / first) / (last - first)
    assert frames == pytest.approx(exact, abs=1.5, rel=0.02)
    backwards = len(Tempo(speed, is_reversed=True).order(count)) - 1
    assert backwards == pytest.approx(exact, abs=1.5, rel=0.02)


def test_numbers_run_along_what_is_shown() -> None:
    footage = Course(11, 24)  # type: ignore[arg-type]
    slow = course_of(Tempo(0.5), footage)
    assert (slow.length, slow.frame_of(5), slow.frame_of(5.5)) == (21, 10, 11)
    quick = course_of(Tempo(2.0, is_reversed=True), footage)
    assert (quick.length, quick.frame_of(10), quick.frame_of(7)) == (6, 0, 1.5)
    assert course_of(Tempo(), footage).shown_in == ()


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_what_is_between_is_mixed_in_light(kind: type) -> None:
    white = np.iinfo(kind).max
    black: NDArray[Any] = np.zeros((4, 6, 3), kind)
    bright: NDArray[Any] = np.full((4, 6, 3), white, kind)
    mixed = blended(black, bright, 0.25)
    assert mixed.dtype == kind
    assert mixed / white * 255 == pytest.approx(level_of(0.25), abs=0.6)


@pytest.fixture
def plain(site: Site) -> Site:
    """A project whose film shows its frames as they are: hard cuts, no fades."""
    edit = "dissolve = 0.125\nfade_in = 0.1\nfade_out = 0.1\n"
    site.replace(edit, "dissolve = 0\nfade_in = 0\nfade_out = 0\n")
    for number in range(1, 9):
        grey = (number * 25,) * 3
        Image.new("RGB", (48, 32), grey).save(site.folder / f"one/img{number}.png")
    return site


def with_keys(site: Site, keys: str) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\n{keys}')


def build(site: Site, *options: str) -> int:
    return run(["build", str(site.file), "--quiet", *options])


def levels(film: Path, count: int) -> list[float]:
    """Return how light the stills were that a film's first frames were painted from."""
    seen = watch(film, Size(32, 18))[:count, ..., 1].mean(axis=(1, 2))
    return [255 - 2 * float(level) for level in seen]


def mixed(first: int, share: float) -> float:
    """Return how light it is between a still and the next one."""
    one, other = light_of(25 * first), light_of(25 * first + 25)
    return level_of((1 - share) * one + share * other)


@pytest.mark.parametrize(
    ("keys", "seen", "painted"),
    [
        ("speed = 2", [25, 75, 125, 175], 4),
        ("speed = 3\nreverse = true", [200, 125, 50], 3),
        ('speed = 0.5\nbetween = "nearest"', [25 * (1 + n // 2) for n in range(15)], 8),
        ("speed = 0.5", [mixed(1 + n // 2, n % 2 / 2) for n in range(15)], 15),
        ("speed = 1.75", [25, mixed(2, 0.75), mixed(4, 0.5), mixed(6, 0.25), 200], 5),
        ("speed = 0.5\nhold = 2", [25 * (1 + n // 2) for n in range(15)], 8),
        (
            'speed = 3.5\nloop = "forth-and-back"',
            [25, mixed(4, 0.5), 200, mixed(4, 0.5), 25],
            3,
        ),
    ],
)
def test_a_film_shows_what_is_between_its_stills_and_paints_each_moment_once(
    plain: Site, painter: FakePainter, keys: str, seen: list[float], painted: int
) -> None:
    with_keys(plain, keys)
    assert build(plain) == 0
    film = plain.folder / "film.mp4"
    assert frame_count(film) == len(seen) + 6
    assert levels(film, len(seen)) == pytest.approx(seen, abs=6)
    assert painter.painted == painted + 6
    assert len(list((plain.frames / "one").iterdir())) == painted


def names(site: Site) -> list[str]:
    return sorted(file.stem for file in (site.frames / "one").iterdir())


def test_frames_between_are_called_after_the_still_before(
    plain: Site, painter: FakePainter
) -> None:
    with_keys(plain, "speed = 0.5\ntrim = [0, 3]")
    assert build(plain) == 0
    assert names(plain) == ["img1", "img1_500", "img2", "img2_500", "img3"]


def test_a_still_that_is_called_so_keeps_its_name(plain: Site, painter: FakePainter) -> None:
    Image.new("RGB", (48, 32), "white").save(plain.folder / "one/img1_500.png")
    with_keys(plain, "speed = 0.5\ntrim = [0, 3]")
    assert build(plain) == 0
    assert names(plain) == ["img1", "img1_500", "img1_500__500", "img1__500", "img2"]


def test_another_speed_paints_only_what_is_not_there(plain: Site, painter: FakePainter) -> None:
    assert build(plain) == 0
    with_keys(plain, "speed = 0.5")
    painter.painted = 0
    assert build(plain) == 0
    assert painter.painted == 7
    plain.replace("speed = 0.5", "speed = 0.25")
    painter.painted = 0
    assert build(plain) == 0
    assert painter.painted == 14
    plain.replace("speed = 0.25", "speed = 4")
    painter.painted = 0
    assert build(plain) == 0
    assert painter.painted == 0


def pending(site: Site) -> dict[str, int]:
    checked = check(site.file)
    return dict(plan_shots(checked.project, checked.footages)[0].reasons)


def test_a_changed_still_repaints_its_frame_and_what_lies_on_either_side(
    plain: Site, painter: FakePainter
) -> None:
    with_keys(plain, "speed = 0.5")
    assert build(plain) == 0
    assert pending(plain) == {}
    Image.new("RGB", (48, 32), "white").save(plain.folder / "one/img4.png")
    assert pending(plain) == {"still changed": 1, "still or neighbour changed": 2}


def test_a_frame_for_another_moment_is_not_taken_for_this_one(
    plain: Site, painter: FakePainter
) -> None:
    with_keys(plain, "speed = 0.25")
    assert build(plain) == 0
    own, other = (plain.frames / f"one/img3_{name}.png" for name in ("250", "750"))
    own.write_bytes(other.read_bytes())
    assert pending(plain) == {"still or neighbour changed": 1}


def test_frames_between_follow_a_renamed_sequence(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "speed = 0.25")
    assert build(plain) == 0
    painter.painted = 0
    plain.replace('name = "one"', 'name = "first"')
    assert build(plain) == 0
    assert painter.painted == 0
    assert len(list((plain.frames / "first").iterdir())) == 29


def test_frames_between_are_alike_alone_and_among_all(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "speed = 0.4\nsteady = 1\nshutter = 2")
    assert build(plain) == 0
    files = sorted((plain.frames / "one").iterdir())
    before = [file.read_bytes() for file in files]
    for number in (0, 3, 4, 9, len(files) - 1):
        files[number].unlink()
    assert build(plain) == 0
    assert [file.read_bytes() for file in files] == before


def test_a_video_runs_slower_too(plain: Site, painter: FakePainter) -> None:
    draw_video(plain.folder / "clip.mp4", 8)
    plain.replace('frames = "one"', 'frames = "clip.mp4"')
    with_keys(plain, "speed = 0.5")
    assert build(plain) == 0
    seen = levels(plain.folder / "film.mp4", 15)
    assert seen[::2] == pytest.approx([10 * number for number in range(8)], abs=5)
    assert seen == sorted(seen)


def test_a_broken_still_stops_only_what_is_made_of_it(
    plain: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, "speed = 0.5")
    file = plain.folder / "one/img5.png"
    content = file.read_bytes()
    file.write_bytes(content[:60] + bytes(9) + content[69:])
    assert run(["paint", str(plain.file), "--quiet", "--jobs", "1"]) == 1
    assert "img5.png: cannot be decoded" in capsys.readouterr().err
    assert {"img1", "img3", "img3_500", "img4"} <= set(names(plain))
    assert not {"img4_500", "img5", "img5_500"} & set(names(plain))


def test_keyed_numbers_are_what_they_are_when_it_is_shown(
    plain: Site, painter: FakePainter
) -> None:
    ramp = 'strength = { keys = [[0, 0], ["100%", 1]], ease = "linear" }'
    with_keys(plain, f"{ramp}\nspeed = 0.5")
    assert build(plain) == 0
    found = [read_provenance(plain.frames / f"one/{name}.png") for name in names(plain)]
    strengths = [carried[1]["strength"] for carried in found if carried and carried[1]]
    assert strengths == pytest.approx([number / 14 for number in range(15)], abs=0.001)


def test_a_keyed_speed_is_told_exactly(
    plain: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, 'speed = { keys = [["#3", 1], ["#4", 0.25]], ease = "hold" }')
    assert run(["check", str(plain.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    length = answer["sequences"][0]["length"]
    assert length == 4 + 4 * 4
    assert answer["sequences"][0]["keyed"] == {"speed": [0.25, 1]}
    assert build(plain) == 0
    assert frame_count(plain.folder / "film.mp4") == answer["frames"] == length + 6
    assert levels(plain.folder / "film.mp4", 4) == pytest.approx([25, 50, 75, 100], abs=6)


def test_a_preview_runs_as_the_film_does(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "speed = 0.5")
    assert run(["preview", str(plain.file), "--quiet"]) == 0
    preview = plain.folder / "film.preview.mp4"
    assert frame_count(preview) == 15 + 6
    assert levels(preview, 15) == pytest.approx([25 + 50 * (n // 4) for n in range(15)], abs=4)


def test_a_deflickered_pair_is_known_by_both_corrections(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "speed = 0.5\ndeflicker = true")
    assert build(plain) == 0
    found = read_provenance(plain.frames / "one/img3_500.png")
    assert found
    assert found[1]
    _, way, other = found[1]["between"]
    assert way == "blend"
    assert other["deflicker"] != found[1]["deflicker"]


def test_a_device_paints_what_the_processor_makes(
    plain: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    with_keys(plain, "speed = 0.5\nsteady = 1")
    paint_with(monkeypatch, FakePainter())
    assert build(plain) == 0
    before = {file.name: file.read_bytes() for file in (plain.frames / "one").iterdir()}
    graph = GraphFake()
    paint_with(monkeypatch, graph)
    assert build(plain, "--force") == 0
    assert graph.traces
    after = {file.name: file.read_bytes() for file in (plain.frames / "one").iterdir()}
    assert after == before


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ("speed = 0", "0.25"),
        ("speed = 17", "16"),
        ('speed = "fast"', "`speed`"),
        ('speed = [["0%", 1], ["50%", 99]]', "must be a number from 0.25 to 16"),
        ("speed = [[9, 1]]", "is beyond the footage's end at 0.33 s"),
        ('speed = [["50%", 1], ["10%", 2]]', "comes before"),
        ('between = "flows"', "`between` must be"),
    ],
)
def test_what_is_no_speed_is_refused_in_a_line(
    plain: Site, keys: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, keys)
    assert run(["check", str(plain.file)]) == 2
    said = capsys.readouterr().err
    assert "sequence 'one': `" in said
    assert what in said
    assert said.count("\n") == 1


SCENE = Size(320, 180)


def scene(place: float) -> Pixels:
    """Draw a still scene of clouds, and a textured thing that is at a place in it."""
    random = np.random.default_rng(0)
    still = Image.fromarray(random.integers(60, 130, (12, 20, 3), np.uint8))
    picture = still.resize(SCENE, Image.Resampling.BICUBIC)
    texture = Image.fromarray(random.integers(120, 255, (12, 16, 3), np.uint8))
    large = texture.resize((4 * 64, 4 * 48), Image.Resampling.BICUBIC)
    moved = (1, 0, -4 * (place % 1), 0, 1, 0)
    thing = large.transform((4 * 80, 4 * 48), Image.Transform.AFFINE, moved)
    mask = Image.new("L", (80, 48))
    mask.paste(255, (1, 0, 64, 48))
    picture.paste(thing.resize((80, 48), Image.Resampling.BOX), (int(place), 60), mask)
    return np.asarray(picture)


def apart(one: CanvasPixels, other: CanvasPixels) -> float:
    """Return by how many levels two pictures differ, in the root mean square."""
    return float(np.sqrt(np.mean((one.astype(float) - other) ** 2)))


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_what_moves_is_found_where_it_is_by_then(share: float) -> None:
    pytest.importorskip("cv2")
    first, second, then = scene(100), scene(110), scene(100 + 10 * share)
    (made,) = flow.between(first, second, [share])
    plain = blended(first, second, share)
    assert apart(made, then) < 0.4 * apart(plain, then)
    inside = np.s_[66:102, 116:150]
    assert apart(made[inside], then[inside]) < 0.2 * apart(plain[inside], then[inside])


def test_what_rests_stays_as_it_is_and_ends_are_the_stills() -> None:
    pytest.importorskip("cv2")
    first, second = scene(100), scene(110)
    start, middle, end = flow.between(first, second, [0, 0.5, 1])
    assert apart(start, first) < 1
    assert apart(end, second) < 1
    assert apart(middle[:40], first[:40]) < 1
    assert (flow.between(first, first, [0.5])[0] == first).mean() > 0.99


def test_what_has_no_counterpart_is_mixed() -> None:
    pytest.importorskip("cv2")
    first = scene(100)
    second = first.copy()
    second[20:60, 220:280] = np.random.default_rng(1).integers(0, 255, (40, 60, 1))
    (made,) = flow.between(first, second, [0.5])
    assert apart(made, blended(first, second, 0.5)) < 8
    assert apart(made[80:], first[80:]) < 1


def test_flow_gives_the_bits_that_it_is_given_and_the_same_each_time() -> None:
    pytest.importorskip("cv2")
    first, second = scene(100), scene(104)
    step = Between("flow")
    made, again = (step.apply(first, second, [0.5])[0] for _ in range(2))
    assert (made == again).all()
    (deep,) = step.apply(first.astype(np.uint16) * 257, second.astype(np.uint16) * 257, [0.5])
    assert (made.dtype.name, deep.dtype.name) == ("uint8", "uint16")
    assert apart(in_bytes(deep), made) < 1


def test_a_film_may_be_made_by_flow(plain: Site, painter: FakePainter) -> None:
    pytest.importorskip("cv2")
    assert build(plain) == 0
    with_keys(plain, 'speed = 0.5\nbetween = "flow"')
    painter.painted = 0
    assert build(plain) == 0
    assert painter.painted == 7
    plain.replace("flow", "blend")
    assert pending(plain) == {"in-betweens made otherwise": 7}


def test_flow_without_its_library_is_told_before_and_when_it_is_needed(
    plain: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.setattr("tlstyle.checks.cautions.is_missing", lambda: True)
    with_keys(plain, 'speed = 0.5\nbetween = "flow"')
    assert run(["check", str(plain.file)]) == 0
    needed = "needs OpenCV: pip install 'tlstyle[flow]'"
    assert needed in capsys.readouterr().err
    assert run(["paint", str(plain.file), "--quiet"]) == 1
    assert needed in capsys.readouterr().err
    plain.replace("speed = 0.5", "speed = 2")
    assert run(["check", str(plain.file)]) == 0
    assert needed not in capsys.readouterr().err


@pytest.mark.parametrize(
    "keys",
    [
        "deflicker = true\nshutter = 2\nsteady = 1",
        "strokes = 2",
        'colour = [["0%", 0.0], ["100%", 1.0]]',
        'mask = "mask.png"',
        'camera = { zoom = [["0%", 1.0], ["100%", 1.2]] }',
        'camera = { zoom = [["0%", 1.0], ["100%", 1.2]], when = "after" }',
        'between = "flow"\nsteady = 1',
    ],
)
def test_other_steps_take_what_is_between_alone_and_among_all(
    site: Site, painter: FakePainter, keys: str
) -> None:
    pytest.importorskip("cv2")
    Image.new("L", (48, 32), 200).save(site.folder / "mask.png")
    with_keys(site, f'{keys}\nspeed = 0.4\nloop = "forth-and-back"\nreverse = true')
    assert build(site) == 0
    assert pending(site) == {}
    files = sorted((site.frames / "one").iterdir())
    before = [file.read_bytes() for file in files]
    for file in files[::3]:
        file.unlink()
    assert build(site) == 0
    assert [file.read_bytes() for file in files] == before
    assert run(["preview", str(site.file), "--quiet"]) == 0
    assert run(["sheet", str(site.file)]) == 0


def test_workers_paint_what_is_between_as_one_process_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    with_keys(site, 'speed = 0.4\nsteady = 1\ndeflicker = true\nloop = "forth-and-back"')
    paint = ("paint", site.file, "--quiet")
    assert tlstyle(*paint)[0] == 0
    files = sorted(site.frames.rglob("*.png"))
    before = [file.read_bytes() for file in files]
    for file in files:
        file.unlink()
    assert tlstyle(*paint, "--workers", "2")[0] == 0
    assert [file.read_bytes() for file in files] == before
