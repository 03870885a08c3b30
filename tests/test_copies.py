"""`copy`: folders brought to another disk, whole and compared."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from tlstyle.cli.app import run
from tlstyle.errors import RoomError
from tlstyle.system import copies, room
from tlstyle.system.copies import COPIED, NEWER, SAME, copy_folder


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A folder with two stills, one of them deeper, and what is hidden."""
    folder = tmp_path / "card"
    (folder / "DCIM").mkdir(parents=True)
    for name in ("DCIM/1.jpg", "film.toml", ".hidden", "DCIM/.half.part"):
        (folder / name).write_bytes(name.encode() * 1000)
        os.utime(folder / name, (10**9, 10**9))
    return folder


def test_what_is_new_is_copied_with_its_time_and_nothing_else_is_touched(card: Path) -> None:
    there = card.with_name("there")
    assert copy_folder(card, there) == {COPIED: 2}
    names = {file.relative_to(there).as_posix() for file in there.rglob("*") if file.is_file()}
    assert names == {"DCIM/1.jpg", "film.toml"}
    assert (there / "DCIM/1.jpg").read_bytes() == (card / "DCIM/1.jpg").read_bytes()
    assert (there / "DCIM/1.jpg").stat().st_mtime == 10**9
    before = (there / "film.toml").stat().st_ino
    (card / "2.jpg").touch()
    assert copy_folder(card, there) == {COPIED: 1, SAME: 2}
    assert (there / "film.toml").stat().st_ino == before


def test_the_newer_of_two_files_stays_and_the_older_gives_way(card: Path) -> None:
    there = card.with_name("there")
    copy_folder(card, there)
    (there / "film.toml").write_text("mine")
    (card / "DCIM/1.jpg").write_bytes(b"retouched")
    (card / "2.jpg").write_bytes(b"half")
    copy_folder(card, there)
    (card / "2.jpg").write_bytes(b"half and whole")  # within the second
    assert copy_folder(card, there) == {COPIED: 1, SAME: 1, NEWER: 1}
    assert (there / "2.jpg").read_bytes() == b"half and whole"
    assert (there / "film.toml").read_text() == "mine"
    assert (there / "DCIM/1.jpg").read_bytes() == b"retouched"


def test_what_vanishes_meanwhile_is_no_trouble_and_a_link_to_a_folder_is_said(
    card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there, listed = card.with_name("there"), copies._files
    (card / "stills").symlink_to(card / "DCIM")
    (card / "nowhere").symlink_to(card / "none")
    (card / "song.mp3").symlink_to(card / "DCIM/1.jpg")
    monkeypatch.setattr(copies, "_files", lambda folder: [*listed(folder), folder / "gone.png"])
    assert run(["copy", str(card), str(there)]) == 0
    said = capsys.readouterr().out
    assert "3 files copied and compared" in said
    assert "2 links, left out" in said
    assert "2 gone meanwhile" in said
    assert (there / "song.mp3").read_bytes() == (card / "DCIM/1.jpg").read_bytes()


def test_a_pipe_is_not_waited_for(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(card / "pipe")
    with (card / "pipe").open("rb+", buffering=0) as other:  # so that nobody waits for good
        other.write(b"never ends")
        assert copies._standing(card / "pipe", card / "there", Event()) == "pipes, left out"
    assert run(["copy", str(card), str(card.with_name("there"))]) == 0
    assert "2 files copied and compared, 1 pipes, left out" in capsys.readouterr().out


def test_a_folder_is_not_copied_to_a_file(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = card.with_name("film.mp4")
    film.write_bytes(b"film")
    for target in (film, film / "inside"):
        assert run(["copy", str(card), str(target)]) == 2
        assert f"{film}: is a file: name the folder" in capsys.readouterr().err
    assert film.read_bytes() == b"film"


def test_a_file_that_was_only_touched_is_known_by_what_is_in_it(card: Path) -> None:
    there = card.with_name("there")
    copy_folder(card, there)
    os.utime(card / "film.toml")
    assert copy_folder(card, there) == {SAME: 2}


def test_a_disk_that_writes_otherwise_is_found_out_and_leaves_nothing(
    card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there, honest = card.with_name("there"), os.fsync

    def lose_a_bit(descriptor: int) -> None:
        honest(descriptor)
        os.pwrite(descriptor, b"X", 3)

    monkeypatch.setattr(os, "fsync", lose_a_bit)
    assert run(["copy", str(card), str(there)]) == 1
    assert capsys.readouterr().err.count("is not what was written to it") == 2
    assert not [file for file in there.rglob("*") if file.is_file()]
    monkeypatch.undo()
    assert run(["copy", str(card), str(there)]) == 0
    assert capsys.readouterr().out.endswith(f"{there}: 2 files copied and compared\n")


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_copied(
    card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there, copied = card.with_name("there"), copies._copy

    def refuse(file: Path, copy: Path, stop: Event) -> None:
        if file.suffix == ".jpg":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(file))
        copied(file, copy, stop)

    monkeypatch.setattr(copies, "_copy", refuse)
    assert run(["copy", str(card), str(there)]) == 1
    said = capsys.readouterr().err
    assert said == f"error: {card}/DCIM/1.jpg: Input/output error: copy it again\n"
    assert (there / "film.toml").exists()


def test_a_copy_that_is_stopped_says_what_is_kept(
    card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tlstyle.commands.copy.copy_folder", stop)
    assert run(["copy", str(card), str(card.with_name("there"))]) == 130
    assert "stopped: what is copied stays" in capsys.readouterr().err


def test_stopped_it_waits_for_no_long_file_and_leaves_nothing_of_it(card: Path) -> None:
    there = card.with_name("there")
    with (card / "long.mov").open("wb") as video:
        video.truncate(2**29)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_folder(card, there, stop)
    names = {file.name for file in there.rglob("*") if file.is_file()}
    assert names <= {"1.jpg", "film.toml"}


def test_where_there_is_no_room_nothing_is_begun(
    card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = card.with_name("there")
    monkeypatch.setattr(room, "free", lambda folder: 100)
    with pytest.raises(RoomError, match="make room"):
        copy_folder(card, there)
    assert not there.exists()


@pytest.mark.parametrize("arguments", [["none", "there"], ["card", "card/there"]])
def test_a_copy_that_cannot_be_is_refused(
    card: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(card.parent)
    assert run(["copy", *arguments]) == 2


def test_again_and_again_it_brings_what_comes_and_can_be_stopped(card: Path) -> None:
    there, work = card.with_name("there"), card / "work"
    command = [sys.executable, "-m", "tlstyle", "copy", str(work), str(there), "--every", "0.1"]
    with subprocess.Popen([*command, "--quiet"], stderr=subprocess.PIPE) as process:
        time.sleep(0.1)  # the folder is not there yet
        for name in ("a", "b"):
            work.mkdir(exist_ok=True)
            (work / name).write_text(name)
            for _ in range(300):
                if (there / name).exists():
                    break
                time.sleep(0.05)
            assert (there / name).read_text() == name
        process.send_signal(signal.SIGTERM)
        assert process.communicate()[1] == b""
    assert process.returncode == 0
