"""A sequence's stills in order: found, looked at, and read while it is painted."""

from __future__ import annotations

import glob
import logging
import os
import re
import subprocess
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg

from tlstyle.errors import FootageError
from tlstyle.images import (
    Picture,
    content_digest,
    named_colours,
    picture_of,
    read_upright,
    upright_size,
)
from tlstyle.project.types import LONGEST_NAME
from tlstyle.size import Size

PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""What a folder's stills end in."""

VIDEOS = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".webm"})
"""What a video file ends in."""

RAWS = frozenset({".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2"})
"""What cameras' undeveloped pictures end in."""

_CONTAINERS = "avi,m4v,matroska,mov,mpeg,mpegts,mpegvideo"
"""What ffmpeg may take a video for: no playlists, which read files that no project names."""

_READING = ["-protocol_whitelist", "file,pipe", "-format_whitelist", _CONTAINERS]
_EACH_PICTURE_ONCE = ["-map", "0:v:0", "-fps_mode", "passthrough"]

_SHOWN = re.compile(
    rb" sar:(\d+)/(\d+) s:(\d+)x(\d+) .*?color_space:(\w+).*?color_trc:(\S+)", re.DOTALL
)
"""What ffmpeg's showinfo says of a picture: its pixels' shape, its size, its colour matrix, its
transfer curve."""

_HDR = frozenset({b"arib-std-b67", b"smpte2084"})
"""What ffmpeg calls the transfer curves of HLG and PQ."""

_TO_SDR = (
    "format=yuv444p12le,zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,"
    "tonemap=mobius:desat=0,zscale=transfer=iec61966-2-1:matrix=gbr:range=full,format=gbrp"
)
"""ffmpeg's filters from HDR to sRGB: up to middle grey as it is, with white at 203 cd/m2 (ITU-R
BT.2408), and what is brighter made to fit. Without zscale's own limit to even sides."""

_MOST_OBLONG = 4
"""How many times longer than it is wide, or the other way, a pixel is believed to be."""


@dataclass(frozen=True, slots=True)
class Still:
    """A source picture: a file, or the `index`-th picture of a video file.

    `stem` names its frame. `bytes` and `mtime_ns` tell whether the file was touched.
    """

    file: Path
    stem: str
    bytes: int
    mtime_ns: int
    index: int | None = None

    def __str__(self) -> str:
        return str(self.file) if self.index is None else f"{self.file}, picture {self.index}"


@dataclass(frozen=True, slots=True)
class Footage:
    """A sequence's stills, all of one upright size, and what about them deserves a word.

    `reading` is how they are read where it is not plainly: of pictures, the colours that the
    first one's EXIF names; of a video, ffmpeg's filter.
    """

    stills: tuple[Still, ...]
    size: Size
    warnings: tuple[str, ...] = ()
    reading: str | None = None


def find_footage(frames: str, folder: Path, trim: tuple[int, int] | None = None) -> Footage:
    """Return the stills that `frames` names, relative to a folder, in natural order.

    Args:
        frames: A folder, a glob, a pattern such as img%05d.jpg, or a video file.
        folder: Where relative paths start.
        trim: The first still and one past the last.

    Raises:
        FootageError: there are none, they differ in size, one cannot be read, or `trim` asks for
            more than there are.
    """
    place = folder / frames
    warnings: list[str] = []
    if place.suffix.lower() in VIDEOS and place.is_file():
        stills = _video_stills(place)
    else:
        files, warnings = _find_files(frames, folder)
        stills = tuple(_still(file) for file in files)
    stills = _trimmed(stills, trim)
    _refuse_stems(stills)
    return Footage(stills, _common_size(stills), tuple(warnings), _reading(stills[0]))


@dataclass(frozen=True, slots=True)
class Source:
    """A still about to be read; pictures of a video come decoded, as they only come in order."""

    still: Still
    picture: Picture | None = None

    def read(self) -> tuple[str, Picture]:
        """Return the still's digest and its upright picture.

        Raises:
            FootageError: the file vanished or cannot be decoded.
        """
        if self.picture:
            return content_digest(self.picture.tobytes()), self.picture
        content = self.content()
        return content_digest(content), read_upright(self.still.file, content)

    def digest(self) -> str:
        """Return what tells this still from any other: a hash of its file or its pixels."""
        return content_digest(self.picture.tobytes() if self.picture else self.content())

    def content(self) -> bytes:
        """Return the bytes of the still's file.

        Raises:
            FootageError: it vanished or changed since it was found.
        """
        try:
            content = self.still.file.read_bytes()
            _refuse_changed(self.still)
        except OSError as error:
            raise FootageError(f"{self.still}: cannot be read ({error.strerror})") from error
        return content


def sources(stills: Iterable[Still]) -> Iterator[Source]:
    """Yield stills ready to be read, in order; video files are decoded in passing."""
    videos: dict[Path, Iterator[tuple[int, Picture]]] = {}
    for still in stills:
        if still.index is None:
            yield Source(still)
            continue
        if still.file not in videos:
            videos[still.file] = enumerate(_unchanged_pictures(still))
        pictures = videos[still.file]
        picture = next((picture for index, picture in pictures if index == still.index), None)
        if picture is None:
            raise FootageError(f"{still}: the video ends before it")
        yield Source(still, picture)


def _unchanged_pictures(still: Still) -> Iterator[Picture]:
    try:
        _refuse_changed(still)
        yield from _video_pictures(still.file)
    except (OSError, RuntimeError, StopIteration) as error:
        raise FootageError(f"{still.file}: the video cannot be read ({error})") from error


def _refuse_changed(still: Still) -> None:
    stat = still.file.stat()
    if (stat.st_size, stat.st_mtime_ns) != (still.bytes, still.mtime_ns):
        raise FootageError(f"{still.file}: changed since this run began: run it again")


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return a sorting key that puts img2 before img10."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _find_files(frames: str, folder: Path) -> tuple[list[Path], list[str]]:
    place = folder / frames
    if place.is_dir():
        return _files_in_folder(place)
    if place.is_file():
        return [place], []
    if re.search(r"%0?\d*d", place.name):
        return _numbered_files(place)
    found = [folder / name for name in glob.glob(frames, root_dir=folder, recursive=True)]
    files = sorted((file for file in found if file.is_file()), key=lambda f: natural_key(str(f)))
    if not files:
        raise FootageError(f"no stills found: nothing matches {place}{_neighbours(place.parent)}")
    return files, _gaps(files)


def _files_in_folder(place: Path) -> tuple[list[Path], list[str]]:
    visible = [file for file in place.iterdir() if not file.name.startswith(".")]
    files = [file for file in visible if file.suffix.lower() in PICTURES and file.is_file()]
    if not files:
        raise FootageError(f"no stills found: {place} holds no pictures{_neighbours(place)}")
    others = len([file for file in visible if file.is_file()]) - len(files)
    warnings = [f"{place} also holds {others} files that are no pictures"] if others else []
    files.sort(key=lambda file: natural_key(file.name))
    return files, warnings + _gaps(files)


def _numbered_files(place: Path) -> tuple[list[Path], list[str]]:
    before, number, after = re.split(r"(%0?\d*d)", place.name, maxsplit=1)
    width = re.search(r"[1-9]\d*", number)
    least = min(int(width[0]), LONGEST_NAME + 1) if width else 1
    digits = rf"\d{{{least},}}"
    pattern = re.compile(rf"{re.escape(before)}({digits}){re.escape(after)}")
    parent = place.parent
    names = [file.name for file in parent.iterdir()] if parent.is_dir() else []
    matches = sorted((int(match[1]), name) for name in names if (match := pattern.fullmatch(name)))
    if not matches:
        raise FootageError(f"no stills found: nothing matches {place}{_neighbours(parent)}")
    files = [parent / name for _, name in matches]
    return files, _gaps(files)


def _neighbours(place: Path) -> str:
    """Return what a folder without the wanted stills has instead, to end a message with."""
    if not place.is_dir():
        return f" (there is no folder {place})"
    files = [file for file in place.iterdir() if file.is_file()]
    visible = [file for file in files if not file.name.startswith(".")]
    if files and not visible:
        return f" ({place} has only hidden files, whose names begin with a dot)"
    endings = Counter(file.suffix.lower() for file in visible)
    if RAWS & endings.keys():
        return " but raw pictures: develop them to JPEG, TIFF or PNG first"
    common = ", ".join(
        f"{count} {ending or 'without ending'}" for ending, count in endings.most_common(3)
    )
    return f" ({place} has {common or 'no files'})"


def _gaps(files: list[Path]) -> list[str]:
    """Return a warning where the stills' last numbers leave something out."""
    numbers = [re.findall(r"\d+", file.stem) for file in files]
    if not all(numbers):
        return []
    lasts = [int(found[-1]) for found in numbers]
    missing = [(a, b) for a, b in pairwise(lasts) if b - a > 1]
    if not missing or len(missing) > len(lasts) / 4:
        return []
    first, following = missing[0]
    more = f", and {len(missing) - 1} more gaps" if len(missing) > 1 else ""
    return [f"the numbering leaps from {first} to {following}{more}"]


def _still(file: Path) -> Still:
    stat = file.stat()
    return Still(file, file.stem, stat.st_size, stat.st_mtime_ns)


def _trimmed(stills: tuple[Still, ...], trim: tuple[int, int] | None) -> tuple[Still, ...]:
    if trim and trim[1] > len(stills):
        raise FootageError(
            f"`trim` = {list(trim)} asks for more than the {len(stills)} stills found"
        )
    return stills[slice(*trim)] if trim else stills


def _refuse_stems(stills: tuple[Still, ...]) -> None:
    files: dict[str, Still] = {}
    for still in stills:
        if len(os.fsencode(f"{still.stem}.png")) > LONGEST_NAME:
            raise FootageError(f"{still.file}: its name with .png is too long: shorten it")
        other = files.setdefault(still.stem.casefold(), still)
        if other is not still:
            raise FootageError(
                f"{other.file} and {still.file} would give one frame, {still.stem}.png: "
                "rename one or name the stills by a pattern such as *.jpg"
            )


def _common_size(stills: tuple[Still, ...]) -> Size:
    """Return the upright size of all stills, from their headers."""
    if stills[0].index is not None:
        return _video_size(stills[0].file)
    sizes = [upright_size(still.file) for still in stills]
    common, count = Counter(sizes).most_common(1)[0]
    odd = [
        f"{still.file} ({size})"
        for still, size in zip(stills, sizes, strict=True)
        if size != common
    ]
    if odd:
        raise FootageError(
            f"stills of mixed sizes: {count} are {common}, but not {', '.join(odd[:3])}"
            f"{f' and {len(odd) - 3} more' if len(odd) > 3 else ''}: "
            "export them alike, or trim or sort them out"
        )
    return common


def _reading(still: Still) -> str | None:
    return named_colours(still.file) if still.index is None else _video_filter(still.file)


def _video_stills(file: Path) -> tuple[Still, ...]:
    stat = file.stat()
    return tuple(
        Still(file, f"{number:06d}", stat.st_size, stat.st_mtime_ns, number - 1)
        for number in range(1, _count_pictures(file) + 1)
    )


def _count_pictures(file: Path) -> int:
    """Return how many pictures a video has, by decoding all of it."""
    done = _decode(file, "-v", "error", "-progress", "-")
    counts = re.findall(rb"frame= *(\d+)", done.stdout)
    if done.returncode or not counts or not int(counts[-1]):
        raise FootageError(f"{file}: is not a video that can be read")
    return int(counts[-1])


def _video_filter(file: Path) -> str | None:
    """Return the filter that a video's pictures must pass to be right; None if they are anyway.

    Pixels that are not square are made so, and the picture no smaller either way. HD that
    does not say how its colours are coded is BT.709, as players take it; ffmpeg takes all such
    videos for BT.601. HDR, which would look dull as it is, is brought to SDR.
    """
    shown = _SHOWN.search(_decode(file, "-vf", "showinfo", "-frames:v", "1").stderr)
    if not shown:
        raise FootageError(f"{file}: is not a video that can be read")
    across, down, *size = map(int, shown.groups()[:4])
    coded = Size(*size)
    square = _square(coded, across, down)
    matrix = ":in_color_matrix=bt709" if shown[5] == b"unknown" and _is_hd(coded) else ""
    scaled = matrix or square != coded
    scaling = f"scale={square.width}:{square.height}{matrix}" if scaled else None
    if shown[6] not in _HDR:
        return scaling
    filters = ",".join(filter(None, [scaling, _TO_SDR]))
    if _decode(file, "-vf", filters, "-frames:v", "1").returncode:
        raise FootageError(f"{file}: is HDR that cannot be brought to SDR: export it as SDR")
    return filters


def _square(size: Size, across: int, down: int) -> Size:
    """Return the size in square pixels of a picture whose pixels are so wide and so high."""
    if across > _MOST_OBLONG * down or down > _MOST_OBLONG * across:  # unknown is 0 to 1
        return size
    if across > down:
        return Size(round(size.width * across / down), size.height)
    return Size(size.width, round(size.height * down / across))


def _is_hd(size: Size) -> bool:
    """Tell whether a video is larger than PAL's 720x576, either way up."""
    return max(size) >= 1280 or min(size) > 576


def _decode(file: Path, *output: str) -> subprocess.CompletedProcess[bytes]:
    """Decode a video for what ffmpeg says meanwhile."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", *_READING, "-i", str(file.absolute())]
    command += [*_EACH_PICTURE_ONCE, *output, "-f", "null", "-"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)


def _video_size(file: Path) -> Size:
    pictures = _video_pictures(file)
    try:
        return Size(*next(pictures).size)
    except (OSError, StopIteration) as error:
        raise FootageError(f"{file}: is not a video that can be read") from error
    finally:
        pictures.close()


def _video_pictures(file: Path) -> Generator[Picture, None, None]:
    """Yield a video's pictures, each exactly once whatever its timing."""
    scaling = _video_filter(file)
    output = [*_EACH_PICTURE_ONCE, *(("-vf", scaling) if scaling else ())]
    logging.getLogger("imageio_ffmpeg").setLevel(logging.ERROR)  # it warns of turned videos
    frames = imageio_ffmpeg.read_frames(
        file.absolute(), input_params=_READING, output_params=output
    )
    size = next(frames)["size"]
    for pixels in frames:
        yield picture_of(Size(*size), pixels)
