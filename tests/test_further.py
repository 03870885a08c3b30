"""Training both networks further, in small: with a stand-in for VGG16, and run without graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from tlstyle.painters.builtin.weights import load_networks
from training.apprentice import LOSSES, Apprentice, stacked
from training.course import Course
from training.critic import Critic, weighed
from training.further import FIRST, STYLES, Journey, course_of
from training.gallery import Collection, Gallery, Work
from training.motifs import PLACE, PLACES, Motif, Motifs
from training.pictures import Picture
from training.salon import ratios


class Pyramid:
    """Sees a picture's colours and edges, in four sizes."""

    kind = tf.float32

    def __call__(self, pixels: Any, blocks: int = 4) -> list[Any]:
        edges = tf.nn.relu(pixels - tf.roll(pixels, 1, 2))
        seen = [tf.concat([pixels, 8 * edges], -1)]
        while len(seen) < blocks:
            seen.append(tf.nn.avg_pool2d(seen[-1], 2, 2, "SAME"))
        return seen


@pytest.fixture(autouse=True)
def without_graphs() -> Iterator[None]:
    """A graph of the painter and of its gradients takes many times as long as a step."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def draw(seed: int, height: int = 270, width: int = 300) -> Picture:
    """Return coloured waves."""
    rows, columns = np.mgrid[0:height, 0:width]
    waves = np.sin((rows * seed + columns * (6 - seed)) / 20)[..., None]
    picture: Picture = (waves * np.array([90, 15 * seed, -60]) + 128).astype(np.uint8)
    return picture


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection([draw(1), draw(2)], [draw(5)])


@pytest.fixture(scope="module")
def works(collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    gallery = Gallery(collection, Pyramid(), tmp_path_factory.mktemp("works"), 9, seed=0)
    for _ in range(2):
        gallery.acquire()
    return gallery.some(2, np.random.default_rng(0))


def small(motif: Motif, side: int = 64) -> Motif:
    """Return a corner of every place of a motif."""
    return motif._replace(places=motif.places[:, :side, :side], cloth=motif.cloth[:, :side, :side])


def test_an_apprentice_comes_nearer_to_its_paintings_and_goes_on_where_it_was(
    works: list[Work], tmp_path: Path
) -> None:
    motif, work = small(Motifs([draw(3)]).any(np.random.default_rng(1))), works[:1]
    apprentice = Apprentice(Pyramid())
    first = apprentice.learn(motif, work, 2e-3)
    apprentice.save(tmp_path / "checkpoint.npz", steps=1)
    losses = []
    for _ in range(2):
        assert apprentice.load(tmp_path / "checkpoint.npz") == {"steps": 1}
        tf.random.set_seed(1)
        losses.append(apprentice.learn(motif, work, 2e-3))
    assert losses[0][0] < 0.97 * first[0]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)
    assert len(first) == len(LOSSES)

    np.savez(tmp_path / "weights.npz", **apprentice.graduates())
    painter, _ = load_networks(tmp_path / "weights.npz")
    apprentice.save(tmp_path / "checkpoint.npz")
    mean = np.load(tmp_path / "checkpoint.npz")["mean0"]
    np.testing.assert_allclose(np.asarray(painter.trainable_variables[0]), mean, atol=1e-3)


def test_the_critic_holds_each_style_to_its_own_painting(works: list[Work]) -> None:
    random = np.random.default_rng(3)
    still = random.random((PLACES, 64, 64, 3), np.float32)
    painted = tf.constant(random.random((2, PLACES, 64, 64, 3), np.float32))
    critic = Critic(Pyramid(), still, tf.fill((PLACES, 8, 8, 1), 0.5))
    both = critic.distances(painted, stacked(works))
    alone = [
        critic.distances(painted[at : at + 1], stacked([work])) for at, work in enumerate(works)
    ]
    np.testing.assert_allclose(both, tf.concat(alone, 0), rtol=1e-3, atol=1e-5)
    assert float(tf.abs(both[0, 0] - both[1, 0])) > 1e-3
    assert float(weighed(both)) > 0


def test_a_gallery_hangs_every_painting_first_keeps_it_and_is_found_again(
    collection: Collection, tmp_path: Path
) -> None:
    gallery = Gallery(collection, Pyramid(), tmp_path, 4, seed=0)
    hung = []
    for _ in range(6):
        hung.append(gallery.complete)
        gallery.acquire()
    assert hung == [False, False, True, True, True, True]
    assert len(gallery) == 4
    again = Gallery(collection, Pyramid(), tmp_path, 4, seed=0)
    ours, theirs = (each.some(4, np.random.default_rng(0)) for each in (gallery, again))
    tf.nest.map_structure(np.testing.assert_array_equal, ours, theirs)
    squares = [work.squares[0] for work in ours]
    for number in (0, 1):
        whole, _ = collection.whole(number)
        assert any((square == whole).all() for square in squares)


def test_a_motif_is_places_of_a_photograph_in_another_light() -> None:
    motif = Motifs([draw(4)]).any(np.random.default_rng(2))
    assert motif.places.shape == motif.cloth.shape == (PLACES, PLACE, PLACE, 3)
    assert motif.places.min() >= 0
    assert motif.places.max() <= 1
    assert 0 < np.abs(motif.cloth).mean() < 0.02


class Counting:
    """Counts what it has learned from, in the place of an apprentice."""

    def __init__(self) -> None:
        self.seen = 0

    def learn(self, motif: Motif, works: Sequence[Work], rate: float) -> NDArray[np.float32]:
        assert len(works) == STYLES
        assert rate > 0
        self.seen += 1
        return np.full(len(LOSSES), self.seen, np.float32)

    def save(self, path: Path, **extra: Any) -> None:
        np.savez(path, seen=self.seen, **extra)

    def load(self, path: Path) -> dict[str, Any]:
        stored = dict(np.load(path))
        self.seen = int(stored["seen"])
        return stored

    def graduates(self) -> dict[str, Any]:
        return {"painter000": np.float16(self.seen)}


class Wall:
    """Always has the same works, in the place of a gallery."""

    complete = True

    def __init__(self, works: list[Work]) -> None:
        self.works: list[Work] = []
        self._work = works[0]

    def __len__(self) -> int:
        return len(self.works)

    def acquire(self) -> None:
        self.works.append(self._work)

    def some(self, count: int, random: np.random.Generator) -> list[Work]:
        return self.works[:count]


def test_a_journey_that_is_stopped_goes_on_and_leaves_weights(
    works: list[Work], tmp_path: Path
) -> None:
    wall, motifs = Wall(works), Motifs([draw(3)])

    def course(minutes: float) -> Course:
        journey = Journey(Counting(), wall, motifs)  # type: ignore[arg-type]
        return course_of(journey, minutes, tmp_path)

    assert ["step 1 " in news for news in course(1e-9).run()] == [True]
    again = course(1e-9)
    assert again.steps == 1
    assert isinstance(again.pupil, Journey)
    assert again.pupil.apprentice.graduates() == {"painter000": 1}
    assert list(again.run()) == []  # its time is spent
    assert len(wall) > FIRST
    assert (tmp_path / "weights-00001.npz").exists()


def test_ratios_to_magentas_are_geometric_means_but_for_the_raster() -> None:
    one = {"magenta": {"style": 2.0, "raster": 9.0, "weave": 0.5}}
    other = {"magenta": {"style": 1.0, "raster": 9.0, "weave": 0.0}}  # nothing to be over
    one["new"] = {"style": 1.0, "raster": 0.1, "weave": 0.1}
    other["new"] = {"style": 2.0, "raster": 0.1, "weave": 0.1}
    wanted = {"style": 1.0, "raster": 0.1, "weave": 0.2}
    assert ratios([one, other], "new") == pytest.approx(wanted)
