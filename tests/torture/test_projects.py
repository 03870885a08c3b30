"""Project files that went wrong: 0 or 2 and a message, in two seconds, and nothing written."""

from __future__ import annotations

import os
import random
import re
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PROJECT, Site, draw_stills
from tally import Tries
from tlstyle.cli.app import run

Tally = Callable[[str, int, int], Tries]

EVERY_KEY = """\
title = "Every key"
output = "every.mp4"
size = [32, 18]
fps = "24000/1001"

[style]
model = "builtin"
canvas = [40, 40]
strength = 0.5

[edit]
dissolve = 0.125
fade_in = 0.1
fade_out = 0.1

[music]
file = "song.wav"
start = 0.1
fade_in = 0.05
fade_out = 0.05
gain = -3.0
loop = true

[preview]
height = 16
step = 2

[[sequence]]
name = "one"
frames = "one/img%d.png"
style = { "red.png" = 0.7, "blue.png" = 0.3 }
style_crop = [0, 0, 20, 20]
trim = [1, 7]
anchor = [0.2, 0.8]
dissolve = 0.04

[[sequence]]
name = "two"
frames = "two/*.png"
style = "blue.png"
model = "magenta"
canvas = [64, 36]
strength = 1.0
anchor = "top"
"""

TOKENS = [
    *('"', "'", '"""', "'''", "[", "]", "[[", "]]", "{", "}", "=", ",", "#", "\n", "\r", "\\"),
    *("0", "-1", "1e309", "nan", "inf", "-inf", "9" * 400, "0x7fffffffffffffff", "1_0", "true"),
    *(
        "1979-05-27",
        "07:32:00",
        "[]",
        "{}",
        "[[]]",
        '""',
        '" "',
        '"\\u0000"',
        '"\\u202e\\u001b[2J"',
    ),
    *('"."', '".."', '"/"', '"~"', '"*"', '"%d"', '"%s"', '"[!]"', '"../*"', '"-i"', '"a\\nb"'),
    *('"/dev/zero"', '"/dev/null"', '"/dev/full"', '"/proc/self/mem"', '"/root/none"'),
    *('"http://x/y"', '"https://x/y"', '"gs://x/y"', '"file:///x"', '"builtin"', '"magenta"'),
    *("\x00", "\x1b", "\ufeff", "\u2028", "é", "\U0001f600", "x" * 5000, "[" * 500, "a." * 300),
    *("16384", "16385", "240", "241", "1/3", "86400", "86401", "1e-320", "2", "3", "0.5"),
]


def flip(text: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(text))
    return text[:place] + bytes([text[place] ^ 1 << dice.randrange(8)]) + text[place + 1 :]


def leave_out(text: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(text))
    return text[:start] + text[start + dice.randrange(1, 30) :]


def repeat(text: bytes, dice: random.Random) -> bytes:
    start, place = dice.randrange(len(text)), dice.randrange(len(text))
    return text[:place] + text[start : start + dice.randrange(1, 80)] + text[place:]


def insert(text: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(text))
    return text[:place] + dice.choice(TOKENS).encode() + text[place:]


def another_value(text: bytes, dice: random.Random) -> bytes:
    values = list(re.finditer(rb"(?<== )[^\n]+|(?<=[\[ ])[\d.]+(?=[,\]])", text))
    if not values:
        return text + b"\n"
    value = dice.choice(values)
    return text[: value.start()] + dice.choice(TOKENS).encode() + text[value.end() :]


def shuffle(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def leave_out_a_line(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    return b"".join(lines) or b"\n"


MUTATIONS = (
    *(flip, leave_out, repeat, insert, shuffle, leave_out_a_line),
    *(another_value, another_value, another_value),
)


def mutated(text: str, dice: random.Random) -> bytes:
    content = text.encode()
    for _ in range(dice.choice([1, 1, 1, 2, 3, 5])):
        content = dice.choice(MUTATIONS)(content, dice) or b"\n"
    return content


def tree(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    for place, _, files in os.walk(folder):
        for name in files:
            stat = os.lstat(f"{place}/{name}")
            found.append((f"{place}/{name}", stat.st_size, stat.st_mtime_ns))
    return sorted(found)


def work() -> float:
    """Return the seconds that a processor has worked for this process and its ended children."""
    return sum(os.times()[:4])


@pytest.fixture
def every_key(site: Site) -> Site:
    draw_stills(site.folder / "one", 8)
    with wave.open(str(site.folder / "song.wav"), "wb") as track:
        track.setparams((1, 2, 8000, 0, "NONE", ""))
        track.writeframes(bytes(8000))
    return site


def test_mutated_project_files(
    every_key: Site,
    tally: Tally,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tlstyle.painters.models.savedmodel.model_digest", lambda model: model)
    for text in (PROJECT, EVERY_KEY):
        every_key.file.write_text(text)
        assert run(["check", str(every_key.file)]) == 0, capsys.readouterr().err
    for seed, attempt in tally("project file mutated", 300, 10000):
        with attempt:
            dice = random.Random(seed)
            every_key.file.write_bytes(mutated(dice.choice([PROJECT, EVERY_KEY]), dice))
            before, began, worked = tree(every_key.folder), time.monotonic(), work()
            code = run(["check", str(every_key.file)])
            assert work() - worked < 2, "took too long"
            assert time.monotonic() - began < 20, "took too long"
            said = capsys.readouterr().err
            assert code in (0, 2), said
            assert "Traceback" not in said
            assert code == 0 or f"error: {every_key.file}: " in said
            assert tree(every_key.folder) == before
