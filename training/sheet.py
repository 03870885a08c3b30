"""Contact sheets: photographs in styles, painted by the teacher and by the student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from tlstyle.painters.builtin.grain import grain
from tlstyle.painters.builtin.network import PaintingNetwork, StyleNetwork
from training.pictures import Picture, centre_square, resized
from training.teacher import Teacher

CELL = (256, 384)
SMALL = (120, 213)
CROP = 319


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
        by_student = painter(still + grain(*CELL), eye(square))
        cells = (still, square, by_teacher, by_student)
        rows.append(np.concatenate([np.asarray(cell[0]) for cell in cells], axis=1))
    pixels = tf.cast(tf.round(np.concatenate(rows) * 255), tf.uint8)
    tf.io.write_file(str(path), tf.io.encode_png(pixels))


def draw_every_pair(
    path: Path,
    stills: Sequence[Picture],
    styles: Sequence[Picture],
    paint: Callable[[Picture, Picture], Sequence[Any]],
) -> None:
    """Write a JPEG with a row for each still and a column for each style, which stands on top.

    A cell holds the student's painting above the teacher's, as `paint(still, style)` returns them
    in 0..1. Below are crops from the middles of one pair of every row, in full size, student left.
    """
    blank = np.full((*SMALL, 3), 255, np.uint8)
    rows = [np.concatenate([blank, *(_fitted(style) for style in styles)], axis=1)]
    crops = []
    for number, still in enumerate(stills):
        cells = [np.concatenate([resized(still, *SMALL), blank])]
        for place, style in enumerate(styles):
            painted = [np.round(np.asarray(p) * 255).astype(np.uint8) for p in paint(still, style)]
            cells.append(np.concatenate([resized(picture, *SMALL) for picture in painted]))
            if place == number % len(styles):
                crops.append(np.concatenate([_middle(picture) for picture in painted], axis=1))
        rows.append(np.concatenate(cells, axis=1))
    width = rows[0].shape[1]
    beside = max(1, width // crops[0].shape[1])
    for start in range(0, len(crops), beside):
        row = np.concatenate(crops[start : start + beside], axis=1)
        rows.append(np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0)), constant_values=255))
    pixels = np.concatenate(rows)
    tf.io.write_file(str(path), tf.io.encode_jpeg(pixels, quality=88))


def _fitted(style: Picture) -> Picture:
    """Return a style picture's square in the middle of a white cell."""
    height, width = SMALL
    left = (width - height) // 2
    sides = ((0, 0), (left, width - height - left), (0, 0))
    return np.pad(centre_square(style, height), sides, constant_values=255)


def _middle(picture: Picture) -> Picture:
    top, left = ((length - CROP) // 2 for length in picture.shape[:2])
    return picture[top : top + CROP, left : left + CROP]
