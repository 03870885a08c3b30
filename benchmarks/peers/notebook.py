"""The loop of the well-known notebook, "Fast Style Transfer for Arbitrary Styles".

One call of the module a frame, on a square, with the style picture handed over every time; the
film's part is cut from the middle and saved as Pillow saves PNG by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tlstyle.size import Size


def load_module(folder: Path) -> Any:
    """Return the module, as `hub.load` does for a folder."""
    import tensorflow as tf

    return tf.saved_model.load(str(folder))


def load_image(file: Path, side: int) -> Any:
    """Return a picture's centre square as float32 [1, side, side, 3] in 0..1."""
    import tensorflow as tf

    image = tf.io.decode_image(tf.io.read_file(str(file)), channels=3, dtype=tf.float32)[None]
    height, width = image.shape[1:3]
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    square = tf.image.crop_to_bounding_box(image, top, left, short, short)
    return tf.image.resize(square, (side, side), preserve_aspect_ratio=True)


def load_style(file: Path) -> Any:
    """Return a style picture as the notebook hands it over, float32 [1, 256, 256, 3]."""
    import tensorflow as tf

    return tf.nn.avg_pool(load_image(file, 256), ksize=[3, 3], strides=[1, 1], padding="SAME")


def paint(stills: Sequence[Path], module: Any, style: Any, folder: Path, size: Size) -> None:
    """Paint stills one after the other on a square as wide as the film."""
    import tensorflow as tf

    folder.mkdir(exist_ok=True)
    top = (size.width - size.height) // 2
    for still in stills:
        content = load_image(still, size.width)
        painted = module(tf.constant(content), tf.constant(style))[0]
        picture = Image.fromarray(np.array(painted[0] * 255, dtype=np.uint8))
        picture.crop((0, top, size.width, top + size.height)).save(folder / f"{still.stem}.png")
