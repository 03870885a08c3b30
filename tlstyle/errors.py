"""What can go wrong in words a user can act on."""

from __future__ import annotations

from dataclasses import dataclass


class TlstyleError(Exception):
    """Expected trouble: a line, or several, naming the file, the trouble and the next move."""

    def __str__(self) -> str:
        """Return the lines; names in them may hold line breaks of their own."""
        return "\n".join(map(str, self.args))


class OptionError(TlstyleError):
    """A command's option asks for what there is not."""


class FootageError(TlstyleError):
    """A still or a style picture cannot be read."""


class ModelError(TlstyleError):
    """A painting network cannot be loaded, or cannot do what the project asks."""


class PaintError(TlstyleError):
    """Painting stopped; what is painted is kept."""


class DiskFullError(PaintError):
    """Painting stopped because the disk is full."""


class RoomError(TlstyleError):
    """The disk has too little room; nothing was begun."""


class BusyError(TlstyleError):
    """Another run is at work in the same work folder."""


class Stopped(TlstyleError):  # noqa: N818  # the user's wish, not an error
    """The user stopped it; its text says what is kept and how to go on."""


class Ended(Stopped):
    """The user ended what ends in no other way, while it waited: nothing is left undone."""


class FilmError(TlstyleError):
    """The film cannot be written; the film before it, if any, is untouched."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a project: where it stands in the TOML file, what is wrong, what to do."""

    what: str
    line: int | None = None
    sequence: str | None = None

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        shot = f"sequence {self.sequence!r}: " if self.sequence else ""
        return f"{place}{shot}{self.what}"


class ProjectError(TlstyleError):
    """A project file that cannot be built, with every fault in it by line, and what else is odd.

    `excerpt` is the line that is no TOML, if that is the fault, and where in it, from 0.
    """

    def __init__(
        self,
        file: str,
        problems: tuple[Problem, ...],
        warnings: tuple[Problem, ...] = (),
        excerpt: tuple[str, int] | None = None,
    ) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__(*(f"{file}: {problem}" for problem in self.problems))
        self.file = file
        self.warnings = warnings
        self.excerpt = excerpt
