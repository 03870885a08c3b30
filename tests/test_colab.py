"""The notebook for Colab, run by Jupyter with a folder in Drive's place, killed and run again."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest

from conftest import draw_site
from fake_worker import PAINTED
from program import PACE

nbformat = pytest.importorskip("nbformat", reason="needs Jupyter: pip install -e '.[dev]'")
nbclient = pytest.importorskip("nbclient", reason="needs Jupyter: pip install -e '.[dev]'")
pytest.importorskip("ipykernel", reason="needs Jupyter: pip install -e '.[dev]'")

NOTEBOOK = Path(__file__).parents[1] / "docs/colab.ipynb"

TLSTYLE = f"""\
#!{sys.executable}
import sys
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]}
from fake_worker import dask_setup
from tlstyle.__main__ import main
dask_setup()
main()
"""

DRIVE = """\
from pathlib import Path
def mount(place):
    assert Path(place).is_dir()
def flush_and_unmount():
    print("all is in the cloud")
"""


@pytest.fixture
def colab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Path:
    """A machine of Colab's: a painter that needs no network, and Drive with a film's folder."""
    film = tmp_path / "drive/MyDrive/film"
    film.mkdir(parents=True)
    draw_site(film)
    for version in ("0.10.0", "0.9.0"):
        (film / f"tlstyle-{version}-py3-none-any.whl").touch()
    programs, modules = tmp_path / "programs", tmp_path / "modules"
    (modules / "google/colab").mkdir(parents=True)
    (modules / "google/colab/__init__.py").touch()
    (modules / "google/colab/drive.py").write_text(DRIVE)
    programs.mkdir()
    for name, text in (("tlstyle", TLSTYLE), ("pip", f'#!/bin/sh\necho "$@" > {tmp_path}/given\n')):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(modules))
    monkeypatch.setenv(PACE, "0.15")
    monkeypatch.setenv(PAINTED, str(tmp_path / "painted"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    return tmp_path


def client(colab: Path) -> Any:
    """Return the notebook, ready to be run, with this machine's places for Colab's."""
    text = NOTEBOOK.read_text("utf-8")
    places = {"/content/drive": f"{colab}/drive", "/content/film": f"{colab}/here"}
    for ours, theirs in (places | {'\\"60\\"': '\\"0.2\\"'}).items():
        assert ours in text
        text = text.replace(ours, theirs)
    notebook = nbformat.reads(text, 4)
    nbformat.validate(notebook)
    return nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")


def frames(work: Path) -> set[Path]:
    return {file.relative_to(work) for file in work.rglob("frames/*/[!.]*.png")}


def kill_when(work: Path, count: int, kernel: Any) -> None:
    """Kill all that runs there once so many frames are on Drive, as when a session is over."""
    for _ in range(3000):
        if len(frames(work)) >= count:
            break
        time.sleep(0.02)
    notebook = psutil.Process(kernel.km.provisioner.pid)
    for process in (*notebook.children(recursive=True), notebook):
        process.kill()


def said(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        yield from (str(output.get("text", "")) for output in cell.get("outputs", ()))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_disconnected_and_run_again_it_paints_what_drive_had_not_yet(colab: Path) -> None:
    film, painted = colab / "drive/MyDrive/film", colab / "painted"
    first = client(colab)
    Thread(target=kill_when, args=(film / "film.work", 3, first), daemon=True).start()
    with pytest.raises((nbclient.exceptions.DeadKernelError, RuntimeError)):
        first.execute()
    work = film / "film.work"
    brought = {name: (work / name).stat().st_mtime_ns for name in frames(work)}
    assert 3 <= len(brought) < 14
    assert not (film / "film.mp4").exists()
    shutil.rmtree(colab / "here")
    painted.unlink()
    notebook = client(colab).execute()
    assert (colab / "given").read_text() == f"install -q {film}/tlstyle-0.10.0-py3-none-any.whl\n"
    assert "all is in the cloud" in "".join(said(notebook))
    assert len(painted.read_text().splitlines()) == 14 - len(brought)
    assert len(frames(work)) == 14
    assert (film / "film.mp4").exists()
    assert {name: (work / name).stat().st_mtime_ns for name in brought} == brought
