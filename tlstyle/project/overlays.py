"""The tables of what lies on top of a film's picture: `[[text]]`, `[[picture]]`, `[credits]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field, Strict, create_model

from tlstyle.overlays import OVERLAYS, Given, Overlay, Placed
from tlstyle.steps.table import Table

_MOST = 200
"""How many overlays of a kind a film may have."""

_TableType = TypeVar("_TableType", bound="type[Table]")


def _table_of(overlay: type[Overlay]) -> type[Table]:
    fields: dict[str, Any] = {
        name: (Annotated[key.accepts, key.meaning], Field(key.default, validate_default=True))
        for name, key in overlay.keys.items()
    }
    return create_model(
        f"{overlay.__name__}Table", __base__=Table, __doc__=overlay.__doc__, **fields
    )


_OVERLAY_TABLES = {overlay.kind: _table_of(overlay) for overlay in OVERLAYS}
"""The tables of all overlays, by kind."""


def with_overlays(table: _TableType) -> _TableType:
    """Give a project's table those of the overlays."""
    fields: dict[str, Any] = {}
    for overlay in OVERLAYS:
        own: Any = _OVERLAY_TABLES[overlay.kind]
        many = Annotated[tuple[own, ...], Strict(False), Field(max_length=_MOST)]
        fields[overlay.kind] = (own | None, None) if overlay.is_one else (many, ())
    made: Any = create_model(table.__name__, __base__=table, __doc__=table.__doc__, **fields)
    return cast("_TableType", made)


def overlays_of(table: Table, given: Given) -> Iterator[Placed]:
    """Yield a project's overlays, in the order in which they are laid on a picture."""
    for overlay in OVERLAYS:
        own = getattr(table, overlay.kind)
        if overlay.is_one and own:
            yield Placed(overlay.of(dict(own), given), (overlay.kind,))
        for number, each in enumerate(() if overlay.is_one else own):
            yield Placed(overlay.of(dict(each), given), (overlay.kind, number))
