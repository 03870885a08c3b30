"""The teacher: a SavedModel of Magenta's kind, split into its style vector and its painter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.python.framework import convert_to_constants

from tlstyle.errors import ModelError
from tlstyle.painters.builtin.layers import CODE_SIZE

FEATURE_MAPS = 4
INPUT_NAMES = (("placeholder", "placeholder_1"), ("content_image", "style_image"))
"""Content and style as modules of this kind call them."""


class Teacher:
    """Magenta's network as two functions: style pictures to vectors, canvases and vectors to paint.

    The module itself takes the style picture anew with every canvas. Its frozen graph is cut at the
    bottleneck of its style network, the 1x1 convolution with `CODE_SIZE` outputs.
    """

    def __init__(self, folder: Path) -> None:
        """Load and split the SavedModel in `folder`; raises ModelError where it has no such cut."""
        try:
            signature = tf.saved_model.load(str(folder)).signatures["serving_default"]
        except (OSError, KeyError) as error:
            raise ModelError(f"{folder}: no SavedModel with a serving signature here") from error
        frozen = convert_to_constants.convert_variables_to_constants_v2(
            signature, aggressive_inlining=True
        )
        content, style = _inputs(signature, folder)
        vector, output = _bottleneck(frozen.graph, folder), frozen.outputs[0].name
        definition = frozen.graph.as_graph_def()
        self._encode = _function(definition, [style], [vector])
        self._features = _function(definition, [style], _feature_maps(frozen.graph, vector))
        self._paint = _function(definition, [content, vector], [output])
        stations = _stations(frozen.graph, content)
        self._think = _function(definition, [content, vector], [*stations, output])

    def encode(self, pictures: Any) -> Any:
        """Style pictures [N,256,256,3] in 0..1 to style vectors [N,CODE_SIZE]."""
        return self._encode(tf.convert_to_tensor(pictures))[0][:, 0, 0, :]

    def features(self, pictures: Any) -> Any:
        """Pictures [N,H,W,3] in 0..1 to `FEATURE_MAPS` maps of the style network, fine first."""
        return self._features(tf.convert_to_tensor(pictures))

    def paint(self, canvases: Any, vectors: Any) -> Any:
        """Canvases [N,H,W,3] in 0..1, sides multiples of 4, and vectors to paintings in 0..1."""
        return self._paint(tf.convert_to_tensor(canvases), vectors[:, None, None, :])[0]

    def think(self, canvases: Any, vectors: Any) -> tuple[Any, Any]:
        """Canvases and vectors to the features on the way, as `_stations` says, and paintings."""
        *stations, painted = self._think(tf.convert_to_tensor(canvases), vectors[:, None, None, :])
        return stations, painted


def _inputs(signature: Any, folder: Path) -> tuple[str, str]:
    """Return the tensors of the content and the style input, told apart by name, never by order."""
    tensors = {tensor.op.name: str(tensor.name) for tensor in signature.inputs}
    for content, style in INPUT_NAMES:
        if {content, style} <= set(tensors):
            return tensors[content], tensors[style]
    raise ModelError(f"{folder}: inputs {', '.join(tensors)} are not those of Magenta's module")


def _bottleneck(graph: Any, folder: Path) -> str:
    """Return the name of the style vector's tensor, found by its shape."""
    for operation in graph.get_operations():
        if operation.type in ("Conv2D", "BiasAdd", "AddV2"):
            shape = operation.outputs[0].shape
            if shape.rank == 4 and shape[1:].as_list() == [1, 1, CODE_SIZE]:
                readers = operation.outputs[0].consumers()
                if len(readers) > 1:
                    return str(operation.outputs[0].name)
    raise ModelError(f"{folder}: no style vector of {CODE_SIZE} numbers in this graph")


def _feature_maps(graph: Any, vector: str) -> list[str]:
    """Return the names of a few activations, evenly spread over the style network's depth."""
    waiting, seen = [graph.get_tensor_by_name(vector).op], set()
    while waiting:
        operation = waiting.pop()
        if operation.name not in seen:
            seen.add(operation.name)
            waiting += [tensor.op for tensor in operation.inputs]
    active = [
        operation.outputs[0].name
        for operation in graph.get_operations()
        if operation.name in seen and operation.type in ("Relu", "Relu6")
    ]
    return [active[(2 * i + 1) * len(active) // (2 * FEATURE_MAPS)] for i in range(FEATURE_MAPS)]


def _stations(graph: Any, content: str) -> list[str]:
    """Return the names of the painter's features: after every ReLU and after every block's sum."""
    reached = {graph.get_tensor_by_name(content).op.name}
    stations = []
    for operation in graph.get_operations():  # in an order in which inputs come first
        if any(tensor.op.name in reached for tensor in operation.inputs):
            reached.add(operation.name)
            maps = [t for t in operation.inputs if t.shape.rank == 4 and t.shape[1] is None]
            if operation.type == "Relu" or (operation.type == "AddV2" and len(maps) == 2):
                stations.append(operation.outputs[0].name)
    return stations


def _function(definition: Any, inputs: list[str], outputs: list[str]) -> Any:
    """Return the part of a frozen graph from `inputs` to `outputs` as a function of the inputs."""

    def run(*values: Any) -> Any:
        fed = dict(zip(inputs, values, strict=True))
        return tf.import_graph_def(definition, input_map=fed, return_elements=outputs)

    return tf.function(run, reduce_retracing=True)
