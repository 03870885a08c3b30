"""What becomes of two sequences where one follows the other: the joins.

Each is one file here. A new one is a file with a class, and a line in this list.
"""

from tlstyle.joins.blend import blend
from tlstyle.joins.cut import Cut
from tlstyle.joins.dip import Dip
from tlstyle.joins.dissolve import Dissolve
from tlstyle.joins.join import Join
from tlstyle.joins.mask import luma
from tlstyle.joins.wipe import Wipe

__all__ = ["JOINS", "Cut", "Dip", "Dissolve", "Join", "Wipe", "blend", "luma"]

JOINS: tuple[type[Join], ...] = (
    Dissolve,
    Cut,
    Dip,
    Wipe,
)
