"""Work on a device as one graph: arrays of this machine's memory go in, and come out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import keras
from keras import ops, tree

GPU = "/GPU:0"
"""What TensorFlow calls the GPU that it was bound to; where there is none it takes the CPU."""


def graph_of(work: Callable[..., Any], device: str = GPU) -> Callable[..., Any]:
    """Return a function of tensors as one of arrays, compiled once for each of their shapes.

    What goes to the device, and what comes back, is copied by the graph itself: Python's lock is
    free meanwhile, and another call computes.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        return _of_tensorflow(work, device)
    if backend == "jax":
        import jax

        work = jax.jit(work)

    def called(*arrays: Any) -> Any:
        return ops.convert_to_numpy(work(*tree.map_structure(ops.convert_to_tensor, arrays)))

    return called


def _of_tensorflow(work: Callable[..., Any], device: str) -> Callable[..., Any]:
    import tensorflow as tf

    def whole(*tensors: Any) -> Any:
        with tf.device(device):
            done = work(*tensors)
        with tf.device("/CPU:0"):
            return tf.identity(done)

    compiled = tf.function(whole, autograph=False)
    # It takes several graphs, of one shape each, for one that is made again and again.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)

    def called(*arrays: Any) -> Any:
        with tf.device("/CPU:0"):
            tensors = tree.map_structure(tf.convert_to_tensor, arrays)
        return compiled(*tensors).numpy()

    return called
