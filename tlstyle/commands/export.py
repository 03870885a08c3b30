"""`tlstyle export`: the edit as a document that editors open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tlstyle.commands.making import refuse_pending, write_cuts
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import settled
from tlstyle.errors import OptionError
from tlstyle.exports import EXPORTS, Export
from tlstyle.exports.edit import Media, edit_of
from tlstyle.exports.export import refuse_foreign
from tlstyle.exports.media import lay_down, refuse_foreign_media, with_beside
from tlstyle.film.cut import Cut, clips_of, film_of
from tlstyle.frames.plan import plan_shots
from tlstyle.painting.progress import Display
from tlstyle.project import Project
from tlstyle.system.whole import write_whole


def export(file: Path, to: str, media: str | None, output: Path | None, manner: Manner) -> None:
    """Hand a film over: write the document, and what it plays beside it.

    Raises:
        OptionError: there is no such document, or none that plays such media.
        FilmError: frames are pending, or something else stands in its place.
    """
    kind = _kind(to.lower())
    media = media or kind.media[0]
    if media not in kind.media:
        raise OptionError(f"--media {media}: {to} takes {' or '.join(kind.media)}")
    with work(file, manner, away=True) as (console, checked):
        project = checked.project
        output = output or project.output.with_suffix(kind.ending)
        folder = output.with_suffix(".media")
        refuse_foreign(output, *(each.begins for each in EXPORTS.values()))
        refuse_foreign_media(folder)
        plans = settled(console, checked, plan_shots(project, checked.footages))
        refuse_pending(plans)
        cut, clips = film_of(project, plans, checked.timeline), list(clips_of(project, plans))
        with console.progress(()) as display:
            played = _played(clips, media, folder, display)
            edit = edit_of(cut.film, _styles(project), played, output.parent.absolute())
            edit = with_beside(edit, cut.film, kind, folder.absolute())
            text = kind.text(edit)
        write_whole(output, text.encode())
        console.say(str(output))
        for loss in kind.lost(edit):
            console.warn(f"{output.name}: {loss}")


def _played(clips: Sequence[Cut], media: str, folder: Path, display: Display) -> list[Media]:
    """Write what clips play, as movies or as pictures in a folder, and return it."""
    if media != "clips":
        report = partial(display.encoded, folder.name)
        return lay_down([clip.film for clip in clips], folder.absolute(), report)
    for clip in clips:
        write_cuts([clip], False, display).refuse_failures()
    return [_movie(clip) for clip in clips]


def _movie(clip: Cut) -> Media:
    return Media(clip.output.absolute(), clip.film.timeline.length, is_movie=True)


def _kind(to: str) -> type[Export]:
    if to not in EXPORTS:
        raise OptionError(f"--to {to}: there is {', '.join(EXPORTS)}")
    return EXPORTS[to]


def _styles(project: Project) -> list[str]:
    """Return what each sequence is painted after, as its pictures are called."""
    return [" + ".join(each.file.name for each in shot.style.pictures) for shot in project.shots]
