"""The curve between linear light and the values of sRGB, both 0..1, as part of a device's graph.

What `stills.srgb` says of arrays. Keras, and with it TensorFlow, is imported where it is asked for.
"""

from __future__ import annotations

from typing import Any


def coded(light: Any) -> Any:
    """Return the sRGB values of linear light."""
    from keras import ops

    curve = 1.055 * ops.power(ops.maximum(light, 0.0031308), 1 / 2.4) - 0.055
    return ops.where(light <= 0.0031308, 12.92 * light, curve)


def decoded(values: Any) -> Any:
    """Return the linear light of sRGB values."""
    from keras import ops

    curve = ops.power((ops.maximum(values, 0.04045) + 0.055) / 1.055, 2.4)
    return ops.where(values <= 0.04045, values / 12.92, curve)
