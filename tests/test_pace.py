"""How long a film will take, told before anything of it is painted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import FakePainter, Site
from tlstyle.cli.app import run

UNKNOWN = "how long that takes is known when the first frames are painted"


def said(capsys: pytest.CaptureFixture[str], site: Site, *command: str) -> str:
    capsys.readouterr()
    assert run([command[0], str(site.file), *command[1:]]) == 0
    return capsys.readouterr().out


COMMANDS = (("status",), ("check",), ("build", "--dry-run"))


@pytest.mark.parametrize("command", COMMANDS)
def test_on_a_machine_that_never_painted_it_is_unknown(
    site: Site, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert UNKNOWN in said(capsys, site, *command)


def test_it_is_what_this_machine_last_took_for_a_megapixel(
    site: Site, painter: FakePainter, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(site.file)]) == 0
    file = cache / "tlstyle/pace.json"
    known = json.loads(file.read_text())
    assert known["weights of builtin"]["device"] == "CPU"
    assert known["weights of builtin"]["seconds"] > 0
    known["weights of builtin"]["seconds"] = 1e6 / (32 * 18)  # a second for a frame
    file.write_text(json.dumps(known))
    shutil.rmtree(site.file.with_suffix(".work"))
    for command in COMMANDS:
        words = "about 14 s of painting left, at this machine's last speed"
        assert words in said(capsys, site, *command)
    assert json.loads(said(capsys, site, "status", "--json"))["seconds_left"] == pytest.approx(14)
    site.replace("size = [32, 18]", "size = [64, 36]")
    assert "about 56 s of painting left" in said(capsys, site, "status")
    site.replace("[edit]", '[style]\nmodel = "magenta"\n[edit]')
    assert UNKNOWN in said(capsys, site, "status")


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"weights of builtin": 3}', "\N{SNOWMAN}"])
def test_a_cache_that_makes_no_sense_is_none(
    site: Site, cache: Path, capsys: pytest.CaptureFixture[str], kept: str
) -> None:
    (cache / "tlstyle").mkdir()
    (cache / "tlstyle/pace.json").write_text(kept, "utf-16")
    assert UNKNOWN in said(capsys, site, "status")
    (cache / "tlstyle/pace.json").write_text(kept, "utf-8")
    assert UNKNOWN in said(capsys, site, "status")


def test_a_cache_that_cannot_be_written_stops_nothing(
    site: Site, painter: FakePainter, cache: Path
) -> None:
    (cache / "tlstyle").write_text("a file")
    assert run(["paint", str(site.file)]) == 0


def test_frames_that_are_only_moved_take_no_time(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paint", str(site.file)]) == 0
    site.replace('name = "one"', 'name = "harbour"')
    assert "about 0 s of painting left" in said(capsys, site, "status")
