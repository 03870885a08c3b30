"""What `doctor` says of a machine: this one, and ones that lack something."""

from __future__ import annotations

import json
import math
import re
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from conftest import Site, without_rights
from tlstyle.cli.app import run
from tlstyle.codecs import CODECS
from tlstyle.machine import advice, cards, disks, machine, versions
from tlstyle.machine.encoders import Encoders
from tlstyle.system import posix

ALONE = Encoders("ffmpeg", "8", {"h264": "", "av1": ""}, {"nvenc": []})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests try for good is not tried again."""
    monkeypatch.setattr(machine, "encoders", lambda: ALONE)
    answers(monkeypatch, driver=[], painter="CPU")


def answers(patch: pytest.MonkeyPatch, *, driver: object, painter: object) -> None:
    """Let another program answer for the driver and for TensorFlow."""
    said = {"driver": json.dumps(driver), "painter": json.dumps(painter)}
    program = f"import sys; print('noise'); print({said!r}[sys.argv[1]])"
    patch.setattr(cards, "_ASKING", [sys.executable, "-S", "-c", program])


def test_a_report_says_what_there_is_and_names_no_folder_of_a_person(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(site.folder.parent))
    before = sorted(site.folder.rglob("*"))
    assert run(["doctor", str(site.file), "--json"]) == 0
    said = capsys.readouterr().out
    answer = json.loads(said)
    assert answer["versions"]["tensorflow"] == version("tensorflow")
    assert answer["versions"]["tlstyle"]
    assert answer["ffmpeg"]["codecs"] == dict.fromkeys(CODECS, "")
    assert answer["device"] in ("CPU", "GPU 0")
    assert [disk["what"] for disk in answer["disks"]] == ["work folder"]
    assert answer["disks"][0]["written"] > 0
    assert site.folder.name not in said
    assert sorted(site.folder.rglob("*")) == before


@pytest.mark.usefixtures("quick")
def test_a_table_is_said_to_people_and_nothing_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) == 0
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert said["codecs"] == "h264, av1"
    assert said["ffmpeg"] == "8, ffmpeg"
    (tmp_path / "e").mkdir()
    assert run(["doctor", "e", "--json"]) == 0
    report = capsys.readouterr().out
    assert json.loads(report)["disks"][0]["kind"] == posix.disk_kind(tmp_path)
    assert tmp_path.name not in report
    (tmp_path / "e").rmdir()
    assert "/s" in said["folder"]
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("quick")
def test_a_gpu_that_tensorflow_does_not_see_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, driver=["H200, 141 GB"], painter="CPU")
    assert run(["doctor", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "H200, 141 GB" in said.out
    assert "pip install 'tlstyle[gpu]'" in said.err
    answers(monkeypatch, driver=["H200, 141 GB"], painter="GPU 0")
    assert run(["doctor", str(tmp_path)]) == 0
    assert "GPU" not in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_a_driver_that_hangs_or_crashes_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for program in ("import time; time.sleep(60)", "import os; os.abort()", "print('{')"):
        monkeypatch.setattr(cards, "_ASKING", [sys.executable, "-S", "-c", program])
        monkeypatch.setattr(cards, "DRIVERS_TIME", 0.2)
        assert run(["doctor", str(tmp_path)]) == 0
        assert "none that NVIDIA's driver knows" in capsys.readouterr().out


class Driver:
    """NVIDIA's, as far as it is asked, of a machine with two cards."""

    def cuInit(self, flags: int) -> int:  # noqa: N802
        return 0

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802
        count._obj.value = 2
        return 0

    def cuDeviceGet(self, device: Any, number: int) -> int:  # noqa: N802
        device._obj.value = number
        return 0

    def cuDeviceGetName(self, text: Any, room: int, device: Any) -> int:  # noqa: N802
        text.value = f"Card {device.value}".encode()
        return 0

    def cuDeviceTotalMem_v2(self, total: Any, device: Any) -> int:  # noqa: N802
        total._obj.value = 16 * 10**9
        return 0


def test_a_driver_tells_its_cards_and_one_that_is_not_there_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda name: Driver())
    assert cards._driver_tells() == ["Card 0, 16 GB", "Card 1, 16 GB"]
    monkeypatch.setattr(Driver, "cuInit", lambda self, flags: 100)
    assert cards._driver_tells() == []


def test_the_extras_of_a_source_are_those_that_it_has_by_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = ['rawpy>=0.26; extra == "raw"', 'gone>=1; extra == "former"']
    monkeypatch.setattr(versions, "requires", {"tlstyle": old}.get)
    source = (Path(versions.__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    section = source.partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    extras = set(re.findall(r"^([a-z]+) = \[", section, re.MULTILINE))
    assert {"raw", "watch"} < extras
    assert set(versions.lacking()) == extras - {"dev"}


@pytest.mark.usefixtures("quick")
def test_what_is_not_installed_is_said_and_no_fault_unless_nothing_paints_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"rawpy", "cudnn"}
    asked = {
        "tlstyle": [
            *('h5py>=3.11; extra == "study"', 'rawpy>=0.26; extra == "raw"', "numpy>=1"),
            'tensorflow[and-cuda]>=2.18; extra == "gpu"',
        ],
        "tensorflow": ['cudnn<13.0,>=12.5; extra == "and-cuda"'],
    }

    def known(package: str) -> str:
        if package in missing:
            raise PackageNotFoundError
        return version(package)

    monkeypatch.setattr(versions, "version", known)
    monkeypatch.setattr(versions, "requires", asked.get)
    monkeypatch.setattr(versions, "_SOURCE", tmp_path / "none.toml")
    assert run(["doctor", str(tmp_path), "--json"]) == 0
    lacking = json.loads(capsys.readouterr().out)["lacking"]
    assert lacking == {"gpu": ["cudnn"], "raw": ["rawpy"], "study": []}
    assert run(["doctor", str(tmp_path)]) == 0
    assert "extras       study; not installed: gpu, raw\n" in capsys.readouterr().out
    missing.add("tensorflow")
    assert run(["doctor", str(tmp_path)]) == 1
    assert "error: TensorFlow is not installed" in capsys.readouterr().err


@pytest.mark.usefixtures("quick")
def test_a_disk_that_is_slow_or_takes_nothing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(disks, "_write", lambda file: file.write_bytes(b"") or 4e6)
        assert run(["doctor", str(tmp_path)]) == 0
    assert f"{tmp_path}: a frame of 1920x1080 takes 1.0 s to be written" in capsys.readouterr().err
    with without_rights(), tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        disk = disks.look_at("folder", Path(folder))
    assert disk.trouble == "Permission denied"
    assert math.isnan(disk.written)


@pytest.mark.usefixtures("quick")
def test_every_disk_of_a_project_is_looked_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk_of: dict[str, int] = {}
    monkeypatch.setattr(machine, "_number", lambda at: disk_of.setdefault(at.name, len(disk_of)))
    assert run(["doctor", str(site.file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["disks"]
    assert [disk["what"] for disk in said] == ["work folder", "film", "stills", "stills"]
    assert [disk["written"] is None for disk in said] == [False, False, True, True]
    assert said[2]["read"] is None  # of some bytes nothing is told
    (site.folder / "one/large.mov").write_bytes(bytes(2**22))
    read = disks.look_at_stills("stills", site.folder / "one").read
    assert read > 0 or sys.platform != "linux"
    assert math.isnan(disks.look_at_stills("stills", site.folder / "none/one").read)


def test_stills_that_cannot_be_read_are_no_reason_to_say_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> bool:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disks, "forget_read", fail)
    found = disks.look_at_stills("stills", site.folder / "one")
    assert math.isnan(found.read)
    assert found.free > 0


def test_a_project_that_is_wrong_is_refused_as_elsewhere(site: Site) -> None:
    site.replace("fps = 24", "fps = 0")
    assert run(["doctor", str(site.file)]) == 2
    assert run(["doctor", str(site.folder / "none.toml")]) == 2


def test_what_a_weak_machine_lacks_is_advised(tmp_path: Path) -> None:
    disk = disks.Disk("folder", tmp_path, "fuse", free=10**9, written=1e8, read=1e6)
    facts: dict[str, Any] = {"system": "", "versions": {"tensorflow": "2"}, "lacking": {}}
    lacks = Encoders("ffmpeg", "8", {"h264": "", "av1": "Unknown encoder"}, {})
    weak = machine.Machine(
        **facts,
        cores=8,
        usable=2,
        busy=1.5,
        memory=1e9,
        cards=cards.Cards((), "CPU"),
        encoders=lacks,
        disks=(disk,),
        caches={},
        pace=1.5,
    )
    said = "\n".join(advice.advice(weak))
    for what in (
        "2 of 8 cores",
        "1.5 of 2 cores",
        "1.0 GB of memory",
        "no av1",
        "no locks",
    ):
        assert what in said
    assert "3.1 s to paint" in said
    assert "1 MB a second are read" in said
    assert "a thousand frames take 4 GB" in said


def test_a_file_systems_kind_is_that_of_the_nearest_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "my card"
    card.mkdir()
    mounts = tmp_path / "mounts"
    named = str(card).replace(" ", r"\040")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\n/dev/b {named} exfat rw 0 0\n/dev/c /x nfs rw 0 0\n")
    monkeypatch.setattr(posix, "MOUNTS", mounts)
    assert posix.disk_kind(card) == "exfat"
    assert posix.disk_kind(tmp_path) == "ext4"
    monkeypatch.setattr(posix, "MOUNTS", tmp_path / "none")
    assert posix.disk_kind(card) is None


def test_a_containers_share_of_the_cores_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posix, "CONTAINER", tmp_path)
    there = posix.usable_cores()
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert posix.usable_cores() == there
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert posix.usable_cores() == 0.5
