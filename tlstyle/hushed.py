"""Imported by workers that this program starts: what fails in them is told by the program alone.

Dask's processes print a traceback when they end in the wrong moment, as when their scheduler does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process lives
