"""The page's templates, filled: whatever is put into one is escaped, unless it is HTML already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from tlstyle.words import printable

_PAGE = files("tlstyle.exports.review") / "page"


class Markup(str):
    """Text that is HTML, and is put into a template as it is."""

    __slots__ = ()


def filled(name: str, /, **values: object) -> Markup:
    """Return one of the page's templates with values in its places.

    Args:
        name: The template's file, such as `page.html`.
        values: What stands in each of its places; all but `Markup` is escaped.
    """
    places = {key: _escaped(value) for key, value in values.items()}
    return Markup(_template(name).substitute(places))


def filled_each(name: str, rows: Iterable[dict[str, Any]]) -> Markup:
    """Return a template filled once for each row of values."""
    return joined(filled(name, **row) for row in rows)


def joined(parts: Iterable[Markup]) -> Markup:
    """Return HTML one after the other."""
    return Markup("".join(parts))


def as_is(name: str) -> Markup:
    """Return a file of the page in which nothing is to be filled: a style sheet, a script."""
    return Markup((_PAGE / name).read_text("utf-8"))


def as_json(value: Any) -> Markup:
    """Return a value as JSON that ends no script, whatever is in it."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def _template(name: str) -> Template:
    return Template(as_is(name).removesuffix("\n"))


def _escaped(value: object) -> str:
    return value if isinstance(value, Markup) else escape(printable(str(value)))
