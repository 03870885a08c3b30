"""Films for tests: of pictures that hold numbers and music that is a tone; watched and heard."""

from __future__ import annotations

import math
import re
import subprocess
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstyle.film import FINAL, Encoding, Film, Order, write_films
from tlstyle.film import frames as film_frames
from tlstyle.film.score import Cue
from tlstyle.pixels import in_bytes
from tlstyle.project.types import Music
from tlstyle.size import Size
from tlstyle.timeline import Shown, Timeline, lay_out

Pixels: TypeAlias = NDArray[np.uint8]
Samples: TypeAlias = NDArray[Any]

SIZE = Size(64, 36)
FPS = Fraction(24)
NTSC = Fraction(24000, 1001)
RATE = 48000
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def ffmpeg(*arguments: object) -> bytes:
    command = [FFMPEG, "-nostdin", "-v", "error", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def described(film: Path) -> str:
    """What ffmpeg prints about a file."""
    command = [FFMPEG, "-hide_banner", "-i", str(film)]
    return subprocess.run(command, capture_output=True, text=True).stderr


def watch(film: Path, size: Size = SIZE, start: Fraction = Fraction(0), count: int = -1) -> Pixels:
    """The frames of a film from a time on, converted back the way an HD player does."""
    sought = ("-ss", f"{math.floor(start * 10**6)}us") if start else ()
    matrix = "scale=in_color_matrix=bt709:in_range=tv:out_range=full"
    output = ("-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    wanted = ("-frames:v", count) if count > 0 else ()
    data = ffmpeg(*sought, "-i", film, "-vf", matrix, *wanted, *output)
    return np.frombuffer(data, np.uint8).reshape(-1, size.height, size.width, 3)


def listen(file: Path) -> Samples:
    """Every sample of a file's sound, in its own channels."""
    output = ("-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "-")
    data = ffmpeg("-i", file, *output)
    offset, channels = int.from_bytes(data[4:8], "big"), int.from_bytes(data[20:24], "big")
    return np.frombuffer(data[offset:], ">f4").astype(float).reshape(-1, channels)


def packet_times(film: Path) -> list[Fraction]:
    """When every picture is shown, in seconds, as the container says."""
    lines = ffmpeg("-i", film, "-map", "0:v", "-c", "copy", "-f", "framecrc", "-")
    base = re.search(rb"#tb 0: (\d+)/(\d+)", lines)
    assert base
    unit = Fraction(int(base[1]), int(base[2]))
    rows = [row for row in lines.splitlines() if not row.startswith(b"#")]
    return sorted(int(row.split(b",")[2]) * unit for row in rows)


def paint(file: Path, colour: int | tuple[int, int, int], size: Size = SIZE) -> Path:
    rgb = (colour,) * 3 if isinstance(colour, int) else colour
    Image.new("RGB", size, rgb).save(file)
    return file


def numbered(folder: Path, count: int) -> list[Path]:
    """Pictures that hold their number as eight bars, black for 0 and white for 1."""
    folder.mkdir()
    files = []
    for number in range(count):
        bits = [(number >> bit & 1) * 255 for bit in range(8)]
        row = np.repeat(np.array(bits, np.uint8), SIZE.width // 8)
        picture = np.broadcast_to(row[None, :, None], (SIZE.height, SIZE.width, 3))
        files.append(folder / f"{number:03}.png")
        Image.fromarray(np.ascontiguousarray(picture)).save(files[-1])
    return files


def numbers(film: Pixels) -> list[int]:
    """The numbers that the pictures of a film hold."""
    bars = film.reshape(len(film), SIZE.height, 8, SIZE.width // 8, 3).mean(axis=(1, 3, 4))
    return [sum(1 << bit for bit in range(8) if frame[bit] > 127) for frame in bars]


def one_shot(length: int, fps: Fraction = FPS, fades: tuple[int, int] = (0, 0)) -> Timeline:
    return lay_out(["shot"], [length], [], fps, fades)


def ignore(done: int, total: int) -> None:
    pass


def write(
    output: Path,
    timeline: Timeline,
    pictures: Sequence[Sequence[Path]],
    music: Music | None = None,
    *,
    size: Size = SIZE,
    encoding: Encoding = FINAL,
    provenance: str = "a test",
    progress: Callable[[int, int], None] = ignore,
    segments: Path | None = None,
) -> Path:
    cues = (Cue(music),) if music else ()
    film = Film("", timeline, tuple(map(tuple, pictures)), size, cues, encoding)
    for failure in write_films([Order(film, output, provenance, segments)], progress=progress):
        raise failure
    return output


def draw(
    shown: Iterable[Shown], pictures: Sequence[Sequence[Path]], size: Size
) -> Iterator[Pixels]:
    """Yield frames as a film of a size shows them."""
    film = Film("", one_shot(1), tuple(map(tuple, pictures)), size, (), FINAL)
    for drawn in film_frames.draw(((frame, (0,)) for frame in shown), [film]):
        yield in_bytes(drawn[0])


def tone(seconds: float, pitch: float = 1000, rate: int = RATE, level: float = 0.5) -> Samples:
    return level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)


def record(file: Path, *channels: Samples, rate: int = RATE) -> Path:
    """Write a 16-bit WAV file, or whatever the name's ending asks for."""
    plain = file.with_name("recording.wav")
    samples = np.stack(channels, axis=1)
    with wave.open(str(plain), "wb") as sound:
        sound.setparams((len(channels), 2, rate, 0, "NONE", ""))
        sound.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    if file.suffix == ".wav":
        return plain.rename(file)
    ffmpeg("-i", plain, "-b:a", "192k", file)
    return file


def loudness(samples: Samples, window: float = 0.02) -> Samples:
    """The amplitude of a tone, window by window, in every channel."""
    step = round(window * RATE)
    whole = samples[: len(samples) // step * step]
    amplitude: Samples = np.sqrt(2 * (whole.reshape(-1, step, samples.shape[1]) ** 2).mean(axis=1))
    return amplitude


def delay(heard: Samples, played: Samples) -> int:
    """By how many samples one sound lags behind another."""
    count = len(heard) + len(played)
    spectrum = np.fft.rfft(heard, count) * np.conj(np.fft.rfft(played, count))
    lag = int(np.argmax(np.fft.irfft(spectrum, count)))
    return lag if lag < count // 2 else lag - count
