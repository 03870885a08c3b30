from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from conftest import FakePainter, Site
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.crews.crew import Alone
from tlstyle.crews.runs import Run, run_of
from tlstyle.crews.worker import Terms, paint_run
from tlstyle.frames.file import read_frame
from tlstyle.frames.plan import plan_shots
from tlstyle.painters import models
from tlstyle.painters.painter import StyleCode


@pytest.fixture
def whole_sequence(site: Site) -> Run:
    checked = check(site.file)
    plan, _ = plan_shots(checked.project, checked.footages)
    return run_of(plan, plan.frames)


@pytest.fixture
def terms() -> Terms:
    """Terms that no other test has given, as a worker keeps its means by them."""
    return Terms(Alone("cpu", next(_numbers), force=False), 0)


class Tinting(FakePainter):
    """Has its tint by itself, as a network has it by its weights."""

    def __init__(self, tint: int) -> None:
        super().__init__()
        self.tint = tint

    def encode(self, picture: Any) -> StyleCode:
        return (np.full(3, self.tint, np.float32),)


_numbers = iter(range(1, 100))


def test_a_run_is_painted_by_the_orders(
    whole_sequence: Run, terms: Terms, painter: FakePainter
) -> None:
    outcome = paint_run(whole_sequence, terms, 0)
    assert outcome.notes == ("starting TensorFlow", "painting on the CPU")
    assert not outcome.trouble
    assert not whole_sequence.left().frames


def test_what_another_worker_painted_of_a_run_is_not_painted_again(
    site: Site, whole_sequence: Run, terms: Terms, painter: FakePainter
) -> None:
    run(["paint", str(site.file)])
    (site.frames / "one/img3.png").unlink()
    painter.painted = 0
    paint_run(whole_sequence, terms, 0)
    assert painter.painted == 1


def test_a_network_is_loaded_once_and_a_style_encoded_once(
    whole_sequence: Run, terms: Terms, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, encode = Mock(return_value=painter), Mock(side_effect=painter.encode)
    monkeypatch.setattr("tlstyle.painters.models.open_painter", load)
    monkeypatch.setattr(painter, "encode", encode)
    for single in whole_sequence.singly():
        paint_run(single, terms, 0)
    load.assert_called_once()
    encode.assert_called_once()


def test_a_network_replaced_in_its_place_is_loaded_anew(
    site: Site, terms: Terms, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = site.folder / "weights"
    monkeypatch.setattr("tlstyle.painters.models.model_digest", lambda model: weights.read_text())
    monkeypatch.setattr(
        "tlstyle.painters.models.open_painter", lambda *_: Tinting(int(weights.read_text()))
    )
    for tint in (0, 200):
        weights.write_text(str(tint))
        checked = check(site.file)
        plan, _ = plan_shots(checked.project, checked.footages)
        assert not paint_run(run_of(plan, plan.frames), terms, 0).trouble
        assert read_frame(site.frames / "one/img1.png")[0, 0, 0] == (255 - 1 + tint) // 2


def test_trouble_comes_back_with_the_outcome(
    site: Site, whole_sequence: Run, terms: Terms, painter: FakePainter
) -> None:
    (site.folder / "one/img8.png").write_bytes(b"broken meanwhile")
    outcome = paint_run(whole_sequence, terms, 0)
    assert "img8.png: changed since this run began" in str(outcome.trouble)


def test_another_recipe_is_refused(whole_sequence: Run, terms: Terms, painter: FakePainter) -> None:
    plan = whole_sequence.plan
    recipe = {**plan.frames[0].recipe, "version": 0, "model": "another"}
    frames = tuple(replace(frame, recipe=recipe) for frame in plan.frames)
    outcome = paint_run(replace(whole_sequence, plan=replace(plan, frames=frames)), terms, 0)
    assert "the worker's model and version differs from the project's" in str(outcome.trouble)
    assert "it must be started again" in str(outcome.trouble)
    assert painter.painted == 0


def test_a_worker_that_has_painted_on_another_device_says_so(
    whole_sequence: Run, terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = SimpleNamespace(set_visible_devices=Mock(side_effect=RuntimeError("initialized")))
    monkeypatch.setattr(models, "_quiet_tensorflow", lambda: SimpleNamespace(config=config))
    outcome = paint_run(whole_sequence, terms, 0)
    assert str(outcome.trouble) == (
        "--device cpu: this process has painted on another device: start it again"
    )


@pytest.mark.parametrize(
    ("wanted", "gpus", "device"),
    [
        ("auto", 0, "auto"),
        ("auto", 2, "gpu:1"),
        ("gpu", 4, "gpu:3"),
        ("gpu:0", 2, "gpu:0"),
        ("cpu", 2, "cpu"),
    ],
)
def test_workers_of_a_machine_take_its_gpus_in_turn_and_share_its_cores(
    monkeypatch: pytest.MonkeyPatch, wanted: str, gpus: int, device: str
) -> None:
    threads: list[int] = []
    config = SimpleNamespace(
        threading=SimpleNamespace(set_intra_op_parallelism_threads=threads.append),
        list_physical_devices=lambda kind: [kind] * gpus,
    )
    tensorflow: Any = SimpleNamespace(config=config)
    monkeypatch.setattr(models, "_quiet_tensorflow", lambda: tensorflow)
    assert models.share_machine(wanted, 3, 2) == device
    assert threads == [2]
