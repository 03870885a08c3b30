"""The shape of the package: who may import whom, and who alone imports which library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "tlstyle"

ORDER = [
    *("errors", "size", "words", "pixels", "png", "fit"),
    *("system", "stills", "curves", "tempo", "painters", "scaling", "study", "steps"),
    *("joins", "timeline", "codecs", "letters", "overlays", "project", "frames"),
    *("painting", "crews", "film", "checks", "machine", "exports", "demo"),
    *("console", "commands", "library", "cli", "__main__"),
]
"""Every folder and module, each importing only from those before it."""

OWNERS = {
    "cv2": {"stills"},
    "dask": {"crews"},
    "distributed": {"crews"},
    "opentimelineio": {"exports"},
    "PIL": {
        *("joins", "film", "stills", "frames", "letters", "overlays", "exports", "demo"),
        *("scaling", "study"),
    },
    "h5py": {"study"},
    "imageio_ffmpeg": {"system", "stills"},
    "isal": {"png"},
    "keras": {"painters", "scaling", "study", "steps", "painting"},
    "moviepy": {"film"},
    "pillow_heif": {"stills"},
    "platformdirs": {"system", "painters", "frames", "machine"},
    "pydantic": {"steps", "joins", "overlays", "project"},
    "pydantic_core": {"curves", "project"},
    "rawpy": {"stills"},
    "rich": {"console"},
    "simplejpeg": {"stills"},
    "tensorflow": {"painters", "study"},
    "tensorflow_hub": {"painters"},
    "tomli": {"machine", "project"},
    "tomllib": {"machine", "project"},
    "tomlkit": {"project"},
    "textual_image": {"console"},
    "typer": {"cli"},
    "watchfiles": {"system"},
}
"""Which folders may import a library."""


def module_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Yield what a file imports, as dotted names."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


def test_every_module_has_its_place_in_the_order() -> None:
    assert {module_of(file) for file in FILES} - {"__init__"} == set(ORDER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_up_the_order(file: Path) -> None:
    module = module_of(file)
    own = [name.split(".") for name in imports(file) if name.split(".")[0] == "tlstyle"]
    used = {parts[1] for parts in own if parts[1] in ORDER}
    before = ORDER[: ORDER.index(module) + 1] if module in ORDER else ["errors", "library"]
    allowed = set(before)  # of tlstyle itself what programs are given
    assert used <= allowed


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_libraries_are_imported_by_their_owners(file: Path) -> None:
    libraries = {name.split(".")[0] for name in imports(file)}
    assert all(module_of(file) in OWNERS[library] for library in libraries & OWNERS.keys())


NOT_ALL_HAVE = {
    "os": {
        *("fork", "forkpty", "getloadavg", "geteuid", "getuid", "kill", "killpg", "memfd_create"),
        *("mkfifo", "nice", "posix_fadvise", "posix_fallocate", "pread", "pwrite", "setsid"),
        *("sched_getaffinity", "sched_setaffinity", "sendfile", "statvfs", "sysconf", "uname"),
        *("O_DIRECT", "O_NOFOLLOW", "register_at_fork", "chown", "fchown", "fchmod", "wait"),
        *("name", "waitpid"),
    },
    "signal": {
        *("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIG_BLOCK", "SIG_UNBLOCK"),
        *("alarm", "pause", "pthread_sigmask", "setitimer", "sigwait"),
    },
    "sys": {"platform", "getwindowsversion"},
    "platform": {"system"},
}
"""What a standard library offers not everywhere, or tells which system this is."""

NOT_EVERYWHERE = {"fcntl", "grp", "msvcrt", "pty", "pwd", "resource", "termios", "tty", "winreg"}


def unlike(file: Path) -> Iterator[str]:
    """Yield what of a file asks for what not all systems have."""
    yield from NOT_EVERYWHERE & {name.split(".")[0] for name in imports(file)}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in NOT_ALL_HAVE.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^/(?:proc|sys|dev|tmp|etc|usr)\b.*", node.value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_what_not_all_systems_have_is_asked_for_in_one_place(file: Path) -> None:
    assert list(unlike(file)) == [] or file == PACKAGE / "system" / "posix.py"


def test_that_place_is_seen_to_ask_for_it() -> None:
    assert {"fcntl", "os.kill", "sys.platform"} < {*unlike(PACKAGE / "system" / "posix.py")}
