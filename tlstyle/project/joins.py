"""The key `join`: a kind by its name, or a table that says more of it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Tag, create_model, model_validator

from tlstyle.joins import JOINS, Join
from tlstyle.steps.key import meaning
from tlstyle.steps.table import Table

JOIN_KINDS: dict[str, type[Join]] = {join.kind: join for join in JOINS}
"""The joins, by what the project file calls them."""

_NAMED = "named"
"""What stands for a join of which nothing but the kind is said."""


class JoinTable(Table):
    """A join and its keys."""

    kind: str

    @model_validator(mode="after")
    def _refuse_trouble(self) -> JoinTable:
        if what := JOIN_KINDS[self.kind].trouble(dict(self)):
            raise ValueError(what)
        return self


def _table_of(join: type[Join]) -> type[JoinTable]:
    fields: dict[str, Any] = {
        name: (Annotated[key.accepts, key.meaning], key.default) for name, key in join.keys.items()
    }
    name = f"{join.__name__}Table"
    fields["kind"] = (Annotated[Literal[join.kind], meaning(join.about)], ...)
    return create_model(name, __base__=JoinTable, __doc__=join.__doc__, **fields)


JOIN_TABLES = {kind: _table_of(join) for kind, join in JOIN_KINDS.items()}
"""The tables of all joins, by kind."""


def kind_of(join: Any) -> str:
    """Return the kind of a join as the project file has it."""
    return join if isinstance(join, str) else join.kind


def _tag(value: Any) -> str | None:
    """Return which of the tables a value is to be read as."""
    if isinstance(value, str):
        return _NAMED if value in JOIN_KINDS else value
    if isinstance(value, JoinTable):
        return value.kind
    kind = value.get("kind") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


if TYPE_CHECKING:
    JoinKey: TypeAlias = str | JoinTable
else:
    _TABLES = [Annotated[table, Tag(kind)] for kind, table in JOIN_TABLES.items()]
    _NAME = Annotated[Literal[tuple(JOIN_KINDS)], Tag(_NAMED)]
    JoinKey = Annotated[reduce(or_, _TABLES, _NAME), Discriminator(_tag)]
    """What the key accepts."""
