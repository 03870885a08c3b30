"""Normalisations as TensorFlow 1 writes them, joined; and what only looks like one, left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tlstyle.painters.savedmodel.fuse import fused


def graph_of(make: Callable[..., Any], channels: int) -> Any:
    """Return a graph that makes "painted" of "values", "scale" and "shift"."""
    with tf.Graph().as_default() as graph:
        values = tf.compat.v1.placeholder(tf.float32, (None, None, None, channels), "values")
        scale, shift = (
            tf.compat.v1.placeholder(tf.float32, (None, 1, 1, channels), name)
            for name in ("scale", "shift")
        )
        tf.identity(make(values, scale, shift), "painted")
    return graph


def normalise(values: Any, scale: Any, shift: Any) -> Any:
    mean, variance = tf.nn.moments(values, (1, 2), keepdims=True)
    return tf.nn.batch_normalization(values, mean, variance, shift, scale, 1e-3)


def normalise_by_places(values: Any, scale: Any, shift: Any) -> Any:
    mean, variance = tf.nn.moments(values, (1, 3), keepdims=True)
    return tf.nn.batch_normalization(values, mean, variance, shift, scale, 1e-3)


def normalise_about_another_mean(values: Any, scale: Any, shift: Any) -> Any:
    _, variance = tf.nn.moments(values, (1, 2), keepdims=True)
    mean = tf.reduce_mean(tf.nn.relu(values), (1, 2), keepdims=True)
    return tf.nn.batch_normalization(values, mean, variance, shift, scale, 1e-3)


def normalise_by_the_deviation_of_another(values: Any, scale: Any, shift: Any) -> Any:
    mean = tf.reduce_mean(values, (1, 2), keepdims=True)
    _, variance = tf.nn.moments(tf.nn.relu(values), (1, 2), keepdims=True)
    return tf.nn.batch_normalization(values, mean, variance, shift, scale, 1e-3)


def normalise_without_a_scale(values: Any, scale: Any, shift: Any) -> Any:
    mean, variance = tf.nn.moments(values, (1, 2), keepdims=True)
    return tf.nn.batch_normalization(values, mean, variance, shift, None, 1e-3)


def painted(definition: Any, channels: int) -> np.ndarray[Any, Any]:
    noise = np.random.default_rng(0)
    fed = {
        "values:0": noise.normal(2, 3, (1, 20, 30, channels)),
        "scale:0": noise.normal(1, 1, (1, 1, 1, channels)),
        "shift:0": noise.normal(0, 1, (1, 1, 1, channels)),
    }
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(definition, name="")
        with tf.compat.v1.Session(graph=graph) as session:
            return np.asarray(session.run("painted:0", fed))


def joined(make: Callable[..., Any], channels: int) -> tuple[Any, Any]:
    """Return a graph as it is and as `fused` makes it."""
    graph = graph_of(make, channels)
    plain = graph.as_graph_def()
    return plain, fused(plain, lambda name: graph.get_tensor_by_name(f"{name}:0").shape[-1])


def operations(definition: Any) -> set[str]:
    return {node.op for node in definition.node}


def test_a_normalisation_becomes_one_operation_and_paints_the_same() -> None:
    plain, quick = joined(normalise, 16)
    assert "FusedBatchNormV3" in operations(quick)
    assert "FusedBatchNormV3" not in operations(plain)
    np.testing.assert_allclose(painted(quick, 16), painted(plain, 16), atol=1e-5)


@pytest.mark.parametrize(
    ("make", "channels"),
    [
        (normalise, 8),
        (normalise_by_places, 16),
        (normalise_about_another_mean, 16),
        (normalise_by_the_deviation_of_another, 16),
        (normalise_without_a_scale, 16),
    ],
)
def test_few_channels_and_all_else_stay_as_they_are(
    make: Callable[..., Any], channels: int
) -> None:
    plain, quick = joined(make, channels)
    assert plain == quick
