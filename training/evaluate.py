"""Measure the built-in network beside its teacher: `python -m training.evaluate ...`.

Give it pictures and time-lapses that neither network was trained on. Ratios are the built-in
network's figure over the teacher's in the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tlstyle.painters.builtin.painter import BuiltinPainter
from tlstyle.painters.builtin.weights import WEIGHTS
from tlstyle.pixels import CanvasPixels
from tlstyle.stills.resting import steadied
from training import measures
from training.pictures import Picture, centre_square, listed, read, resized
from training.sheet import draw_every_pair
from training.speed import paint_like_a_film
from training.teacher import Teacher

LONG_SIDE = 512
TRIPOD_SIDE = 960
FILM_SIDE = 1920

Pixels = measures.Pixels
Figures = dict[str, list[float]]


class Pair:
    """The built-in network and its teacher, painting the same things."""

    def __init__(self, weights: Path, teacher: Path) -> None:
        self.builtin, self.teacher = BuiltinPainter(weights), Teacher(teacher)

    def codes(self, style: Picture) -> tuple[Any, Any]:
        """Return both networks' codes of a style picture, 256 x 256."""
        return self.builtin.encode(style), self.teacher.encode(as_batch(style))

    def paint(self, still: Picture, codes: tuple[Any, Any]) -> tuple[Pixels, Pixels]:
        """Return a still painted by the built-in network and by the teacher."""
        return self.paint_ours(still, codes), self.paint_theirs(still, codes)

    def paint_ours(self, still: CanvasPixels, codes: tuple[Any, Any]) -> Pixels:
        """Return a still painted by the built-in network."""
        return in_unit(self.builtin.paint(still[None], codes[0])[0])

    def paint_theirs(self, still: Picture, codes: tuple[Any, Any]) -> Pixels:
        """Return a still painted by the teacher, rounded as ours is."""
        painted = np.asarray(self.teacher.paint(as_batch(still), codes[1])[0])
        return in_unit(np.round(painted * 255))


def in_unit(pixels: NDArray[Any]) -> Pixels:
    """Return pixels in 0..255 as float32 in 0..1."""
    return pixels.astype(np.float32) * np.float32(1 / 255)


def as_batch(picture: Picture) -> Pixels:
    """Return a picture as a batch of one, in 0..1."""
    return in_unit(picture[None])


def fitted(picture: Picture, long_side: int) -> Picture:
    """Return a picture of sides in multiples of 8, at most `long_side`."""
    height, width = picture.shape[:2]
    factor = min(1.0, long_side / max(height, width))
    return resized(picture, int(height * factor) // 8 * 8, int(width * factor) // 8 * 8)


def compare_paintings(
    pair: Pair, photographs: Sequence[Path], styles: Sequence[Path], count: int
) -> Figures:
    """Return likeness, style distance, sharpness and raster of `count` unseen pairs."""
    figures: Figures = {
        name: []
        for name in ("psnr", "ssim", "style ours", "style teacher", "sharp ours", "sharp teacher",
                     "raster ours", "raster teacher", "raster photograph")
    }  # fmt: skip
    for index in track(range(count), "paintings"):
        still = fitted(read(photographs[index * len(photographs) // count]), LONG_SIDE)
        style = centre_square(read(styles[index % len(styles)]))
        ours, theirs = pair.paint(still, pair.codes(style))
        wanted = pair.teacher.features(as_batch(style))
        figures["psnr"].append(measures.psnr(ours, theirs))
        figures["ssim"].append(float(tf.image.ssim(ours, theirs, 1.0)))
        figures["raster photograph"].append(measures.raster(in_unit(still)))
        for name, painted in (("ours", ours), ("teacher", theirs)):
            drawn = pair.teacher.features(painted[None])
            figures[f"style {name}"].append(measures.style_distance(drawn, wanted))
            figures[f"sharp {name}"].append(measures.sharpness(painted))
            figures[f"raster {name}"].append(measures.raster(painted))
    return figures


def compare_films(
    pair: Pair, timelapse: Path, styles: Sequence[Path], stills: int, steady: int
) -> Figures:
    """Return flicker, sharpness and raster on a tripod time-lapse in each of some styles.

    Also flicker over contrast, that is, over how much sharper the paintings are than the stills: 1
    for the stills themselves, however much their contrast were raised. Ours are painted from stills
    that are steadied by so many neighbours on either side.
    """
    footage = [fitted(read(path), TRIPOD_SIDE) for path in listed(timelapse)[:stills]]
    calm = [
        steadied(still, footage[max(0, i - steady) : i] + footage[i + 1 : i + 1 + steady])
        for i, still in enumerate(footage)
    ]
    sharpness = np.mean([measures.sharpness(in_unit(still)) for still in footage])
    figures: Figures = {
        f"{measure} {name}": []
        for measure in ("flicker", "over contrast", "sharp", "raster")
        for name in ("ours", "teacher")
    }
    for style in track(styles, timelapse.name):
        codes = pair.codes(centre_square(read(style)))
        ours = [pair.paint_ours(still, codes) for still in calm]
        theirs = [pair.paint_theirs(still, codes) for still in footage]
        for name, film in (("ours", ours), ("teacher", theirs)):
            flicker = _film_flicker(footage, film)
            sharp = float(np.mean([measures.sharpness(frame) for frame in film]))
            figures[f"flicker {name}"].append(flicker)
            figures[f"over contrast {name}"].append(flicker / float(sharp / sharpness))
            figures[f"sharp {name}"].append(sharp)
            figures[f"raster {name}"].append(float(np.mean([measures.raster(f) for f in film])))
    return figures


def _film_flicker(footage: Sequence[Picture], film: Sequence[Pixels]) -> float:
    stills = [in_unit(still) for still in footage]
    return float(
        np.mean(
            [
                measures.flicker(stills[i], stills[i + 1], film[i], film[i + 1])
                for i in range(len(stills) - 1)
            ]
        )
    )


def ratio(figures: Figures, measure: str) -> float:
    """Return the built-in network's mean of a measure over the teacher's."""
    return float(np.mean(figures[f"{measure} ours"]) / np.mean(figures[f"{measure} teacher"]))


def picture_rows(figures: Figures) -> list[tuple[str, str, str, str]]:
    """Return name, ours, teacher's and aim of every figure measured on pictures."""
    mean = {name: float(np.mean(values)) for name, values in figures.items()}
    count = len(figures["psnr"])
    return [
        (f"likeness, PSNR of {count} pairs", f"{mean['psnr']:.2f} dB", "", "23 dB"),
        ("likeness, SSIM", f"{mean['ssim']:.3f}", "", ""),
        (
            "style distance",
            f"{mean['style ours']:.3f} ({ratio(figures, 'style'):.2f}x)",
            f"{mean['style teacher']:.3f}",
            "at most 1.1x",
        ),
        ("sharpness", f"{ratio(figures, 'sharp'):.2f}x", "1", "at least 0.9x"),
        (
            f"raster (photographs {mean['raster photograph']:.3f})",
            f"{mean['raster ours']:.3f}",
            f"{mean['raster teacher']:.3f}",
            "at most 0.15",
        ),
    ]


def film_rows(name: str, figures: Figures) -> list[tuple[str, str, str, str]]:
    """Return name, ours, teacher's and aim of every figure measured on a time-lapse."""
    ours, theirs = (float(np.mean(figures[f"flicker {who}"])) for who in ("ours", "teacher"))
    ours_over, theirs_over = (np.mean(figures[f"over contrast {w}"]) for w in ("ours", "teacher"))
    rasters = [f"{np.mean(figures[f'raster {who}']):.3f}" for who in ("ours", "teacher")]
    return [
        (
            f"flicker, {name}",
            f"{ours:.2f} ({ratio(figures, 'flicker'):.2f}x)",
            f"{theirs:.2f}",
            "at most 0.5x",
        ),
        (
            f"flicker over contrast, {name}",
            f"{ours_over:.2f}",
            f"{theirs_over:.2f}",
            "1 for the stills",
        ),
        (f"sharpness, {name}", f"{ratio(figures, 'sharp'):.2f}x", "1", "at least 0.9x"),
        (f"raster, {name}", rasters[0], rasters[1], "at most 0.15"),
    ]


def speed_rows(weights: Path, teacher: Path) -> list[tuple[str, str, str, str]]:
    """Return name, ours, teacher's and aim of time and memory at 1920x1080."""
    ours, theirs = paint_like_a_film("builtin", weights), paint_like_a_film("teacher", teacher)
    return [
        (
            "seconds a frame, 1920x1080",
            f"{ours.seconds:.3f} ({theirs.seconds / ours.seconds:.1f} times as fast)",
            f"{theirs.seconds:.3f}",
            "3 times as fast",
        ),
        (
            "peak memory",
            f"{ours.megabytes:.0f} MB",
            f"{theirs.megabytes:.0f} MB",
            "below the teacher's",
        ),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the built-in network by its teacher.")
    parser.add_argument("--photographs", type=Path, required=True, help="folder, unseen")
    parser.add_argument("--styles", type=Path, required=True, help="folder, unseen")
    parser.add_argument("--teacher", type=Path, required=True, help="Magenta's SavedModel folder")
    parser.add_argument(
        "--timelapse", type=Path, action="append", default=[], help="folder, unseen; repeatable"
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="default: the package's")
    parser.add_argument("--pairs", type=int, default=40, help="photograph and style pairs")
    parser.add_argument("--stills", type=int, default=25, help="stills of each time-lapse")
    parser.add_argument(
        "--steady", type=int, default=0, help="steady ours by so many neighbours, default: 0"
    )
    parser.add_argument("--film-styles", type=int, default=3, help="styles for each time-lapse")
    parser.add_argument("--no-speed", action="store_true", help="leave out time and memory")
    parser.add_argument("--sheet", type=Path, help="only write this JPEG: all pairs, at 1080p")
    return parser.parse_args()


def main() -> None:
    """Print the table of figures, or draw the sheet of every pair."""
    options = _options()
    pair = Pair(options.weights, options.teacher)
    photographs, styles = listed(options.photographs), listed(options.styles)
    if options.sheet:
        stills = [fitted(read(path), FILM_SIDE) for path in photographs]
        squares = [centre_square(read(path)) for path in styles]
        draw_every_pair(options.sheet, stills, squares, lambda s, q: pair.paint(s, pair.codes(q)))
        return
    rows = picture_rows(compare_paintings(pair, photographs, styles, options.pairs))
    some = styles[:: max(1, len(styles) // options.film_styles)][: options.film_styles]
    for timelapse in options.timelapse:
        figures = compare_films(pair, timelapse, some, options.stills, options.steady)
        rows += film_rows(timelapse.name, figures)
    if not options.no_speed:
        rows += speed_rows(options.weights, options.teacher)
    table = Table("figure", "builtin", "teacher", "aim")
    for row in rows:
        table.add_row(*row)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
