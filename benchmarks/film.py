"""The film from painted frames: against ffmpeg's own graph and stock moviepy, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.clock import alternate, run_program
from benchmarks.peers import stock_moviepy, xfade
from benchmarks.projects import FPS, HD, painted_project, planned
from benchmarks.rows import Row, at_most, figure, ratio
from tlstyle.film.container import frame_count
from tlstyle.film.cut import Cut, film_of
from tlstyle.film.view import View
from tlstyle.film.writing import write_cuts
from tlstyle.size import Size

STILLS = 96


def rows(bench: Bench) -> Iterator[Row]:
    """Measure writing a film of four sequences that dissolve over two seconds, three ways."""
    cut = _cut(bench)
    graph, stock = bench.folder / "graph.mp4", bench.folder / "stock.mp4"
    contenders = (lambda: _write(cut, afresh=True), _graph(cut, graph), _stock(cut, stock))
    ours, ffmpeg, moviepy = alternate(bench.choose(3, 1), *contenders)
    for film in (graph, stock):
        if abs(frame_count(film) - cut.film.timeline.length) > 1:
            raise RuntimeError(f"{film.name} has {frame_count(film)} frames: it is no comparison")
    what = f"film of {cut.film.timeline.length} frames at {cut.film.size}, seconds"
    text = figure(ours).text(" s")
    for name, theirs, goal in (("ffmpeg's xfade", ffmpeg, 1.05), ("stock moviepy", moviepy, 0.4)):
        against = f"{name}: {figure(theirs).text(' s')}"
        yield Row(what, text, against, ratio(ours, theirs), at_most(goal))


def changed(bench: Bench) -> Iterator[Row]:
    """Measure writing the film again after a change, against writing all of it anew."""
    cut = _cut(bench)
    _write(cut)
    written, turns, clips = [cut], count(1), len(cut.film.pictures)

    def write_changed(change: Callable[[Cut, int], Cut]) -> None:
        written.append(change(written[-1], next(turns)))
        _write(written[-1])

    contenders = (
        lambda: write_changed(lambda last, turn: _retimed(last, range(clips), turn)),
        lambda: write_changed(_louder),
        lambda: write_changed(lambda last, turn: _retimed(last, [1], turn)),
    )
    whole, music, sequence = alternate(bench.choose(3, 1), *contenders)
    share = cut.film.timeline.clips[1].length / cut.film.timeline.length
    against = f"the whole film: {figure(whole).text(' s')}"
    yield Row(
        "film, only the music changed",
        figure(music).text(" s"),
        against,
        ratio(music, whole),
        at_most(0.1),
    )
    yield Row(
        f"film, one sequence changed, which is {share:.0%} of it",
        figure(sequence).text(" s"),
        against,
        ratio(sequence, whole),
        at_most(round(share + 0.1, 2)),
    )


def shapes(bench: Bench) -> Iterator[Row]:
    """Measure writing a film and two other shapes of it together, against one after the other."""
    cuts = _shapes(_cut(bench))
    together, apart = alternate(
        bench.choose(3, 2),
        lambda: _write(*cuts, afresh=True),
        lambda: _one_by_one(cuts),
    )
    sizes = ", ".join(str(cut.film.size) for cut in cuts)
    yield Row(
        f"films of {cuts[0].film.timeline.length} frames at {sizes}, seconds",
        figure(together).text(" s"),
        f"one after the other: {figure(apart).text(' s')}",
        ratio(together, apart),
        at_most(0.7),
    )


def _one_by_one(cuts: list[Cut]) -> None:
    for cut in cuts:
        _write(cut, afresh=True)


def _shapes(cut: Cut) -> list[Cut]:
    """Return a film with an upright one, as phones have them, and a square of the same pictures."""
    high, middle = cut.film.size.height, (0.5, 0.5)
    view = View((middle,) * len(cut.film.pictures), is_fitted=True)
    others = {"phone": Size(2 * (high * 9 // 32), high), "square": Size(high, high)}
    films = {name: replace(cut.film, size=size, view=view) for name, size in others.items()}
    return [
        cut,
        *(
            replace(
                cut,
                film=film,
                output=cut.output.with_name(f"film.{name}.mp4"),
                segments=cut.segments and cut.segments.with_name(f"film.{name}"),
            )
            for name, film in films.items()
        ),
    ]


def _cut(bench: Bench) -> Cut:
    distinct, size = bench.choose((STILLS, HD), (16, Size(640, 360)))
    project = painted_project(bench.folder / "painted", distinct, STILLS, size)
    checked, plans = planned(project)
    return film_of(checked.project, plans, checked.timeline)


def _write(*cuts: Cut, afresh: bool = False) -> None:
    for failure in write_cuts(cuts, lambda done, total: None, afresh=afresh):
        raise failure


def _louder(cut: Cut, gain: int) -> Cut:
    """Return a film with its music at another level, in dB."""
    film = cut.film
    louder = (replace(cue, track=replace(cue.track, gain=-gain)) for cue in film.cues)
    return replace(cut, film=replace(film, cues=tuple(louder)))


def _retimed(cut: Cut, clips: range | list[int], turn: int) -> Cut:
    """Return a film in which some clips start at a later still, and end with those left out."""
    pictures = [
        clip[turn:] + clip[:turn] if number in clips else clip
        for number, clip in enumerate(cut.film.pictures)
    ]
    return replace(cut, film=replace(cut.film, pictures=tuple(pictures)))


def _folders(cut: Cut) -> list[Path]:
    return [clip[0].parent for clip in cut.film.pictures]


def _graph(cut: Cut, output: Path) -> Callable[[], None]:
    timeline = cut.film.timeline
    command = xfade.command(
        [folder / "DSC%05d.png" for folder in _folders(cut)],
        [clip.length for clip in timeline.clips],
        _music(cut),
        output,
        fps=FPS,
        dissolve=timeline.clips[1].overlap,
        fade=timeline.fade_in,
    )
    return lambda: run_program(command)


def _stock(cut: Cut, output: Path) -> Callable[[], None]:
    return lambda: stock_moviepy.write_film(
        _folders(cut),
        _music(cut),
        output,
        fps=FPS,
        dissolve=cut.film.timeline.clips[1].overlap / FPS,
        fade=cut.film.timeline.fade_in / FPS,
    )


def _music(cut: Cut) -> Path:
    return cut.film.cues[0].track.file
