"""The sample footage: four time-lapse shots, four style pictures and music, all drawn by code.

`render` is what `tlstyle demo` calls. A shot is drawn in its own module (`golden_gate`, `skyline`,
`bay`, `lombard`), the pictures in `art`, the music in `music`.
"""

from tlstyle.demo.folder import Report, render
from tlstyle.demo.shots import COUNT, SHOTS, SIZE

__all__ = ["COUNT", "SHOTS", "SIZE", "Report", "render"]
