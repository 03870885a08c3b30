"""Opens a SavedModel, and sees whether its graph splits into what reads and what paints."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlstyle.errors import ModelError
from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.painters.savedmodel.folder import graph_file
from tlstyle.painters.savedmodel.hub import fetch, is_url
from tlstyle.painters.savedmodel.painter import SavedModelPainter, gist
from tlstyle.painters.savedmodel.signature import Signature, read_signature
from tlstyle.painters.savedmodel.split import CannotSplitError, Network, split

_EXACT = 1e-5
"""Largest difference, of 0..1, between split and whole model that passes for equal."""

_EXACT_ON_GPU = 1e-3
"""The same where each graph may run other kernels; a wrong split is off by tenths."""


def open_savedmodel(source: str, report: Callable[[str], None]) -> SavedModelPainter:
    """Return the painter of a SavedModel folder, or of an https TF Hub or Kaggle URL.

    It encodes each style once if the model's graph splits and the halves paint a picture of noise
    as the whole does; otherwise `report` is told so, and every frame computes its style anew.
    Raises ModelError for what cannot be fetched or loaded, or does not paint.
    """
    folder = fetch(source, _is_whole, report) if is_url(source) else Path(source)
    module = _load(folder)
    whole = _whole(module)
    right = _paint_noise(whole, folder)
    try:
        return SavedModelPainter(source, _halves(module, right), mixes=True)
    except CannotSplitError as trouble:
        report(
            f"{source} does not split ({trouble}): its style is computed anew for every frame, "
            "and strength and blends cannot be used with it"
        )
        return SavedModelPainter(source, whole, mixes=False)


def _is_whole(folder: Path) -> bool:
    try:
        graph_file(folder)
    except ModelError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Module:
    """A loaded signature; `model` is held because a signature does not hold its variables."""

    model: Any
    function: Any
    signature: Signature


def _load(folder: Path) -> _Module:
    import tensorflow as tf

    try:
        signature = read_signature(_graph_bytes(graph_file(folder)), folder)
        with _hushed():
            model = tf.saved_model.load(str(folder), tags=signature.tags)
            return _Module(model, model.signatures[signature.key], signature)
    except ModelError:
        raise
    except Exception as trouble:  # TensorFlow names no types for what a damaged model raises
        raise ModelError(f"{folder}: cannot be loaded: {gist(trouble)}") from trouble


def _graph_bytes(graph: Path) -> bytes:
    if graph.suffix == ".pb":
        return graph.read_bytes()
    from tensorflow.python.saved_model.loader_impl import parse_saved_model

    return bytes(parse_saved_model(str(graph.parent)).SerializeToString())


def _whole(module: _Module) -> Network:
    """Return a model's own call as a network whose code is the style picture."""
    import tensorflow as tf

    def paint(canvases: Any, code: list[Any]) -> Any:
        # As many style pictures as canvases: a model need not spread one over many.
        styles = tf.repeat(code[0], tf.shape(canvases)[0], axis=0)
        names = module.signature
        return module.function(**{names.content: canvases, names.style: styles})[names.painted]

    return Network(lambda style: [style], paint)


def _halves(module: _Module, right: NDArray[np.float32]) -> Network:
    """Return a model split in two; raises CannotSplitError unless it paints noise right."""
    import tensorflow as tf

    try:
        with _hushed():
            network = split(module.function, module.signature)
        painted = _noise_painted(network)
    except (CannotSplitError, tf.errors.ResourceExhaustedError):
        raise
    except Exception as trouble:  # surgery on any graph there is may fail in any way there is
        raise CannotSplitError(gist(trouble)) from trouble
    off = float(np.abs(painted - right).max()) if painted.shape == right.shape else np.inf
    if not off <= (_EXACT_ON_GPU if tf.config.list_logical_devices("GPU") else _EXACT):
        raise CannotSplitError(f"its halves paint otherwise than the whole, by up to {off:.2g}")
    return network


_BEYOND = 0.25
"""How far below black and above white a network may paint, which is cut off."""


def _paint_noise(network: Network, folder: Path) -> NDArray[np.float32]:
    import tensorflow as tf

    try:
        painted = _noise_painted(network)
    except tf.errors.ResourceExhaustedError:
        raise
    except Exception as trouble:  # as above
        raise ModelError(f"{folder}: the model fails: {gist(trouble)}") from trouble
    darkest, lightest = painted.min(), painted.max()
    if not (darkest >= -_BEYOND and lightest <= 1 + _BEYOND):  # nor where it paints no numbers
        raise ModelError(
            f"{folder}: the model paints from {darkest:.3g} to {lightest:.3g}, and not from 0 to 1 "
            "as Magenta's does: use another"
        )
    return painted


def _noise_painted(network: Network) -> NDArray[np.float32]:
    """Return two small canvases of noise as a network paints them in a style of noise."""
    import tensorflow as tf

    random = np.random.default_rng(0)
    canvases = tf.constant(random.random((2, 64, 72, 3), np.float32))
    style = tf.constant(random.random((1, STYLE_SIDE, STYLE_SIDE, 3), np.float32))
    fast = tf.config.experimental.tensor_float_32_execution_enabled()
    # The ten bits of TensorFloat-32 would drown the comparison of two graphs.
    tf.config.experimental.enable_tensor_float_32_execution(False)
    try:
        painted: NDArray[np.float32] = network.paint(canvases, network.encode(style)).numpy()
        return painted
    finally:
        tf.config.experimental.enable_tensor_float_32_execution(fast)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep TensorFlow's warnings to the trainers of old models from the user."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
