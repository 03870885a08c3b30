"""What a device does of a frame's way is what the processor does; TensorFlow's CPU stands in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import Mock

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import tlstyle.painters.graph
from conftest import FakePainter, Site, draw_noise
from tlstyle.cli.app import run
from tlstyle.curves import Curve, Number
from tlstyle.frames.file import read_frame
from tlstyle.painters import models
from tlstyle.painting.apart import here
from tlstyle.painting.device import Way
from tlstyle.size import Size
from tlstyle.steps import Cut, Steady, has_graph
from tlstyle.steps.step import CanvasStep, PaintingStep

Arrays = NDArray[Any]


@dataclass
class GraphFake(FakePainter):
    """Paints as its parent does, on a device; its memory holds `largest_load` canvases a stack."""

    traces: int = 0

    def on_device(self, canvases: Any, codes: tuple[Any, ...]) -> Any:
        from keras import ops

        if self.largest_load and canvases.shape[0] > self.largest_load:
            raise MemoryError
        self.traces += 1
        tints = ops.floor(codes[0] / 2)[:, None, None]
        levels = ops.floor(canvases * 255 + 0.01)  # of 16 bits the FakePainter takes the upper 8
        return (ops.floor((255 - levels) / 2) + tints) / 255


def noisy(count: int, kind: type = np.uint8) -> list[Arrays]:
    """Return pictures of one scene, with a sensor's noise and something that moves."""
    noise = np.random.default_rng(0)
    scene = noise.integers(0, 256, (40, 52, 3)).astype(float)
    stills: list[Arrays] = []
    for number in range(count):
        still = scene + noise.normal(0, 3, scene.shape)
        still[5:15, 4 * number : 4 * number + 10] = 250
        values = np.clip(still, 0, 255) * (np.iinfo(kind).max // 255)
        stills.append(values.round().astype(kind))
    return stills


def on_device(step: CanvasStep, windows: list[list[Any]]) -> Arrays:
    """Return what a step makes of windows as it is done by a device."""
    from keras import ops

    middle = step.reach
    own = [[w[middle] if still is None else still for still in w] for w in windows]
    there = np.array([[still is not None for still in window] for window in windows], np.float32)
    tensors = [ops.cast(np.stack(stills), "float32") for stills in zip(*own, strict=True)]
    white = np.iinfo(own[0][0].dtype).max
    return np.asarray(step.on_device(tensors, ops.convert_to_tensor(there), int(white)))


@pytest.mark.parametrize(("reach", "rest"), [(1, 6.5), (2, 5.0), (4, 6.5)])
@pytest.mark.parametrize(("kind", "few"), [(np.uint8, 1e-5), (np.uint16, 1e-2)])
def test_steady_is_the_same_on_a_device_but_for_rounding(
    reach: int, rest: float, kind: type, few: float
) -> None:
    """Few numbers are a level off, or of 16 bits a 257th of one, where they lie between two."""
    step, stills = Steady(reach, rest), noisy(11, kind)
    beyond: list[Any] = [None] * reach
    padded = [*beyond, *stills, *beyond]
    windows = [padded[number : number + 2 * reach + 1] for number in range(len(stills))]
    device = on_device(step, windows)
    first = [max(0, number - reach) for number in range(len(stills))]
    own = [
        step.apply(stills[start : number + reach + 1], number - start)
        for number, start in enumerate(first)
    ]
    off = np.abs(device - np.stack(own).astype(float))
    assert off.max() <= 1
    assert (off > 0).mean() <= few
    assert (np.stack(own) != np.stack(stills)).mean() > 0.3  # or nothing was shown


@pytest.mark.parametrize("anchor", [(0.5, 0.5), (0.0, 1.0), (0.3, 0.7)])
def test_cut_is_the_same_on_a_device(anchor: tuple[float, float]) -> None:
    paintings = np.stack(noisy(2))
    step = Cut(Size(31, 17), anchor)
    device = step.on_device(paintings.astype(np.float32), None)
    assert (device == np.stack([step.apply(each, each) for each in paintings])).all()


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every command believe in a GPU, in whose place TensorFlow takes the processor."""
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    monkeypatch.setattr("tlstyle.painting.paint.apart", lambda *_: nullcontext(here))


@pytest.fixture
def steady(site: Site) -> Site:
    """A project of noise, its canvas larger than its frames, steadied; one blend, one mixture."""
    for name, count in (("one", 8), ("two", 6)):
        for file in (site.folder / name).iterdir():
            file.unlink()
        draw_noise(site.folder / name, count, (60, 40))
    site.replace("fps = 24", "fps = 24\n\n[style]\nsteady = 1\ncanvas = [50, 34]")
    site.replace('"blue.png"', '"blue.png"\nstrength = 0.5\nanchor = "left"')
    return site


def frames(site: Site) -> dict[str, Arrays]:
    files = sorted(site.frames.rglob("*.png"))
    return {str(f.relative_to(site.frames)): np.asarray(Image.open(f)) for f in files}


def paint_with(monkeypatch: pytest.MonkeyPatch, painter: Any) -> None:
    monkeypatch.setattr(models, "open_painter", lambda *_: painter)


def painted(
    site: Site, monkeypatch: pytest.MonkeyPatch, painter: Any, *options: str
) -> dict[str, Arrays]:
    """Return all frames, painted again."""
    paint_with(monkeypatch, painter)
    assert run(["paint", str(site.file), "--force", *options]) == 0
    return frames(site)


def off(one: dict[str, Arrays], other: dict[str, Arrays]) -> Arrays:
    assert one.keys() == other.keys()
    differences: Arrays = np.stack([one[name].astype(int) - other[name] for name in one])
    return np.abs(differences)


def test_frames_painted_wholly_on_a_device_are_the_processors(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    fake = FakePainter()
    before = painted(steady, monkeypatch, fake)
    graph = GraphFake()
    device = painted(steady, monkeypatch, graph)
    assert fake.calls
    assert not graph.calls  # nothing was painted from array to array
    assert off(before, device).max() <= 1
    assert (off(before, device) > 0).mean() < 1e-3
    assert all(frame.shape == (18, 32, 3) for frame in device.values())


class DeepFake(GraphFake):
    """Paints the same by either way, not rounded."""

    def on_device(self, canvases: Any, codes: tuple[Any, ...]) -> Any:
        return (1 - canvases) / 2 + codes[0][:, None, None] / 510


@pytest.mark.parametrize(
    "more",
    ["strokes = 2\ncolour = 0.5", 'mask = { picture = "mask.png", feather = 9 }'],
)
def test_frames_of_16_bits_are_painted_wholly_on_a_device_too(
    site: Site, monkeypatch: pytest.MonkeyPatch, gpu: None, more: str
) -> None:
    draw_noise(site.folder / "one", 8, (48, 32))
    mask = Image.new("L", (48, 32))
    mask.paste(255, (0, 0, 20, 32))
    mask.save(site.folder / "mask.png")
    site.replace('style = "red.png"', f'style = "red.png"\ntrim = [0, 5]\ndepth = 16\n{more}')
    site.write(lambda text: text.split('[[sequence]]\nname = "two"')[0])

    def deep(painter: Any) -> Arrays:
        paint_with(monkeypatch, painter)
        assert run(["paint", str(site.file), "--force"]) == 0
        files = sorted(site.frames.rglob("*.png"))
        return np.stack([read_frame(file) for file in files]).astype(int)

    own, graph = deep(FakePainter()), DeepFake()
    device = deep(graph)
    assert not graph.calls
    assert not graph.painted
    assert np.abs(own - device).max() <= 130  # half a level of 8 bits
    assert np.abs(own - device).mean() <= 3
    assert len(np.unique(device)) > 600


@pytest.mark.parametrize("strokes", ["2", "0.5"])
def test_frames_of_other_strokes_are_the_processors_but_for_rounding(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None, strokes: str
) -> None:
    steady.replace("steady = 1", f"steady = 1\nstrokes = {strokes}")
    before = painted(steady, monkeypatch, FakePainter())
    graph = GraphFake()
    device = painted(steady, monkeypatch, graph)
    assert not graph.calls
    assert graph.traces == 2  # one for each of the anchors
    assert off(before, device).max() <= 6
    assert (off(before, device) > 1).mean() < 1e-2
    assert all(frame.shape == (18, 32, 3) for frame in device.values())


def test_frames_of_two_styles_are_the_processors(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    mask = Image.new("L", (60, 40))
    mask.paste(255, (0, 0, 30, 40))
    mask.save(steady.folder / "left.png")
    masked = '"red.png"\nmask = { picture = "left.png", feather = 6, style = "blue.png" }'
    steady.replace('"red.png"', masked)
    before = painted(steady, monkeypatch, FakePainter())
    graph = GraphFake()
    device = painted(steady, monkeypatch, graph)
    assert not graph.calls
    assert off(before, device).max() <= 1
    assert (off(before, device) > 0).mean() < 1e-2


def test_the_network_itself_paints_on_a_device_what_it_paints_here(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    from tlstyle.painters.builtin.painter import BuiltinPainter

    painter = BuiltinPainter(policy="float32")
    monkeypatch.setattr(models, "choose_device", lambda wanted: "CPU")
    before = painted(steady, monkeypatch, painter)
    monkeypatch.setattr(models, "choose_device", lambda wanted: "GPU 0")
    monkeypatch.setattr(painter, "paint", Mock(side_effect=AssertionError))
    device = painted(steady, monkeypatch, painter)
    assert off(before, device).max() <= 2
    assert (off(before, device) > 0).mean() < 1e-3


def test_there_is_one_graph_whatever_is_pending(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    """One for sequences with the same steps, in order or with others between, full stacks or not.

    But where what is pending lies far apart, for which more stills are uploaded at once.
    """
    graph = GraphFake()
    uploads: list[int] = []

    def noting(work: Any) -> Any:
        graph = graph_of(work)

        def called(stills: Any, *rest: Any) -> Any:
            uploads.append(len(stills))
            return graph(stills, *rest)

        return called

    graph_of = tlstyle.painters.graph.graph_of
    monkeypatch.setattr(tlstyle.painters.graph, "graph_of", noting)
    steady.replace('anchor = "left"', "")
    before = painted(steady, monkeypatch, graph)
    assert graph.traces == 1
    assert uploads == [18]  # 14 frames, filled up to 16, and one beyond at either end
    for name in ("one/img1.png", "one/img4.png", "two/img3.png", "two/img6.png"):
        (steady.frames / name).unlink()
    assert run(["paint", str(steady.file)]) == 0
    assert off(before, frames(steady)).max() == 0


def test_out_of_memory_on_a_device_fewer_are_painted_at_once(
    steady: Site,
    monkeypatch: pytest.MonkeyPatch,
    gpu: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    few = painted(steady, monkeypatch, GraphFake(largest_load=2))
    said = capsys.readouterr().out
    assert "out of memory with 4 canvases of 50x34 at once: going on with 2" in said
    assert off(few, painted(steady, monkeypatch, GraphFake())).max() == 0


class Bare(CanvasStep):
    """A step that does not say how a device does it."""


class Brighter(CanvasStep):
    """A step that says so, but is another for each still."""

    def at(self, number: float) -> Brighter:
        return self

    def on_device(self, windows: Any, there: Any, white: int) -> Any:
        return windows[0]


@pytest.mark.parametrize(("bare", "traces"), [(Steady, 2), (Cut, 0)])
def test_what_knows_no_device_and_all_before_it_is_done_by_the_processor(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None, bare: type, traces: int
) -> None:
    """Or all behind it: a painting does not come back for a single step."""
    before = painted(steady, monkeypatch, GraphFake())
    assert [has_graph(step) for step in (Steady(1), Bare(), Brighter())] == [True, False, False]
    kind = CanvasStep if bare is Steady else PaintingStep
    monkeypatch.setattr(bare, "on_device", kind.on_device)
    graph = GraphFake()
    again = painted(steady, monkeypatch, graph)
    assert graph.traces == traces
    assert graph.painted == (0 if traces else 14)
    assert off(before, again).max() <= 1


def test_exposure_is_corrected_before_a_device_steadies(
    steady: Site, monkeypatch: pytest.MonkeyPatch, gpu: None
) -> None:
    steady.replace("steady = 1", "steady = 1\ndeflicker = true")
    graph = GraphFake()
    device = painted(steady, monkeypatch, graph)
    assert graph.traces
    assert off(painted(steady, monkeypatch, FakePainter()), device).max() <= 1


def test_on_the_processor_no_graph_is_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "choose_device", lambda wanted: "CPU")
    graph = GraphFake()
    painted(site, monkeypatch, graph)
    assert graph.painted == 14
    assert not graph.traces


@dataclass(frozen=True, slots=True)
class Lighter(CanvasStep):
    """Makes stills lighter by a keyed number of levels."""

    levels: Number

    keyed: ClassVar[tuple[str, ...]] = ("levels",)

    def apply(self, window: Sequence[Any], middle: int) -> Any:
        assert isinstance(self.levels, float)
        return window[middle] + np.uint8(self.levels)

    def on_device(self, windows: Sequence[Any], there: Any, white: int) -> Any:
        levels: Any = self.levels  # N of them
        return windows[0] + levels[:, None, None, None]


def test_what_is_keyed_is_each_neighbours_own_on_a_device_too() -> None:
    steady, stills = Steady(1), [still // 2 for still in noisy(7)]
    lighter = Lighter(Curve((0.0, 6.0), (0.0, 60.0), "linear"))
    lit = [lighter.at(place).apply([still], 0) for place, still in enumerate(stills)]
    plan = SimpleNamespace(shot=SimpleNamespace(steps=(lighter, steady)))
    padded = [None, *stills, None]
    pieces: list[Any] = [
        SimpleNamespace(
            plan=plan, frame=SimpleNamespace(place=place), around=padded[place : place + 3]
        )
        for place in range(len(stills))
    ]
    painter = GraphFake()
    codes = [painter.encode(np.full((256, 256, 3), 100, np.uint8))] * len(stills)
    aboard = Way(painter, (lighter, steady)).paint(pieces, codes)
    for place, painting in enumerate(aboard):
        first = max(0, place - 1)
        canvas = steady.apply(lit[first : place + 2], place - first)
        assert np.abs(painter.paint(canvas[None], codes[0])[0].astype(int) - painting).max() <= 1
