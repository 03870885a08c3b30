"""The project file's JSON schema, as editors take it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from tlstyle import __version__
from tlstyle.project.tables import ProjectTable

Node: TypeAlias = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""What editors of TOML know best."""

_HANDBOOK = "docs/project.md"


def project_schema() -> Node:
    """Return the project file's JSON schema.

    Every key has its title, which is where it stands, what it means, its range, and what it is
    where nobody says, or examples. There are no nulls, which TOML has not.
    """
    made = ProjectTable.model_json_schema()
    head = {"$schema": _DRAFT, "$comment": f"tlstyle {__version__}"}
    root: Node = _plain(_inlined(made, made.pop("$defs")))
    _inherit(root["properties"])
    _title(root, "")
    return head | root | {"title": "tlstyle", "description": ProjectTable.__doc__}


def in_words(text: str) -> str:
    """Return what the handbook says, as it is read elsewhere: links are names of its parts."""
    text = re.sub(r",? (?:see )?\[below\]\(#([^)]+)\)", _part, text)
    return re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text)


def _part(link: re.Match[str]) -> str:
    return f' (see "{link[1].replace("-", " ")}" in {_HANDBOOK})'


def _inlined(node: Any, tables: Node) -> Any:
    """Return a part of a schema with tables in the place of references to them."""
    if isinstance(node, list):
        return [_inlined(each, tables) for each in node]
    if not isinstance(node, dict):
        return node
    own = {key: _inlined(each, tables) for key, each in node.items() if key != "$ref"}
    if "$ref" not in node:
        return own
    return _inlined(tables[node["$ref"].rpartition("/")[2]], tables) | own


def _plain(node: Any) -> Any:
    """Return a part of a schema as draft 7 has it, as flat as it can be, and without nulls."""
    if isinstance(node, list):
        return [_plain(each) for each in node if each != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    own = {key: _plain(each) for key, each in node.items() if _is_of_toml(key, each)}
    if items := own.pop("prefixItems", None):
        own["items"] = items
    if "description" in own:
        own["description"] = in_words(own["description"].partition("\n\n")[0])
    ways = own.pop("oneOf", None) or own.pop("anyOf", None) or []
    return own if not ways else {**_either(ways), **own}


def _is_of_toml(key: str, value: Any) -> bool:
    """Tell what is kept: no null, nor a default that is a table, whose keys have theirs."""
    return value is not None and not (key == "default" and isinstance(value, dict))


def _either(ways: list[Node]) -> Node:
    """Return what accepts any of several, as one of several types where that tells them.

    What is wrong inside is then said where it is, and not that it is none of them.
    """
    if len(ways) == 1:
        return ways[0]
    types = [each for way in ways for each in _types(way)]
    if len(set(types)) < len(types) or any("enum" in way for way in ways):
        return {"anyOf": ways}
    return {key: value for way in ways for key, value in way.items()} | {"type": types}


def _types(way: Node) -> list[str]:
    """Return the types that one of several ways has; of one without, all at once: none is told."""
    own = way.get("type", ["?", "?"])
    return own if isinstance(own, list) else [own]


def _inherit(tables: Node) -> None:
    """Give keys of a sequence, and of a shape, what is said of the same key for all of them."""
    own = tables["sequence"]["items"]["properties"]
    for shared in (tables["style"]["properties"], tables["edit"]["properties"], tables):
        for name in own.keys() & shared.keys():
            own[name] = {**_said(shared[name]), **own[name]}
    shapes = tables["shape"]["items"]["properties"]
    for name in shapes.keys() & tables.keys():
        shapes[name] = {**_said(tables[name]), **shapes[name]}


def _said(key: Node) -> Node:
    """Return a key's meaning and examples; what it is where nobody says is one."""
    usual = {"examples": [key["default"]]} if "default" in key else {}
    return usual | {part: key[part] for part in ("description", "examples") if part in key}


def _title(table: Node, heading: str) -> None:
    """Title each key of a table by where it stands."""
    for name, key in table.get("properties", {}).items():
        inner = f"[[{name}]]" if key.get("type") == "array" else f"[{name}]"
        is_table = not heading and any(True for _ in _tables(key))
        key["title"] = inner if is_table else f"{heading} {name}".strip()
        for each in _tables(key):
            _title(each, inner if is_table else name)


def _tables(key: Node) -> Iterator[Node]:
    """Yield the tables that a key may be, or that are in its list."""
    if "properties" in key:
        yield key
    for each in (key.get("items"), *key.get("anyOf", [])):
        if isinstance(each, dict):
            yield from _tables(each)
