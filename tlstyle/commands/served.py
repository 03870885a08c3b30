"""A project's review, served to this machine's browsers while the project is watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tlstyle.checks.check import check
from tlstyle.commands.review import review_page
from tlstyle.console.console import Console
from tlstyle.system.loopback import Loopback

_SOON = """<!doctype html>
<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>tlstyle</title>
<p>The review comes with the first preview.
<script>new EventSource("{events}").onmessage = () => location.reload()</script>
"""
"""What is shown until then."""


@contextmanager
def served() -> Iterator[Loopback]:
    """Serve a page that gives way to the review once that is there."""
    with Loopback() as loopback:
        loopback.show(_SOON.format(events=loopback.events), {})
        yield loopback


def show_review(loopback: Loopback, file: Path, console: Console) -> None:
    """Serve a project's review as it is by now, with the film and the preview that it plays.

    Raises:
        ProjectError: the project is not sound.
        FilmError: a film's sound, or a track, cannot be read.
        FootageError: a still, a frame or a style picture cannot be read.
    """
    checked = check(file)
    films = checked.project.output, checked.project.preview_output
    with console.progress(()) as display:
        page = review_page(checked, films[0].parent, display.encoded, live=loopback.events)
    loopback.show(page, {film.name: film for film in films})
