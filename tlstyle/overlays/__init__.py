"""What lies on top of a film's picture: the overlays.

Each is one file here. A new one is a file with a class, and a line in this list.
"""

from tlstyle.overlays.credits import Credits
from tlstyle.overlays.lines import Words
from tlstyle.overlays.overlay import Given, Laid, Moment, Overlay, Placed, Taken, laid_on
from tlstyle.overlays.picture import Picture
from tlstyle.overlays.text import Text

__all__ = [
    "OVERLAYS",
    "Credits",
    "Given",
    "Laid",
    "Moment",
    "Overlay",
    "Picture",
    "Placed",
    "Taken",
    "Text",
    "Words",
    "laid_on",
]

OVERLAYS: tuple[type[Overlay], ...] = (
    Text,
    Picture,
    Credits,
)
"""In the order in which they are laid on a picture."""
