"""`tlstyle review`: the film, its sequences and all that is known of it on one page."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tlstyle.checks.check import Checked
from tlstyle.checks.survey import out_of_place
from tlstyle.commands.check import taken_places
from tlstyle.commands.making import film_standing
from tlstyle.commands.pictures import refuse_unwritable, writing
from tlstyle.commands.session import checked_project
from tlstyle.console.light import steady_lines
from tlstyle.console.shake import shake_lines
from tlstyle.console.terminal import Terminal
from tlstyle.errors import OptionError, PaintError
from tlstyle.exports.export import refuse_foreign
from tlstyle.exports.review.facts import Standing
from tlstyle.exports.review.page import BEGINS, Playing, Review, page_of
from tlstyle.film.beats import beat_frames
from tlstyle.film.cut import Cut, film_of, preview_film_of, shapes_of
from tlstyle.film.heard import Heard, heard, heard_under
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.plan import plan_preview, plan_shots
from tlstyle.project.preview import preview_of
from tlstyle.system.whole import write_whole

_PARTS = 720
"""Parts of the film whose loudest sample its waveform shows."""

_CURRENT, _OLD = "up to date", "out of date"
_IN_BROWSERS = frozenset({"h264", "av1"})
"""Codecs that browsers play."""


def review(
    file: Path, output: Path | None, *, embed: bool = False, show: bool = False, quiet: bool = False
) -> None:
    """Write the review; if `embed`, with the film inside, and if `show`, open it in a browser.

    Raises:
        OptionError: the file is not called like a page.
        PaintError: something else stands or belongs in its place, or it cannot be written.
    """
    console = Terminal(quiet=quiet)
    checked = checked_project(console, file, looks=True)
    output = output or checked.project.beside(".review.html")
    _refuse_page(output, checked)
    with console.progress(()) as display:
        text = review_page(checked, output.parent, display.encoded, embed=embed)
    with writing(output):
        write_whole(output, text.encode())
    console.say(str(output))
    if show:
        webbrowser.open(output.absolute().as_uri())


def _refuse_page(output: Path, checked: Checked) -> None:
    """Make sure that a page of a project may be written somewhere.

    Raises:
        OptionError: it is not called like a page.
        PaintError: something else stands or belongs there, or nothing can be written there.
    """
    if output.suffix.lower() not in {".html", ".htm"}:
        raise OptionError(f"--output {output}: a review is a page, named .html")
    refuse_unwritable(output)
    if trouble := out_of_place(output, checked.project, checked.footages):
        raise PaintError(f"{output}: {trouble}")
    refuse_foreign(output, BEGINS)


def review_page(
    checked: Checked,
    folder: Path,
    progress: Callable[[str, int, int], None],
    *,
    embed: bool = False,
    live: str = "",
) -> str:
    """Return a project's review as HTML, of what is there by now: nothing is painted for it.

    Args:
        checked: The project.
        folder: Where the page is to lie, by which it finds the film.
        progress: Told of which sequence how many of how many frames are looked at.
        embed: Whether it is to hold the film.
        live: The address of events at which it is to load itself anew, if it is served.

    Raises:
        FilmError: a film's sound, or a track, cannot be read.
        FootageError: a still, a frame or a style picture cannot be read.
    """
    project, timeline = checked.project, checked.timeline
    plans, small = plan_shots(project, checked.footages), preview_of(project)
    previews = plan_preview(small, checked.footages)
    cut = film_of(project, plans, timeline)
    quick = preview_film_of(small, previews, timeline)
    standings = list(_standings(checked, cut, plans))
    playing = _playing(cut, standings[0].words, quick, film_standing(quick, previews), embed)
    review = Review(
        project=project,
        film=cut.film,
        plans=plans,
        previews=previews,
        warnings=(*checked.warnings, *taken_places(checked, plans)),
        notes=(*steady_lines(plans), *shake_lines(plans)),
        standings=standings,
        playing=playing,
        heard=_heard(cut, playing),
        beats=beat_frames(project, timeline) or (),
        folder=folder,
        live=live,
    )
    return page_of(review, progress)


def _standings(checked: Checked, cut: Cut, plans: Sequence[ShotPlan]) -> Iterator[Standing]:
    yield Standing(cut.output, cut.film.size, film_standing(cut, plans))
    for _, shape in shapes_of(checked.project, plans, checked.timeline):
        yield Standing(shape.output, shape.film.size, film_standing(shape, plans))


def _playing(
    film: Cut, standing: str, quick: Cut, quick_standing: str, embed: bool
) -> Playing | None:
    """Return what is played: the film, the preview where that is newer, the nearest there is."""
    plays = film.film.encoding.codec in _IN_BROWSERS
    if standing == _CURRENT and (plays or quick_standing not in {_CURRENT, _OLD}):
        return Playing(film.output, "", embed)
    if quick_standing == _CURRENT:
        why = f"the film is {standing}" if plays else f"browsers do not play {film.output.name}"
        return Playing(quick.output, f"This is the preview: {why}.", embed)
    for cut, what, how in ((film, "film", standing), (quick, "preview", quick_standing)):
        if how == _OLD:
            return Playing(cut.output, f"This {what} is not what the project makes by now.", embed)
    return None


def _heard(cut: Cut, playing: Playing | None) -> Heard | None:
    if not cut.film.cues:
        return None
    if playing and not playing.notice:
        return heard(playing.file, _PARTS)
    return heard_under(cut.film.cues, float(cut.film.timeline.seconds), _PARTS)
