"""What a document is that hands a film over to an editor."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from tlstyle.errors import FilmError
from tlstyle.exports.edit import Edit, Joint
from tlstyle.joins import Dissolve

MARK = "tlstyle export"
"""What every document says where it begins, by which it may be replaced."""

XML = r"<\?xml [^>]*\?>\s*"
"""How XML begins."""

_HEAD = 4096
"""Bytes in which a document says so."""


class Export:
    """A kind of document.

    Attributes:
        kind: What `--to` calls it.
        ending: Its file's.
        about: Who opens it, as the handbook's table has it.
        begins: How it begins, by which it is known again, as a regular expression.
        media: What its clips may be, what they are unless said first.
        has_titles: Whether it has words that lie over the film.
        has_covers: Whether all that lies over the film is handed over as pictures.
    """

    kind: ClassVar[str]
    ending: ClassVar[str]
    about: ClassVar[str]
    begins: ClassVar[str]
    media: ClassVar[tuple[str, ...]] = ("frames", "clips")
    has_titles: ClassVar[bool] = False
    has_covers: ClassVar[bool] = False

    @classmethod
    def draws(cls, joint: Joint) -> bool:
        """Tell whether a join is handed over as pictures, since the document has no such thing."""
        return False

    @classmethod
    def lost(cls, edit: Edit) -> list[str]:
        """Return what of a film the document does not say, in words."""
        joins = [
            f"the {joint.join.kind} into {edit.parts[joint.number].name} is a plain dissolve"
            for joint in edit.joints()
            if joint.number not in edit.drawn and not is_plain(joint)
        ]
        return [*joins, *([] if cls.has_covers else cls._lost_on_top(edit))]

    @classmethod
    def _lost_on_top(cls, edit: Edit) -> list[str]:
        others = [f"{other} is not in it" for other in edit.other]
        if cls.has_titles:
            alike = "titles are in it as words, which stand still, in the editor's own letters"
            return [*([alike] if edit.titles else []), *others]
        names = dict.fromkeys(title.name for title in edit.titles)
        return [*(f'the title "{name}" is not in it' for name in names), *others]

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the document.

        Raises:
            MissingExtraError: a library that it takes is not installed.
        """
        raise NotImplementedError


def is_plain(joint: Joint) -> bool:
    """Tell whether a join is the dissolve that every editor has."""
    return joint.join == Dissolve()


def refuse_foreign(output: Path, *beginnings: str) -> None:
    """Make sure that no file is replaced that does not begin as a document of ours does.

    Args:
        output: The file.
        beginnings: How documents of ours begin: regular expressions.

    Raises:
        FilmError: there is one.
    """
    try:
        with output.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        return
    except IsADirectoryError as error:
        raise FilmError(f"{output}: is a folder: name a file in it") from error
    except OSError as error:
        raise FilmError(f"{output}: cannot be read ({error.strerror}): move it") from error
    if not any(re.match(beginning.encode(), head) for beginning in beginnings):
        raise FilmError(f"{output}: was not written by tlstyle and is left alone: move it")
