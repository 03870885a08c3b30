"""The shape of the package: who may import whom, and who alone imports which library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "tlstyle"

ORDER = [
    *("errors", "size", "words", "pixels", "png", "fit"),
    *("system", "stills", "curves", "tempo", "painters", "scaling", "study", "steps"),
    *("joins", "timeline", "codecs", "letters", "overlays", "project", "frames"),
    *("painting", "crews", "film", "checks", "machine", "exports", "demo"),
    *("console", "commands", "cli", "__main__"),
]
"""Every folder and module, each importing only from those before it."""

OWNERS = {
    "cv2": {"stills"},
    "dask": {"crews"},
    "distributed": {"crews"},
    "opentimelineio": {"exports"},
    "PIL": {
        *("joins", "film", "stills", "frames", "letters", "overlays", "exports", "demo"),
        *("scaling", "study"),
    },
    "h5py": {"study"},
    "imageio_ffmpeg": {"system", "stills"},
    "isal": {"png"},
    "keras": {"painters", "scaling", "study", "steps", "painting"},
    "moviepy": {"film"},
    "pillow_heif": {"stills"},
    "platformdirs": {"system", "painters", "frames", "machine"},
    "pydantic": {"steps", "joins", "overlays", "project"},
    "pydantic_core": {"curves", "project"},
    "rawpy": {"stills"},
    "rich": {"console"},
    "simplejpeg": {"stills"},
    "tensorflow": {"painters", "study"},
    "tensorflow_hub": {"painters"},
    "tomli": {"project"},
    "tomllib": {"project"},
    "tomlkit": {"project"},
    "typer": {"cli"},
}
"""Which folders may import a library."""


def module_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Yield what a file imports, as dotted names."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


def test_every_module_has_its_place_in_the_order() -> None:
    assert {module_of(file) for file in FILES} - {"__init__"} == set(ORDER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_up_the_order(file: Path) -> None:
    module = module_of(file)
    own = [name.split(".") for name in imports(file) if name.split(".")[0] == "tlstyle"]
    used = {parts[1] for parts in own if parts[1] in ORDER}
    allowed = set(ORDER[: ORDER.index(module) + 1]) if module in ORDER else set()
    assert used <= allowed


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_libraries_are_imported_by_their_owners(file: Path) -> None:
    libraries = {name.split(".")[0] for name in imports(file)}
    assert all(module_of(file) in OWNERS[library] for library in libraries & OWNERS.keys())
