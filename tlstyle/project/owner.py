"""Whose a work folder and a film are, so that no two projects replace each other's."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlstyle.project import Project
from tlstyle.system.whole import write_whole

_NAME = "project.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """A project, as its films name it.

    They hold the way from their folder to the project file, which two projects never share and
    which stays when all is moved together; and a token drawn by lot, kept in the work folder, for
    when one is moved or renamed without the other.
    """

    file: Path
    token: str = ""

    @property
    def work(self) -> Path:
        """The project's work folder."""
        return self.file.with_suffix(".work")

    def signature(self, output: Path) -> dict[str, str]:
        """Return what a film is to say of its project."""
        return {"project": _way(output, self.file), "token": self.token}

    def owns(self, output: Path, signed: Mapping[str, Any]) -> bool:
        """Tell whether a signature is this project's, by whatever name and place it had then."""
        if signed.get("project") == _way(output, self.file):
            return True
        same = bool(self.token) and signed.get("token") == self.token
        return same and not signer(output, signed).exists()


def signer(output: Path, signed: Mapping[str, Any]) -> Path:
    """Return the project file that a film's signature names."""
    return Path(os.path.normpath(output.parent.resolve() / str(signed.get("project"))))


def owner_of(project: Project) -> Owner:
    """Return a project with the token that its work folder keeps, if it has one."""
    return Owner(project.file, str(_signature(project.work).get("token", "")))


@contextlib.contextmanager
def signed(project: Project) -> Iterator[None]:
    """Have a work folder say whose it is, unless nothing else comes to be there."""
    _sign(project)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            shown = {entry.name for entry in project.work.iterdir() if entry.name[0] != "."}
            if shown == {_NAME}:
                (project.work / _NAME).unlink()


def sharer(project: Project) -> Path | None:
    """Return the other project file to which a project's work folder belongs, if one does."""
    name = _signature(project.work).get("project")
    if not isinstance(name, str) or name == project.file.name:
        return None
    other = project.folder / name
    shares = other.with_suffix(".work").name == project.work.name and other.is_file()
    return other if shares and not other.samefile(project.file) else None


def _sign(project: Project) -> None:
    """Write into a work folder whose it is, unless it says so; a disk that refuses is no trouble.

    The folder of a project that was renamed keeps its token, and one that was copied gets its own.
    """
    known = _signature(project.work)
    if known.get("token") and known.get("project") == project.file.name:
        return
    is_copy = (project.folder / str(known.get("project"))).is_file()
    token = secrets.token_hex(8) if is_copy else known.get("token") or secrets.token_hex(8)
    text = json.dumps({"project": project.file.name, "token": token})
    with contextlib.suppress(OSError):
        write_whole(project.work / _NAME, text.encode())


def _signature(work: Path) -> dict[str, Any]:
    """Return what a work folder says of its project; nothing where that is lost or no such text."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads((work / _NAME).read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def _way(output: Path, file: Path) -> str:
    """Return the way from a film's folder to a project file; on another drive, where it is."""
    file = file.parent.resolve() / file.name
    try:
        return Path(os.path.relpath(file, output.parent.resolve())).as_posix()
    except ValueError:
        return file.as_posix()
