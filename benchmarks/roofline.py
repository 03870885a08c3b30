"""How near each network comes to what the machine can do with its convolutions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.bench import Bench
from benchmarks.clock import alternate
from benchmarks.projects import HD, SQUARE, network
from benchmarks.rows import Missing, Row, at_least, figure, ratio
from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.painters.processor import paints_in_bfloat16
from tlstyle.size import Size

MATRIX = 2048
"""Rows and columns of the matrices whose product tells the arithmetic peak."""


class Convolution(NamedTuple):
    """A convolution as a network has it: its output, its kernel and its stride, in pixels."""

    height: int
    width: int
    kernel: tuple[int, int, int, int]
    stride: int

    @property
    def operations(self) -> int:
        """Multiplications and additions of one canvas."""
        return 2 * self.height * self.width * prod(self.kernel)


def rows(bench: Bench) -> Iterator[Row]:
    """Measure both networks and their convolutions alone, in turn."""
    yield _share(bench, "the built-in network, 1920x1080", "builtin", HD, _builtin())
    try:
        model = bench.savedmodel()
    except Missing as missing:
        yield Row("roofline of a SavedModel", str(missing))
        return
    convolutions = _savedmodel(model)
    yield _share(bench, "the SavedModel, 1920 square", str(model), SQUARE, convolutions)


def _share(
    bench: Bench, what: str, model: str, canvas: Size, convolutions: list[Convolution]
) -> Row:
    """Return the rate of a network beside that of its convolutions, each run alone."""
    painter = network(model)
    code = painter.encode(np.zeros((STYLE_SIDE, STYLE_SIDE, 3), np.uint8))
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (1, canvas.height, canvas.width, 3), np.uint8)
    alone = [_alone(convolution) for convolution in convolutions]

    def paint() -> object:
        return painter.paint(pixels, code)

    def convolve() -> None:
        for work in alone:
            work()

    multiply = _product()
    for warm in (paint, convolve, multiply):
        warm()
    laps = alternate(bench.choose(9, 2), paint, convolve, multiply)
    work = sum(convolution.operations for convolution in convolutions) / 1e9
    rates = [[work / lap for lap in taken] for taken in laps[:2]]
    peak = figure(2 * MATRIX**3 / 1e9 / lap for lap in laps[2])
    return Row(
        f"roofline of {what}: {work:.1f} GFLOP of convolutions a frame",
        f"{figure(rates[0]).text(' GFLOP/s')}; {figure(laps[0]).text(' s')} a frame",
        f"the convolutions alone: {figure(rates[1]).text(' GFLOP/s')}; "
        f"a matrix product: {peak.text(' GFLOP/s')}",
        ratio(*rates),
        at_least(0.6),
    )


def _builtin() -> list[Convolution]:
    """Return the built-in network's convolutions on a 1920x1080 canvas."""
    from tlstyle.painters.builtin.layers import CODE_SIZE
    from tlstyle.painters.builtin.weights import load_networks

    network, _ = load_networks()
    return _convolutions(network, HD, [np.zeros((1, CODE_SIZE), np.float32)])


def _savedmodel(folder: Path) -> list[Convolution]:
    """Return the convolutions of a SavedModel's painting half on a 1920 square."""
    import tensorflow as tf

    from tlstyle.painters.savedmodel.signature import read_signature
    from tlstyle.painters.savedmodel.split import split

    model = tf.saved_model.load(str(folder))
    signature = read_signature((folder / "saved_model.pb").read_bytes(), folder)
    network = split(model.signatures[signature.key], signature)
    code = network.encode(tf.zeros((1, STYLE_SIDE, STYLE_SIDE, 3)))
    return _convolutions(lambda canvas, *code: network.paint(canvas, list(code)), SQUARE, code)


def _convolutions(paint: Callable[..., Any], canvas: Size, code: list[Any]) -> list[Convolution]:
    """Return every convolution in the graph of a network on one canvas."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    pictures = tf.TensorSpec((1, canvas.height, canvas.width, 3), tf.float32)
    parts = [tf.TensorSpec(part.shape, tf.float32) for part in code]
    traced = tf.function(paint).get_concrete_function(pictures, *parts)
    definition = convert_variables_to_constants_v2(traced, aggressive_inlining=True)
    graph = tf.Graph()
    with graph.as_default():
        tf.graph_util.import_graph_def(definition.graph.as_graph_def(), name="")
    found = [operation for operation in graph.get_operations() if operation.type == "Conv2D"]
    return [_convolution(operation) for operation in found]


def _convolution(operation: Any) -> Convolution:
    _, height, width, _ = operation.outputs[0].shape
    kernel = tuple(operation.inputs[1].shape)
    return Convolution(height, width, kernel, operation.get_attr("strides")[1])


def _alone(convolution: Convolution) -> Callable[[], object]:
    """Return a convolution of that shape as work of its own."""
    import tensorflow as tf

    height, width, kernel, stride = convolution
    values = _precise(tf.random.normal((1, height * stride, width * stride, kernel[2])))
    weights = _precise(np.random.default_rng(0).random(kernel, np.float32))
    graph = tf.function(lambda values: tf.nn.conv2d(values, weights, stride, "SAME"))
    convolve = graph.get_concrete_function(values)
    return lambda: convolve(values)[0, 0, 0, 0].numpy()


def _product() -> Callable[[], object]:
    import tensorflow as tf

    matrix = _precise(tf.random.normal((MATRIX, MATRIX)))
    return lambda: tf.matmul(matrix, matrix)[0, 0].numpy()


def _precise(numbers: Any) -> Any:
    """Return numbers in the precision that painting takes here."""
    import tensorflow as tf

    return tf.cast(numbers, tf.bfloat16 if paints_in_bfloat16() else tf.float32)
