"""Numbers along a sequence, drawn as plots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image, ImageDraw

from tlstyle.curves import Curve
from tlstyle.exports.light import Light, light_of
from tlstyle.film.score import Cue
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.keyed import keyed_values
from tlstyle.letters import write
from tlstyle.size import Size
from tlstyle.steps import Deflicker
from tlstyle.words import printable, shortened

PLOT, GAP, ACROSS = 160, 24, 3
"""How high a plot is with its heading, and how far apart they are, in pixels; plots in a row."""

_HEAD = 30
_FIGURES = 104
"""Room on the right for what the ends of the range are."""
_TEXT = 17
_LONGEST = 32
"""Characters of a file's name that there is room for."""
_FINER = 3
"""Times that lines are drawn larger, so that they come out smooth."""
_INK, _PALE, _GROUND = "#f2f0ea", "#9aa0aa", "#1d2026"
_COLOURS = "#8fb8de", "#f0a45d"
"""Of what was filmed, and of what became of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What goes along a sequence: a number for each frame shown; None where none is known."""

    name: str
    values: Sequence[float | None]
    colour: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines in one frame; they share a range, which is as large as they take, and its unit."""

    name: str
    lines: tuple[Line, ...]
    unit: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most of all lines."""
        known = [each for line in self.lines for each in line.values if each is not None]
        return min(known), max(known)


def plots_of(plan: ShotPlan, progress: Callable[[int, int], None]) -> list[Plot]:
    """Return a sequence's plots: its light as filmed and painted, and what has keyframes.

    Args:
        plan: The sequence.
        progress: Told how many of how many of its frames are looked at.

    Raises:
        FootageError: a still or a frame cannot be read.
    """
    keyed = keyed_values(plan).items()
    return [
        _light_plot(light_of(plan, progress)),
        *_exposure_plots(plan.shot.step(Deflicker)),
        *(Plot(key, (Line("", values, _COLOURS[1]),)) for key, values in keyed),
    ]


def plots_of_film(cues: Sequence[Cue], length: int) -> list[Plot]:
    """Return the plots of what has keyframes along a film of so many frames: its tracks' gain."""
    return [
        Plot(f"gain of {_named(cue)}", (_keyed_line(cue.gain, length),), " dB")
        for cue in cues
        if cue.gain
    ]


def _named(cue: Cue) -> str:
    return shortened(printable(cue.track.file.name), _LONGEST)


def _keyed_line(curve: Curve, length: int) -> Line:
    return Line("", [curve.at(frame) for frame in range(length)], _COLOURS[1])


def _light_plot(light: Light) -> Plot:
    painted = "as painted" if any(light.painted) else "not painted yet"
    names, values = ("as filmed", painted), (light.filmed, light.painted)
    return Plot("brightness", _before_after(names, values, light.flickers), " %")


def _exposure_plots(step: Deflicker) -> Iterator[Plot]:
    """Yield how exposure goes before and behind `deflicker`, where that is known."""
    if step.brightness and step.flicker:
        names = "as filmed", "corrected"
        yield Plot("exposure", _before_after(names, step.brightness, step.flicker), " EV")


def _before_after(
    names: Sequence[str],
    values: Sequence[Sequence[float | None]],
    flickers: Sequence[float | None],
) -> tuple[Line, ...]:
    named = [name + _flickers(each) for name, each in zip(names, flickers, strict=True)]
    return tuple(map(Line, named, values, _COLOURS))


def _flickers(flicker: float | None) -> str:
    return "" if flicker is None else f", flickers by {flicker:.2f} %"


def rows_of(plots: Sequence[Plot]) -> int:
    """Return how high so many plots are below each other, `ACROSS` in a row, in pixels."""
    return -(-len(plots) // ACROSS) * (PLOT + GAP)


def draw_plots(
    picture: Image.Image, at: tuple[int, int], width: int, plots: Sequence[Plot]
) -> None:
    """Draw plots on a picture, `ACROSS` in a row so wide, from an upper left corner on."""
    wide = (width + GAP) // ACROSS
    for number, plot in enumerate(plots):
        row, column = divmod(number, ACROSS)
        place = at[0] + column * wide, at[1] + row * (PLOT + GAP)
        _draw_plot(picture, place, wide - GAP, plot)


def _draw_plot(picture: Image.Image, at: tuple[int, int], width: int, plot: Plot) -> None:
    """Draw a plot so wide, and `PLOT` high, with its upper left corner at a point of a picture."""
    left, top = at
    for text, colour in _heading(plot):
        left += round(write(picture, (left, top), text, _TEXT, colour)) + _TEXT
    size = Size(width - _FIGURES, PLOT - _HEAD)
    picture.paste(_drawn(plot, size), (at[0], top + _HEAD))
    least, most = plot.ends
    right = at[0] + size.width + _TEXT // 2
    write(picture, (right, top + _HEAD), f"{most:.3g}{plot.unit}", _TEXT, _PALE)
    if least != most:
        lowest = top + PLOT - round(1.3 * _TEXT)
        write(picture, (right, lowest), f"{least:.3g}{plot.unit}", _TEXT, _PALE)


def _heading(plot: Plot) -> Iterator[tuple[str, str]]:
    """Yield a plot's name and its lines', each with its colour."""
    yield plot.name, _INK
    for line in plot.lines:
        if line.name:
            yield line.name, line.colour


def _drawn(plot: Plot, size: Size) -> Image.Image:
    large = Size(size.width * _FINER, size.height * _FINER)
    picture = Image.new("RGB", large, _GROUND)
    for line in plot.lines:
        for points in _strokes(line.values, plot.ends, large):
            _stroke(ImageDraw.Draw(picture), points, line.colour)
    return picture.reduce(_FINER)


def _strokes(
    values: Sequence[float | None], ends: tuple[float, float], size: Size
) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of each stretch of a line whose numbers are known, in a picture's pixels."""
    (least, most), edge = ends, 3 * _FINER
    across, up = size.width - 2 * edge, size.height - 2 * edge
    for stretch in stretches(values):
        yield [
            (
                edge + across * place / max(1, len(values) - 1),
                edge + up * (1 - (value - least) / (most - least) if most > least else 0.5),
            )
            for place, value in stretch
        ]


def stretches(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Yield each stretch of numbers that are known, every number with its place."""
    for _, group in groupby(enumerate(values), lambda each: each[1] is None):
        if known := [(place, value) for place, value in group if value is not None]:
            yield known


def _stroke(drawing: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: str) -> None:
    if len(points) > 1:
        drawing.line(points, colour, 2 * _FINER, joint="curve")
    for x, y in points if len(points) == 1 else ():
        drawing.circle((x, y), 2 * _FINER, colour)
