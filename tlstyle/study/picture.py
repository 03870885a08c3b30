"""The sheet that grows: places of one still as the brush paints them before, on the way and now."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from tlstyle.pixels import Pixels
from tlstyle.study.crops import cut
from tlstyle.system.whole import write_whole

MARKS = 0.0, 0.05, 0.15, 0.4, 1.0
"""Shares of the study at which the sheet grows by a column."""
CELL = 320
"""Width and height of a place, in pixels of the film: nothing is resized."""
_GAP, _LABEL = 8, 30
_MARK = "tlstyle study"
_PAPER, _INK = "#16181d", "#f2f0ea"


class Sheet:
    """Columns of the same places: of the painting, of the still, and of its paintings."""

    def __init__(
        self, file: Path, painting: Pixels, canvas: Pixels, places: list[tuple[int, int]]
    ) -> None:
        self.file, self.canvas, self.places = file, canvas, places
        self.side = min(CELL, *canvas.shape[:2])
        self._begun = [("painting", _patches(painting, len(places), self.side))]
        self._begun.append(("still", self._cells(canvas)))
        self._marks: list[float] = []
        self._columns: list[NDArray[np.uint8]] = []

    def grow(self, share: float, paint: Callable[[Pixels], Pixels]) -> None:
        """Add a column, and write the sheet, if the study has come as far as the next mark."""
        passed = sum(mark <= share for mark in MARKS)
        if passed <= sum(mark <= max(self._marks, default=-1.0) for mark in MARKS):
            return
        self._marks.append(share)
        self._columns.append(self._cells(paint(self.canvas)))
        encoded = io.BytesIO()
        signed = PngImagePlugin.PngInfo()
        signed.add_text("Software", _MARK)
        self._drawn().save(encoded, "PNG", pnginfo=signed)
        write_whole(self.file, encoded.getbuffer())

    def state(self) -> dict[str, Any]:
        """Return all that it needs to go on growing."""
        return {"marks": np.array(self._marks), "columns": np.stack(self._columns)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a state that `state` returned."""
        self._marks, self._columns = state["marks"].tolist(), list(state["columns"])

    def _cells(self, pixels: Pixels) -> NDArray[np.uint8]:
        return cut(pixels, self.places, self.side)

    def _drawn(self) -> Image.Image:
        names = ["before" if mark == 0 else f"{mark:.0%}" for mark in self._marks]
        columns = [*self._begun, *zip(names, self._columns, strict=True)]
        step = self.side + _GAP
        size = (len(columns) * step + _GAP, len(self.places) * step + _LABEL + _GAP)
        sheet = Image.new("RGB", size, _PAPER)
        draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
        for number, (name, cells) in enumerate(columns):
            left = _GAP + number * step
            draw.text((left, 7), name, _INK, font)
            for row, cell in enumerate(cells):
                sheet.paste(Image.fromarray(cell), (left, _LABEL + row * step))
        return sheet


def is_sheet(file: Path) -> bool:
    """Tell whether a picture is a study's sheet, as it was written."""
    try:
        with Image.open(file) as image:
            return bool(image.info.get("Software") == _MARK)
    except (OSError, ValueError):
        return False


def _patches(picture: Pixels, count: int, side: int) -> NDArray[np.uint8]:
    """Return patches along a picture's diagonal; a smaller picture is followed by black."""
    missing = [(0, max(0, side - length)) for length in picture.shape[:2]]
    padded = np.pad(picture, (*missing, (0, 0)))
    room = [length - side for length in padded.shape[:2]]
    corners = [[length * place // max(1, count - 1) for length in room] for place in range(count)]
    return cut(padded, [(top, left) for top, left in corners], side)
