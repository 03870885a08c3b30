"""The shelf of steps, and how little a new one takes: it is put there, and the program is run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import Site
from program import tlstyle
from tlstyle.project.tables import STEP_KEYS
from tlstyle.steps import WAY

ROOT = Path(__file__).parents[1]
STEPS = ROOT / "tlstyle/steps"
NO_STEPS = {"__init__", "dither", "key", "mixture", "srgb", "step", "studying", "table"}

DARKEST = '''"""Darkest: of a still and its neighbours, what is darkest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field, StrictInt

from tlstyle.steps.key import Key
from tlstyle.steps.step import CanvasStep


@dataclass(frozen=True, slots=True)
class Darkest(CanvasStep):
    neighbours: int

    keys: ClassVar[Mapping[str, Key]] = {
        "darkest": Key(Annotated[StrictInt, Field(ge=0, le=3)], 0, "how many neighbours")
    }
    reasons: ClassVar[Mapping[str, str]] = {"darkest": "darkest changed"}

    @classmethod
    def of(cls, settings, film):
        return cls(settings["darkest"])

    @property
    def is_off(self):
        return self.neighbours == 0

    @property
    def reach(self):
        return self.neighbours

    def recipe(self, footage):
        return {"darkest": self.neighbours or None}

    def apply(self, window, middle):
        return np.min(window, axis=0)
'''


@pytest.mark.parametrize("step", WAY, ids=lambda step: step.__name__.lower())
def test_every_step_is_a_file_of_its_name_with_a_test_of_its_name(step: Any) -> None:
    name = step.__name__.lower()
    assert step.__module__ == f"tlstyle.steps.{name}"
    assert (STEPS / f"{name}.py").read_text().startswith(f'"""{step.__name__}: ')
    assert (ROOT / f"tests/test_step_{name}.py").exists()


def test_every_file_of_the_shelf_is_in_the_list() -> None:
    listed = {step.__name__.lower() for step in WAY}
    assert {file.stem for file in STEPS.glob("*.py")} == listed | NO_STEPS


@pytest.mark.parametrize("name", STEP_KEYS)
def test_every_key_stands_in_the_handbook_as_its_step_says_it(name: str) -> None:
    key = STEP_KEYS[name]
    table = "[style]" if key.shared else "[[sequence]]"
    rows = (ROOT / "docs/project.md").read_text().splitlines()
    rows = [row.replace("` | |", "` |  |") for row in rows]  # of keys without a default
    own = [row for row in rows if row.startswith(f"| `{table}` `{name}` |")]
    assert [row.split(" | ", 2)[2].removesuffix(" |") for row in own] == [key.about]


@pytest.mark.parametrize("step", [step for step in WAY if step.keys], ids=lambda s: s.__name__)
def test_what_a_step_lays_down_has_a_reason_to_be_told(step: Any) -> None:
    assert step.reasons


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with a step more: one file, and its line in the list."""
    house = tmp_path_factory.mktemp("house")
    no_cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tlstyle", house / "tlstyle", ignore=no_cache)
    steps = house / "tlstyle/steps"
    (steps / "darkest.py").write_text(DARKEST)
    shelf = (steps / "__init__.py").read_text()
    shelf = shelf.replace("    Read,\n", "    Read,\n    Darkest,\n")
    (steps / "__init__.py").write_text(
        shelf.replace("import Cut\n", "import Cut\nfrom tlstyle.steps.darkest import Darkest\n")
    )
    return house


def frames(site: Site) -> dict[str, np.ndarray[Any, Any]]:
    return {
        f"{f.parent.name}/{f.stem}": np.asarray(Image.open(f)) for f in site.frames.rglob("*.png")
    }


def test_a_step_is_added_by_a_file_and_a_line(site: Site, house: Path) -> None:
    paint = ("paint", site.file, "--quiet")
    assert tlstyle(*paint, cwd=house) == (0, "")
    before = frames(site)
    assert "8 of 8 done" in tlstyle("status", site.file)[1]  # nor does it make frames pending

    site.replace('style = "red.png"', 'style = "red.png"\ndarkest = 9')
    code, said = tlstyle("check", site.file, cwd=house)
    assert code == 2
    assert "`darkest` must be at most 3, not 9" in said

    site.replace("darkest = 9", "darkest = 2")
    assert "darkest changed" in tlstyle("status", site.file, cwd=house)[1]
    assert tlstyle(*paint, cwd=house) == (0, "")
    after = frames(site)
    darkest = {number: max(1, number - 2) for number in range(1, 9)}  # stills get brighter
    for number, other in darkest.items():
        assert (after[f"one/img{number}"] == before[f"one/img{other}"]).all()
    assert "darkest" in tlstyle("schema", cwd=house)[1]

    site.replace("\ndarkest = 2", "")
    assert "painted by a newer version with `darkest`" in tlstyle("status", site.file)[1]


def test_steps_that_look_at_neighbours_follow_each_other_alike_for_one_frame_and_all(
    site: Site, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    site.replace('style = "red.png"', 'style = "red.png"\ndarkest = 2\nsteady = 1')
    paint = ("paint", site.file, "--quiet")
    assert tlstyle(*paint, cwd=house) == (0, "")
    files = sorted(site.frames.rglob("*.png"))
    before = [file.read_bytes() for file in files]
    for number in (0, 3, 7):
        files[number].unlink()
    assert tlstyle(*paint, cwd=house) == (0, "")
    assert [file.read_bytes() for file in files] == before
    for file in files:
        file.unlink()
    assert tlstyle(*paint, "--workers", "2", cwd=house)[0] == 0
    assert [file.read_bytes() for file in files] == before
