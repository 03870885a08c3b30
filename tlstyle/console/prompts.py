"""Questions in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console as Screen
from rich.prompt import Prompt
from rich.text import Text

from tlstyle.errors import Stopped, TlstyleError
from tlstyle.words import printable

_T = TypeVar("_T")


def can_ask() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(question: str, accept: Callable[[str], _T], usual: str = "") -> _T:
    """Ask until an answer is accepted, and return what was made of it.

    Args:
        question: What is asked.
        accept: Makes something of an answer, or raises TlstyleError, which is said.
        usual: What an empty answer stands for, which is shown.

    Raises:
        Stopped: somebody would rather not answer.
    """
    screen = Screen(highlight=False, soft_wrap=True)
    words = Text(printable(question), "bold")
    while True:
        try:
            answer = Prompt.ask(words, console=screen, default=usual, show_default=bool(usual))
        except (EOFError, KeyboardInterrupt):
            screen.print()
            raise Stopped("stopped: nothing is written") from None
        try:
            return accept(answer.strip())
        except TlstyleError as error:
            for line in map(str, error.args):
                screen.print(Text(printable(line), "red"))
