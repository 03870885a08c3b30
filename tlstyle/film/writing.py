"""Writes a project's films, those of the same pictures together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tlstyle.errors import FilmError
from tlstyle.film import Identities, write_films
from tlstyle.film.cut import Cut


def write_cuts(
    cuts: Sequence[Cut],
    progress: Callable[[int, int], None],
    *,
    afresh: bool = False,
    written: Callable[[Cut], None] = lambda cut: None,
) -> list[FilmError]:
    """Write films of the same pictures and timeline, and read each picture once for all of them.

    Where one cannot be written, the others are, and the film before it, if any, is untouched.

    Args:
        cuts: The films.
        progress: Called with the frames done and their total after every frame.
        afresh: Encode again what is encoded, and replace what is there.
        written: Called with each as it is written.

    Returns:
        Why some could not be written.

    Raises:
        FilmError: none could be written, or a frame changed meanwhile.
        RoomError: a disk has too little room for them; nothing was begun.
    """
    identities = Identities()

    def remember_written(number: int) -> None:
        cuts[number].remember()
        written(cuts[number])

    return write_films(
        [cut.order(identities, afresh=afresh) for cut in cuts],
        progress=progress,
        written=remember_written,
        identities=identities,
        afresh=afresh,
    )
