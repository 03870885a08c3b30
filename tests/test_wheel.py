"""What is released: a wheel and a source archive that carry all the package needs, and no more."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]

BUILD = """\
from setuptools import build_meta
build_meta.build_wheel("dist")
build_meta.build_sdist("dist")
"""

pytestmark = pytest.mark.skipif(
    int(version("setuptools").partition(".")[0]) < 77, reason="needs setuptools 77 to build"
)


def package_files() -> Iterator[str]:
    """Yield every file of the package, as it lies in the source."""
    for file in (ROOT / "tlstyle").rglob("*"):
        if file.is_file() and file.suffix != ".pyc" and not file.name.startswith("."):
            yield file.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built without the index, from a copy, since building writes beside the source."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("tlstyle", "training"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=skipped)
    (source / "tests").mkdir()
    (source / "tests/test_nothing.py").touch()
    command = [sys.executable, "-c", BUILD]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return source / "dist"


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert {name for name in names if ".dist-info/" not in name} == {*package_files()}
    for ending in ("weights.npz", "wave.npz", ".ttf", "tlstyle/py.typed"):
        assert any(name.endswith(ending) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert wheel.stat().st_size < 8e6


def test_the_source_archive_has_them_too(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {*package_files(), "pyproject.toml", "README.md", "LICENSE"} <= names
