"""Which inputs of a SavedModel take the canvases and the style, told without TensorFlow.

Importing TensorFlow costs seconds, and `tlstyle check` must judge a model without it; so the few
fields that matter are read from the file itself. Field numbers are those of tensorflow's
saved_model.proto, meta_graph.proto and tensor_shape.proto.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from tlstyle.errors import ModelError
from tlstyle.painters.painter import STYLE_SIDE
from tlstyle.painters.savedmodel.wire import integer, messages, text

_NEEDED = (
    "needed are two inputs, content and style, both float32 [N, H, W, 3] in 0..1, and one picture "
    "out, as arbitrary-image-stylization-v1-256 has them"
)

_SERVING = ("serving_default", "default")
"""The keys under which exporters put the signature meant for callers."""

_FLOAT32 = 1
_TYPES = {_FLOAT32: "float32", 2: "float64", 3: "int32", 4: "uint8", 7: "string", 9: "int64"}


@dataclass(frozen=True, slots=True)
class Signature:
    """How a SavedModel is called: its tags, the signature's key, and the names of its tensors."""

    tags: tuple[str, ...]
    key: str
    content: str
    style: str
    painted: str


@dataclass(frozen=True, slots=True)
class _Port:
    name: str
    dtype: int
    shape: tuple[int, ...] | None

    def takes(self, *shape: int) -> bool:
        """Return whether float32 pictures of this shape pass; -1 stands for any size."""
        if self.dtype != _FLOAT32 or self.shape is None:
            return self.dtype == _FLOAT32
        sizes = zip(self.shape, shape, strict=False)
        return len(self.shape) == len(shape) and all(own in (-1, asked) for own, asked in sizes)

    def __str__(self) -> str:
        sizes = (
            "of any shape"
            if self.shape is None
            else "[" + ", ".join("?" if size == -1 else str(size) for size in self.shape) + "]"
        )
        return f"{self.name} {_TYPES.get(self.dtype, f'of type {self.dtype}')} {sizes}"


def read_signature(saved_model: bytes, folder: Path) -> Signature:
    """Return the signature that paints, from the bytes of a saved_model.pb.

    Inputs are told apart by their names: one speaks of content or style, or they are called
    Placeholder and Placeholder_1, content first, as Magenta's export script leaves them.
    Raises ModelError, naming the folder, what was found and what is needed.
    """
    try:
        found = list(_signatures(memoryview(saved_model)))
    except ValueError as trouble:
        raise ModelError(f"{folder}: its saved_model.pb is damaged ({trouble})") from trouble
    for tags, key, inputs, outputs in found:
        roles = _roles(inputs)
        if roles and len(outputs) == 1 and outputs[0].takes(-1, -1, -1, 3):
            return Signature(tags, key, roles[0].name, roles[1].name, outputs[0].name)
    raise ModelError(f"{folder}: this SavedModel does not paint: {_found(found)}; {_NEEDED}")


_Found = tuple[tuple[str, ...], str, list[_Port], list[_Port]]


def _signatures(saved_model: memoryview) -> Iterator[_Found]:
    """Yield tags, key, inputs and outputs of every signature, those meant for serving first."""
    for graph in sorted(messages(saved_model, 2), key=lambda graph: "train" in _tags(graph)):
        signatures = {text(entry, 1): messages(entry, 2) for entry in messages(graph, 5)}
        for key in sorted(signatures, key=lambda key: (key not in _SERVING, key)):
            # TensorFlow keeps operations without inputs, to initialize and train, here too.
            if not key.startswith("__saved_model"):
                (signature,) = signatures[key]
                yield _tags(graph), key, _ports(signature, 1), _ports(signature, 2)


def _tags(graph: memoryview) -> tuple[str, ...]:
    return tuple(str(tag, "utf-8") for info in messages(graph, 1) for tag in messages(info, 4))


def _ports(signature: memoryview, number: int) -> list[_Port]:
    ports = []
    for entry in messages(signature, number):
        (info,) = messages(entry, 2)
        shapes = messages(info, 3)
        unknown = not shapes or bool(integer(shapes[0], 3))
        sizes = None if unknown else tuple(integer(size, 1) for size in messages(shapes[0], 2))
        ports.append(_Port(text(entry, 1), integer(info, 2), sizes))
    return sorted(ports, key=lambda port: port.name)


def _roles(inputs: list[_Port]) -> tuple[_Port, _Port] | None:
    """Return the content and the style input, None where they cannot be told or do not fit."""
    if len(inputs) != 2:
        return None
    for content, style in permutations(inputs, 2):
        fits = content.takes(-1, -1, -1, 3) and style.takes(1, STYLE_SIDE, STYLE_SIDE, 3)
        if fits and _named_so(content.name.lower(), style.name.lower()):
            return content, style
    return None


def _named_so(content: str, style: str) -> bool:
    return (
        ("content" in content and "content" not in style)
        or ("style" in style and "style" not in content)
        or (content, style) == ("placeholder", "placeholder_1")
    )


def _found(found: list[_Found]) -> str:
    if not found:
        return "it has no signature"
    _, key, inputs, outputs = found[0]
    taken, given = ", ".join(map(str, inputs)), ", ".join(map(str, outputs))
    return f"its signature {key!r} takes {taken or 'nothing'} and gives {given or 'nothing'}"
