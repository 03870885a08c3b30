"""Time-lapse sequences, each painted in the style of a picture, as one finished film.

Programs open films, plan, paint and write them, and paint single pictures: see docs/library.md.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # of typing, which takes its time, as all that is imported below does
if TYPE_CHECKING:
    from tlstyle.errors import (
        BusyError,
        DiskFullError,
        FilmError,
        FootageError,
        ModelError,
        OptionError,
        PaintError,
        Problem,
        ProjectError,
        RoomError,
        TlstyleError,
    )
    from tlstyle.library.film import Film, open  # noqa: A004  # as it is called
    from tlstyle.library.one import paint_one
    from tlstyle.library.plan import Painted, Plan, Planned

__all__ = [
    "BusyError",
    "DiskFullError",
    "Film",
    "FilmError",
    "FootageError",
    "ModelError",
    "OptionError",
    "PaintError",
    "Painted",
    "Plan",
    "Planned",
    "Problem",
    "ProjectError",
    "RoomError",
    "TlstyleError",
    "open",
    "paint_one",
]

_HOMES = {
    "Film": "library.film",
    "Painted": "library.plan",
    "Plan": "library.plan",
    "Planned": "library.plan",
    "open": "library.film",
    "paint_one": "library.one",
}
"""Where names are that are not errors."""


def __getattr__(name: str) -> object:
    """Import what a program asks for when it asks."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"tlstyle.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
