"""`tlstyle film`: write the film from painted frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.check import refuse_unknown
from tlstyle.commands.making import refuse_pending, write_cut
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import chosen_of, settled
from tlstyle.film.cut import clips_of, film_of
from tlstyle.frames.plan import plan_shots


def film(
    file: Path, only: Sequence[str] | None, manner: Manner, *, clips: bool, force: bool
) -> None:
    """Write the film from painted frames, and if `clips` each sequence on its own too.

    Of sequences named, only their clips.
    """
    with work(file, manner, away=True) as (console, checked):
        refuse_unknown(checked.project, only or ())
        plans = settled(console, checked, plan_shots(checked.project, checked.footages))
        chosen = chosen_of(plans, only)
        refuse_pending(chosen)
        cuts = [] if only else [film_of(checked.project, plans, checked.timeline)]
        cuts += clips_of(checked.project, chosen) if only or clips else []
        with console.progress(()) as display:
            for cut in cuts:
                write_cut(cut, force, display)
        for cut in cuts:
            console.say(str(cut.output))
