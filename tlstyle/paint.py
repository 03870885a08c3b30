"""The resumable run over a plan: read ahead, paint, write behind."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from tlstyle import memory
from tlstyle.errors import DiskFullError, FootageError, ModelError, PaintError, TlstyleError
from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.file import write_frame
from tlstyle.frames.frame import Frame, ShotPlan, stills_of
from tlstyle.frames.look import left_to_paint
from tlstyle.frames.recipe import digest_of, provenance
from tlstyle.models import is_out_of_memory
from tlstyle.painter import STYLE_SIDE, Painter, StyleCode, mix
from tlstyle.pixels import Pixels, cut
from tlstyle.room import free, is_full
from tlstyle.size import Size
from tlstyle.steady import steadied
from tlstyle.stills.picture import file_digest, fit, style_square
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Still
from tlstyle.words import megabytes

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A frame on its way: a canvas before painting, the finished picture after it."""

    frame: Frame
    digest: str
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Canvas:
    """A still as it was read, and fitted to be painted."""

    still: Still
    digest: str
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Load:
    """How much a network is given at once: so many stacks of so many canvases, at least 1 each.

    While one stack waits for its slowest part, another uses what would be idle.
    """

    stacks: int
    batch: int

    @property
    def canvases(self) -> int:
        """Canvases painted at once."""
        return self.stacks * self.batch

    def lighter(self) -> Load | None:
        """Return half of it, or None where nothing is left to halve."""
        if self.stacks > 1:
            return replace(self, stacks=self.stacks // 2)
        return replace(self, batch=self.batch // 2) if self.batch > 1 else None


@dataclass(frozen=True, slots=True)
class Studio:
    """What painting needs besides a plan.

    Attributes:
        open_painter: Loads the network that a project's `model` names, and that has this digest.
        load: What its network is given at once, to begin with.
        jobs: Threads that read, and as many that write.
        on_frame: Told, from any thread, of every frame that is safely on disk.
        report: Told in a line of what falls short.
        fitting: The load that fits, learned by model and canvas as memory runs out.
        codes: The style codes so far, by all that decides them.
    """

    open_painter: Callable[[str, str], Painter]
    load: Load
    jobs: int
    on_frame: Callable[[ShotPlan], None]
    report: Callable[[str], None]
    fitting: dict[tuple[str, Size], Load] = field(default_factory=dict)
    codes: dict[str, StyleCode] = field(default_factory=dict)


def paint_shots(plans: Sequence[ShotPlan], studio: Studio) -> None:
    """Paint every pending frame; a sequence with a broken still does not stop the others.

    All networks are loaded and all styles encoded first, so that what they cannot do is known
    before anything is painted.

    Raises:
        PaintError: some stills could not be read, or frames not written; the others are painted.
        DiskFullError: frames could not be written for want of room.
        ModelError: a network cannot be loaded, or cannot do what a style asks.
    """
    plans = [plan for plan in plans if plan.pending]
    networks = sorted({_network(plan) for plan in plans})
    painters = {network: studio.open_painter(*network) for network in networks}
    codes = [_known_code(painters[_network(plan)], plan, studio) for plan in plans]
    broken: list[str] = []
    for plan, code in zip(plans, codes, strict=True):
        try:
            _paint_shot(plan, painters[_network(plan)], code, studio)
        except FootageError as error:
            broken.append(f"sequence {plan.shot.name!r}: {error}")
        except TlstyleError as error:
            raise type(error)(*broken, *error.args) from error
        except MemoryError as error:
            raise PaintError(*broken, _no_memory_beside(plan)) from error
        except OSError as error:
            folder = plan.frames[0].file.parent
            kind = DiskFullError if is_full(error) else PaintError
            raise kind(*broken, _cannot_write(plans, folder, error)) from error
    if broken:
        raise PaintError(*broken)


def _network(plan: ShotPlan) -> tuple[str, str]:
    """Return a sequence's model and its digest."""
    return plan.shot.style.model, plan.recipe["model"]


def style_code(painter: Painter, plan: ShotPlan) -> StyleCode:
    """Return the code of a sequence's style: its pictures mixed, led towards its first still.

    At strength 0 the code is the photograph's own, as in Magenta's "identity interpolation"
    (arbitrary_image_stylization_with_weights.py).

    Raises:
        FootageError: a picture or the first still is not what was planned with, or cannot be read.
        ModelError: this network cannot mix styles.
    """
    style = plan.shot.style
    if not painter.mixes and (len(style.pictures) > 1 or style.strength < 1):
        raise ModelError(
            f"sequence {plan.shot.name!r}: the model {style.model} cannot be split, so it knows "
            "neither `strength` nor blends: use one picture at strength 1, or another model"
        )
    codes = []
    for picture, (digest, *_) in zip(style.pictures, plan.recipe["style"], strict=True):
        codes.append(painter.encode(style_square(picture.file, picture.crop, STYLE_SIDE)))
        _refuse_another(picture.file, file_digest(picture.file), digest)
    code = mix(codes, [picture.weight for picture in style.pictures]) if codes[1:] else codes[0]
    if style.strength == 1:
        return code
    digest, photograph = next(sources(plan.footage.stills)).read()
    _refuse_another(plan.footage.stills[0].file, digest, plan.recipe["photograph"])
    own = painter.encode(fit(photograph, Size(STYLE_SIDE, STYLE_SIDE), (0.5, 0.5)))
    return mix([own, code], [1 - style.strength, style.strength])


def _refuse_another(file: Path, digest: str, planned: str) -> None:
    if digest != planned:
        raise FootageError(f"{file}: changed since this run began: run it again")


def _known_code(painter: Painter, plan: ShotPlan, studio: Studio) -> StyleCode:
    parts = ("model", "style", "strength", "photograph")
    key = json.dumps([plan.recipe[part] for part in parts])
    if key not in studio.codes:
        studio.codes[key] = style_code(painter, plan)
    return studio.codes[key]


def ahead(
    pool: ThreadPoolExecutor, work: Callable[[Item], Result], items: Iterable[Item], depth: int
) -> Iterator[Result]:
    """Yield work's results in order, done in a pool at most `depth` items ahead.

    Whoever stops taking results early leaves no work half done: the pool finishes what it has.
    Where one item fails, or the items end in an error, what was begun beside it comes first.
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > depth:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except Exception:
        yield from (begun.result() for begun in waiting if begun.exception() is None)
        raise


def _paint_shot(plan: ShotPlan, painter: Painter, code: StyleCode, studio: Studio) -> None:
    folder = plan.frames[0].file.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (
        ThreadPoolExecutor(studio.jobs) as writers,
        _left(studio.jobs) as readers,
    ):
        depth = studio.jobs + studio.load.canvases
        stills = sources(stills_of(plan.pending))
        canvases = ahead(readers, lambda source: _read(plan, source), stills, depth)
        windows = _windows(plan.pending, canvases)
        sheets = ahead(readers, lambda window: _steadied(*window), windows, studio.jobs)
        painted = _painted(sheets, painter, code, plan, studio)
        for _ in ahead(writers, lambda sheet: _finish(plan, sheet, studio), painted, depth):
            pass


@contextmanager
def _left(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Give a pool that nobody waits for in the end, so that Ctrl-C need not wait for a network."""
    pool = ThreadPoolExecutor(threads)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read(plan: ShotPlan, source: Source) -> Canvas:
    digest, picture = source.read()
    return Canvas(source.still, digest, fit(picture, plan.shot.style.canvas, plan.shot.anchor))


def _windows(
    frames: Sequence[Frame], canvases: Iterator[Canvas]
) -> Iterator[tuple[Frame, dict[Still, Canvas]]]:
    """Yield every frame with the canvases of its window, once the last of them is read.

    Canvases come in the order of `stills_of`. Of a frame that waits for one that does not come,
    nothing is heard but why that did not.
    """
    place = {still: number for number, still in enumerate(stills_of(frames))}
    waiting = deque(frames)
    read: dict[Still, Canvas] = {}
    for canvas in canvases:
        read[canvas.still] = canvas
        while waiting and place[waiting[0].window[-1]] <= place[canvas.still]:
            frame = waiting.popleft()
            if all(still in read for still in frame.window):
                yield frame, {still: read[still] for still in frame.window}
        first = place[waiting[0].window[0]] if waiting else len(place)
        read = {still: canvas for still, canvas in read.items() if place[still] >= first}


def _steadied(frame: Frame, window: dict[Still, Canvas]) -> Sheet:
    pixels = window[frame.still].pixels
    neighbours = [window[still].pixels for still in frame.window if still != frame.still]
    if neighbours:
        pixels = steadied(pixels, neighbours)
    digests = {still: canvas.digest for still, canvas in window.items()}
    return Sheet(frame, digest_of(frame, digests), pixels)


def _painted(
    canvases: Iterator[Sheet], painter: Painter, code: StyleCode, plan: ShotPlan, studio: Studio
) -> Iterator[Sheet]:
    """Yield sheets painted, in any order: one stack, then several at once if there is memory.

    Memory running out lightens the load, for good.
    """
    paint = partial(_paint_stack, painter, code, plan)
    kind = plan.shot.style.model, plan.shot.style.canvas
    while True:
        known = studio.fitting.get(kind)
        load = known or replace(studio.load, stacks=1)
        again: list[Sheet] = []
        with _left(load.stacks) as hands:
            stacks = _stacks(canvases, load.batch, again)
            attempts = stacks if known else islice(stacks, 1)
            for stack, painted in ahead(hands, partial(_attempt, paint), attempts, load.stacks):
                if painted is None:
                    again += stack
                else:
                    yield from painted
        if again:
            studio.fitting[kind] = _lighter(load, plan, studio, partial(_fits, painter, code))
            canvases = chain(again, canvases)
        elif known:
            return
        else:
            # A machine with no memory left is not told so: its processes are killed.
            studio.fitting[kind] = studio.load if memory.doubles() else load


def _lighter(load: Load, plan: ShotPlan, studio: Studio, fits: Callable[[Size], bool]) -> Load:
    """Return half a load that did not fit; raises PaintError for a single canvas."""
    lighter = load.lighter()
    if lighter is None:
        raise PaintError(_no_memory(plan, fits))
    studio.report(
        f"out of memory with {load.canvases} canvases of {plan.shot.style.canvas} at once: "
        f"going on with {lighter.canvases}"
    )
    return lighter


def _stacks(canvases: Iterator[Sheet], batch: int, again: list[Sheet]) -> Iterator[list[Sheet]]:
    """Yield the canvases by batches, until some are to be painted again."""
    while not again and (stack := list(islice(canvases, batch))):
        yield stack


def _attempt(
    paint: Callable[[list[Sheet]], list[Sheet]], stack: list[Sheet]
) -> tuple[list[Sheet], list[Sheet] | None]:
    """Return a stack and what `paint` makes of it, or None where memory runs out."""
    try:
        return stack, paint(stack)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return stack, None


def _paint_stack(
    painter: Painter, code: StyleCode, plan: ShotPlan, stack: list[Sheet]
) -> list[Sheet]:
    pictures = painter.paint(np.stack([sheet.pixels for sheet in stack]), code)
    return [
        replace(sheet, pixels=cut(picture, plan.size, plan.shot.anchor))
        for sheet, picture in zip(stack, pictures, strict=True)
    ]


def _no_memory(plan: ShotPlan, fits: Callable[[Size], bool]) -> str:
    """Say that a canvas does not fit, and the largest of some smaller ones that does."""
    canvas = plan.shot.style.canvas
    eighths = (Size(*(2 * round(side * part / 16) for side in canvas)) for part in range(7, 0, -1))
    fitting = next(filter(fits, eighths), None)
    advice = f"{fitting} fits" if fitting else "nor does an eighth of its sides fit"
    return (
        f"sequence {plan.shot.name!r}: no memory for a canvas of {canvas}; {advice}: make `canvas` "
        "smaller, and `size` with it, close other programs, or use --device cpu"
    )


def _no_memory_beside(plan: ShotPlan) -> str:
    return (
        f"sequence {plan.shot.name!r}: no memory to read its stills and to write its frames; "
        "what is painted is kept: close other programs, or use --jobs 1"
    )


def _fits(painter: Painter, code: StyleCode, size: Size) -> bool:
    try:
        painter.paint(np.zeros((1, size.height, size.width, 3), np.uint8), code)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return False
    return True


def _finish(plan: ShotPlan, sheet: Sheet, studio: Studio) -> None:
    carried = provenance(plan.recipe, sheet.frame, sheet.digest)
    write_frame(sheet.frame.file, sheet.pixels, carried)
    studio.on_frame(plan)


def _cannot_write(plans: Sequence[ShotPlan], folder: Path, error: OSError) -> str:
    if not is_full(error):
        return f"{folder}: cannot write frames there ({error.strerror}); what is painted is kept"
    return disk_full(plans, folder)


def disk_full(plans: Sequence[ShotPlan], folder: Path) -> str:
    """Say that a folder's disk is full, what is left to paint, and what room that takes."""
    left = [left_to_paint(plan) for plan in plans]
    frames = sum(len(plan.frames) for plan in left)
    return (
        f"{folder}: the disk is full: {frames} more frames take about "
        f"{megabytes(disk_needed(left))} there, and {megabytes(free(folder))} is free; "
        "what is painted is kept: make room and run again"
    )
