"""Where to measure, how long, and what is at hand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.rows import Missing

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Bench:
    """Where to measure, and how long.

    Attributes:
        folder: Scratch, for this run alone.
        quick: Be done in a few minutes, at the price of wider ranges.
        models: The folder of real models; None where it is not at hand.
    """

    folder: Path
    quick: bool
    models: Path | None

    def choose(self, full: Choice, quick: Choice) -> Choice:
        """Return what fits the time there is."""
        return quick if self.quick else full

    def savedmodel(self) -> Path:
        """Return the folder of the small Magenta network, the notebook's.

        Raises:
            Missing: it is not at hand.
        """
        model = self.models and self.models / "magenta-mobile"
        if not model or not model.is_dir():
            raise Missing("needs models/magenta-mobile: set TLSTYLE_DATA to the data beside it")
        return model


def find_models() -> Path | None:
    """Return the folder of real models: beside TLSTYLE_DATA, or in ../shared."""
    data = os.environ.get("TLSTYLE_DATA")
    shared = Path(data).parent if data else Path(__file__).parents[2] / "shared"
    return shared / "models" if (shared / "models").is_dir() else None
