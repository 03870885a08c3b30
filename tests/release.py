"""What is released, as somebody gets it: installed alone, it draws, paints and makes a film.

`make release` runs it on the wheel that it has built; it takes minutes, and the package index.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from venv import EnvBuilder

PROJECT = """\
size = [640, 360]
fps = 12
edit = { dissolve = 0.5 }
music = { file = "sf/music.wav" }
[[text]]
text = "Released"
[[sequence]]
name = "golden-gate"
frames = "sf/golden-gate"
trim = [0, 12]
style = "sf/art/wave.jpg"
study = { brush = "sf/brushes/wave.npz" }
[[sequence]]
name = "bay"
frames = "sf/bay"
trim = [0, 12]
style = "sf/art/points.jpg"
"""
FRAMES = 18


def main(wheel: str) -> None:
    """Install a wheel into an environment of its own, and make a film there."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        programs = _installed(place / "env", wheel)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        tlstyle = str(programs / "tlstyle")
        (place / "film.toml").write_text(PROJECT)
        for arguments in (["--version"], ["demo", "sf", "--quiet"], ["build", "film.toml"]):
            begun = time.monotonic()
            subprocess.run([tlstyle, *arguments], cwd=place, env=environment, check=True)
            print(f"{' '.join(arguments)}: {time.monotonic() - begun:.0f} s", flush=True)
        asked = [tlstyle, "check", "film.toml", "--json"]
        answer = subprocess.run(asked, cwd=place, env=environment, check=True, capture_output=True)
        checked = json.loads(answer.stdout)
        assert checked["frames"] == FRAMES, checked
        assert not any(sequence["pending"] for sequence in checked["sequences"]), checked
        print(f"a film of {(place / 'film.mp4').stat().st_size / 1e6:.1f} MB")


def _installed(environment: Path, wheel: str) -> Path:
    """Return the folder of an environment's programs, with nothing in it but a wheel's own."""
    begun = time.monotonic()
    EnvBuilder(with_pip=True).create(environment)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    install = ["-m", "pip", "install", "--quiet", str(Path(wheel).absolute())]
    subprocess.run([str(programs / "python"), *install], check=True)
    size = sum(file.lstat().st_size for file in environment.rglob("*") if file.is_file())
    print(f"installed in {time.monotonic() - begun:.0f} s, {size / 1e9:.1f} GB", flush=True)
    return programs


if __name__ == "__main__":
    main(sys.argv[1])
