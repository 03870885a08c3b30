"""What the processor computes in its own instructions."""

from __future__ import annotations

from tlstyle.system.posix import CPU_INFO

_NATIVE_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})


def paints_in_bfloat16() -> bool:
    """Tell whether TensorFlow is to paint in bfloat16: on a CPU that computes in it, without a GPU.

    There it takes a third less time, elsewhere more; paintings stay within a level of 255, mean.
    """
    import tensorflow as tf

    return not tf.config.get_visible_devices("GPU") and computes_in_bfloat16()


def computes_in_bfloat16() -> bool:
    """Tell whether the CPU has instructions for bfloat16, as far as the system tells."""
    return CPU_INFO.exists() and bool(_NATIVE_BFLOAT16.intersection(CPU_INFO.read_text().split()))
