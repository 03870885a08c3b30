"""Imported by workers that this program starts: what fails in them is told by the program alone.

One of Dask's processes, started as a build ended, was seen to print a traceback of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process lives
