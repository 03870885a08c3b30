"""What a join is, and the keys of the project file that set one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from tlstyle.pixels import FramePixels
from tlstyle.steps.key import Key

if TYPE_CHECKING:
    from typing_extensions import Self


SECONDS = Key(
    Annotated[float, Field(gt=0, le=86400)] | None, None, "its length, in seconds", examples=(1.5,)
)

CURVE = Key(
    Literal["linear", "smooth"],
    "linear",
    '`"linear"`, or `"smooth"`: it sets in and ends gently',
)


@dataclass(frozen=True, slots=True)
class Join:
    """How one sequence gives way to the next, over frames that both share.

    Attributes:
        kind: What the project file calls it.
        about: What it does, as the handbook's table has it.
        keys: The keys of its table, but for `kind`.
        takes_time: Whether sequences share frames in it.
    """

    kind: ClassVar[str]
    about: ClassVar[str]
    keys: ClassVar[Mapping[str, Key]] = {}
    takes_time: ClassVar[bool] = True

    @classmethod
    def of(cls, settings: Mapping[str, Any], folder: Path) -> Self:
        """Return the join as a table sets it.

        Args:
            settings: What each of its keys holds.
            folder: What the paths in them are relative to.
        """
        raise NotImplementedError

    @classmethod
    def trouble(cls, settings: Mapping[str, Any]) -> str | None:
        """Return what is wrong with keys, each of them sound, that do not go together."""
        return None

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures that it needs."""
        return ()

    def recipe(self, identity: Callable[[Path], str]) -> dict[str, Any] | None:
        """Return what of it decides a film's pixels, as JSON keeps it, its files told by identity.

        None stands for a plain dissolve, so that what was encoded before there was another join
        is as it would be now.
        """
        raise NotImplementedError

    def mix(self, before: FramePixels, after: FramePixels, progress: Fraction) -> FramePixels:
        """Return a frame of both sequences, so far on the way from the first one, 0, to 1.

        All have 8 bits a channel, or 16. It is neither picture's own array.
        """
        raise NotImplementedError
