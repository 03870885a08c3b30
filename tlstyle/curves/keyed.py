"""What a key of the project file accepts whose number may be keyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import CoreSchema, core_schema

from tlstyle.curves.curve import EASES, Ease
from tlstyle.curves.keyframes import Keyframes
from tlstyle.curves.places import Place, place_of


def said_keys(first: Any, last: Any) -> dict[str, Any]:
    """Return what is said of a table's `keys` to editors, with one for either end of the way."""
    example = [[0, first], ["100%", last]]
    return {"description": "keyframes, `[at, value]` each, in order", "examples": [example]}


EASE = {
    "enum": list(EASES),
    "default": "smooth",
    "description": "how it gets from one keyframe to the next",
}
"""The same of its `ease`."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Makes a key accept a number in a range, or keyframes of it.

    Stands in `Annotated[float | Keyframes, Keyed(0, 1)]`. Keyframes are a list of `[at, value]`, or
    a table with such a list as `keys` and with `ease`.

    Attributes:
        ge: The least that it may be.
        le: The most.
        digits: Decimals of what is between keyframes that are worth painting a frame anew.
        by_ratio: Whether it grows by so many times, and not by so much.
    """

    ge: float
    le: float
    digits: int = 4
    by_ratio: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return how the key is read: numbers as of any other key, keyframes as here."""
        plain = core_schema.float_schema(ge=self.ge, le=self.le, strict=True, allow_inf_nan=False)
        return core_schema.no_info_wrap_validator_function(
            self._read,
            plain,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Return the same for editors."""
        value = {"type": "number", "minimum": self.ge, "maximum": self.le}
        key = {"type": "array", "prefixItems": [{"type": ["number", "string"]}, value]}
        keys = {"type": "array", "minItems": 1, "items": key | {"minItems": 2, "maxItems": 2}}
        table = {
            "type": "object",
            "properties": {"keys": keys | said_keys(self.ge, self.le), "ease": EASE},
            "required": ["keys"],
            "additionalProperties": False,
        }
        return {"anyOf": [value, keys, table]}

    def _read(self, value: Any, plain: Any) -> Any:
        if isinstance(value, Keyframes):
            return value
        if not isinstance(value, list | dict):
            return plain(value)
        keys, ease = read_keys(value, 'write [at, value], such as ["50%", 0.5]')
        read = tuple((place, self._value(place, each)) for place, each in keys)
        return Keyframes(read, ease, self.digits, self.by_ratio)

    def _value(self, place: Place, value: Any) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not self.ge <= value <= self.le:
            raise ValueError(f"{value} at {place} must be a number from {self.ge:g} to {self.le:g}")
        return float(value)


def read_keys(value: Any, write: str) -> tuple[list[tuple[Place, Any]], Ease]:
    """Return the places and values of a list of keyframes, or of a table of them, and its ease.

    Args:
        value: What the project file has.
        write: What to write instead of what is no keyframe.

    Raises:
        ValueError: they are none; the text says why.
    """
    table = {"keys": value} if isinstance(value, list) else value
    keys, ease = table.get("keys"), table.get("ease", "smooth")
    if unknown := table.keys() - {"keys", "ease"}:
        raise ValueError(f"unknown `{min(unknown)}`: keyframes have `keys` and `ease`")
    if not isinstance(keys, list) or not keys:
        raise ValueError(f"needs `keys`, a list of keyframes: {write}")
    if ease not in EASES:
        raise ValueError(f"`ease` must be one of {', '.join(EASES)}")
    for key in keys:
        if not isinstance(key, list) or len(key) != 2:
            raise ValueError(f"{key} is no keyframe: {write}")
    return [(place_of(at), each) for at, each in keys], ease
