"""The contact sheet: unseen photographs in unseen styles, by the teacher and by the student."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.builtin.network import MARGIN, PaintingNetwork, StyleNetwork
from tlstyle.builtin.pictures import Picture, centre_square, resized
from tlstyle.builtin.teacher import Teacher

CELL = (256, 384)
EDGES = ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0))


def draw(
    path: Path,
    pictures: tuple[Sequence[Picture], Sequence[Picture]],
    student: tuple[PaintingNetwork, StyleNetwork],
    teacher: Teacher,
) -> None:
    """Write a PNG with a row for each photograph and its style: still, style, teacher, student."""
    painter, eye = student
    rows = []
    for photograph, style in zip(*pictures, strict=True):
        still = resized(photograph, *CELL).astype(np.float32)[None] / 255
        square = centre_square(style).astype(np.float32)[None] / 255
        by_teacher = teacher.paint(still, teacher.encode(square))
        painted: Any = painter(np.pad(still, EDGES, "reflect"), eye(square))
        by_student = painted[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
        cells = (still, square, by_teacher, by_student)
        rows.append(np.concatenate([np.asarray(cell[0]) for cell in cells], axis=1))
    pixels = tf.cast(tf.round(np.concatenate(rows) * 255), tf.uint8)
    tf.io.write_file(str(path), tf.io.encode_png(pixels))
