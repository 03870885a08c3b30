"""A page and files served to this machine's own browsers, and to nobody else."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

if TYPE_CHECKING:
    from typing_extensions import Self

_HOST = "127.0.0.1"

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_EVENTS = re.compile(r"events\?after=(\d{1,9})")
_BEAT = 5.0
"""Seconds after which whoever waits for events is told that there are none."""

_AT_ONCE = 2**18
"""Bytes that are read at once."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(slots=True)
class _Shown:
    """What is served: the page, its number, and files by the names that they have beside it."""

    page: bytes = b""
    number: int = 0
    files: Mapping[str, Path] = field(default_factory=dict)
    changed: Condition = field(default_factory=Condition)
    is_over: bool = False


class Loopback:
    """Serves a page at an address that nobody guesses, and beside it the files that are named.

    Nothing else is served: no folder, no other file, nothing to other machines, and nothing to
    pages of other sites that have their name lead here.
    """

    def __init__(self) -> None:
        self._shown = _Shown()
        self._folder = f"/{secrets.token_urlsafe(16)}/"
        self._server = _Server((_HOST, 0), _Answer)
        self._server.shown, self._server.folder = self._shown, self._folder

    @property
    def address(self) -> str:
        """The page's."""
        return f"http://{_HOST}:{self._server.server_port}{self._folder}"

    @property
    def events(self) -> str:
        """The address, from the next page on, at which it is told that there is a newer one."""
        return f"events?after={self._shown.number + 1}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._shown.changed:
            self._shown.is_over = True
            self._shown.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def show(self, page: str, files: Mapping[str, Path]) -> None:
        """From now on serve a page, and beside it these files, by their names."""
        with self._shown.changed:
            self._shown.page, self._shown.files = page.encode(), dict(files)
            self._shown.number += 1
            self._shown.changed.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    shown: _Shown
    folder: str

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that goes away is no trouble."""


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "tlstyle"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:  # as it is called
        """Answer with what is meant, if it is served."""
        port = self.server.server_port
        if self.headers.get("Host") not in {f"{_HOST}:{port}", f"localhost:{port}"}:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        if not self.path.startswith(self.server.folder):
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        asked, shown = self.path.removeprefix(self.server.folder), self.server.shown
        if not asked:
            self._send(shown.page, "text/html; charset=utf-8")
        elif events := _EVENTS.fullmatch(asked):
            self._tell(int(events[1]))
        elif file := shown.files.get(unquote(asked)):
            self._send_file(file)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET  # noqa: N815  # as it is called

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as it is called
        """Say nothing."""

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(f"{status.phrase}\n".encode(), "text/plain; charset=utf-8", status)

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, {"Content-Type": kind, "Content-Length": str(len(content))})
        if self.command == "GET":
            self.wfile.write(content)

    def _begin(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (*_HEADERS.items(), *headers.items()):
            self.send_header(name, value)
        self.end_headers()

    def _send_file(self, file: Path) -> None:
        try:
            stream = file.open("rb")
        except OSError:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        with stream:
            size = stream.seek(0, 2)
            kind = guess_type(file.name)[0] or "application/octet-stream"
            part = part_of(self.headers.get("Range"), size)
            if part is None:
                headers = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
                self._begin(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
                return
            self._send_part(stream, kind, size, part)

    def _send_part(self, stream: BinaryIO, kind: str, size: int, part: range) -> None:
        is_whole = len(part) == size
        headers = {"Content-Type": kind, "Content-Length": str(len(part)), "Accept-Ranges": "bytes"}
        which = {} if is_whole else {"Content-Range": f"bytes {part[0]}-{part[-1]}/{size}"}
        status = HTTPStatus.OK if is_whole else HTTPStatus.PARTIAL_CONTENT
        self._begin(status, headers | which)
        if self.command == "GET":
            stream.seek(part.start)
            left = len(part)
            while left and (content := stream.read(min(left, _AT_ONCE))):
                self.wfile.write(content)
                left -= len(content)
            self.close_connection |= left > 0  # the file was cut short meanwhile

    def _tell(self, after: int) -> None:
        """Keep whoever asks waiting, and tell when there is a page of a higher number."""
        shown = self.server.shown
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close"})
        while self.command == "GET" and not shown.is_over:
            with shown.changed:
                is_newer = shown.number > after or (
                    shown.changed.wait(_BEAT) and shown.number > after
                )
            self.wfile.write(b"data: newer\n\n" if is_newer else b": none\n\n")
            self.wfile.flush()
            if is_newer:
                break
        self.close_connection = True


def part_of(asked: str | None, size: int) -> range | None:
    """Return which bytes of a file are asked for by a Range header; None if it has none such.

    All of it where nothing is asked for, or in a way that need not be understood.
    """
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if not found or found[1] == found[2] == "":
        return range(size)
    if not found[1]:
        first, end = max(0, size - int(found[2])), size
    else:
        first, end = int(found[1]), min(size, int(found[2] or size) + 1)
        if found[2] and int(found[2]) < first:
            return range(size)
    return range(first, end) if first < end else None
