"""Pictures on a terminal: what is written to one that answers so, or not at all."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import termios
import time
import tty
from base64 import standard_b64decode
from collections.abc import Callable
from pathlib import Path
from select import select
from threading import Thread

import pytest
from PIL import Image

from conftest import Site
from program import start
from tlstyle.cli.app import run
from tlstyle.console.shown import show
from tlstyle.system.posix import asked_terminal

KITTY = b"\x1b_Gi=31;OK\x1b\\\x1b[?62;c"
SIXEL = b"\x1b[?62;4;22c"
PLAIN = b"\x1b[?62;22c"
QUESTION = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c"


class Terminal:
    """A terminal of 80 columns and 24 rows that gives one answer whenever it is asked."""

    def __init__(self, answer: bytes = b"", delay: float = 0.0, pixels: bool = True) -> None:
        self.ours, self.its = pty.openpty()
        tty.setraw(self.its)
        size = struct.pack("4H", 24, 80, *((800, 480) if pixels else (0, 0)))
        fcntl.ioctl(self.its, termios.TIOCSWINSZ, size)
        self.written = b""
        self._answer, self._delay = answer, delay
        self._is_over = False
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        asked = 0
        while not self._is_over or select([self.ours], [], [], 0)[0]:
            if not select([self.ours], [], [], 0.02)[0]:
                continue
            self.written += os.read(self.ours, 1 << 16)
            if self._answer and self.written.count(b"\x1b[c") > asked:
                asked += 1
                time.sleep(self._delay)
                os.write(self.ours, self._answer)

    def end(self) -> bytes:
        """Return all that was written to it."""
        self._is_over = True
        self._thread.join()
        os.close(self.ours)
        os.close(self.its)
        return self.written


@pytest.fixture(autouse=True)
def _modern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TERM_PROGRAM", "LC_TERMINAL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def shown(picture: Path, terminal: Terminal) -> tuple[bytes, bool]:
    """Return what showing a picture writes to a terminal, and whether it was shown."""
    with (
        pytest.MonkeyPatch.context() as patch,
        os.fdopen(os.dup(terminal.its), "w", newline="") as out,
    ):
        patch.setattr("sys.stdout", out)
        is_shown = show(picture)
    return terminal.end(), is_shown


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture larger than a terminal."""
    file = tmp_path_factory.mktemp("pictures") / "large.png"
    Image.linear_gradient("L").convert("RGB").resize((1000, 600)).save(file)
    return file


def pictured(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def test_a_command_shows_what_it_drew(site: Site) -> None:
    terminal = Terminal(KITTY)
    with start("sheet", site.file, "--show", stdout=terminal.its) as process:
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "warning: this terminal" not in said
    before, asked, after = terminal.end().partition(QUESTION)
    assert asked
    assert before.decode().splitlines()[-1] == f"{site.folder}/film.sheet.png"
    assert after.startswith(b"\x1b_Ga=T,")


def test_kitty_is_handed_a_picture_that_has_room(picture: Path) -> None:
    written, is_shown = shown(picture, Terminal(KITTY))
    assert is_shown
    assert written.startswith(QUESTION)
    after = written.removeprefix(QUESTION)
    pieces = re.findall(rb"\x1b_G([^;]*);([^\x1b]*)\x1b\\", after)
    assert re.sub(rb"\x1b_G[^\x1b]*\x1b\\", b"", after) == b"\n"
    assert pieces[0][0].startswith(b"a=T,f=100,q=2,c=")
    assert [each[0] for each in pieces[1:]] == [b"m=1"] * (len(pieces) - 2) + [b"m=0"]
    assert all(len(each[1]) <= 4096 for each in pieces)
    assert pictured(standard_b64decode(b"".join(each[1] for each in pieces))).size == (733, 440)


def test_iterm_is_handed_a_picture(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_TERMINAL", "iTerm2")
    written, _ = shown(picture, Terminal(PLAIN))
    found = re.search(
        rb"\x1b\]1337;File=inline=1;size=(\d+);width=(\d+);height=(\d+):([^\a]*)\a\n$", written
    )
    assert found
    png = standard_b64decode(found[4])
    assert len(png) == int(found[1])
    assert pictured(png).width == pytest.approx(10 * int(found[2]), abs=10)


def test_a_terminal_of_sixels_is_handed_such(picture: Path) -> None:
    pytest.importorskip("textual_image")
    written, _ = shown(picture, Terminal(SIXEL))
    assert written.count(b"\x1b[c") == 1
    found = re.search(rb'\x1bP0;0;0q"1;1;(\d+);(\d+)#', written)
    assert found
    assert int(found[1]) <= 800
    assert int(found[2]) <= 440
    colours, _, drawn = written[found.end() - 1 :].partition(b"!")
    told = re.findall(rb"#(\d+);2;\d+;\d+;\d+", colours)
    assert set(told) == set(re.findall(rb"#(\d+)", drawn))
    assert b";2;" not in drawn
    assert written.count(b"\x1bP") == written.count(b"\x1b\\") - 1 == 1


@pytest.mark.parametrize(
    "terminal",
    [
        lambda: Terminal(),
        lambda: Terminal(PLAIN),
        lambda: Terminal(KITTY, delay=0.2),
        lambda: Terminal(SIXEL, pixels=False),
        lambda: Terminal(b"\x1b[?6"),
        lambda: Terminal(b"hello"),
    ],
    ids=["mute", "plain", "late", "no size", "half", "nonsense"],
)
def test_to_another_nothing_is_written_but_the_question(
    picture: Path, terminal: Callable[[], Terminal]
) -> None:
    assert shown(picture, terminal()) == (QUESTION, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("TERM", "dumb"), ("TERM", "linux"), ("TERM", ""), ("TERM_PROGRAM", "Apple_Terminal")],
)
def test_one_that_would_print_the_question_is_not_asked(
    picture: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert shown(picture, Terminal(KITTY)) == (b"", False)


def test_a_pipe_gets_the_path_alone(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["sheet", str(site.file), "--show"]) == 0
    out, err = capfd.readouterr()
    assert out == f"{site.folder}/film.sheet.png\n"
    assert err.endswith("warning: this terminal shows no pictures\n")


def test_what_somebody_types_is_left_alone_and_the_terminal_as_it_was() -> None:
    terminal = Terminal(PLAIN)
    try:
        before = termios.tcgetattr(terminal.its)
        last = re.compile(rb"c$")
        assert asked_terminal(terminal.its, b"\x1b[c", last) == PLAIN
        os.write(terminal.ours, b"ls\n")
        assert asked_terminal(terminal.its, b"\x1b[c", last) == b""
        assert os.read(terminal.its, 10) == b"ls\n"
        assert termios.tcgetattr(terminal.its) == before
    finally:
        assert terminal.end() == b"\x1b[c"


def test_a_late_answer_is_not_left_to_the_shell() -> None:
    terminal = Terminal(PLAIN, delay=0.2)
    try:
        assert asked_terminal(terminal.its, b"\x1b[c", re.compile(rb"c$")) == b""
        assert not select([terminal.its], [], [], 0.3)[0]
    finally:
        terminal.end()
