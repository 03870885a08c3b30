"""What a step of a frame's way is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlstyle.curves import Course, Curve, Keyframes
from tlstyle.pixels import CanvasPixels, FramePixels
from tlstyle.size import Size
from tlstyle.steps.key import Key
from tlstyle.stills.still import Footage

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Film:
    """What a project says of all its sequences: where its paths begin, and its frames' size.

    If `is_whole`, frames are paintings as a whole, for films of several shapes.
    """

    folder: Path
    size: Size
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a frame's way, as one sequence wants it.

    A step decides nothing while it is at work: what it does follows from its own values, the stills
    and no more, so that a frame may be painted at any time, by anybody, alone.

    Attributes:
        keys: The keys of the project file that set it, by name.
        keyed: Its fields that hold a keyed number, each called as its key: one of `keys`, or one in
            the table that the first of these is.
        reasons: Why frames are pending that were painted with one of its ingredients otherwise.
        came: Why those are that were painted without it, where that has words of its own.
        went: Why those are that are to be painted without it, where that has.
        if_known: Ingredients that differ from nothing where one of the two is not known.
    """

    keys: ClassVar[Mapping[str, Key]] = {}
    keyed: ClassVar[tuple[str, ...]] = ()
    reasons: ClassVar[Mapping[str, str]] = {}
    came: ClassVar[Mapping[str, str]] = {}
    went: ClassVar[Mapping[str, str]] = {}
    if_known: ClassVar[frozenset[str]] = frozenset()
    version: ClassVar[int] = 1
    """Goes up when the same comes out of it differently."""

    @classmethod
    def of(cls, settings: Mapping[str, Any], film: Film) -> Self:
        """Return the step as a sequence sets its keys, all of which `settings` has."""
        raise NotImplementedError

    @property
    def is_off(self) -> bool:
        """Whether it does nothing, and is left out."""
        return False

    def recipe(self, footage: Footage) -> dict[str, Any]:
        """Return what of it decides a frame's pixels, by ingredient, as JSON keeps it.

        None stands for an ingredient that the frame goes without, so that frames which were painted
        before there was such a thing are as they would be painted now.

        Raises:
            FootageError: a file that decides the pixels cannot be read.
            ModelError: a model cannot be read.
        """
        return {}

    @property
    def needs_light(self) -> bool:
        """Whether the light in the stills is to be measured, and handed to `with_light`, first."""
        return False

    def with_light(self, light: NDArray[np.float32]) -> Self:
        """Return the step as the light in all stills of the sequence makes it.

        Args:
            light: `stills.light`'s grids, [stills,ROWS,COLUMNS,3].
        """
        return self

    @property
    def needs_shake(self) -> bool:
        """Whether the stills' shake is to be measured, and handed to `with_shake`, first."""
        return False

    def with_shake(self, shake: NDArray[np.float32]) -> Self:
        """Return the step as the shake of all stills of the sequence makes it.

        Args:
            shake: What `stills.shake` measures, [stills,3].
        """
        return self

    @property
    def needs_noise(self) -> bool:
        """Whether the noise of the stills is to be measured, and handed to `with_noise`, first."""
        return False

    def with_noise(self, noise: float) -> Self:
        """Return the step as the noise of the sequence makes it, in levels of 255 at rest."""
        return self

    @property
    def keyframes(self) -> dict[str, Keyframes]:
        """Its numbers for which there are keyframes, by field."""
        return {name: each for name, each in self._keyed() if isinstance(each, Keyframes)}

    @property
    def curves(self) -> dict[str, Curve]:
        """The same once it is known where on the sequence they are."""
        return {name: each for name, each in self._keyed() if isinstance(each, Curve)}

    def place_of(self, name: str) -> tuple[str, ...]:
        """Return the key of a keyed number: its own, or one in the table that the first key is."""
        return (name,) if name in self.keys else (next(iter(self.keys)), name)

    def along(self, course: Course) -> Self:
        """Return the step with its keyed numbers as curves along a sequence.

        Raises:
            ValueError: a keyframe is not on it, or they are not in order; the text says which.
        """
        keyed = ((name, each) for name, each in self._keyed() if isinstance(each, Keyframes))
        laid = {name: each.along(course) for name, each in keyed}
        return replace(self, **laid) if laid else self

    def at(self, number: float) -> Self:
        """Return the step as it is for one still, by its number in the sequence.

        Of what was a curve it has the number. Steps from the painter on are asked for what is
        between two stills too.
        """
        if not self.keyed:
            return self
        curves = ((name, each) for name, each in self._keyed() if isinstance(each, Curve))
        numbers = {name: curve.at(number) for name, curve in curves}
        return replace(self, **numbers) if numbers else self

    def in_preview(self, scale: Fraction) -> Self:
        """Return the step as it is in a quick cut, whose pictures are smaller by `scale`."""
        return self

    def _keyed(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.keyed]


@dataclass(frozen=True, slots=True)
class CanvasStep(Step):
    """A step between reading and painting.

    Attributes:
        deepens: Whether what comes out of it has 16 bits, whatever went in.
    """

    deepens: ClassVar[bool] = False

    @property
    def reach(self) -> int:
        """How many neighbours on either side it looks at."""
        return 0

    def apply(self, window: Sequence[CanvasPixels], middle: int) -> CanvasPixels:
        """Return what becomes of one still of a window of neighbours, height x width x 3 each.

        All are of 8 bits a channel or all of 16, as is what becomes of it. At the ends of a
        sequence the window is shorter.
        """
        raise NotImplementedError

    def on_device(self, windows: Sequence[Any], there: Any, white: int) -> Any:
        """Return what becomes of the stills in the middle of N windows, as part of a graph.

        What `apply` does, in tensors of a device. A step that has none is done by the processor.
        Keyed numbers are tensors of N here, one for each of the stills.

        Args:
            windows: The first stills of all windows, then the second ones ..., whole numbers from 0
                to `white` in float32, N x height x width x 3 each.
            there: N x as many numbers: 1 where a window has a still, 0 beyond a sequence's ends.
            white: 255 of stills of 8 bits, 65535 of those of 16, and for a step that `deepens`.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class PaintingStep(Step):
    """A step between painting and writing."""

    def apply(self, painting: FramePixels, canvas: CanvasPixels) -> FramePixels:
        """Return what becomes of a painting of a canvas, both height x width x 3.

        It has as many bits as the painting, 8 or 16, whatever the canvas has.
        """
        raise NotImplementedError

    def on_device(self, paintings: Any, canvases: Any, white: int = 255) -> Any:
        """Return what becomes of N paintings, as part of a graph: what `apply` does.

        Keyed numbers are tensors of N here, one for each of the paintings.

        Both are float32, N x height x width x 3: paintings in whole numbers to `white`, 255 or
        65535, canvases to 1.
        """
        raise NotImplementedError
