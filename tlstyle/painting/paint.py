"""The resumable run over plans: read ahead, paint, write behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from math import inf, prod
from pathlib import Path

import numpy as np

from tlstyle.errors import DiskFullError, FootageError, PaintError, TlstyleError
from tlstyle.frames.aside import keep_aside
from tlstyle.frames.frame import Frame, ShotPlan
from tlstyle.frames.full import cannot_write
from tlstyle.frames.recipe import digest_of, provenance
from tlstyle.painters.painter import Painter
from tlstyle.painting.ahead import ahead, left
from tlstyle.painting.apart import Do, apart, here
from tlstyle.painting.canvases import canvases_of
from tlstyle.painting.codes import Codes
from tlstyle.painting.device import Way
from tlstyle.painting.load import Load, no_memory_beside
from tlstyle.painting.stacks import Kind, Piece, is_deep, painted
from tlstyle.pixels import FramePixels
from tlstyle.steps import PaintingStep, Write, step_of
from tlstyle.system.room import is_full

_WAITING = 2**29
"""Bytes of canvases that may wait for the painter, and of paintings to be written."""


@dataclass(frozen=True, slots=True)
class Means:
    """What painting needs besides a plan.

    Attributes:
        open_painter: Loads the network that a project's `model` names, and that has this digest;
            with a studied brush's file and digest, that brush.
        device: Where it paints.
        load: What its network is given at once, to begin with.
        jobs: Threads that read, and as many that write.
        on_frame: Told, from any thread, of every frame that is safely on disk.
        report: Told in a line of what falls short.
        apart: Whether processes read and write, since threads are not enough for the device.
        room: The bytes of the device's own memory that painting may take, if it has its own.
        fitting: The load that fits, learned by model and canvas as memory runs out.
        ways: The graphs so far, where a device does more than to paint.
        codes: The style codes so far.
    """

    open_painter: Callable[..., Painter]
    device: str
    load: Load
    jobs: int
    on_frame: Callable[[ShotPlan, Frame], None]
    report: Callable[[str], None]
    apart: bool = False
    room: float = inf
    fitting: dict[Kind, Load] = field(default_factory=dict)
    ways: dict[Kind, Way] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)


def paint_shots(plans: Sequence[ShotPlan], means: Means) -> None:
    """Paint every pending frame; a sequence with a broken still does not stop the others.

    All networks are loaded and all styles encoded first, so that what they cannot do is known
    before anything is painted. Sequences follow each other without a pause: those of one network
    and canvas are painted in the same stacks.

    Raises:
        PaintError: some stills could not be read, or frames not written; the others are painted.
        DiskFullError: frames could not be written for want of room.
        ModelError: a network cannot be loaded, or cannot do what a style asks.
    """
    run = _Run([plan for plan in plans if plan.pending], means)
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

    def __init__(self, plans: Sequence[ShotPlan], means: Means) -> None:
        self._plans, self._means = plans, means
        self.broken: list[str] = []

    def paint(self) -> None:
        with self._helpers() as self._do:
            self._paint()

    def _helpers(self) -> AbstractContextManager[Do]:
        """Give what reads and writes: processes, if these are wanted, as many as there is work."""
        if not (self._means.apart and self._plans):
            return nullcontext(here)
        frames = sum(len(plan.pending) for plan in self._plans)
        return apart(min(self._means.jobs, 2 * frames), self._largest(self._plans))

    def _paint(self) -> None:
        networks = sorted({plan.network for plan in self._plans})
        painters = {network: self._means.open_painter(*network) for network in networks}
        for plan in self._plans:
            for frame in plan.pending:
                self._means.codes.of(frame, plan, painters[plan.network])
        jobs = self._means.jobs
        with ThreadPoolExecutor(jobs) as writers, left(jobs) as readers:
            pieces = chain.from_iterable(
                painted(
                    kind, self._pieces(kind, list(plans), readers), painters[kind.network], means
                )
                for means in [self._means]
                for kind, plans in groupby(self._plans, partial(self._kind, painters))
            )
            depth = self._depth(self._plans) if self._plans else 1
            for _ in ahead(writers, self._finish, pieces, depth):
                pass

    def _kind(self, painters: Mapping[tuple[str, ...], Painter], plan: ShotPlan) -> Kind:
        return Kind.of(plan, painters[plan.network], self._means.device)

    def _depth(self, plans: Sequence[ShotPlan]) -> int:
        """Return how many canvases may wait: enough that nobody does, and that memory holds."""
        canvases = self._means.load.canvases
        held = _WAITING // self._largest(plans)
        return max(canvases, min(self._means.jobs + canvases, held))

    def _largest(self, plans: Sequence[ShotPlan]) -> int:
        """Return the bytes of the largest canvas."""
        return max(3 * _bytes(plan) * prod(plan.shot.canvas) for plan in plans)

    def _pieces(
        self, kind: Kind, plans: Sequence[ShotPlan], readers: ThreadPoolExecutor
    ) -> Iterator[Piece]:
        for plan in plans:
            try:
                yield from self._of_shot(kind, plan, readers)
            except FootageError as error:
                self.broken.append(f"sequence {plan.shot.name!r}: {error}")

    def _of_shot(self, kind: Kind, plan: ShotPlan, readers: ThreadPoolExecutor) -> Iterator[Piece]:
        folder = plan.frames[0].file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _UnwrittenError(folder, error) from error
        depth = self._depth([plan])
        canvases = canvases_of(plan, readers, depth, self._do, kind.canvas_steps)
        for frame, canvas, around in canvases:
            behind = (step for step in frame.steps if isinstance(step, PaintingStep))
            left = tuple(step for step in behind if not step.is_off)
            digest = digest_of(frame, canvas.digests)
            yield Piece(plan, frame, digest, canvas.pixels, around, left)

    def _finish(self, piece: Piece) -> None:
        """Lead a painting through the steps behind the painter, the last of which writes it."""
        frame, plan = piece.frame, piece.plan
        pixels = piece.pixels
        try:
            for step in piece.left:
                pixels = step.apply(pixels, piece.canvas)
            self._do(write, frame, np.ascontiguousarray(pixels), piece.digest)
        except MemoryError as error:
            raise PaintError(no_memory_beside(plan)) from error
        except OSError as error:
            raise _UnwrittenError(frame.file.parent, error) from error
        self._means.on_frame(plan, frame)


def _bytes(plan: ShotPlan) -> int:
    """Return the bytes of a channel of a sequence's canvases, or of their paintings."""
    return 2 if is_deep(plan) or plan.shot.step(Write).is_deep else 1


def write(frame: Frame, pixels: FramePixels, digest: str) -> None:
    """Write a frame, of stills that have a digest, and keep what a person made in its place.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    keep_aside(frame)
    step_of(frame.steps, Write).apply(pixels, frame.file, provenance(frame, digest))
