"""Documents that hand a film over to an editor, a file each, and the sheet.

A new one is a file with a class, and a line in this list.
"""

from tlstyle.exports.edl import Edl
from tlstyle.exports.export import Export
from tlstyle.exports.fcpxml import Fcpxml
from tlstyle.exports.mlt import Mlt
from tlstyle.exports.otio import Fcp7, Otio
from tlstyle.exports.table import Table

__all__ = ["EXPORTS", "Export"]

EXPORTS: dict[str, type[Export]] = {
    each.kind: each for each in (Otio, Fcpxml, Fcp7, Mlt, Edl, Table)
}
