"""Plots as SVG: a sequence's numbers, and the film's sound, each as wide as the page has room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlstyle.exports.plots import Plot, stretches
from tlstyle.exports.review.filled import Markup, filled, filled_each
from tlstyle.exports.spread import spread
from tlstyle.film.heard import Heard

_POINTS = 400
"""Points of a line at most."""

_HEIGHT = 100
_SOFTEST = -48.0
"""LUFS at the foot of the loudness's curve; 0 is its top."""

_UNHEARD = -70.0
"""LUFS at or below which R128 hears nothing."""


def plot_figure(plot: Plot) -> Markup:
    """Return a plot with its heading, its range and its lines."""
    least, most = plot.ends
    return filled(
        "plot.html",
        name=plot.name,
        least=f"{round(least, 2):.4g}{plot.unit}",
        most=f"{round(most, 2):.4g}{plot.unit}",
        legend=filled_each("legend.html", _legend(plot)),
        lines=filled_each("line.svg", _lines(plot)),
        about=", ".join(line.name for line in plot.lines if line.name) or plot.name,
    )


def _legend(plot: Plot) -> Iterator[dict[str, str]]:
    for number, line in enumerate(plot.lines, 1):
        if line.name:
            yield {"name": line.name, "kind": _kind(plot, number)}


def _lines(plot: Plot) -> Iterator[dict[str, str]]:
    for number, line in enumerate(plot.lines, 1):
        for points in _strokes(_thinned(line.values), plot.ends):
            yield {"points": points, "kind": _kind(plot, number)}


def _kind(plot: Plot, number: int) -> str:
    """Return what a line's look goes by: of one alone, as of what became of the stills."""
    return f"line{number if len(plot.lines) > 1 else 2}"


def _thinned(values: Sequence[float | None]) -> Sequence[float | None]:
    return [values[place] for place in spread(len(values), _POINTS)]


def _strokes(values: Sequence[float | None], ends: tuple[float, float]) -> Iterator[str]:
    """Yield the points of each stretch of a line whose numbers are known; of one, a dash."""
    (least, most), across = ends, 100 / max(1, len(values) - 1)
    for stretch in stretches(values):
        points = [(place * across, _down(value, least, most)) for place, value in stretch]
        if len(points) == 1:
            points.append((points[0][0] + across / 2, points[0][1]))
        yield " ".join(f"{x:.2f},{y:.1f}" for x, y in points)


def _down(value: float, least: float, most: float) -> float:
    share = (value - least) / (most - least) if most > least else 0.5
    return _HEIGHT * (1 - share)


def waveform(heard: Heard, beats: Sequence[float]) -> Markup:
    """Return a film's waveform, mirrored, its loudness over it, and its beats, in percent of it."""
    peaks = heard.peaks
    across = 100 / max(1, len(peaks) - 1)
    upper = [(place * across, 50 - 50 * peak) for place, peak in enumerate(peaks)]
    lower = [(x, 100 - y) for x, y in reversed(upper)]
    return filled(
        "sound.svg",
        wave=" ".join(f"{x:.2f},{y:.1f}" for x, y in (*upper, *lower)),
        beats=" ".join(f"M{beat:.3f},0V100" for beat in beats),
        loudness=filled_each("line.svg", _loudness(heard)),
    )


def sound_line(heard: Heard, beats: Sequence[float]) -> str:
    """Return what the drawing of a film's sound says, in words."""
    whole = "silence" if heard.whole <= _UNHEARD else f"{heard.whole:.1f} LUFS"
    marks = " The upright ones are its beats." if beats else ""
    return f"Sound: {whole} in all. The line is its loudness, from {_SOFTEST:g} to 0 LUFS.{marks}"


def _loudness(heard: Heard) -> Iterator[dict[str, str]]:
    momentary = [
        None if each <= _UNHEARD else max(_SOFTEST, min(0.0, each)) for each in heard.loudness
    ]
    for points in _strokes(_thinned(momentary), (_SOFTEST, 0.0)):
        yield {"kind": "loudness", "points": points}
