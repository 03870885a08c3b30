"""Writes `keys.md`: every key of a project file, with what it takes, as the schema has it.

.venv/bin/python docs/keys.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tlstyle.project.schema import project_schema

Node: TypeAlias = Mapping[str, Any]

PAGE = Path(__file__).with_name("keys.md")

HEAD = """\
# Every key

What a project file may have, what each key takes, and what it is where nobody sets it.
[The whole project file](project.md) explains them; this page is written by `docs/keys.py` from
what the program itself goes by.
"""


def reference() -> str:
    """Return the page."""
    schema = project_schema()
    tables = {key: node for key, node in schema["properties"].items() if _keys(_item(node))}
    plain = {key: node for key, node in schema["properties"].items() if key not in tables}
    sections = [HEAD, _section("Before all tables", plain, set(), {})]
    inherited = plain | _keys(tables["style"]) | _keys(tables["edit"])
    earlier = {"sequence": inherited, "shape": plain}
    for key, node in tables.items():
        item = _item(node)
        own = _keys(item)
        title = f"`{node['title']}`: {_lowered(item['description'])}"
        needed = {*item.get("required", ())}
        sections.append(_section(title, own, needed, earlier.get(key, {})))
    return "\n".join(sections)


def _section(
    title: str, keys: Mapping[str, Node], required: set[str], known: Mapping[str, Node]
) -> str:
    shared = [key for key, node in keys.items() if _same(node, known.get(key))]
    lines = [f"## {title}", "", "| key | takes | default | meaning |", "|---|---|---|---|"]
    for key, node in keys.items():
        if key not in shared:
            lines += _rows(key, node, key in required)
    if shared:
        names = ", ".join(f"`{key}`" for key in shared)
        lines += ["", f"As for all, for itself alone: {names}."]
    return "\n".join(lines) + "\n"


def _same(node: Node, other: Node | None) -> bool:
    return other is not None and node["description"] == other["description"]


def _rows(name: str, node: Node, required: bool) -> Iterator[str]:
    """Yield a key's row, and those of the table that may stand for it."""
    default = "required" if required else _default(node)
    yield f"| `{name}` | {_takes(node)} | {default} | {_meaning(node)} |"
    kinds = [each for each in (node, *node.get("anyOf", ())) if _keys(each)]
    of: dict[str, list[Node]] = {}
    for kind in kinds:
        for key in _keys(kind):
            of.setdefault(key, []).append(kind)
    for key, where in of.items():
        inner = _keys(where[0])[key]
        if key == "kind":
            for kind in where:
                told = _keys(kind)["kind"]
                yield f"| `{name}.kind` | {_takes(told)} | required | {_meaning(told)} |"
        else:
            rows = _rows(f"{name}.{key}", inner, key in where[0].get("required", ()))
            yield from (_told_of(row, where, kinds) for row in rows)


def _told_of(row: str, where: list[Node], kinds: list[Node]) -> str:
    """Return a row that says of which kinds of a table it is, if not of all that have keys."""
    named = [_keys(kind)["kind"]["const"] for kind in where if "kind" in _keys(kind)]
    if not named or len(where) == len(kinds):
        return row
    return f"{row.removesuffix(' |')}; of {', '.join(f'`{kind}`' for kind in named)} |"


def _item(node: Node) -> Node:
    """Return the table that a list of tables holds, or the table itself."""
    items = node.get("items")
    return items if isinstance(items, dict) and "properties" in items else node


def _keys(node: Node) -> dict[str, Node]:
    """Return a table's keys; that of keyframes is no table of its own."""
    keys = node.get("properties", {})
    return {} if "keys" in keys else dict(keys)


def _takes(node: Node) -> str:
    if "anyOf" in node:
        return "; ".join(dict.fromkeys(map(_takes, node["anyOf"])))
    if "const" in node:
        return f"`{_toml(node['const'])}`"
    if "enum" in node:
        return ", ".join(f"`{_toml(value)}`" for value in node["enum"])
    kinds = node.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return "; ".join(dict.fromkeys(_kind(kind, node) for kind in kinds)) or "text"


def _kind(kind: str, node: Node) -> str:
    if kind in ("number", "integer"):
        return ("a number" if kind == "number" else "a whole number") + _range(node)
    if kind in ("array", "object") and "keys" in node.get("properties", {}):
        return "[keyframes](project.md#keyframes)"
    if kind == "array":
        items = node.get("items")
        return f"a list of {len(items)}" if isinstance(items, list) else "a list"
    return {"boolean": "`true` or `false`", "string": "text", "object": "a table"}[kind]


def _range(node: Node) -> str:
    least, most = node.get("minimum"), node.get("maximum")
    over = node.get("exclusiveMinimum")
    if over is not None:
        return f", over {over:g}" + ("" if most is None else f", at most {_plain(most)}")
    if least is None:
        return ""
    return f", {least:g} to {_plain(most)}" if most is not None else f", at least {least:g}"


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:g}"


def _default(node: Node) -> str:
    default = node.get("default")
    return "" if default is None or default == [] else f"`{_toml(default)}`"


def _meaning(node: Node) -> str:
    """Return what a key means, with links, and an example where words alone leave it open."""
    place = r'\(see "([^"]+)" in docs/project\.md\)'
    said = re.sub(place, _link, str(node.get("description", "")))
    examples = node.get("examples", [])
    wanted = [example for example in examples if isinstance(example, list | dict)][:1]
    shown = "".join(f"; as `{_toml(example)}`" for example in wanted)
    return f"{said}{shown}".replace("|", r"\|")


def _link(match: re.Match[str]) -> str:
    title = match[1]
    anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
    return f"([{title}](project.md#{anchor}))"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_name(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _name(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else json.dumps(key)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
