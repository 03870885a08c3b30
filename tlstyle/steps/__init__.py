"""A frame's way from its still to its file: the steps, in the order in which they happen.

Each is one file here. A new one is a file with a class, and a line in this list.
"""

from collections.abc import Sequence
from typing import TypeVar

from tlstyle.steps.between import Between
from tlstyle.steps.camera import Camera
from tlstyle.steps.colour import Colour
from tlstyle.steps.cut import Cut
from tlstyle.steps.deflicker import Deflicker
from tlstyle.steps.mask import Mask
from tlstyle.steps.paint import Paint
from tlstyle.steps.read import Read
from tlstyle.steps.shutter import Shutter
from tlstyle.steps.steady import Steady
from tlstyle.steps.step import CanvasStep, PaintingStep, Step
from tlstyle.steps.strokes import Strokes
from tlstyle.steps.study import Study
from tlstyle.steps.write import Write

__all__ = [
    "WAY",
    "Between",
    "Camera",
    "CanvasStep",
    "Colour",
    "Cut",
    "Deflicker",
    "Mask",
    "Paint",
    "PaintingStep",
    "Read",
    "Shutter",
    "Steady",
    "Step",
    "Strokes",
    "Study",
    "Write",
    "has_graph",
    "reach_of",
    "step_of",
]

S = TypeVar("S", bound=Step)

WAY: tuple[type[Step], ...] = (
    Read,
    Camera,
    Deflicker,
    Shutter,
    Steady,
    Between,
    Paint,
    Strokes,
    Study,
    Colour,
    Mask,
    Cut,
    Write,
)


def reach_of(steps: Sequence[Step]) -> int:
    """Return how many neighbouring stills on either side steps look at, one after the other."""
    return sum(step.reach for step in steps if isinstance(step, CanvasStep))


def has_graph(step: Step) -> bool:
    """Tell whether a step between reading and writing says how a device does it, for all stills."""
    bare = (CanvasStep.on_device, PaintingStep.on_device)
    kind = type(step)
    return getattr(kind, "on_device", bare[0]) not in bare and kind.at is Step.at


def step_of(steps: Sequence[Step], kind: type[S]) -> S:
    """Return the step of a kind among others."""
    return next(step for step in steps if isinstance(step, kind))
