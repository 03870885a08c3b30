"""How raw stills are developed: all of a sequence by one white balance and one exposure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Gains: TypeAlias = tuple[float, float, float]
"""What red, green and blue are multiplied by, so that grey is grey."""

White: TypeAlias = Literal["camera", "daylight"] | Gains
"""What makes grey grey: the camera's choice for the first still, daylight's, or gains."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a project wants raw stills to be developed; `exposure` in stops brighter."""

    white: White = "camera"
    exposure: float = 0.0


AS_SHOT = Wanted()
"""As the camera was set for a sequence's first still."""


@dataclass(frozen=True, slots=True)
class Development:
    """How the raw stills of a sequence are developed, each alike."""

    gains: Gains
    exposure: float

    def __str__(self) -> str:
        gains = " ".join(f"{gain:.4f}" for gain in self.gains)
        return f"raw by {gains} {self.exposure:+.2f} EV"
