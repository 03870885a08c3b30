"""What a study tells on the way, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """How far a study has come; distances are 0 at best, means over the last steps.

    `painting` and `photograph` are squared distances over the size of what they are held to,
    `unsteady` is in levels of 255. `left` is in seconds, None before that can be told.
    """

    steps: int
    share: float
    left: float | None
    painting: float
    photograph: float
    unsteady: float

    def __str__(self) -> str:
        return (
            f"{self.painting:.3f} from the painting, {self.photograph:.2f} from the photograph, "
            f"{self.unsteady:.1f} levels unsteady"
        )
