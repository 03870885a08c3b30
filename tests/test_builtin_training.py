"""Training the built-in network, in small: generated pictures and a stand-in for the teacher."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tlstyle.builtin import lesson, schedule
from tlstyle.builtin.pictures import listed
from tlstyle.builtin.student import LOSSES
from tlstyle.builtin.training import Plan, Training
from tlstyle.builtin.weights import load_networks
from tlstyle.errors import FootageError


class TintingTeacher:
    """Paints by mixing the still with its style's mean colour."""

    def encode(self, pictures: Any) -> Any:
        return tf.repeat(tf.reduce_mean(pictures, (1, 2)), (34, 33, 33), axis=1)

    def paint(self, canvases: Any, vectors: Any) -> Any:
        tint = tf.gather(vectors, (0, 50, 99), axis=1)[:, None, None, :]
        return (canvases + tint) / 2


def draw_pictures(folder: Path) -> Path:
    """Draw six pictures of coloured waves, 280 x 300."""
    folder.mkdir()
    rows, columns = np.mgrid[0:280, 0:300]
    for number in range(6):
        waves = np.sin((rows * number + columns * (6 - number)) / 40)[..., None]
        colours = waves * np.array([60, 20 * number, -50]) + 128
        encoded = tf.io.encode_png(colours.astype(np.uint8))
        tf.io.write_file(str(folder / f"{number}.png"), encoded)
    return folder


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    root = tmp_path_factory.mktemp("training")
    photographs, styles = draw_pictures(root / "photographs"), draw_pictures(root / "styles")
    return Plan(photographs, styles, root / "out", minutes=60, batch=1, keep_out=1)


def test_a_short_training_lowers_its_loss_saves_and_goes_on(plan: Plan) -> None:
    first = Training(plan, TintingTeacher())
    first.seconds = 0.5 * 60 * plan.minutes
    task = first.student.ask(*next(first.feed.batches(1)))
    weights = schedule.loss_weights(first.progress)
    losses = [first.student.learn(task, 1e-3, 0.5, True, weights) for _ in range(12)]
    assert np.mean([each[0] for each in losses[-3:]]) < 0.9 * losses[0][0]

    first.stop()
    assert ["step 1 " in news for news in first.run()] == [True]

    again = Training(plan, TintingTeacher())
    assert (again.steps, again.seconds) == (first.steps, first.seconds)
    for ours, theirs in zip(again.student.variables, first.student.variables, strict=True):
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))
    again.stop()
    assert [news.split()[2] for news in again.run()] == ["2"]
    assert again.history[-1][0] == 2

    painter, eye = load_networks(plan.out / "weights.npz")
    assert painter(np.zeros((1, 32, 32, 3)), eye(np.zeros((1, 256, 256, 3)))).shape[-1] == 3
    assert list(plan.out.glob("sheet-*.png"))


def test_views_overlap_in_the_same_places() -> None:
    scene = tf.random.uniform((1, 64, 64, 3))
    one, other = tf.constant((0, 7)), tf.constant((5, 2))
    windows = lesson.window(scene, one), lesson.window(scene, other)
    np.testing.assert_array_equal(
        lesson.shared(windows[0], one, other), lesson.shared(windows[1], other, one)
    )


def test_views_of_one_scene_differ_but_little() -> None:
    scene = tf.fill((1, 64, 64, 3), 0.5)
    one, other = (lesson.view(scene, tf.constant((0, 0))) for _ in range(2))
    assert 0 < float(tf.reduce_mean(tf.abs(one - other))) < 0.2


def test_identical_paintings_lose_nothing() -> None:
    painting = tf.random.uniform((1, 64, 64, 3))
    assert float(lesson.likeness(painting, painting)) == 0
    assert float(lesson.vigour(painting, painting)) == 0


def test_blur_loses_vigour() -> None:
    sharp = tf.random.uniform((1, 64, 64, 3))
    assert float(lesson.vigour(tf.nn.avg_pool2d(sharp, 4, 1, "SAME"), sharp)) > 0.05


def test_steadiness_is_asked_for_only_once_the_painter_paints() -> None:
    weight = LOSSES.index("unsteadiness")
    assert schedule.loss_weights(0.0)[weight] == 0
    assert schedule.loss_weights(0.5)[weight] == 1
    assert not schedule.paired(0.0)


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match=tmp_path.name):
        listed(tmp_path)
