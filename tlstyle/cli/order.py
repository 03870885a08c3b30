"""The order in which words stand on a command line."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tlstyle.errors import OptionError
from tlstyle.words import command

_OWN = "--version", "--help", "-h", "--install-completion", "--show-completion"
"""Options of the program itself, which stand before all commands."""


def with_help(arguments: Sequence[str]) -> list[str]:
    """Return a command line in which help is asked for by its option: "help build" as well."""
    first, *others = arguments or [""]
    return [*others, "--help"] if first == "help" else list(arguments)


def refuse_order(arguments: Sequence[str], commands: Collection[str]) -> None:
    """Make sure that no project, and no option of a command, stands before the command.

    Args:
        arguments: The command line, without the program.
        commands: What the program knows.

    Raises:
        OptionError: one does; the line as it was meant is given.
    """
    first, *others = arguments or [""]
    wanted = next((each for each in others if each in commands), None)
    is_project = first.lower().endswith(".toml")
    is_option = first.startswith("-") and first not in _OWN and wanted is not None
    if is_project or is_option:
        rest = [first, *others]
        if wanted:
            rest.remove(wanted)
        meant = command(wanted or "check", *rest)
        raise OptionError(f"{first}: the command comes first: {meant}")
