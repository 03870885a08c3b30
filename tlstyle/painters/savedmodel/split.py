"""Splits the graph of a style-transfer SavedModel into a style network and a painting network.

The frontier is every tensor that depends on the style input alone and feeds an operation that
depends on the content: computed once per style picture, those tensors are the style code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.painters.savedmodel.fuse import fused
from tlstyle.painters.savedmodel.signature import Signature

_PICTURE = STYLE_SIDE * STYLE_SIDE * 3
"""How many numbers a style picture is; mixing as many mixes pictures, not styles."""


class CannotSplitError(Exception):
    """A graph whose style cannot be computed apart; the text says why."""


@dataclass(frozen=True, slots=True)
class Network:
    """A painting network on float32 tensors in 0..1.

    `encode` takes one style picture [1, 256, 256, 3] and returns the code, a list of tensors;
    `paint` takes canvases [N, H, W, 3] and a code, and returns pictures of that size or larger.
    """

    encode: Callable[[Any], list[Any]]
    paint: Callable[[Any, list[Any]], Any]


def split(function: Any, signature: Signature) -> Network:
    """Return a loaded signature's function as two, the style network and the painting network.

    Raises CannotSplitError where the style reaches the content by no tensors of fixed shape.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    # Without aggressive inlining the graph stays one call of a library function.
    frozen = convert_variables_to_constants_v2(function, aggressive_inlining=True)
    # The order of a signature's inputs changes from load to load, the names do not.
    feeds = dict(zip(function.function_type.parameters, frozen.inputs, strict=True))
    content, style = feeds[signature.content].name, feeds[signature.style].name
    (painted,) = (output.name for output in frozen.outputs)

    graph = _Graph(frozen.graph.as_graph_def(), content, style)
    frontier = graph.frontier(painted)
    code = [_spec(frozen.graph.get_tensor_by_name(name)) for name in frontier]
    if sum(spec.shape[1:].num_elements() for spec in code) >= _PICTURE:
        raise CannotSplitError("its content meets the style picture itself, or as much as that")
    pictures = tf.TensorSpec((None, None, None, 3), tf.float32)
    styling = graph.part(frontier, [style], graph.of_content)
    painting = graph.part([painted], [content, *frontier], graph.of_style)
    encode = _function(styling, [style], frontier, [pictures])
    paint = _function(painting, [content, *frontier], [painted], [pictures, *code])
    quick = fused(painting, lambda tensor: frozen.graph.get_tensor_by_name(_edge(tensor)).shape[-1])
    paint_one = _function(quick, [content, *frontier], [painted], [pictures, *code])

    def paint_canvases(canvases: Any, tensors: list[Any]) -> Any:
        return (paint_one if canvases.shape[0] == 1 else paint)(canvases, *tensors)[0]

    return Network(encode, paint_canvases)


def _spec(tensor: Any) -> Any:
    import tensorflow as tf

    # The first size may be the batch's, unknown until the style net is called with one picture.
    if tensor.dtype != tf.float32 or not tensor.shape[1:].is_fully_defined():
        raise CannotSplitError(
            f"its style reaches the content as {tensor.dtype.name} {tensor.shape} ({tensor.name})"
        )
    return tf.TensorSpec(tensor.shape, tf.float32)


def _function(graph: Any, feeds: list[str], fetches: list[str], specs: list[Any]) -> Any:
    """Return a graph as a function from its feeds, in order, to the list of its fetches."""
    import tensorflow as tf

    def imported(*tensors: Any) -> Any:
        return tf.graph_util.import_graph_def(
            graph, dict(zip(feeds, tensors, strict=True)), fetches, name=""
        )

    return tf.compat.v1.wrap_function(imported, specs)


class _Graph:
    """A frozen graph that knows which nodes depend on the content, and which on the style.

    Tensors are named "node:0", control edges "^node". Control edges order side effects, and in a
    frozen graph none of those decides a pixel: dependence is dependence on data, and a control edge
    from one half into the other is cut. Within a half they stay: loops and conditionals need them.
    """

    def __init__(self, definition: Any, content: str, style: str) -> None:
        self._definition = definition
        self._inputs = {node.name: [_edge(name) for name in node.input] for node in definition.node}
        self._users = defaultdict(list)
        for name, edges in self._inputs.items():
            for edge in edges:
                if not edge.startswith("^"):
                    self._users[_node(edge)].append(name)
        self.of_content = self._descendants(_node(content))
        self.of_style = self._descendants(_node(style))

    def frontier(self, painted: str) -> list[str]:
        """Return the tensors of the style alone that the operations behind `painted` take."""
        style_alone = self.of_style - self.of_content
        painting = self._ancestors([painted], (), self.of_style) & self.of_content
        taken = (edge for name in self._inputs if name in painting for edge in self._inputs[name])
        found = [edge for edge in taken if not edge.startswith("^") and _node(edge) in style_alone]
        if not found:
            raise CannotSplitError("no tensor of its style alone reaches the content")
        return list(dict.fromkeys(found))

    def part(self, fetches: Sequence[str], feeds: Collection[str], others: AbstractSet[str]) -> Any:
        """Return the definition of what lies between feeds and fetches, without the other half."""
        cut = others | {_node(feed) for feed in feeds}
        names = self._ancestors(fetches, feeds, cut)
        part = type(self._definition)()
        part.versions.CopyFrom(self._definition.versions)
        part.library.CopyFrom(self._definition.library)
        for node in self._definition.node:
            if node.name in names:
                copy = part.node.add()
                copy.CopyFrom(node)
                copy.device = ""  # the exporter's machine is not this one
                copy.input[:] = self._kept(node.name, cut)
        return part

    def _kept(self, name: str, cut: AbstractSet[str]) -> list[str]:
        """Return a node's incoming edges, without control edges out of nodes in `cut`."""
        edges = self._inputs[name]
        return [edge for edge in edges if not (edge.startswith("^") and _node(edge) in cut)]

    def _ancestors(
        self, tensors: Sequence[str], feeds: Collection[str], cut: AbstractSet[str]
    ) -> set[str]:
        found: set[str] = set()
        waiting = list(tensors)
        while waiting:
            edge = waiting.pop()
            if edge not in feeds and _node(edge) not in found:
                found.add(_node(edge))
                waiting += self._kept(_node(edge), cut)
        return found

    def _descendants(self, start: str) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            new = set(self._users[waiting.pop()]) - found
            found |= new
            waiting += new
        return found


def _edge(name: str) -> str:
    """Return an edge with the output it leaves by spelled out."""
    return name if ":" in name or name.startswith("^") else f"{name}:0"


def _node(edge: str) -> str:
    """Return the node that an edge leaves."""
    return edge.lstrip("^").partition(":")[0]
