"""The resumable run over plans: read ahead, paint, write behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, groupby
from math import prod
from pathlib import Path

from tlstyle.errors import DiskFullError, FootageError, PaintError, TlstyleError
from tlstyle.frames.aside import keep_aside
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.full import cannot_write
from tlstyle.frames.recipe import digest_of, provenance
from tlstyle.painters.painter import Painter
from tlstyle.painting.ahead import ahead, left
from tlstyle.painting.canvases import canvases_of
from tlstyle.painting.codes import Codes
from tlstyle.painting.load import Load, no_memory_beside
from tlstyle.painting.stacks import Kind, Piece, painted
from tlstyle.steps import PaintingStep, Write, step_of
from tlstyle.system.room import is_full

_WAITING = 2**29
"""Bytes of canvases that may wait for the painter, and of paintings to be written."""


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
        codes: The style codes so far.
    """

    open_painter: Callable[..., Painter]
    device: str
    load: Load
    jobs: int
    on_frame: Callable[[ShotPlan], None]
    report: Callable[[str], None]
    fitting: dict[Kind, Load] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)


def paint_shots(plans: Sequence[ShotPlan], studio: Studio) -> None:
    """Paint every pending frame; a sequence with a broken still does not stop the others.

    All networks are loaded and all styles encoded first, so that what they cannot do is known
    before anything is painted. Sequences follow each other without a pause: those of one network
    and canvas are painted in the same stacks.

    Raises:
        PaintError: some stills could not be read, or frames not written; the others are painted.
        DiskFullError: frames could not be written for want of room.
        ModelError: a network cannot be loaded, or cannot do what a style asks.
    """
    run = _Run([plan for plan in plans if plan.pending], studio)
    try:
        run.paint()
    except _UnwrittenError as error:  # told once all writers are done, who free or fill the disk
        kind = DiskFullError if is_full(error.why) else PaintError
        said = cannot_write(plans, error.folder, error.why)
        raise kind(*run.broken, said) from error.why
    except TlstyleError as error:
        raise type(error)(*run.broken, *error.args) from error
    if run.broken:
        raise PaintError(*run.broken)


class _UnwrittenError(Exception):
    """A frame could not be written."""

    def __init__(self, folder: Path, why: OSError) -> None:
        super().__init__(folder, why)
        self.folder, self.why = folder, why


class _Run:
    """One run over plans, and what it found broken."""

    def __init__(self, plans: Sequence[ShotPlan], studio: Studio) -> None:
        self._plans, self._studio = plans, studio
        self.broken: list[str] = []

    def paint(self) -> None:
        networks = sorted({plan.network for plan in self._plans})
        painters = {network: self._studio.open_painter(*network) for network in networks}
        for plan in self._plans:
            for frame in plan.pending:
                self._studio.codes.of(frame, plan, painters[plan.network])
        jobs = self._studio.jobs
        with ThreadPoolExecutor(jobs) as writers, left(jobs) as readers:
            pieces = chain.from_iterable(
                painted(kind, self._pieces(list(plans), readers), painters[kind.network], studio)
                for studio in [self._studio]
                for kind, plans in groupby(self._plans, Kind.of)
            )
            depth = self._depth(self._plans) if self._plans else 1
            for _ in ahead(writers, self._finish, pieces, depth):
                pass

    def _depth(self, plans: Sequence[ShotPlan]) -> int:
        """Return how many canvases may wait: enough that nobody does, and that memory holds."""
        largest = max(3 * prod(plan.shot.canvas) for plan in plans)
        canvases = self._studio.load.canvases
        return max(canvases, min(self._studio.jobs + canvases, _WAITING // largest))

    def _pieces(self, plans: Sequence[ShotPlan], readers: ThreadPoolExecutor) -> Iterator[Piece]:
        for plan in plans:
            try:
                yield from self._of_shot(plan, readers)
            except FootageError as error:
                self.broken.append(f"sequence {plan.shot.name!r}: {error}")

    def _of_shot(self, plan: ShotPlan, readers: ThreadPoolExecutor) -> Iterator[Piece]:
        folder = plan.frames[0].file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _UnwrittenError(folder, error) from error
        for frame, canvas in canvases_of(plan, readers, self._depth([plan])):
            digest = digest_of(frame, canvas.digests)
            yield Piece(plan, frame, digest, canvas.pixels)

    def _finish(self, piece: Piece) -> None:
        """Lead a painting through the steps behind the painter, the last of which writes it."""
        frame, plan = piece.frame, piece.plan
        pixels = piece.pixels
        try:
            for step in frame.steps:
                if isinstance(step, PaintingStep) and not step.is_off:
                    pixels = step.apply(pixels, piece.canvas)
            keep_aside(frame)
            carried = provenance(frame, piece.digest)
            step_of(frame.steps, Write).apply(pixels, frame.file, carried)
        except MemoryError as error:
            raise PaintError(no_memory_beside(plan)) from error
        except OSError as error:
            raise _UnwrittenError(frame.file.parent, error) from error
        self._studio.on_frame(plan)
