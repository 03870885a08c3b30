"""What is wrong where a project file is no TOML: the line, the place in it, and the likely cure."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CURLY = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\xab\xbb"
_KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_.-]+|\"[^\"]*\")\s*=\s*")
_NUMBER = r"[-+]?\d+"


class Slip(NamedTuple):
    """What is wrong, in words, in which line, from 1, and at which character of it, from 0."""

    what: str
    line: int
    column: int


class _Stumble(NamedTuple):
    """What the parser says, in which line, from 1, and at which character of it, from 0."""

    said: str
    line: int
    column: int


def slip_in(text: str, trouble: str) -> Slip:
    """Return where a text that is no TOML slips and what would mend it.

    Args:
        text: The project file.
        trouble: What the TOML parser says of it.
    """
    lines = [line.rstrip("\r") for line in text.rstrip().split("\n")]
    place = re.search(r" \(at line (\d+), column (\d+)\)", trouble)
    number, column = (int(place[1]), int(place[2]) - 1) if place else (len(lines), 0)
    said = re.sub(r" \(at .*\)$", "", trouble)
    stumble = _Stumble(said, min(number, len(lines)), column)
    found = _in_several_lines(lines, stumble) or next(_in_line(lines, stumble), None)
    return found or Slip(f"is not TOML: {said}", *stumble[1:])


def _in_several_lines(lines: list[str], stumble: _Stumble) -> Slip | None:
    """Return a bracket that nothing closes, or a key or a table that is there twice."""
    if stumble.said.startswith(("Unclosed", "Invalid initial character")):
        return _unclosed(lines, stumble)
    if stumble.said.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        return _twice(lines, stumble.line)
    return None


def _unclosed(lines: list[str], stumble: _Stumble) -> Slip | None:
    for line in range(stumble.line, 0, -1):
        bare = re.sub(r"\"[^\"]*\"|'[^']*'", lambda found: "-" * len(found[0]), lines[line - 1])
        for opening, closing in ("[]", "{}"):
            if bare.count(opening) > bare.count(closing):
                what = f"the {opening} that opens here is not closed: write {closing} at its end"
                if opening == "{":
                    what = f"{what}, in the same line"
                return Slip(what, line, bare.rindex(opening))
    if "inline table" in stumble.said:
        return Slip("commas stand between the pictures in braces", *stumble[1:])
    return None


def _twice(lines: list[str], number: int) -> Slip:
    line = lines[number - 1]
    start = len(line) - len(line.lstrip())
    name = re.sub(r"\s", "", line.partition("=")[0].partition("]")[0]).lstrip("[")
    if re.match(r"\s*\[+\s*sequence\s*\]", line):
        return Slip("each sequence begins with [[sequence]], in two brackets", number, start)
    first = next(_earlier(lines, number, name, is_header="[" in line.partition("=")[0]), None)
    before = f", as in line {first}" if first else ""
    if line.lstrip().startswith("["):
        what = f"[{name}] is there twice{before}: keep one, and all of its keys under it"
        return Slip(what, number, start)
    return Slip(f"`{name}` is there twice{before}: keep one", number, start)


def _earlier(lines: list[str], number: int, name: str, *, is_header: bool) -> Iterator[int]:
    """Yield the lines that have a table's header, or a table's key, before line `number`."""
    for line in range(number - 1, 0, -1):
        text = lines[line - 1].replace(" ", "")
        if is_header and text.startswith(f"[{name}]"):
            yield line
        elif not is_header and text.startswith("["):
            return
        elif not is_header and text.startswith(f"{name}="):
            yield line


def _in_line(lines: list[str], stumble: _Stumble) -> Iterator[Slip]:
    """Yield what may be meant in one line, the likeliest first."""
    line, number = lines[stumble.line - 1], stumble.line
    if _is_sound(line):
        return
    for mark in line:
        if mark in _CURLY:
            what = f'{mark} is a curly quote: write the straight one, "'
            yield Slip(what, number, line.index(mark))
    if key := _KEY.match(line):
        value = re.sub(r"\s+#.*$", "", line[key.end() :]).strip()
        if cure := _cure(key["key"], value, stumble.said):
            at = line.index("\\") if cure.startswith("\\") else key.end()
            yield Slip(cure, number, at)
    elif cure := _keyless(line.strip()):
        yield Slip(cure, number, len(line) - len(line.lstrip()))


def _is_sound(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _cure(key: str, value: str, said: str) -> str | None:
    """Return what is wrong with a value, and how it is written."""
    if not value or value.startswith("#"):
        return f"`{key}` has no value"
    if value[0] in "\"'":
        return _text_cure(value, said)
    if value[0] in "[{":
        return None
    written = _written(value)
    return f"{written[0]}: {key} = {written[1]}" if written else None


def _text_cure(value: str, said: str) -> str | None:
    """Return what is wrong with a text that begins with a quote."""
    quote = value[0]
    if value.count(quote) == 1:
        return f"the text has no closing {quote}"
    if quote == '"' and "\\" in value:
        return r"\ does not stand in double quotes: write / in paths, or put them in single quotes"
    if not said.startswith("Expected newline"):
        return None
    closed = value[: value.index(quote, 1) + 1]
    if re.match(r"[\s,;]", value[len(closed) :]):
        return f"nothing may follow {closed} in its line: each key has a line of its own"
    return f"the text ends at its second {quote}: put text that holds {quote} in the other quotes"


def _written(value: str) -> tuple[str, str] | None:
    """Return the rule that a bare value breaks, and the value as the rule has it, if any."""
    value = value.rstrip(";,").strip()
    if value.lower() in ("true", "yes", "on", "false", "no", "off"):
        return "write", "true" if value.lower() in ("true", "yes", "on") else "false"
    if re.fullmatch(rf"{_NUMBER},\d+", value):
        return "a number has a point", value.replace(",", ".")
    if re.fullmatch(r"[-+]?\d*\.\d*", value):
        whole, _, part = value.partition(".")
        return "a number has digits before and after the point", f"{whole or 0}.{part or 0}"
    if pair := re.fullmatch(rf"\(?\s*({_NUMBER})\s*[x\xd7*,]\s*({_NUMBER})\s*\)?", value):
        return "a list stands in brackets", f"[{pair[1]}, {pair[2]}]"
    if number := re.fullmatch(rf"({_NUMBER}(?:\.\d+)?)\s*[A-Za-z%]*", value):
        return "a number stands alone", re.sub(r"^([-+]?)0+(?=\d)", r"\1", number[1])
    if re.match(r"[-+.]?\d", value) and not re.search(r"[/\\*]|[A-Za-z]{2}", value):
        return None
    return "text stands in quotes", _quoted(value.strip(f"\"'{_CURLY}"))


def _quoted(text: str) -> str:
    return f"'{text}'" if "\\" in text else json.dumps(text, ensure_ascii=False)


def _keyless(line: str) -> str | None:
    """Return what is wrong with a line that is no `key = value`."""
    if line.startswith("["):
        name = line.strip("[] \t").partition("]")[0].partition("#")[0].strip()
        header = f"[[{name}]]" if line.startswith("[[") or name == "sequence" else f"[{name}]"
        return f"a table's header has as many brackets on either side: {header}"
    if line.startswith(("//", ";", "--", "/*")):
        return "a comment begins with #"
    if pair := re.fullmatch(r"([\w.-]+)\s*[:\s]\s*(\S.*)", line):
        if "=" in pair[2]:
            return "a key is one word, and = stands behind it"
        return f"= stands between a key and its value: {pair[1]} = {pair[2]}"
    return None
