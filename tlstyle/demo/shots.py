"""The four shots of the sample film, by the name of their folder."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from PIL import Image

from tlstyle.demo.bay import Bay
from tlstyle.demo.golden_gate import GoldenGate
from tlstyle.demo.lombard import Lombard
from tlstyle.demo.skyline import Skyline
from tlstyle.size import Size

SIZE = Size(1920, 1280)
COUNT = 96


class Scenery(Protocol):
    """A shot ready to be photographed: what stands still is drawn."""

    def still(self, number: int, count: int) -> Image.Image:
        """Return still `number` (from 0) of `count`, RGB."""
        ...


SHOTS: dict[str, Callable[[Size], Scenery]] = {
    "golden-gate": GoldenGate,
    "skyline": Skyline,
    "bay": Bay,
    "lombard": Lombard,
}


@lru_cache(maxsize=1)
def scenery(shot: str, size: Size) -> Scenery:
    """Return a shot with its fixed layers drawn; the last one is kept, as stills come in order."""
    return SHOTS[shot](size)


def draw_still(shot: str, number: int, size: Size = SIZE, count: int = COUNT) -> Image.Image:
    """Return still `number` (from 0) of a shot: the same pixels for the same arguments."""
    return scenery(shot, size).still(number, count)
