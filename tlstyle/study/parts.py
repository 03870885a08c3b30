"""Painting parts of a canvas as the whole canvas would be painted.

The painter normalises its maps by the moments of all that it is shown. Shown a small crop of clear
sky alone it would stretch that until something shows, and would learn what it never does in a film:
studied on such crops, its distance from the painting fell to 0.04 on them and stayed at 0.4 on
whole frames. So crops of one canvas share their moments: together they are nearly the canvas's own.
"""

from __future__ import annotations

from typing import Any

from keras import ops

from tlstyle.painters.builtin.layers import StyledConv, fold, unfold
from tlstyle.painters.builtin.network import FOLD, PaintingNetwork, centred


def paint_parts(painter: PaintingNetwork, crops: Any, code: Any) -> Any:
    """Paint crops [N,side,side,3] of one canvas, in 0..1, by one code [1,CODE_SIZE]."""
    features = centred(fold(crops, FOLD))
    for layer in painter.enter:
        features = ops.relu(layer(features))
    for first, second in painter.blocks:
        features = features + _styled(second, _styled(first, features, code), code)
    for layer in painter.leave:
        features = _styled(layer, features, code)
    strokes = painter.strokes(features)
    count, height, width, channels = ops.shape(strokes)
    # As `PaintingNetwork.finish` does it, with all crops as one picture.
    broad = ops.reshape(strokes, (1, count * height * width // 4, 1, 4 * channels))
    painted = ops.reshape(painter.colours(broad, code), (count, height, width, channels))
    return unfold(ops.sigmoid(ops.cast(painted, "float32")), FOLD)


def _styled(layer: StyledConv, values: Any, code: Any) -> Any:
    """What `StyledConv.call` does, with the crops below each other in one picture for its norm."""
    drawn = layer.conv(values)
    grown = unfold(drawn, layer.grow) if layer.grow > 1 else drawn
    count, height, width, channels = ops.shape(grown)
    column = ops.reshape(grown, (1, count * height, width, channels))
    styled = ops.reshape(layer.norm(column, code), (count, height, width, channels))
    return ops.relu(styled) if layer.relu else styled
