"""What a document is that hands a film over to an editor."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tlstyle.errors import FilmError
from tlstyle.exports.edit import Edit, Joint
from tlstyle.joins import Dissolve

MARK = "tlstyle export"
"""What every document says inside, by which it may be replaced."""

_HEAD = 4096
"""Bytes in which a document says so."""


class Export:
    """A kind of document.

    Attributes:
        kind: What `--to` calls it.
        ending: Its file's.
        about: Who opens it, as the handbook's table has it.
        media: What its clips may be, what they are unless said first.
    """

    kind: ClassVar[str]
    ending: ClassVar[str]
    about: ClassVar[str]
    media: ClassVar[tuple[str, ...]] = ("frames", "clips")

    @classmethod
    def draws(cls, joint: Joint) -> bool:
        """Tell whether a join is handed over as pictures, since the document has no such thing."""
        return False

    @classmethod
    def lost(cls, edit: Edit) -> list[str]:
        """Return what of a film the document does not say, in words."""
        return [
            f"the {joint.join.kind} into {edit.parts[joint.number].name} is a plain dissolve"
            for joint in edit.joints()
            if joint.number not in edit.drawn and not is_plain(joint)
        ]

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


def refuse_foreign(output: Path, mark: bytes) -> None:
    """Make sure that no file is replaced that does not say inside that it is a document of ours.

    Raises:
        FilmError: there is one.
    """
    try:
        with output.open("rb") as stream:
            if mark in stream.read(_HEAD):
                return
    except FileNotFoundError:
        return
    except OSError as error:
        raise FilmError(f"{output}: cannot be read ({error.strerror}): move it") from error
    raise FilmError(f"{output}: was not written by tlstyle and is left alone: move it")
