"""`tlstyle one`: a single picture, painted as a film's frame is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import prod, sqrt
from pathlib import Path

from tlstyle.commands.making import paint_pending
from tlstyle.commands.named import refuse_missing
from tlstyle.commands.pictures import refuse_other_kind, writing
from tlstyle.console.console import Console
from tlstyle.crews.crew import Crew
from tlstyle.errors import FootageError, ModelError, OptionError, PaintError, Stopped
from tlstyle.exports.one import write_one
from tlstyle.frames.plan import plan_shots
from tlstyle.painters.models import check_model
from tlstyle.painting.load import SMALLER
from tlstyle.project.single import Single, bounds_of, project_of
from tlstyle.size import Size
from tlstyle.stills.find import find_footage
from tlstyle.stills.picture import read_header
from tlstyle.stills.still import DO_WITHOUT, Footage
from tlstyle.system import memory
from tlstyle.system.processes import temporary_folder

_PIXEL = 120
"""Bytes for a pixel that is painted on a processor; at 24 megapixels ours was seen to take 85."""


def one(
    single: Single,
    output: Path,
    size: Size | None,
    crew: Crew,
    console: Console,
    *,
    force: bool = False,
) -> None:
    """Paint a picture; if `force`, also where another stands.

    Raises:
        FootageError: the still or the style cannot be read.
        OptionError: there is no such still or style, the picture cannot be called so, or something
            is set to what it cannot be.
        PaintError: something else stands there, or it cannot be written.
    """
    for file in (single.still, single.style):
        refuse_missing(file, "picture", "name one that is there")
    if single.style.is_dir():
        raise OptionError(f"{single.style}: is a folder: name a picture in it")
    _refuse_out_of_bounds(single)
    refuse_place(output, single, force=force)
    with painted(single, size, crew, console) as frame, writing(output):
        write_one(output, frame)
    console.say(str(output))


def _refuse_out_of_bounds(single: Single) -> None:
    for key, number in (("strength", single.strength), ("strokes", single.strokes)):
        least, most = bounds_of(key)
        if not least <= number <= most:
            raise OptionError(f"--{key} {number:g}: must be from {least:g} to {most:g}")


@contextmanager
def painted(single: Single, size: Size | None, crew: Crew, console: Console) -> Iterator[Path]:
    """Paint a picture, and give its frame, which goes in the end.

    Args:
        single: The picture.
        size: Its size; where None, the still's own, or as much of it as there is memory for.
        crew: Who paints.
        console: Who is told.

    Raises:
        FootageError: the still or the style cannot be read.
        ModelError: the network cannot be loaded, or cannot do what is asked.
        OptionError: something is set to what it cannot be.
        PaintError: it cannot be painted.
    """
    with temporary_folder("one") as folder:
        with _of_itself(single):
            frame = _paint(single, size, crew, console, folder)
        yield frame


def _paint(single: Single, size: Size | None, crew: Crew, console: Console, folder: Path) -> Path:
    footage = _footage(single)
    read_header(single.style, is_style=True)
    size = size or _within_memory(single, footage.size, console)
    project = project_of(single, size, folder)
    check_model(project.shots[0].style.model)
    plans = plan_shots(project, [footage])
    with console.progress(plans) as display:
        paint_pending(plans, crew, display)
    return plans[0].frames[0].file


def refuse_place(output: Path, single: Single, *, force: bool) -> None:
    """Make sure that a picture may be written somewhere.

    Raises:
        OptionError: it is not called like a picture.
        PaintError: something else stands there.
    """
    refuse_other_kind(output, "what is painted")
    if not output.parent.is_dir():
        raise OptionError(f"--output {output}: there is no folder {output.parent}: make it first")
    if not output.exists():
        return
    if any(file.exists() and output.samefile(file) for file in (single.still, single.style)):
        raise PaintError(f"{output}: is what the picture is painted from: choose another name")
    if not force or not output.is_file():
        replaced = ", or replace it with --force" if output.is_file() else ""
        raise PaintError(f"{output}: is there and is left alone: choose another name{replaced}")


@contextmanager
def _of_itself(single: Single) -> Iterator[None]:
    """Have what is said of a film's sequence said of a still by itself."""
    try:
        yield
    except Stopped:
        raise Stopped("stopped: nothing is written") from None
    except (FootageError, ModelError, PaintError) as error:
        kind = FootageError if isinstance(error, FootageError) else type(error)
        raise kind(*(_said(str(line), single) for line in error.args)) from error


def _said(line: str, single: Single) -> str:
    said = re.sub(r"^sequence '.*?': ", "", line).removesuffix(DO_WITHOUT)
    said = said.replace(SMALLER, "name a smaller --size")
    said = re.sub(r"^no stills found: nothing matches (.*?)(?= \(|$)", r"\1: no such picture", said)
    about = str(single.still), str(single.style), single.model
    return said if any(each in said for each in about) else f"{single.still}: {said}"


def _footage(single: Single) -> Footage:
    """Return a still by itself."""
    if single.still.is_dir():
        raise OptionError(f"{single.still}: is a folder: name one picture; films take tlstyle new")
    footage = find_footage(str(single.still.absolute()), Path())
    if len(footage.stills) > 1 or footage.stills[0].index is not None:
        raise OptionError(f"{single.still}: is more than one picture: films take tlstyle new")
    return footage


def _within_memory(single: Single, size: Size, console: Console) -> Size:
    """Return a size, or the largest of its shape that there is memory for, which is said."""
    finer = min(1.0, single.strokes) ** 2  # finer strokes are painted larger
    share = memory.available() * finer / (prod(size) * _PIXEL)
    if share >= 1:
        return size
    fitting = size.scaled(Fraction(sqrt(share)))
    console.warn(f"{single.still}: painted at {fitting}, for want of memory; --size says otherwise")
    return fitting
