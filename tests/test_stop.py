"""Ctrl-C where Python raises nothing from, or something else than what was asked for."""

from __future__ import annotations

import pytest

from conftest import Site, draw_stills
from program import start


@pytest.mark.parametrize(
    ("struck", "words"),
    [
        ("a destructor", "painted is kept"),
        ("a wait", "painted is kept"),
        ("a wait while painting", "0 frames were painted now"),
        ("a wait while writing", "film.mp4 is not written"),
    ],
)
def test_a_stop_is_heard_wherever_it_strikes(site: Site, struck: str, words: str) -> None:
    draw_stills(site.folder / "one", 30)
    with start("build", site.file, pace=0.1, strike=struck) as process:
        out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.startswith("error: stopped: ")
    assert words in said
    assert said.count("\n") == 1
    assert ("all 30 painted" in out) == (struck == "a wait while writing")


def test_a_stop_that_strikes_the_last_words_ends_without_others(site: Site) -> None:
    with start("check", site.folder / "missing.toml", strike="the last words") as process:
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130
