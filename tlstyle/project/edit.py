"""The table `[edit]`: how sequences are joined and paced unless they say otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from tlstyle.project.beats import FitKey
from tlstyle.project.joins import JoinKey
from tlstyle.project.keys import Hold, Seconds, Speed
from tlstyle.steps.key import meaning
from tlstyle.steps.table import Table
from tlstyle.tempo import Way

_FADE = meaning("seconds from and to black, at the film's ends; not named, at most a quarter of it")


class EditTable(Table):
    """How sequences are joined, and seconds of joins and fades."""

    dissolve: Annotated[
        Seconds,
        meaning("seconds that neighbours share; not named, at most a third of the shorter one"),
    ] = 2.0
    join: Annotated[
        JoinKey,
        meaning(
            'how neighbours are joined: `"dissolve"`, `"cut"`, `"dip"`, `"wipe"`, or a table, '
            "[below](#how-sequences-are-joined)",
            {"kind": "dip", "colour": "white", "seconds": 1.5},
        ),
    ] = "dissolve"
    dissolve_style: Annotated[
        bool,
        meaning(
            "`true` lets a style [turn into the next](#styles-that-change) through each dissolve"
        ),
    ] = False
    speed: Annotated[
        Speed,
        meaning(
            "how many stills it goes on from frame to frame, 0.25 to 16; may have "
            "[keyframes](#keyframes), which stand on the stills as filmed",
            4.0,
            [[0, 0.5], ["100%", 4.0]],
        ),
    ] = 1.0
    between: Annotated[
        Way,
        meaning(
            'what is painted between two stills: `"blend"`, a mixture of both; `"flow"`, where '
            "things are by then (`pip install 'tlstyle[flow]'`); `\"nearest\"`, nothing: the "
            "nearer one stays"
        ),
    ] = "blend"
    hold: Annotated[
        Hold,
        meaning(
            "for how many frames a still is shown, those after it being left out: `2` is the "
            "rhythm of drawn films",
            2,
        ),
    ] = 1
    even: Annotated[
        bool,
        meaning(
            "`true` spaces stills evenly in time, by their EXIF, where the intervalometer stumbled"
        ),
    ] = False
    odd: Annotated[
        Literal["keep", "skip"],
        meaning(
            '`"skip"` leaves out stills that stand out, as by a flash, '
            "[below](#stills-to-go-without)"
        ),
    ] = "keep"
    fade_in: Annotated[Seconds, _FADE] = 1.0
    fade_out: Annotated[Seconds, _FADE] = 1.0
    fit: Annotated[
        FitKey,
        meaning(
            '`"beats"`, or a table: sequences gain or lose some frames, so that joins fall on '
            "[beats](#joins-on-beats)",
            "beats",
            {"to": "beats", "within": 0.25, "every": 4},
        ),
    ] = None
