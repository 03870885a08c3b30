"""What the apprentice paints: places of photographs at a scale like that of a film's stills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlstyle.painters.builtin.grain import grain
from tlstyle.study.crops import choose, cut
from tlstyle.study.regions import border_of, liveliness
from training.pictures import Floats, Picture, relit, scaled

PLACES, PLACE = 4, 192
"""Places of a photograph, and their width and height."""
SCALES = 1.0, 2.4
"""How much photographs with a long side of 512 are enlarged, at least and at most."""
CLOTH = 1024
"""Side of the piece of grain from which the canvases' are cut."""

Random = np.random.Generator


class Motif(NamedTuple):
    """Places of a photograph, [PLACES,side,side,3] in 0..1, their grain, and its border.

    The border is between what is calm in the photograph and what is lively.
    """

    places: Floats
    cloth: Floats
    border: NDArray[np.float32]


class Motifs:
    """Photographs, from which motifs are taken."""

    def __init__(self, photographs: Sequence[Picture]) -> None:
        self._photographs = photographs
        self._cloth = grain(CLOTH, CLOTH)

    def any(self, random: Random) -> Motif:
        """Return a motif of any photograph, in another light, perhaps mirrored."""
        photograph = self._photographs[int(random.integers(len(self._photographs)))]
        least = max(SCALES[0], (PLACE + 8) / min(photograph.shape[:2]))
        enlarged = scaled(photograph, float(random.uniform(least, SCALES[1])))
        if random.random() < 0.5:
            enlarged = enlarged[:, ::-1]
        lit: Floats = np.asarray(enlarged, np.float32) / np.float32(255)
        if random.random() < 0.6:
            lit = relit(lit, random)
        if random.random() < 0.12:  # at night
            lit = lit ** np.float32(1.3) * np.float32(random.uniform(0.25, 0.6))
        return self._motif(lit, random)

    def _motif(self, lit: Floats, random: Random) -> Motif:
        shuffled = random.permutation(8)[:PLACES]
        chosen = list(choose(np.round(lit * 255), PLACE, random))
        places = [chosen[at] for at in shuffled]
        border = border_of(np.asarray(liveliness(lit[None])))
        room = CLOTH - PLACE + 1
        on = [(int(random.integers(room)), int(random.integers(room))) for _ in places]
        return Motif(
            cut(lit, places, PLACE), cut(self._cloth, on, PLACE), np.array(border, np.float32)
        )
