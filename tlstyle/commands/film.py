"""`tlstyle film`: write the film from painted frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.checks.named import refuse_unknown, refuse_unknown_shapes
from tlstyle.commands.making import refuse_pending, write_cuts
from tlstyle.commands.session import Manner, work
from tlstyle.commands.settled import chosen_of, settled
from tlstyle.errors import OptionError
from tlstyle.film.cut import clips_of, film_of, shapes_of
from tlstyle.frames.plan import plan_shots


def film(
    file: Path,
    only: Sequence[str] | None,
    shapes: Sequence[str] | None,
    manner: Manner,
    *,
    clips: bool,
    force: bool,
) -> tuple[Path, ...]:
    """Write the film from painted frames and its shapes, and if `clips` each sequence on its own.

    Of sequences named, only their clips, and of shapes named, only those. Returns their files.

    Raises:
        OptionError: both are named.
    """
    if only and shapes:
        raise OptionError("--sequence and --shape: each says what to write alone: give one of them")
    with work(file, manner, away=True) as (console, checked):
        refuse_unknown(checked.project, only or ())
        refuse_unknown_shapes(checked.project, shapes or ())
        plans = settled(console, checked, plan_shots(checked.project, checked.footages))
        chosen = chosen_of(plans, only)
        refuse_pending(chosen)
        films = [] if only or shapes else [film_of(checked.project, plans, checked.timeline)]
        others = [] if only else shapes_of(checked.project, plans, checked.timeline)
        films += [cut for name, cut in others if not shapes or name in shapes]
        alone = list(clips_of(checked.project, chosen)) if only or clips else []
        with console.progress(()) as display:
            for together in ([films] if films else []) + [[clip] for clip in alone]:
                write_cuts(together, force, display).refuse_failures()
        outputs = tuple(cut.output for cut in films + alone)
        for output in outputs:
            console.say(str(output))
        return outputs
