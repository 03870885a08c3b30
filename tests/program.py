"""tlstyle as a process of its own, with a painter that needs no network and takes its time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from conftest import FakePainter

PACE = "TLSTYLE_TEST_PACE"


class SlowPainter(FakePainter):
    def paint(self, canvases: Any, code: Any) -> Any:
        time.sleep(float(os.environ[PACE]))
        return super().paint(canvases, code)


def start(*arguments: str | Path, pace: float = 0.0, **options: Any) -> subprocess.Popen[str]:
    """Start tlstyle with its painter painting a canvas in `pace` seconds."""
    tests = str(Path(__file__).parent)
    environment = os.environ | {"PYTHONPATH": tests, PACE: str(pace)}
    command = [sys.executable, "-m", "program", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, text=True, **pipes | options)


def tlstyle(*arguments: str | Path, **options: Any) -> tuple[int, str]:
    """Run tlstyle to its end; return its exit code and all it said."""
    with start(*arguments, **options) as process:
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    return process.returncode, out + err


def main() -> None:
    from tlstyle.__main__ import main

    patch("tlstyle.plan.model_digest", lambda model: f"weights of {model}").start()
    patch("tlstyle.cli.open_painter", lambda model, report: SlowPainter()).start()
    patch("tlstyle.cli.choose_device", lambda wanted: "CPU").start()
    main()


if __name__ == "__main__":
    main()
