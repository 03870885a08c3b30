"""The study itself: a lesson, the sequence's canvases, and so many minutes or steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tlstyle.errors import PaintError
from tlstyle.painters.models import is_out_of_memory
from tlstyle.pixels import Pixels
from tlstyle.study.lesson import Lesson
from tlstyle.study.news import News
from tlstyle.study.vgg import check_extra
from tlstyle.system.memory import available

MEMORY = 1.2e9
"""Bytes that a study takes, TensorFlow among them, before its canvas is large."""
A_PIXEL = 300
"""Bytes that it takes beside for a pixel of the canvas, which the sheet paints whole."""
SMALLEST = 32
"""Least width and height of a canvas: there must be room for strokes."""


def study(
    lesson: Lesson,
    canvas_of: Callable[[int], Pixels],
    folder: Path,
    report: Callable[[News], None] = lambda news: None,
    warn: Callable[[str], None] = lambda line: None,
    sheet: Path | None = None,
) -> Path:
    """Return the file of the brush that a lesson teaches, studied now unless it is there.

    Killed, it goes on from its last checkpoint when it is called again. The same `Steps`, seed,
    machine and number of threads give the same weights; with `Minutes` the machine's speed decides
    how many steps there are.

    Args:
        lesson: What is to be learned.
        canvas_of: Returns a still of the sequence as the painter would be handed it, by number. It
            is asked for a few dozen, in ascending order and each once, so a video will do.
        folder: Holds brushes, checkpoints and sheets (`Lesson.file` names them).
        report: Is told every few seconds how far it has come.
        warn: Takes a line about what the film will show, such as a painting that is too small.
        sheet: The picture that shows how it comes on; None for one beside the brush.

    Raises:
        FootageError: a style picture cannot be read or has no texture.
        ModelError: the extra is not installed.
        PaintError: the canvas is too small, or there is too little memory.
    """
    check_extra()
    file = lesson.file(folder)
    if file.exists():
        return file
    refuse_impossible(lesson)
    with _within_memory(lesson):
        from tlstyle.study.prepare import prepare  # imports TensorFlow

        folder.mkdir(parents=True, exist_ok=True)
        prepare(lesson, canvas_of, file, sheet or file.with_suffix(".png"), warn).run(report)
    return file


def refuse_impossible(lesson: Lesson) -> None:
    """Make sure that there is room to study in: on the canvas, and in memory.

    Raises:
        PaintError: there is not.
    """
    if min(lesson.canvas) < SMALLEST:
        raise PaintError(
            f"a canvas of {lesson.canvas} is too small to study on: "
            f"{SMALLEST} pixels a side at least, or no study"
        )
    if (need := MEMORY + A_PIXEL * lesson.canvas.width * lesson.canvas.height) > available():
        raise PaintError(_no_memory(lesson, f", of which it takes about {need / 1e9:.1f} GB"))


@contextmanager
def _within_memory(lesson: Lesson) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        raise PaintError(_no_memory(lesson, "")) from error


def _no_memory(lesson: Lesson, taken: str) -> str:
    return (
        f"no memory to study on a canvas of {lesson.canvas}{taken}: close other programs, study on "
        "a larger machine, or paint without a study"
    )
