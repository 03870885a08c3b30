"""Numbers that change along a sequence or a film: keyframes in the project file, curves for it."""

from tlstyle.curves.curve import Curve
from tlstyle.curves.keyed import Keyed
from tlstyle.curves.keyframes import Keyframes, Number, number
from tlstyle.curves.places import Course

__all__ = ["Course", "Curve", "Keyed", "Keyframes", "Number", "number"]
