"""Training the built-in network, in small: generated pictures and a stand-in for the teacher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tlstyle.errors import FootageError, ModelError
from tlstyle.painters.builtin.layers import fold
from tlstyle.painters.builtin.weights import load_networks
from training import lesson, schedule
from training.course import Course
from training.drawn import draw_style, inked, toned
from training.muon import Muon
from training.pictures import Floats, listed
from training.pupil import Pupil
from training.school import Plan, School
from training.teacher import Teacher


class TintingTeacher:
    """Paints by mixing the still with its style's mean colour."""

    def encode(self, pictures: Any) -> Any:
        return tf.repeat(tf.reduce_mean(pictures, (1, 2)), (34, 33, 33), axis=1)

    def paint(self, canvases: Any, vectors: Any) -> Any:
        tint = tf.gather(vectors, (0, 50, 99), axis=1)[:, None, None, :]
        return (canvases + tint) / 2

    def features(self, pictures: Any) -> Any:
        return [pictures, tf.nn.avg_pool2d(pictures, 2, 2, "VALID")]

    def think(self, canvases: Any, vectors: Any) -> tuple[Any, Any]:
        fine, half, quarter = (fold(canvases, side)[..., :32] for side in (1, 2, 4))
        ends = [tf.tile(fine, (1, 1, 1, 3))[..., :8], tf.tile(half, (1, 1, 1, 2))[..., :16]]
        trunk = [quarter * (1 + station) for station in range(11)]
        return [*ends, *trunk, *ends[::-1]], self.paint(canvases, vectors)


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
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    root = tmp_path_factory.mktemp("school")
    photographs, styles = draw_pictures(root / "photographs"), draw_pictures(root / "styles")
    plan = Plan(photographs, styles, root / "out", minutes=60, batch=1, keep_out=1)
    return School(plan, TintingTeacher())


def test_a_short_training_in_painting_lowers_its_loss_saves_and_goes_on(school: School) -> None:
    losses = [school.student.learn(0.0, schedule.WARM_STEPS)[0] for _ in range(20)]
    assert np.mean(losses[-5:]) < 0.9 * np.mean(losses[:2])

    course = school.courses["painting"]
    course.seconds = 0.5 * 60 * course.minutes
    stop_after_one_step(course)
    assert ["step 1 " in news for news in course.run()] == [True]
    again = School(school.plan, TintingTeacher()).courses["painting"]
    assert (again.steps, again.seconds) == (1, course.seconds)
    assert isinstance(again.pupil, Pupil)
    for ours, theirs in zip(again.pupil.variables, school.student.variables, strict=True):
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))

    out = school.plan.out
    painter, eye = load_networks(out / "weights.npz")
    assert painter(np.zeros((1, 32, 32, 3)), eye(np.zeros((1, 256, 256, 3)))).shape[-1] == 3
    assert list(out.glob("sheet-*.png"))


def test_the_painter_goes_on_learning_when_its_layers_learn_together(school: School) -> None:
    for _ in range(20):
        school.student.learn(0.0, schedule.WARM_STEPS)
    losses = [school.student.learn(0.2, schedule.WARM_STEPS)[0] for _ in range(20)]
    assert np.mean(losses[-8:]) < 0.9 * np.mean(losses[:4])


def stop_after_one_step(course: Course) -> None:
    """Have the course stop as soon as it has learned from one more batch."""
    learn = course.pupil.learn

    def learn_and_stop(progress: float, step: int) -> Any:
        course.stop()
        return learn(progress, step)

    course.pupil.learn = learn_and_stop  # type: ignore[method-assign]


@pytest.mark.parametrize("progress", [0.0, 0.9])
def test_every_lesson_teaches_every_part_of_the_painter(school: School, progress: float) -> None:
    student = school.student
    before = [np.asarray(variable).copy() for variable in student.variables]
    assert np.isfinite(student.learn(progress, schedule.WARM_STEPS)).all()
    assert all((np.asarray(v) != b).any() for v, b in zip(student.variables, before, strict=True))


def test_a_short_training_in_reading_lowers_its_loss(school: School) -> None:
    losses = [school.reader.learn(0.0, schedule.WARM_STEPS)[0] for _ in range(3)]
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("shape", [(3, 3, 8, 16), (1, 1, 48, 8), (20, 100), (100, 3)])
def test_steps_of_kernels_and_matrices_go_all_ways_alike(shape: tuple[int, ...]) -> None:
    steps = tf.random.normal((shape[-1],)) * tf.random.normal(shape)
    variable = keras.Variable(tf.zeros(shape))
    optimiser = Muon(learning_rate=0.1)
    optimiser.build([variable])
    optimiser.apply([steps], [variable])
    matrix = np.asarray(variable).reshape(-1, shape[-1])
    lengths = np.linalg.svd(matrix, compute_uv=False)
    assert (matrix * np.asarray(steps).reshape(matrix.shape)).sum() < 0
    assert lengths.max() < 2 * lengths.min()
    assert np.sqrt((matrix**2).mean()) == pytest.approx(0.1 * 0.2, rel=0.4)


def test_steps_of_vectors_are_adams() -> None:
    one, other = keras.Variable(tf.zeros(9)), keras.Variable(tf.zeros(9))
    for optimiser, variable in (
        (Muon(learning_rate=0.1), one),
        (keras.optimizers.Adam(learning_rate=0.1), other),
    ):
        optimiser.build([variable])
        optimiser.apply([tf.range(9.0)], [variable])
    assert np.asarray(one) == pytest.approx(np.asarray(other))


@pytest.mark.parametrize("shown", [toned, inked])
def test_toned_and_inked_pictures_are_pictures_and_differ(
    shown: Callable[[Floats, np.random.Generator], Floats],
) -> None:
    random = np.random.default_rng(1)
    square = draw_style(random)
    pictures = [shown(square, random) for _ in range(8)]
    assert all(p.shape == square.shape and p.min() >= 0 and p.max() <= 1 for p in pictures)
    assert len({p.tobytes() for p in pictures}) == 8


def test_drawn_styles_are_pictures_and_differ() -> None:
    pictures = [draw_style(np.random.default_rng(seed)) for seed in range(6)]
    assert all(picture.shape == (256, 256, 3) for picture in pictures)
    assert all(picture.min() >= 0 and picture.max() <= 1 for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_views_of_one_scene_differ_but_little() -> None:
    scene = tf.fill((1, 64, 64, 3), 0.5)
    cloth = tf.zeros((1, 64, 64, 3))
    one, other = (lesson.view(scene, cloth) for _ in range(2))
    assert 0 < float(tf.reduce_mean(tf.abs(one - other))) < 0.2


def test_identical_paintings_lose_nothing() -> None:
    painting = tf.random.uniform((1, 64, 64, 3))
    assert float(lesson.likeness(painting, painting)) == 0
    assert float(lesson.vigour(painting, painting)) == 0


def test_a_stirred_photograph_is_itself_where_it_rests_and_only_there() -> None:
    photographs = tf.random.uniform((4, 64, 64, 3))
    moved, rest = lesson.stirred(photographs)
    same = tf.reduce_all(moved == photographs, -1, keepdims=True)
    assert 0 < float(tf.reduce_mean(rest)) < 1
    assert bool(tf.reduce_all(same[rest > 0]))
    assert float(tf.reduce_mean(tf.cast(same[rest == 0], tf.float32))) < 0.1


def test_paintings_disagree_only_where_the_photograph_rests() -> None:
    painting, other = tf.random.uniform((2, 64, 64, 3)), tf.random.uniform((2, 64, 64, 3))
    left = tf.cast(tf.range(64)[None, None, :, None] < 32, tf.float32) * tf.ones((2, 64, 64, 1))
    half = tf.where(left > 0, painting, other)
    assert float(lesson.disagreement(painting, half, left)) == 0
    assert float(lesson.disagreement(painting, half, 1 - left)) > 0.2


def test_blocks_of_four_pixels_are_a_raster_and_noise_is_none() -> None:
    noise = tf.random.uniform((1, 64, 64, 3))
    blocks = tf.repeat(tf.repeat(noise, 4, 1), 4, 2)
    assert float(lesson.raster(noise)) < 0.1
    assert float(lesson.raster(blocks)) > 1


def test_blur_loses_vigour() -> None:
    sharp = tf.random.uniform((1, 64, 64, 3))
    assert float(lesson.vigour(tf.nn.avg_pool2d(sharp, 4, 1, "SAME"), sharp)) > 0.05


def test_other_strokes_are_another_style_and_moved_ones_are_not() -> None:
    painting = tf.random.uniform((1, 64, 64, 3))
    moved, blurred = tf.roll(painting, 16, 1), tf.nn.avg_pool2d(painting, 2, 1, "SAME")
    assert float(lesson.style([moved], [painting])) < 1e-3
    assert float(lesson.style([blurred], [painting])) > 0.05


def test_layers_learn_alone_before_they_learn_together() -> None:
    assert [schedule.kind(progress) for progress in (0.0, 0.1, 0.2, 0.9)] == [
        *["imitate"] * 2,
        *["steady"] * 2,
    ]


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match=tmp_path.name):
        listed(tmp_path)


def test_the_split_teacher_paints_what_the_whole_one_does(shared: Path) -> None:
    magenta = shared / "models" / "magenta-mobile"
    teacher = Teacher(magenta)
    canvas, style = (tf.random.uniform((1, side, side, 3)) for side in (64, 256))
    thoughts, painted = teacher.think(canvas, teacher.encode(style))
    whole = tf.saved_model.load(str(magenta)).signatures["serving_default"]
    expected = whole(placeholder=canvas, placeholder_1=style)["output_0"]
    np.testing.assert_allclose(painted, expected, atol=1e-5)
    ends = [(1, 64, 64, 8), (1, 32, 32, 16)]
    assert [t.shape for t in thoughts] == [*ends, *[(1, 16, 16, 32)] * 11, *ends[::-1]]


def test_a_folder_that_is_no_savedmodel_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=tmp_path.name):
        Teacher(tmp_path)
