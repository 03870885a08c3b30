"""Keeps a download to https, wherever a server sends it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler


@contextmanager
def https_only() -> Iterator[None]:
    """Let `urlopen` refuse, meanwhile, every redirect to anything but https, by a URLError."""
    urllib.request.HTTPRedirectHandler = _Redirects  # type: ignore[misc]
    try:
        yield
    finally:
        urllib.request.HTTPRedirectHandler = HTTPRedirectHandler  # type: ignore[misc]


class _Redirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        if not newurl.lower().startswith("https://"):
            raise URLError(f"it leads to {newurl}, and a model is fetched over https only")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
