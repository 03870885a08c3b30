"""TensorFlow's switch that has graphs computed in bfloat16."""

from __future__ import annotations

from threading import Lock


class Bfloat16:
    """Has TensorFlow compute in bfloat16 where that loses little, chiefly in convolutions.

    Its switch is one for all threads, so it stays on until the last of them is out.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._within = 0

    def __enter__(self) -> None:
        self._switch(1)

    def __exit__(self, *error: object) -> None:
        self._switch(-1)

    def _switch(self, step: int) -> None:
        import tensorflow as tf

        with self._lock:
            self._within += step
            rewriting = {"auto_mixed_precision_onednn_bfloat16": self._within > 0}
            tf.config.optimizer.set_experimental_options(rewriting)


bfloat16 = Bfloat16()
