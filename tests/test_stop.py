"""Ctrl-C where Python raises nothing from, or something else than what was asked for."""

from __future__ import annotations

import pytest

from conftest import Site, draw_stills
from program import start


@pytest.mark.parametrize("struck", ["destructor", "wait"])
def test_a_stop_is_heard_wherever_it_strikes(site: Site, struck: str) -> None:
    draw_stills(site.folder / "one", 30)
    with start("build", site.file, pace=0.1, strike=struck) as process:
        out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.startswith("error: stopped: ")
    assert said.count("\n") == 1
    assert "all 30 painted" not in out


def test_a_stop_that_strikes_the_last_words_ends_without_others(site: Site) -> None:
    with start("check", site.folder / "missing.toml", strike="words") as process:
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130
