"""Folders of which every file holds a class: the lists of those are held to what is there."""

from __future__ import annotations

import inspect
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

_Kind = TypeVar("_Kind")


def classes_in(folder: ModuleType, kind: type[_Kind]) -> set[type[_Kind]]:
    """Return every class of a kind in a file of a folder."""
    names = [f"{folder.__name__}.{each.name}" for each in iter_modules(folder.__path__)]
    members = (inspect.getmembers(import_module(name), inspect.isclass) for name in names)
    found = {each for module in members for _, each in module if issubclass(each, kind)}
    return found - {kind}
