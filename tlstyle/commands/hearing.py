"""Music listened to for its beats, before a run plans by them."""

from __future__ import annotations

from pathlib import Path

from tlstyle.checks.beats import beat_cautions
from tlstyle.checks.check import Checked, laid_out_anew
from tlstyle.console.console import Console
from tlstyle.errors import FilmError
from tlstyle.film.beats import listen, unheard


def with_music_heard(console: Console, file: Path, checked: Checked) -> Checked:
    """Return a project whose joins fall on beats where it asks for that, the music heard first.

    Raises:
        FilmError: a track cannot be read, nothing beats in it, or the work folder is full.
        ProjectError: what is left of sequences has no room for its edits.
    """
    if checked.project.fit is None or not hear(console, checked):
        return checked
    checked = laid_out_anew(checked, checked.footages)
    console.warnings(file, beat_cautions(checked.draft, checked.project, checked.timeline))
    return checked


def hear(console: Console, checked: Checked) -> bool:
    """Listen to the music of a project that was not listened to yet; tell whether there was any.

    Raises:
        FilmError: a track cannot be read, nothing beats in it, or the work folder is full.
    """
    project = checked.project
    tracks = unheard(project)
    with console.progress(()) as display:
        for track in tracks:
            display.encoded(f"beats in {track.file.name}", 0, 1)
            try:
                listen(project, track)
            except OSError as error:
                raise FilmError(f"{project.work}: cannot be written ({error.strerror})") from error
            display.encoded(f"beats in {track.file.name}", 1, 1)
    return bool(tracks)
