"""The resumable run over a plan: read ahead, paint, write behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice

import numpy as np

from tlstyle.errors import DiskFullError, FootageError, PaintError, TlstyleError
from tlstyle.frames.aside import keep_aside
from tlstyle.frames.file import write_frame
from tlstyle.frames.frame import Frame, ShotPlan, stills_of
from tlstyle.frames.full import cannot_write
from tlstyle.frames.recipe import digest_of, provenance
from tlstyle.painters.models import is_out_of_memory
from tlstyle.painters.painter import Painter, StyleCode
from tlstyle.painting.ahead import ahead, left
from tlstyle.painting.codes import known_code
from tlstyle.painting.load import Load, fits, no_memory, no_memory_beside
from tlstyle.pixels import Pixels, cut
from tlstyle.size import Size
from tlstyle.steps.steady import steadied
from tlstyle.stills.source import Source, sources
from tlstyle.stills.still import Still
from tlstyle.system import memory
from tlstyle.system.room import is_full


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
class Studio:
    """What painting needs besides a plan.

    Attributes:
        open_painter: Loads the network that a project's `model` names, and that has this digest;
            with a studied brush's file and digest, that brush.
        device: Where it paints.
        load: What its network is given at once, to begin with.
        jobs: Threads that read, and as many that write.
        on_frame: Told, from any thread, of every frame that is safely on disk.
        report: Told in a line of what falls short.
        fitting: The load that fits, learned by model and canvas as memory runs out.
        codes: The style codes so far, by all that decides them.
    """

    open_painter: Callable[..., Painter]
    device: str
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
    networks = sorted({network_of(plan) for plan in plans})
    painters = {network: studio.open_painter(*network) for network in networks}
    codes = [known_code(studio.codes, painters[network_of(plan)], plan) for plan in plans]
    broken: list[str] = []
    for plan, code in zip(plans, codes, strict=True):
        try:
            _paint_shot(plan, painters[network_of(plan)], code, studio)
        except FootageError as error:
            broken.append(f"sequence {plan.shot.name!r}: {error}")
        except TlstyleError as error:
            raise type(error)(*broken, *error.args) from error
        except MemoryError as error:
            raise PaintError(*broken, no_memory_beside(plan)) from error
        except OSError as error:
            folder = plan.frames[0].file.parent
            kind = DiskFullError if is_full(error) else PaintError
            raise kind(*broken, cannot_write(plans, folder, error)) from error
    if broken:
        raise PaintError(*broken)


def network_of(plan: ShotPlan) -> tuple[str, ...]:
    """Return a sequence's model and its digest; of a studied brush its file and digest too."""
    network = plan.shot.style.model, plan.recipe["model"]
    return (*network, str(plan.brush), plan.recipe["brush"]) if plan.brush else network


def _paint_shot(plan: ShotPlan, painter: Painter, code: StyleCode, studio: Studio) -> None:
    folder = plan.frames[0].file.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (
        ThreadPoolExecutor(studio.jobs) as writers,
        left(studio.jobs) as readers,
    ):
        depth = studio.jobs + studio.load.canvases
        stills = sources(stills_of(plan.pending))
        canvases = ahead(readers, lambda source: _read(plan, source), stills, depth)
        windows = _windows(plan.pending, canvases)
        sheets = ahead(readers, lambda window: _steadied(*window), windows, studio.jobs)
        painted = _painted(sheets, painter, code, plan, studio)
        for _ in ahead(writers, lambda sheet: _finish(plan, sheet, studio), painted, depth):
            pass


def _read(plan: ShotPlan, source: Source) -> Canvas:
    digest, pixels = source.read_fitted(plan.shot.style.canvas, plan.shot.anchor)
    return Canvas(source.still, digest, pixels)


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
        with left(load.stacks) as hands:
            stacks = _stacks(canvases, load.batch, again)
            attempts = stacks if known else islice(stacks, 1)
            for stack, painted in ahead(hands, partial(_attempt, paint), attempts, load.stacks):
                if painted is None:
                    again += stack
                else:
                    yield from painted
        if again:
            studio.fitting[kind] = _lighter(load, plan, studio, partial(fits, painter, code))
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
        raise PaintError(no_memory(plan, fits))
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


def _finish(plan: ShotPlan, sheet: Sheet, studio: Studio) -> None:
    carried = provenance(plan.recipe, sheet.frame, sheet.digest)
    keep_aside(sheet.frame)
    write_frame(sheet.frame.file, sheet.pixels, carried)
    studio.on_frame(plan)
