"""What is seen in a picture: the feature maps of VGG16's first four blocks.

Simonyan and Zisserman, 2014 (arXiv 1409.1556). Its early layers know colours and edges, its later
ones strokes and what they make up; compared in them, pictures are alike where people find them so
(Johnson, Alahi and Fei-Fei, 2016, arXiv 1603.08155).
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from tlstyle.study.vgg import CONVOLUTIONS, read_blocks, weights_file

BLOCKS = len(CONVOLUTIONS)
CONTENT = 3
"""The block whose maps tell what is in a picture: relu3_3."""
_MEANS = 103.939, 116.779, 123.68
"""Of the pictures that VGG16 learned from: blue, green, red."""


class Features:
    """The maps of a picture, block by block."""

    def __init__(self, half: bool = False) -> None:
        """Read the weights; `half` computes in bfloat16.

        On a processor that has it (avx512_bf16) a step takes half the time, and the losses are
        those of float32 to a thousandth.

        Raises:
            ModelError: the extra is not installed.
        """
        self.kind = tf.bfloat16 if half else tf.float32
        self._blocks = [
            [
                (tf.constant(kernel, self.kind), tf.constant(bias, self.kind))
                for kernel, bias in block
            ]
            for block in read_blocks(weights_file())
        ]

    def __call__(self, pixels: Any, blocks: int = BLOCKS) -> list[Any]:
        """RGB pixels [N,H,W,3] in 0..1 to the last maps of as many blocks: relu1_2, relu2_2 ..."""
        maps = tf.cast(tf.reverse(pixels, [-1]) * 255.0 - _MEANS, self.kind)
        seen: list[Any] = []
        for block in self._blocks[:blocks]:
            maps = tf.nn.max_pool2d(maps, 2, 2, "SAME") if seen else maps
            for kernel, bias in block:
                maps = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(maps, kernel, 1, "SAME"), bias))
            seen.append(maps)
        return seen
