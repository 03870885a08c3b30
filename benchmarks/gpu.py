"""Painting on a GPU with the built-in network, by TensorFlow or, as KERAS_BACKEND says, another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.bench import Bench
from benchmarks.clock import Laps, alternate, apart, each
from benchmarks.projects import HD, drawn_project, planned
from benchmarks.rows import Missing, Row, at_least, figure, ratio
from tlstyle.painting.load import Load
from tlstyle.painting.paint import Studio, paint_shots
from tlstyle.size import Size

if TYPE_CHECKING:
    from tlstyle.painters.builtin.painter import BuiltinPainter

BATCHES: tuple[int, ...] = (1, 2, 4, 8, 16)
PRECISIONS = {"float32": "float32", "half": "mixed_float16"}
PIPELINE_BATCH = 4
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
    """Yield the network alone by batch and precision, and the pipeline around it, on a device."""
    for precision in PRECISIONS:
        yield from network_rows(bench, card, precision, canvas)
    yield pipeline_row(bench, card, canvas)


def card_name() -> str | None:
    """Return what the GPU that Keras computes on is called, None without one."""
    from tlstyle.painters.models import choose_device

    choose_device("auto")
    import keras

    backend = keras.backend.backend()
    if backend == "torch":
        import torch

        return torch.cuda.get_device_name() if torch.cuda.is_available() else None
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return device.device_kind if device.platform == "gpu" else None
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    return tf.config.experimental.get_device_details(gpus[0])["device_name"] if gpus else None


def network_rows(bench: Bench, card: str, precision: str, canvas: Size) -> Iterator[Row]:
    """Measure the network on canvases in the GPU's memory, against the card's own limits."""
    painter = _painter(precision)
    peak, bandwidth = _peaks(bench, precision)
    for batch in bench.choose(BATCHES, BATCHES[:3]):
        paint = _on_device(painter, batch, canvas)
        seconds = figure(each(_laps(bench, paint), batch * CALLS))
        arithmetic = _operations(painter, canvas) / seconds.median / peak
        traffic = _bytes(painter, precision, canvas) / seconds.median / bandwidth
        yield Row(
            f"{card}, network alone, {precision}, {batch} canvases of {canvas}",
            f"{1 / seconds.median:.4g} frames/s ({1 / seconds.high:.4g} to {1 / seconds.low:.4g})",
            f"{arithmetic:.0%} of {peak / 1e12:.3g} TFLOP/s of a matrix product, "
            f"{traffic:.0%} of {bandwidth / 1e12:.3g} TB/s of an addition",
        )


def pipeline_row(bench: Bench, card: str, canvas: Size) -> Row:
    """Measure the pipeline, stills on disk to frames on disk, against the network alone."""
    painter = _painter("float32")
    project = drawn_project(bench.folder / "gpu", bench.choose(480, 48), canvas, size=canvas)
    _, plans = planned(project, force=True)
    count = len(plans[0].frames)
    studio = Studio(
        open_painter=lambda model, digest: painter,
        device=card,
        load=Load(stacks=2, batch=PIPELINE_BATCH),
        jobs=os.cpu_count() or 1,
        on_frame=lambda plan: None,
        report=lambda text: None,
    )
    network = _on_device(painter, PIPELINE_BATCH, canvas)
    paint_shots([replace(plans[0], frames=plans[0].frames[:PIPELINE_BATCH])], studio)
    laps = alternate(
        bench.choose(3, 2), lambda: paint_shots(plans, studio), lambda: _repeat(network)
    )
    ours, alone = each(laps[0], count), each(laps[1], PIPELINE_BATCH * CALLS)
    return Row(
        f"painting on {card}, stills on disk to frames on disk",
        figure(1 / lap for lap in ours).text(" frames/s"),
        f"the network alone: {figure(1 / lap for lap in alone).text(' frames/s')}",
        ratio(alone, ours),
        at_least(0.85),
    )


def _painter(precision: str) -> BuiltinPainter:
    """Return the built-in painter, computing in a precision."""
    from tlstyle.painters.builtin.painter import BuiltinPainter

    return BuiltinPainter(policy=PRECISIONS[precision])


def _on_device(painter: BuiltinPainter, batch: int, canvas: Size) -> Callable[[], Any]:
    """Return the painting of canvases that lie in the device's memory, warmed up."""
    from keras import ops

    from tlstyle.painters.builtin.network import CODE_SIZE
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
