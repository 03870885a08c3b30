"""What the Tab key offers, asked for as bash does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Site

PROGRAM = Path(sys.executable).with_name("tlstyle")


def offered(folder: Path, line: str) -> list[str]:
    """Return what a shell would offer behind a line, whose last word is begun, or empty."""
    asked = {
        "_TLSTYLE_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    done = subprocess.run(
        [PROGRAM], cwd=folder, env=os.environ | asked, capture_output=True, text=True, timeout=60
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tlstyle au", ["audition"]),
        ("tlstyle build fi", ["film.toml"]),
        ("tlstyle build one/../f", ["one/../film.toml"]),
        ("tlstyle build film.toml --sequence ", ["one", "two"]),
        ("tlstyle paint film.toml --sequence tw", ["two"]),
        ("tlstyle audition film.toml red.png --sequence o", ["one"]),
        ("tlstyle build no.toml --sequence ", []),
        ("tlstyle build film.toml --device g", ["gpu", "gpu:1"]),
    ],
)
def test_a_shell_is_offered_what_there_is(site: Site, line: str, expected: list[str]) -> None:
    assert offered(site.folder, line) == expected


def test_folders_lead_on_and_what_is_no_project_is_left_out(site: Site) -> None:
    found = offered(site.folder, "tlstyle check ")
    assert "one/" in found
    assert "film.toml" in found
    assert not [name for name in found if name.endswith(".png")]


def test_a_shell_is_told_how_to_complete() -> None:
    told = os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [str(PROGRAM), "--show-completion", "zsh"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60)
    assert "compdef _tlstyle_completion tlstyle" in done.stdout
