"""Where things are: held to the still, so that a painting shows what was filmed.

Light and dark stay where they were, and what is warm stays so, whatever the colours; and no halo
lies above a roof, nor a cloud in a clear sky, beyond the unrest that the painting itself has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from tlstyle.study.regions import both

BROAD = 16, 32
"""Widths, in pixels, of the places whose mean colours are compared."""
EVEN = 4 / 255
"""A step between broad places of a still that the painting may well show."""
SEEN = 4, 16
"""Widths of the places whose light and warmth are compared: of a car's parts, and of the car and
its street."""
AROUND = 9
"""As many places down and across are what each is seen among."""
FAINT = 8 / 255
"""A deviation that counts half: a dim dome at night is nearly as much as a lit one."""
_BARELY = 1 / 255
"""A deviation that nobody sees."""
_FEW = 1.0
"""A number of places too small to tell anything from."""


def patchiness(painted: Any, still: Any, calmness: Any, unrest: Any) -> Any:
    """How much broad places of a painting differ from the next where those of the still do not.

    In 0..1, beyond what the style's own do (`unrest`, [2], of its calm places and lively ones).
    """
    found = []
    for width in _widths(still):
        for drawn, seen in zip(_steps(painted, width), _steps(still, width), strict=True):
            calm, lively = both(calmness, drawn)
            own = unrest[0] * calm + unrest[1] * lively
            even = tf.exp(-tf.reduce_max(tf.abs(seen), -1, keepdims=True) / EVEN)
            found.append(tf.reduce_mean(tf.nn.relu(tf.abs(drawn) - own) * even))
    return tf.add_n(found) / len(found)


def unrest_of(pixels: Any, calmness: Any) -> Any:
    """Return how much broad places of a picture differ from the next, summed, and how many do.

    Of its calm places and of its lively ones: [2,2].
    """
    found = [[[0.0, 0.0], [0.0, 0.0]]]
    for width in _widths(pixels):
        for steps in _steps(pixels, width):
            size = tf.reduce_mean(tf.abs(steps), -1, keepdims=True)
            kinds = both(calmness, size)
            found.append([[tf.reduce_sum(size * kind), tf.reduce_sum(kind)] for kind in kinds])
    return tf.reduce_sum(tf.convert_to_tensor(found), 0)


def _widths(pixels: Any) -> list[int]:
    return [width for width in BROAD if 3 * width <= 2 * min(pixels.shape[1:3])]


def _steps(pixels: Any, width: int) -> tuple[Any, Any]:
    """Return by how much places differ from the next, half of each from it: down and across."""
    places = tf.nn.avg_pool2d(pixels, width, width // 2, "VALID")
    return places[:, 1:] - places[:, :-1], places[:, :, 1:] - places[:, :, :-1]


def misplaced_light(painted: Any, still: Any) -> Any:
    """How far light and dark are from where the still has them: 1 less their correlation.

    0 is where they were, 1 anywhere, 2 exchanged. Each place is seen among those around it, by how
    much the still has to see there: how light a sky is, is for the painting to say, and not what
    stands against it.
    """
    return _at_all_widths(_misplaced, _light(painted), _light(still))


def lost_warmth(painted: Any, still: Any) -> Any:
    """How much warmer than those around it a place of the still is than the painted one.

    In deviations of each. A palette does not know which of its light colours is for a lit window
    and which for a wall. What is cold may turn warm: a sky held to be cold got a cold rim on roofs.
    """
    return _at_all_widths(_lost, _warmth(painted), _warmth(still))


def _light(pixels: Any) -> Any:
    return tf.reduce_mean(pixels, -1, keepdims=True)


def _warmth(pixels: Any) -> Any:
    """Return red less blue: much of a lit window, none of green and grey, less of a sky."""
    return pixels[..., :1] - pixels[..., 2:]


def _at_all_widths(measure: Callable[[Any, Any], Any], drawn: Any, seen: Any) -> Any:
    found = [measure(_places(drawn, width), _places(seen, width)) for width in SEEN]
    return tf.add_n(found) / len(found)


def _misplaced(drawn: Any, seen: Any) -> Any:
    (drawn, spread), (seen, own) = _among(drawn), _among(seen)
    alike = _around(drawn * seen) / (spread * own + _BARELY**2)
    return _mean(1 - alike, own / (own + FAINT))


def _lost(drawn: Any, seen: Any) -> Any:
    (drawn, spread), (seen, own) = _among(drawn), _among(seen)
    warm = tf.nn.relu(seen) / own
    lost = tf.nn.relu(warm - drawn / (spread + _BARELY))
    return _mean(lost, warm * own / (own + FAINT))


def _among(places: Any) -> tuple[Any, Any]:
    """Return places less the mean of those around, and the deviation there."""
    places = places - _around(places)
    return places, tf.sqrt(_around(places**2) + _BARELY**2 / 100)


def _around(places: Any) -> Any:
    return tf.nn.avg_pool2d(places, AROUND, 1, "SAME")


def _mean(values: Any, weights: Any) -> Any:
    return tf.reduce_sum(weights * values) / (tf.reduce_sum(weights) + _FEW)


def _places(seen: Any, width: int) -> Any:
    side = min(width, seen.shape[1])
    return tf.nn.avg_pool2d(seen, side, side, "VALID")
