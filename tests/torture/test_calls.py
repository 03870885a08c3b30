"""Every call to the system fails once, and from then on: a line of words, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import imageio_ffmpeg
import pytest
from PIL import Image

from conftest import PROJECT, draw_stills
from failing import CALLS, Failure, Server, can_fail_calls
from films import record, tone
from tally import Tries

Tally = Callable[[str, int, int], Tries]

FAILURES = [
    (errno.EIO, False),
    (errno.EIO, True),
    (errno.ENOSPC, False),
    (errno.ENOSPC, True),
    (errno.EACCES, False),
    (errno.EACCES, True),
    (errno.EINTR, False),  # from then on it would be tried again for ever, as it should be
]
"""What calls fail with, and whether all after them do."""

CACHED = {f"cache/tlstyle/{name}.json" for name in ("found", "pace")}
"""What lies in the user's cache, which is in the project's folder here, so that its calls fail."""

MUSIC = '[music]\nfile = "music.wav"\nfade_in = 0.05\nfade_out = 0.1\n\n[[sequence]]'

pytestmark = pytest.mark.skipif(
    not can_fail_calls(), reason="needs Linux on x86-64 or ARM64, with seccomp"
)


@dataclass(frozen=True)
class Bench:
    """A project with another film than the one it asks for, and what a run makes of it."""

    before: Path
    after: Path
    calls: dict[str, int]
    servers: SimpleQueue[tuple[Server, Path]]

    def attempt(self, failure: Failure) -> None:
        """Have a call fail, and then run again; raises AssertionError with what went wrong."""
        server, folder = self.servers.get()
        try:
            self._attempt(server, folder, failure)
        except AssertionError as error:
            raise AssertionError(f"{failure}: {error}") from error
        finally:
            self.servers.put((server, folder))

    def _attempt(self, server: Server, folder: Path, failure: Failure) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.before, folder)
        run = server.run(folder, "build", folder / "film.toml", failure=failure)
        self._judge(run.code, run.said)
        if run.code == 0:
            assert same_film(folder / "film.mp4", self.after / "film.mp4"), "another film"
        self._refuse_halves(folder)
        again = server.run(folder, "build", folder / "film.toml")
        assert again.code == 0, f"the run after it: {again.said}"
        assert same_film(folder / "film.mp4", self.after / "film.mp4"), "another film afterwards"
        left = ({*visible(folder)} ^ {*visible(self.after)}) - CACHED
        assert not left, f"files afterwards: {left}"
        assert not [*folder.rglob(".*")], [*folder.rglob(".*")]

    def _judge(self, code: int, said: str) -> None:
        assert code in (0, 1, 2), f"exit code {code}: {said}"
        assert "Traceback" not in said, said
        lines = [line for line in said.splitlines() if line.startswith("error: ")]
        assert bool(lines) == (code != 0), said
        # A line for a still of each sequence, and one for what else it was.
        others = [line for line in lines if not line.startswith("error: sequence ")]
        assert code != 1 or len(others) <= 1, said

    def _refuse_halves(self, folder: Path) -> None:
        """Make sure that whatever has its name is what it was, or what it is to be."""
        for name in visible(folder):
            whole = [place / name for place in (self.before, self.after)]
            assert _essence(folder / name) in map(_essence, whole), f"{name} is half written"


def _essence(file: Path) -> object:
    """Return what a file holds but what is each run's own: tokens, and all that records note."""
    if not file.exists():
        return None
    if file.name == "film.mp4":
        return pictures(file)
    return type(json.loads(file.read_bytes())) if file.suffix == ".json" else file.read_bytes()


def visible(folder: Path) -> Iterator[str]:
    """Yield the names of files that are not hidden, nor in hidden folders."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield str((Path(parent) / name).relative_to(folder))


def same_film(film: Path, other: Path) -> bool:
    """Tell whether two films show and play the same."""
    return film.read_bytes() == other.read_bytes() or pictures(film) == pictures(other)


def pictures(film: Path) -> str:
    """Return a digest of every frame of a film and of its sound."""
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    command = [tool, "-v", "error", "-i", film, "-f", "framemd5", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """A project of 8 stills, two sequences and music, and a film of an edit before."""
    place = tmp_path_factory.mktemp("calls")
    before, after = place / "before", place / "after"
    draw_stills(before / "one", 4)
    draw_stills(before / "two", 4, start=50)
    for colour in ("red", "blue"):
        Image.new("RGB", (40, 40), colour).save(before / f"{colour}.png")
    record(before / "music.wav", tone(0.5))
    (before / "recording.wav").unlink(missing_ok=True)
    text = PROJECT.replace("dissolve = 0.125", "dissolve = 0.0417")
    text = text.replace("[[sequence]]", MUSIC, 1)
    servers: SimpleQueue[tuple[Server, Path]] = SimpleQueue()
    for number in range((os.cpu_count() or 1) if request.config.option.torture else 1):
        servers.put((Server(), place / str(number) / "film"))
    server, _ = servers.get()
    (before / "film.toml").write_text(text.replace("fade_out = 0.1", "fade_out = 0.05", 1))
    assert server.run(before, "build", before / "film.toml").code == 0
    shutil.rmtree(before / "film.work")
    (before / "film.toml").write_text(text)
    shutil.copytree(before, after)
    run = server.run(after, "build", after / "film.toml")
    assert run.code == 0, run.said
    servers.put((server, place / "0" / "film"))
    yield Bench(before, after, run.calls, servers)
    while not servers.empty():
        servers.get()[0].close()


def failures_of(call: str, count: int) -> list[Failure]:
    """Return every failure of every call, so that a part of them has each call as often."""
    dice = random.Random(0)
    kinds = [kind for kind in FAILURES if call != "read" or kind[0] == errno.EIO]  # no other comes
    return [
        Failure(call, number, *kinds[(number + turn) % len(kinds)])
        for turn in range(len(kinds))
        for number in dice.sample(range(1, count + 1), count)
    ]


def test_a_failure_is_felt(bench: Bench) -> None:
    server, folder = bench.servers.get()
    shutil.copytree(bench.before, folder, dirs_exist_ok=True)
    failure = Failure("process start", 1, errno.EACCES, lasts=True)
    run = server.run(folder, "build", folder / "film.toml", failure=failure)
    bench.servers.put((server, folder))
    assert run.code == 1
    assert "error: ffmpeg, which came with tlstyle, cannot be started" in run.said


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_fails(bench: Bench, tally: Tally, call: str) -> None:
    failures = failures_of(call, bench.calls[call])
    workers = bench.servers.qsize()
    begun: dict[int, Future[None]] = {}
    with ThreadPoolExecutor(workers) as pool:
        for seed, attempt in tally(f"the n-th {call} fails", 3, len(failures)):
            for number in range(seed, seed + workers):
                if number not in begun:
                    failure = failures[number % len(failures)]
                    begun[number] = pool.submit(bench.attempt, failure)
            with attempt:
                begun[seed].result()
