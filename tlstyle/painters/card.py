"""A GPU: that it paints the same twice, and the memory that it has."""

from __future__ import annotations

import ctypes
from typing import Any

SHARE = 0.8
"""Of a card's memory what painting counts on: screens and other programs have some of it too."""

DRIVER = "libcuda.so.1"
"""NVIDIA's driver, which knows the card whoever paints on it."""


def paint_alike(tensorflow: Any) -> None:
    """Have TensorFlow paint on a GPU as exactly as on a processor, and the same every time.

    Without TensorFloat-32, of whose ten bits frames were seen to be off by up to 82 levels, and by
    operations that add up in one order. On a processor neither changes a pixel.
    """
    tensorflow.config.experimental.enable_tensor_float_32_execution(False)
    tensorflow.config.experimental.enable_op_determinism()


def room(number: int) -> float:
    """Return the bytes that painting may take of a GPU; infinite where nothing tells."""
    try:
        driver = ctypes.CDLL(DRIVER)
        device, total = ctypes.c_int(), ctypes.c_size_t()
        failed = (
            driver.cuInit(0)
            or driver.cuDeviceGet(ctypes.byref(device), number)
            or driver.cuDeviceTotalMem_v2(ctypes.byref(total), device)
        )
    except (OSError, AttributeError):  # another maker's
        return float("inf")
    return float("inf") if failed else SHARE * total.value


def peak() -> float:
    """Return the most bytes that TensorFlow has had at once of the GPU that it paints on."""
    import tensorflow as tf

    return float(tf.config.experimental.get_memory_info("GPU:0")["peak"])


def doubles(room: float) -> bool:
    """Tell whether a GPU with so much room has it for as much again as was ever taken of it."""
    return 2 * peak() <= room
