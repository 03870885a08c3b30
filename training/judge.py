"""Judge studied brushes by eye and number: `python -m training.judge ... BRUSH ...`.

Beside the built-in network as it comes, and Magenta's, on stills of a time-lapse that the brushes
have not seen and their neighbours: figures are ratios to Magenta's, of the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.painter import STYLE_SIDE, StyleCode
from tlstyle.size import Size
from tlstyle.stills.order import by_name
from tlstyle.stills.picture import fit, read_upright
from tlstyle.stills.style import StylePicture, style_square
from tlstyle.study import show, side_of
from tlstyle.study.features import CONTENT, Features
from tlstyle.study.losses import gram
from training import measures
from training.evaluate import as_batch, in_unit
from training.pictures import Picture, listed
from training.teacher import Teacher

CANVAS, CROP = Size(1920, 1080), 384
PLACES = [(top, left) for top in (20, 676) for left in (100, 768, 1436)]
"""Top and left of the crops that are looked at: three of the sky, three of the ground."""
SHOWN = (250, 250), (600, 1100)
"""Those that the sheet shows."""

Pixels = measures.Pixels
Paint = Callable[[Picture], Pixels]
Figures = dict[str, float]


class Judge:
    """Knows the painting and the stills, and measures what is painted of them.

    Args:
        painting: The style picture.
        pairs: Stills, each with its neighbour, on the canvas.
    """

    def __init__(self, painting: Path, pairs: Sequence[tuple[Picture, Picture]]) -> None:
        self._pairs, self._features = pairs, Features(half=True)
        self.painting = in_unit(show(StylePicture(painting), side_of(CANVAS, 1.0)).pixels)
        self._goal = [gram(maps) for maps in self._features(self.painting[None])]

    def figures(self, paintings: Sequence[tuple[Pixels, Pixels]]) -> Figures:
        """Return the figures of a painter, who painted the pairs, each the mean over them."""
        found = [self._of_pair(*both) for both in zip(self._pairs, paintings, strict=True)]
        grams = [each for _, some in found for each in some]
        whole = [tf.add_n(layer) / len(grams) for layer in zip(*grams, strict=True)]
        means = {name: float(np.nanmean([f[name] for f, _ in found])) for name in found[0][0]}
        return {"style, all together": self._off(whole), **means}

    def _of_pair(
        self, pair: tuple[Picture, Picture], paintings: tuple[Pixels, Pixels]
    ) -> tuple[Figures, list[Any]]:
        (painted, repainted), (seen, after) = paintings, map(in_unit, pair)
        crops = [(_crop(seen, place), _crop(painted, place)) for place in PLACES]
        drawn = [self._features(crop) for _, crop in crops]
        grams = [[gram(maps) for maps in each] for each in drawn]
        content = [
            _apart(maps[CONTENT - 1], self._features(crop, CONTENT)[-1])
            for maps, (crop, _) in zip(drawn, crops, strict=True)
        ]
        return {
            "style, crop by crop": float(np.mean([self._off(each) for each in grams])),
            "content": float(np.mean(content)),
            "weave": measures.weave(seen, painted),
            "halo": measures.halo(seen, painted),
            "flicker": measures.flicker(seen, after, painted, repainted),
            "sharpness": measures.sharpness(painted),
            "raster": measures.raster(painted),
        }, grams

    def _off(self, grams: Sequence[Any]) -> float:
        pairs = zip(grams, self._goal, strict=True)
        return float(np.mean([_apart(found, wanted) for found, wanted in pairs]))


def _apart(one: Any, other: Any) -> float:
    one, other = (np.asarray(tf.cast(each, tf.float32)) for each in (one, other))
    return float(((one - other) ** 2).mean() / (other**2).mean())


def _crop(picture: NDArray[Any], place: tuple[int, int]) -> Any:
    """Return a square of a picture as a batch of one, moved inside where it would reach out."""
    top, left = (min(at, side - CROP) for at, side in zip(place, picture.shape, strict=False))
    return picture[None, top : top + CROP, left : left + CROP]


def painters(painting: Path, teacher: Path, brushes: Sequence[Path]) -> dict[str, Paint]:
    """Return who paints in the style of a painting: Magenta's network, ours, and brushes."""
    square = style_square(painting, None, STYLE_SIDE)
    theirs, ours = Teacher(teacher), BuiltinPainter()
    vectors, code = theirs.encode(as_batch(square)), ours.encode(square)
    found: dict[str, Paint] = {
        "magenta": lambda still: np.asarray(theirs.paint(as_batch(still), vectors)[0])[: len(still)]
    }
    by = {"as it comes": ours, **{file.stem: BuiltinPainter(brush=file) for file in brushes}}
    return found | {name: _painting(painter, code) for name, painter in by.items()}


def _painting(painter: BuiltinPainter, code: StyleCode) -> Paint:
    return lambda still: in_unit(painter.paint(still[None], code)[0])


def draw_crops(path: Path, painting: Pixels, columns: Sequence[Sequence[Pixels]]) -> None:
    """Write a PNG of crops in full size: the painting, the stills, what each painter made of them.

    Two rows for each still, in the order of `columns`; the painting as large as it is studied.
    """
    rows = [
        np.concatenate([_crop(picture, place)[0] for picture in (painting, *row)], axis=1)
        for row in zip(*columns, strict=True)
        for place in SHOWN
    ]
    pixels = tf.cast(tf.round(np.concatenate(rows) * 255), tf.uint8)
    tf.io.write_file(str(path), tf.io.encode_png(pixels))


def _said(figure: float, base: float) -> str:
    """Return a figure's ratio to Magenta's, if that is not 0, and itself."""
    return f"{figure / base:.2f} ({figure:.3g})" if base else f"({figure:.3g})"


def _read(file: Path) -> Picture:
    return fit(read_upright(file), CANVAS, (0.5, 0.5))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Judge studied brushes beside Magenta's network.")
    parser.add_argument("--painting", type=Path, required=True)
    parser.add_argument("--stills", type=Path, required=True, help="a time-lapse's folder")
    parser.add_argument(
        "--at", type=int, nargs="+", required=True, help="numbers of stills, from 0, unseen"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="Magenta's SavedModel folder")
    parser.add_argument("--sheet", type=Path, help="write crops in full size to this PNG")
    parser.add_argument("brushes", type=Path, nargs="*")
    return parser.parse_args()


def main() -> None:
    """Print the table, and draw the crops."""
    options = _options()
    files = by_name(listed(options.stills))
    stills = [(_read(files[at]), _read(files[at + 1])) for at in options.at]
    judge = Judge(options.painting, stills)
    painted = {
        name: [(paint(still), paint(other)) for still, other in stills]
        for name, paint in painters(options.painting, options.teacher, options.brushes).items()
    }
    rows = {name: judge.figures(pairs) for name, pairs in painted.items()}
    table = Table("figure", *rows)
    for name, base in rows["magenta"].items():
        table.add_row(name, *(_said(row[name], base) for row in rows.values()))
    Console(width=120).print(table)
    if options.sheet:
        seen = [in_unit(still) for still, _ in stills]
        columns = [seen, *([first for first, _ in pairs] for pairs in painted.values())]
        draw_crops(options.sheet, judge.painting, columns)


if __name__ == "__main__":
    main()
