"""Loaded into every worker that a test starts: a painter that needs no network."""

from __future__ import annotations

import os
import time
from typing import Any
from unittest.mock import patch

from conftest import FakePainter
from program import PACE


class SlowPainter(FakePainter):
    """Takes its time, as the environment says."""

    def paint(self, canvases: Any, code: Any) -> Any:
        time.sleep(float(os.environ.get(PACE, "0")))
        return super().paint(canvases, code)


def dask_setup(worker: object = None) -> None:
    """Put the painter in place; Dask calls this in every worker."""
    patch("tlstyle.plan.model_digest", lambda model: f"weights of {model}").start()
    patch("tlstyle.build.open_painter", lambda model, report: SlowPainter()).start()
    patch("tlstyle.build.choose_device", lambda wanted: "CPU").start()
    patch("tlstyle.worker.share_machine", lambda wanted, part, threads: wanted).start()
