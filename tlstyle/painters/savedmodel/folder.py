"""SavedModel folders as files: whether one is whole and paints, and its digest; no TensorFlow."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tlstyle.errors import ModelError
from tlstyle.painters.savedmodel.hub import is_url
from tlstyle.painters.savedmodel.signature import read_signature
from tlstyle.system.found import once

_GRAPHS = ("saved_model.pb", "saved_model.pbtxt")


def check_savedmodel(folder: str | Path) -> None:
    """Raise ModelError where a folder is no whole SavedModel, or one that does not paint.

    What a saved_model.pbtxt takes is left to `open_savedmodel`: reading it needs TensorFlow.
    """
    graph = graph_file(Path(folder))
    if graph.suffix == ".pb":
        read_signature(_content(graph), Path(folder))


def graph_file(folder: Path) -> Path:
    """Return a SavedModel's saved_model.pb, or .pbtxt, having seen that its variables are there.

    Raises ModelError.
    """
    if not folder.is_dir():
        known = '"builtin", "magenta" or a SavedModel folder'
        raise ModelError(f"{folder}: no such folder; set model to {known}")
    for graph in (folder / name for name in _GRAPHS):
        if _has_content(graph):
            _check_variables(folder)
            return graph
    inner = next(folder.glob("*/saved_model.pb*"), None)
    hint = f"; did you mean {inner.parent}?" if inner else ""
    raise ModelError(f"{folder}: not a SavedModel, saved_model.pb is missing or empty{hint}")


def model_digest(source: str) -> str:
    """Return what tells a model from every other: a digest of its files, or its URL as it is.

    Counted are the names and bytes of graph, variables and assets, not fingerprint.pb, which
    differs between two exports of the same network. Raises ModelError for what is no SavedModel.
    """
    if is_url(source):
        return source
    folder = Path(source)
    graph_file(folder)
    files = list(_files(folder))
    return once("model", files, partial(_digest, folder, files))


def _digest(folder: Path, files: Sequence[Path]) -> str:
    digest = hashlib.blake2b(digest_size=32)
    for file in files:
        name, content = file.relative_to(folder).as_posix().encode(), _content(file)
        digest.update(b"%d %s %d " % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as trouble:
        raise ModelError(f"{file}: cannot be read: {trouble.strerror}") from trouble


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in _GRAPHS if (folder / name).is_file())
    for part in ("assets", "variables"):
        yield from sorted(file for file in (folder / part).rglob("*") if file.is_file())


def _check_variables(folder: Path) -> None:
    """Raise ModelError where a variables folder has lost files, as temporary folders do."""
    variables = folder / "variables"
    if not variables.is_dir():
        return  # a frozen graph needs none
    present = {file.name for file in variables.iterdir() if _has_content(file)}
    shards = [name for name in present if re.fullmatch(r"variables\.data-\d+-of-\d+", name)]
    count = int(shards[0].rpartition("-")[2]) if shards else 1
    if "variables.index" not in present or len(shards) != count:
        raise ModelError(f"{folder}: not a whole SavedModel, files are missing in {variables}")
