"""What stills' headers say of a sequence: one size, or which still is odd; how they are turned."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tlstyle.errors import FootageError
from tlstyle.size import Size
from tlstyle.stills.endings import is_raw
from tlstyle.stills.picture import Header, read_header
from tlstyle.stills.raw import raw_header
from tlstyle.stills.still import DO_WITHOUT, Still
from tlstyle.words import some, told

_Value = TypeVar("_Value")

_MOST = 10
"""How many stills are named for one fault; the others are counted."""

_NAMED = 3
"""How many odd stills a line names."""

_TURNS = {
    1: "not at all",
    2: "mirrored",
    3: "by 180 degrees",
    4: "by 180 degrees and mirrored",
    5: "by 90 degrees and mirrored",
    6: "by 90 degrees",
    7: "by 270 degrees and mirrored",
    8: "by 270 degrees",
}


def header_of(file: Path) -> Header:
    """Return what a still says before its pixels, of whatever kind it is.

    Raises:
        FootageError: it is missing, of no kind that is read, or ends too early.
    """
    return raw_header(file) if is_raw(file) else read_header(file)


def headers_of(stills: Sequence[Still]) -> tuple[dict[Still, Header], list[str]]:
    """Return the headers of those stills that have a sound one, and why the others have none."""
    sound, broken = {}, []
    for still in stills:
        try:
            _refuse_link_to_nowhere(still.file)
            sound[still] = header_of(still.file)
        except FootageError as error:
            broken.append(f"{error}{DO_WITHOUT}")
    return sound, list(told(broken, _MOST))


def common_size(headers: Mapping[Still, Header]) -> Size:
    """Return the size that most stills have."""
    return commonest(header.size for header in headers.values())


def odd_sizes(headers: Mapping[Still, Header]) -> Iterator[str]:
    """Yield which stills have not the size that most have."""
    common, usual = common_size(headers), _usual_turn(headers)
    odd = {still: header for still, header in headers.items() if header.size != common}
    names = [
        f"{still.file} ({header.size}{_as_turned(header, usual)})" for still, header in odd.items()
    ]
    if names:
        yield (
            f"stills of mixed sizes: {len(headers) - len(odd)} are {common}, but not "
            f"{some(names, _NAMED)}: export them alike, or trim or sort them out"
        )


def odd_turns(headers: Mapping[Still, Header]) -> Iterator[str]:
    """Yield which stills EXIF turns otherwise than most."""
    usual = _usual_turn(headers)
    odd = {still: header.orientation for still, header in headers.items()}
    odd = {still: turn for still, turn in odd.items() if turn != usual}
    for turn in sorted(set(odd.values())):
        names = [still.file.name for still in odd if odd[still] == turn]
        yield (
            f"{some(names, _NAMED)}: turned {_TURNS[turn]} by EXIF, the others "
            f"{_TURNS[usual]}: if the camera was only tilted, take them all alike, "
            f"such as by `exiftool -n -Orientation={usual} {names[0]}`"
        )


def told_hdr(headers: Mapping[Still, Header]) -> Iterator[str]:
    """Yield which stills are HDR, and what becomes of them."""
    curves = Counter(header.hdr for header in headers.values() if header.hdr)
    for curve, count in sorted(curves.items()):
        which = "stills are" if count == len(headers) else f"{count} of {len(headers)} stills are"
        yield f"{which} HDR ({curve}): brought to SDR, what is brighter than white made to fit"


def _refuse_link_to_nowhere(file: Path) -> None:
    target = file.readlink() if os.path.islink(file) else None  # noqa: PTH114  # Path's may raise
    if target and not os.path.exists(file):  # noqa: PTH110  # as above
        raise FootageError(f"{file}: leads to {target}, where nothing is: mount its disk")


def _as_turned(header: Header, usual: int) -> str:
    return "" if header.orientation == usual else ", turned by its EXIF"


def _usual_turn(headers: Mapping[Still, Header]) -> int:
    return commonest(header.orientation for header in headers.values())


def commonest(values: Iterable[_Value]) -> _Value:
    """Return what most of some values are."""
    return Counter(values).most_common(1)[0][0]
