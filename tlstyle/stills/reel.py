"""How many pictures a video has, and what of them is damaged or missing, by decoding all of it.

ffmpeg leaves out what it cannot decode, conceals what it can, and ends as if all were well. So
what it says meanwhile is weighed:

- Pictures that decode with errors would be painted broken, and a film of which a part is missing
  would be shorter in silence. Both are refused, with the number of pictures that are sound: `trim`
  may name them, and then the photographer has said what is meant.
- A gap in the pictures' times is a warning: each picture is whole, and cameras leave some out.
- Errors before the first picture are a warning too: so begins what was cut, or recorded from a
  broadcast, between two pictures that decode by themselves.

What ffmpeg does not tell is not known: an end that is missing exactly between two pictures, but of
MXF and Matroska, which say how long they are; and damage that decodes as if it were a picture.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

from tlstyle.errors import FootageError
from tlstyle.stills.stream import each_picture_once, film_command, run
from tlstyle.stills.video import view_of
from tlstyle.system.ffmpeg import which_ffmpeg
from tlstyle.system.found import found

_VERSION = 1
"""Goes up when the same video is judged otherwise."""

_LINE = re.compile(r"((?:\[[^]]+ @ [^]]+\] )*)\[(\w+)\] *(.*)")
"""What ffmpeg says: who says it, how grave it is, and what."""

_BROKEN = "corrupt decoded frame"
"""What ffmpeg says, as a warning only, of a picture that it decoded with errors."""

_UNFINISHED = "PES packet size mismatch"
"""What ffmpeg says of an MPEG stream that breaks off, as a warning only, or has lost something."""

_CONTAINER = "in#"
"""What ffmpeg's names begin with of whoever reads a container."""

_DECODED = "decoder -> "
"""What ffmpeg says of a picture that comes out of its decoder, where it is asked for times."""

_TIMES = ("-c:v", "wrapped_avframe", "-f", "mkvtimestamp_v2", "-")
"""What has ffmpeg print when each picture is shown, in milliseconds."""

_LENGTH = re.compile(r"Input #0, mxf,.*? Duration: (\d+):(\d+):([\d.]+)", re.DOTALL)
"""What ffmpeg says of a container that tells how long its pictures last, and no other stream."""

_OTHERS = re.compile(r"(?:Audio|Subtitle): (\w+)(?: \((\w+)\))?")
"""What ffmpeg says of streams that are not shown: by what they are coded, and its decoder."""

_ALIKE = 0.9
"""The part of the steps between pictures that are alike where a longer one is a gap."""


@dataclass(frozen=True, slots=True)
class Reel:
    """A video's pictures: how many, and of how many from the first on nothing bad is known.

    `fault` is why all of them may not be used, if so; `warnings` are what deserves a word.
    """

    count: int
    sound: int
    fault: str | None
    warnings: tuple[str, ...]


def reel_of(file: Path) -> Reel:
    """Return what decoding all of a video tells; it is decoded once as long as it is untouched.

    Raises:
        FootageError: it cannot be read.
    """
    stream = view_of(file).stream
    what = f"reel {_VERSION} {which_ffmpeg()}"
    count, sound, fault, words = found(what, file, lambda: _look_through(file, stream))
    return Reel(count, sound, fault and f"{file}: {fault}", tuple(f"{file}: {w}" for w in words))


def _look_through(file: Path, stream: str) -> list[object]:
    """Return a reel as JSON keeps it, its words without the file."""
    done = run(file, *each_picture_once(stream), *_TIMES, said="level+info")
    times = [float(line) for line in done.stdout.split(b"\n") if line and line[0] != ord("#")]
    if done.returncode or not times:
        raise FootageError(f"{file}: is not a video that can be read")
    said, count = done.stderr.decode("utf-8", "replace"), len(times)
    words = [] if file.suffix.lower() == ".gif" else [*_gaps(times)]  # GIF's times are no rate
    if _UNFINISHED in said:
        words.append(f"breaks off, or has a hole ({_UNFINISHED}): pictures may be missing there")
    others = {name for names in _OTHERS.findall(said) for name in names}
    troubles = [*filter(None, map(_trouble, said.splitlines()))]
    containers = [why for who, why in troubles if who == _CONTAINER]
    decoders = [why for who, why in troubles if who not in {_CONTAINER, *others}]
    sound, broken = _first_broken(file, stream) if decoders else (count, None)
    if broken:
        return [count, sound, _damaged(file, count, sound, broken), words]
    if decoders:
        words.append(f"begins with what cannot be decoded ({decoders[0]}): left out")
    lost = next(iter(containers), _lacking(said, times))
    return [count, count, lost and _lost(count, lost), words]


def _trouble(line: str) -> tuple[str, str] | None:
    """Return who tells of damage in a line, `_CONTAINER` or a decoder, and what; None of others."""
    match = _LINE.fullmatch(line)
    if not match or (match[2] not in ("error", "fatal") and match[3] != _BROKEN):
        return None
    who = match[1].rpartition("[")[2].partition(" @ ")[0]
    if who.startswith(_CONTAINER):
        return _CONTAINER, match[3]
    is_decoder = who and "#" not in who and who not in ("null", "mkvtimestamp_v2")
    return (who, match[3]) if is_decoder else None


def _first_broken(file: Path, stream: str) -> tuple[int, str | None]:
    """Return how many pictures come out of the decoder before it fails, and what it says then.

    What it says before the first picture counts only if that one is broken.
    """
    output = [*each_picture_once(stream), "-debug_ts", "-f", "null", "-"]
    command = film_command(file, *output, said="level+info", before=("-threads", "1"))
    count = 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as decoding:
        assert decoding.stderr
        for line in decoding.stderr:
            text = line.decode("utf-8", "replace").rstrip()
            count += _DECODED in text
            trouble = _trouble(text)
            if trouble and trouble[0] != _CONTAINER and (count or trouble[1] == _BROKEN):
                decoding.kill()
                return count, trouble[1]
    return count, None


def _gaps(times: Sequence[float]) -> Iterator[str]:
    """Yield where pictures are missing by their times, given in milliseconds, if they are even.

    AVI may leave a gap behind the first picture; and some containers' times go back and forth.
    """
    steps = [b - a for a, b in pairwise(times[1:])]
    usual = median(steps) if steps else 0.0
    alike = [step for step in steps if abs(step - usual) <= 1.0]
    if usual <= 0 or len(alike) < _ALIKE * len(steps):
        return
    usual = mean(alike)
    missing = round((times[-1] - times[1]) / usual) - len(steps)
    first = next((n for n, step in enumerate(steps, 2) if step > 1.5 * usual), None)
    if missing > 0 and first:
        what = "a picture is" if missing == 1 else f"{missing} pictures are"
        yield f"{what} missing by the times of the others, the first behind picture {first}"


def _lacking(said: str, times: Sequence[float]) -> str | None:
    """Return by how much the pictures are shorter than their container says, if they are."""
    length = _LENGTH.search(said)
    if not length or len(times) < 2:
        return None
    hours, minutes, seconds = map(float, length.groups())
    step = (times[-1] - times[0]) / (len(times) - 1) / 1000
    stated, lasting = 3600 * hours + 60 * minutes + seconds, times[-1] / 1000 + step
    return f"it lasts {lasting:.2f} s of {stated:.2f} s" if stated - lasting > step / 2 else None


def _damaged(file: Path, count: int, sound: int, why: str) -> str:
    anew = shlex.join(["ffmpeg", "-i", file.name, "-crf", "12", f"{file.stem}-anew.mp4"])
    those = f"take those with `trim = [0, {sound}]`, " if sound else ""
    return (
        f"is damaged inside ({why}): of its {count} pictures the first {sound} are sound: "
        f"copy it again, {those}or write it anew as it plays, such as by `{anew}`"
    )


def _lost(count: int, why: str) -> str:
    return (
        f"a part of it is missing ({why}): {count} pictures could be read: "
        f"copy it again, or take those with `trim = [0, {count}]`"
    )
