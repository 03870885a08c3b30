"""Joins a graph's single operations of instance normalisation into one that is faster.

Models of TensorFlow 1 normalise by `tf.nn.moments` and `tf.nn.batch_normalization`, ten operations
of which five go through a whole feature map. TensorFlow's fused batch normalisation goes through it
once; of one picture, the moments of the batch are those of the instance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_FEWEST_CHANNELS = 16
"""With fewer, oneDNN has no quick code for the fused operation: the single ones take less time."""


class _OtherwiseError(Exception):
    """Operations that are something else than a normalisation."""


@dataclass(frozen=True, slots=True)
class _Normalisation:
    """The tensors of a normalisation: what is normalised, and by what it is scaled and shifted."""

    values: str
    scale: str
    shift: str
    epsilon: float


def fused(definition: Any, channels: Callable[[str], int | None]) -> Any:
    """Return a graph for one picture at a time, with its normalisations fused where they can be.

    Args:
        definition: A GraphDef.
        channels: Tells the number of channels of a tensor, None where it is not known.
    """
    nodes = _Nodes(definition)
    new = type(definition)()
    new.CopyFrom(definition)
    for node in list(new.node):
        try:
            found = nodes.normalisation(node.name)
        except _OtherwiseError:
            continue
        if (channels(found.values) or 0) >= _FEWEST_CHANNELS:
            _replace(new, node, found)
    return new


class _Nodes:
    """The nodes of a graph by name."""

    def __init__(self, definition: Any) -> None:
        self._nodes = {node.name: node for node in definition.node}

    def normalisation(self, name: str) -> _Normalisation:
        """Return what a node adds up, x * scale / deviation + (shift - mean * scale / deviation).

        Raises:
            _OtherwiseError: it is no such sum.
        """
        offset, product = self._two(name, ("Add", "AddV2"), "Sub")
        shift, less = self._data(offset)
        mean, gain = self._two(less, ("Mul",), "Mean")
        values = self._other(product, "Mul", gain)
        root, scale = self._two(gain, ("Mul",), "Rsqrt")
        (variance_and_epsilon,) = self._data(root)
        variance, epsilon = self._two(variance_and_epsilon, ("Add", "AddV2"), "Mean")
        squares = self._mean_of(variance)
        away = self._other(squares, "SquaredDifference", values)
        if self._node(away).op == "StopGradient":
            (away,) = self._data(away)
        if away != mean or self._mean_of(mean) != values:
            raise _OtherwiseError
        return _Normalisation(values, scale, shift, float(self._constant(epsilon)))

    def _node(self, edge: str) -> Any:
        name, _, output = edge.partition(":")
        if name not in self._nodes or output not in ("", "0"):
            raise _OtherwiseError
        return self._nodes[name]

    def _data(self, edge: str) -> list[str]:
        """Return the tensors that a node takes, each without the number of its output if 0."""
        inputs = (name for name in self._node(edge).input if not name.startswith("^"))
        return [name.removesuffix(":0") for name in inputs]

    def _two(self, edge: str, kinds: tuple[str, ...], first: str) -> list[str]:
        """Return the two tensors that a node takes, the one of an operation `first` first."""
        if self._node(edge).op not in kinds:
            raise _OtherwiseError
        for pair in (self._data(edge), self._data(edge)[::-1]):
            if self._is(pair[0], first):
                return pair
        raise _OtherwiseError

    def _other(self, edge: str, kind: str, one: str) -> str:
        """Return what a node of a kind takes besides `one`."""
        pair = self._data(edge)
        if self._node(edge).op != kind or one not in pair:
            raise _OtherwiseError
        return pair[1 - pair.index(one)]

    def _is(self, edge: str, kind: str) -> bool:
        try:
            return bool(self._node(edge).op == kind)
        except _OtherwiseError:
            return False

    def _mean_of(self, edge: str) -> str:
        """Return the feature maps whose means over height and width a node is."""
        if self._node(edge).op != "Mean" or not self._node(edge).attr["keep_dims"].b:
            raise _OtherwiseError
        values, axes = self._data(edge)
        if sorted(self._constant(axes).ravel().tolist()) != [1, 2]:
            raise _OtherwiseError
        return values

    def _constant(self, edge: str) -> Any:
        import tensorflow as tf

        if not self._is(edge, "Const"):
            raise _OtherwiseError
        return tf.make_ndarray(self._node(edge).attr["value"].tensor)


def _replace(definition: Any, node: Any, found: _Normalisation) -> None:
    """Make a node the fused normalisation of what it was the last step of."""
    import tensorflow as tf

    def constant(name: str, value: list[float], dtype: Any) -> str:
        added = definition.node.add(name=f"{node.name}/{name}", op="Const")
        added.attr["dtype"].type = dtype.as_datatype_enum
        added.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value, dtype))
        return str(added.name)

    def flat(tensor: str, name: str) -> str:
        added = definition.node.add(name=f"{node.name}/{name}", op="Reshape", input=[tensor, all_])
        added.attr["T"].type = tf.float32.as_datatype_enum
        added.attr["Tshape"].type = tf.int32.as_datatype_enum
        return str(added.name)

    all_, none = constant("all", [-1], tf.int32), constant("none", [], tf.float32)
    scale, shift = flat(found.scale, "scale"), flat(found.shift, "shift")
    node.op = "FusedBatchNormV3"
    node.input[:] = [found.values, scale, shift, none, none]
    node.attr.clear()
    for name in ("T", "U"):
        node.attr[name].type = tf.float32.as_datatype_enum
    node.attr["epsilon"].f = found.epsilon
    node.attr["is_training"].b = True
