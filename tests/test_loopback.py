"""What is served to a browser on this machine, and that it is nothing else."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tlstyle.system.loopback import Loopback, part_of

FILM = bytes(range(256)) * 4


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Loopback]:
    (tmp_path / "film é 50%.mp4").write_bytes(FILM)
    (tmp_path / "secret.txt").write_text("mine")
    with Loopback() as loopback:
        loopback.show("<p>é", {"film é 50%.mp4": tmp_path / "film é 50%.mp4"})
        yield loopback


def ask(
    served: Loopback, name: str, *, method: str = "GET", folder: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    place = urlsplit(served.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=10)
    folder = place.path if folder is None else folder
    connection.putrequest(method, f"{folder}{name}", skip_host="Host" in headers)
    for key, value in headers.items():
        connection.putheader(key, value)
    connection.endheaders()
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return answer


def test_the_page_and_the_files_beside_it_are_served(served: Loopback) -> None:
    status, headers, content = ask(served, "")
    assert (status, content.decode()) == (200, "<p>é")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    status, headers, content = ask(served, "film%20%C3%A9%2050%25.mp4")
    assert (status, content, headers["Content-Type"]) == (200, FILM, "video/mp4")
    assert headers["Accept-Ranges"] == "bytes"
    status, headers, content = ask(served, "film%20%C3%A9%2050%25.mp4", method="HEAD")
    assert (status, content, headers["Content-Length"]) == (200, b"", "1024")


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt",
        "..",
        "../",
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "film%20%C3%A9%2050%25.mp4/../secret.txt",
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        ".",
        "film%20%C3%A9%2050%25.mp4?x",
        "events",
        "events?after=x",
    ],
)
def test_nothing_else_is_served(served: Loopback, name: str) -> None:
    status, _, content = ask(served, name)
    assert status == 404
    assert b"mine" not in content
    assert b"root:" not in content


@pytest.mark.parametrize("folder", ["", "/", "/guess/", "/../"])
def test_nothing_is_served_to_who_does_not_know_the_address(served: Loopback, folder: str) -> None:
    assert ask(served, "", folder=folder or "/")[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example", "[::1]", ""]
)
def test_other_names_that_lead_here_are_refused(served: Loopback, host: str) -> None:
    port = urlsplit(served.address).port
    for name in (host, f"{host}:1"):
        assert ask(served, "", Host=name)[0] == 421
    assert ask(served, "", Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_but_to_read(served: Loopback, method: str) -> None:
    assert ask(served, "", method=method)[0] == 501


def test_only_this_machine_is_listened_to(served: Loopback) -> None:
    port = urlsplit(served.address).port or 0
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), port)}
    for other in others - {"127.0.0.1", "::1"}:
        with socket.socket() as caller:
            caller.settimeout(2)
            assert caller.connect_ex((str(other), port))


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=1000-", (1000, 1024)),
        ("bytes=1000-9999", (1000, 1024)),
        ("bytes=-24", (1000, 1024)),
        ("bytes=0-", (0, 1024)),
    ],
)
def test_parts_are_served_as_players_ask_for_them(
    served: Loopback, asked: str, part: tuple[int, int]
) -> None:
    status, headers, content = ask(served, "film%20%C3%A9%2050%25.mp4", Range=asked)
    first, end = part
    assert content == FILM[first:end]
    assert headers["Content-Length"] == str(end - first)
    if end - first < 1024:
        assert (status, headers["Content-Range"]) == (206, f"bytes {first}-{end - 1}/1024")


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=-0", "bytes=5000-6000"])
def test_parts_that_there_are_not_are_refused(served: Loopback, asked: str) -> None:
    status, headers, content = ask(served, "film%20%C3%A9%2050%25.mp4", Range=asked)
    assert (status, content) == (416, b"")
    assert headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", [None, "", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2"])
def test_what_need_not_be_understood_is_all_of_it(asked: str | None) -> None:
    assert part_of(asked, 100) == range(100)


def test_a_file_that_is_gone_is_not_there(served: Loopback, tmp_path: Path) -> None:
    (tmp_path / "film é 50%.mp4").unlink()
    assert ask(served, "film%20%C3%A9%2050%25.mp4")[0] == 404


def test_a_newer_page_is_told_of_once_it_is_there(served: Loopback) -> None:
    place = urlsplit(served.address)
    assert served.events == "events?after=2"
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=10)
    connection.request("GET", f"{place.path}events?after=1")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream"
    served.show("<p>two", {})
    assert response.read() == b"data: newer\n\n"
    connection.close()
    assert ask(served, "events?after=1")[2] == b"data: newer\n\n"
    assert ask(served, "")[2] == b"<p>two"
    assert ask(served, "film%20%C3%A9%2050%25.mp4")[0] == 404


def test_who_waits_is_let_go_at_the_end() -> None:
    with Loopback() as served:
        served.show("", {})
        place = urlsplit(served.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=10)
        connection.request("GET", f"{place.path}events?after=1")
        response = connection.getresponse()
    assert b"data" not in response.read()
    connection.close()
