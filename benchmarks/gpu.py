"""Painting on a GPU with the built-in network, by TensorFlow or, as KERAS_BACKEND says, another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import device
from benchmarks.bench import Bench
from benchmarks.clock import Laps, alternate, apart, each
from benchmarks.projects import HD
from benchmarks.rows import Missing, Row, figure
from tlstyle.size import Size

if TYPE_CHECKING:
    from tlstyle.painters.builtin.painter import BuiltinPainter

BATCHES: tuple[int, ...] = (1, 2, 4, 8, 16)
PRECISIONS = {"float32": "float32", "half": "mixed_float16"}
CALLS = 10
MATRIX = 8192
"""Rows and columns of the matrices whose product tells the arithmetic peak."""


def rows(bench: Bench) -> Iterator[Row]:
    """Measure in a fresh process, where no device is chosen yet."""
    yield from apart(measured, bench)


def measured(bench: Bench) -> list[Row]:
    """Return all rows of the GPU that is here.

    Raises:
        Missing: there is none.
    """
    card = card_name()
    if card is None:
        raise Missing("no GPU here")
    return list(rows_of(bench, card, HD))


def rows_of(bench: Bench, card: str, canvas: Size) -> Iterator[Row]:
    """Yield the network alone by batch and precision, and the way around it, on a device.

    What tlstyle itself is needed for, which is TensorFlow's, is left out on other backends.
    """
    import keras

    fastest: dict[float, int] = {}
    for precision in PRECISIONS:
        painter = _painter(precision)
        for batch in bench.choose(BATCHES, BATCHES[:3]):
            row, seconds = network_row(bench, card, precision, canvas, painter, batch)
            fastest |= {seconds: batch} if precision == "float32" else {}
            yield row
    batch = fastest[min(fastest)]
    painter = _painter("float32")
    alone = partial(_repeat, _on_device(painter, batch, canvas))
    around = (bench, card, canvas, painter, alone, batch * CALLS)
    yield from device.way_rows(*around)
    if keras.backend.backend() == "tensorflow":
        yield device.placed_row(card, painter)
        yield from device.paint_rows(*around)
        yield price_row(bench, card, canvas, batch, min(fastest))


def price_row(bench: Bench, card: str, canvas: Size, batch: int, seconds: float) -> Row:
    """Measure the network where a GPU may round and add up as it likes."""
    loose = apart(loosely, bench, canvas, batch)
    return Row(
        f"{card}, network alone, {batch} canvases, exactly and in one order",
        f"{1 / seconds:.4g} frames/s",
        f"with TensorFloat-32, in any order: {1 / loose:.4g} frames/s",
        figure([loose / seconds]),
    )


def loosely(bench: Bench, canvas: Size, batch: int) -> float:
    """Return the seconds of a frame without what makes a GPU paint alike, in a fresh process."""
    from tlstyle.painters import card as alike

    alike.paint_alike = lambda tensorflow: None
    card_name()
    paint = _on_device(_painter("float32"), batch, canvas)
    return figure(each(_laps(bench, paint), batch * CALLS)).median


def card_name() -> str | None:
    """Return what the GPU that Keras computes on is called, None without one."""
    import keras

    backend = keras.backend.backend()
    if backend == "torch":
        import torch

        return torch.cuda.get_device_name() if torch.cuda.is_available() else None
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return device.device_kind if device.platform == "gpu" else None
    from tlstyle.painters.models import choose_device

    choose_device("auto")
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    return tf.config.experimental.get_device_details(gpus[0])["device_name"] if gpus else None


def network_row(
    bench: Bench, card: str, precision: str, canvas: Size, painter: BuiltinPainter, batch: int
) -> tuple[Row, float]:
    """Measure the network on canvases in the GPU's memory, against the card's own limits.

    With the row comes how many seconds a frame takes.
    """
    peak, bandwidth = _peaks(bench, precision)
    seconds = figure(each(_laps(bench, _on_device(painter, batch, canvas)), batch * CALLS))
    arithmetic = _operations(painter, canvas) / seconds.median / peak
    traffic = _bytes(painter, precision, canvas) / seconds.median / bandwidth
    row = Row(
        f"{card}, network alone, {precision}, {batch} canvases of {canvas}",
        f"{1 / seconds.median:.4g} frames/s ({1 / seconds.high:.4g} to {1 / seconds.low:.4g})",
        f"{arithmetic:.0%} of {peak / 1e12:.3g} TFLOP/s of a matrix product, "
        f"{traffic:.0%} of {bandwidth / 1e12:.3g} TB/s of an addition",
    )
    return row, seconds.median


def _painter(precision: str) -> BuiltinPainter:
    """Return the built-in painter, computing in a precision."""
    from tlstyle.painters.builtin.painter import BuiltinPainter

    return BuiltinPainter(policy=PRECISIONS[precision])


def _on_device(painter: BuiltinPainter, batch: int, canvas: Size) -> Callable[[], Any]:
    """Return the painting of canvases that lie in the device's memory, warmed up."""
    from keras import ops

    from tlstyle.painters.builtin.layers import CODE_SIZE
    from tlstyle.painters.builtin.painter import folded_grain

    random = np.random.default_rng(0)
    shape = (batch, canvas.height, canvas.width, 3)
    canvases = ops.convert_to_tensor(random.integers(0, 256, shape, np.uint8))
    codes = ops.convert_to_tensor(random.random((batch, CODE_SIZE), np.float32))
    cloth = folded_grain(canvas.height, canvas.width)

    def paint() -> Any:
        return painter._paint(canvases, cloth, codes)

    _repeat(paint)
    return paint


def _repeat(work: Callable[[], Any]) -> None:
    """Do some work a few times in a row, and wait for the last of it."""
    from keras import ops

    for _ in range(CALLS):
        done = work()
    ops.convert_to_numpy(done[0, 0])


def _laps(bench: Bench, work: Callable[[], Any]) -> Laps:
    (laps,) = alternate(bench.choose(9, 3), lambda: _repeat(work))
    return laps


@cache
def _peaks(bench: Bench, precision: str) -> tuple[float, float]:
    """Return operations a second of a matrix product, and bytes a second of an addition."""
    from keras import ops

    kind = "float16" if precision == "half" else "float32"
    matrix = ops.ones((MATRIX, MATRIX), kind)
    multiplying = min(_laps(bench, lambda: ops.matmul(matrix, matrix))) / CALLS
    adding = min(_laps(bench, lambda: matrix + matrix)) / CALLS
    moved = 2 * MATRIX**2 * np.dtype(kind).itemsize
    return 2 * MATRIX**3 / multiplying, moved / adding


def _convolutions(painter: BuiltinPainter, canvas: Size) -> list[tuple[Any, int]]:
    """Return all convolutions, each with the number of places that it gives."""
    from tlstyle.painters.builtin.network import MULTIPLE

    network = painter._painter
    quarter = canvas.height * canvas.width // MULTIPLE**2
    within = [styled.conv for block in network.blocks for styled in block]
    coarse = [network.enter[2], *within, network.leave[0].conv]
    fine = [*network.enter[:2], network.leave[1].conv, network.strokes]
    return [(layer, quarter) for layer in coarse] + [(layer, 4 * quarter) for layer in fine]


def _operations(painter: BuiltinPainter, canvas: Size) -> int:
    """Return the multiplications and additions of all convolutions of a frame."""
    return sum(
        2 * prod(layer.kernel.shape) * places for layer, places in _convolutions(painter, canvas)
    )


def _bytes(painter: BuiltinPainter, precision: str, canvas: Size) -> int:
    """Return the bytes of a frame that go into and out of all convolutions, each once."""
    numbers = 0
    for layer, places in _convolutions(painter, canvas):
        _, _, inputs, outputs = layer.kernel.shape
        numbers += (inputs * layer.strides[0] ** 2 + outputs) * places
    return numbers * (2 if precision == "half" else 4)
