"""The review in a browser: it plays, slides, heeds keys, fits a phone, and can be read out."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from conftest import FakePainter, draw_site, draw_stills
from films import record, tone
from tlstyle.cli.app import run

Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

FRAMES = 57
"""Frames of the film: 40 and 20 stills that share three."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, which plays H.264."""
    names = "chromium", "chromium-browser", "google-chrome"
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"needs a browser: none of {', '.join(names)} is installed")
    flags = ["--autoplay-policy=no-user-gesture-required"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, module_painter: FakePainter) -> Path:
    """A folder with a film's review, `film.review.html`, and that of one that is not painted."""
    folder = tmp_path_factory.mktemp("page")
    site = draw_site(folder)
    draw_stills(folder / "one", 40)
    draw_stills(folder / "two", 20, start=50)
    record(folder / "music.wav", tone(3))
    site.replace('name = "two"', 'name = "<script><b>&"')
    site.replace("[edit]", "[music]\nfile = 'music.wav'\n[[text]]\ntext = 'Two'\n[edit]")
    output = ["--output", str(folder / "unpainted.html")]
    assert run(["review", str(site.file), "--quiet", *output]) == 0
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert run(["review", str(site.file), "--quiet"]) == 0
    output = ["--embed", "--output", str(folder / "sent.html")]
    assert run(["review", str(site.file), "--quiet", *output]) == 0
    return folder


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """The review, open from the disk, in whose console nothing is complained of."""
    context = browser.new_context(viewport={"width": 1600, "height": 900}, offline=True)
    with context, context.new_page() as page:
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((folder / "film.review.html").as_uri())
        wait_for_video(page, "readyState >= 2")
        wait_for_video(page, "playbackRate = 0.25")  # so that it does not end on a slow machine
        yield page
        assert not complaints


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so; the page's own policy lets no script wait for it."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        page.wait_for_timeout(10)


def wait_for_video(page: Page, what: str) -> None:
    """Wait until something is so of the video."""
    wait_until(page, lambda: bool(page.evaluate(f"document.querySelector('video').{what}")))


def place(page: Page) -> int:
    """The frame at which the playhead stands."""
    slider = page.get_by_role("slider", name="Place in the film")
    return int(slider.get_attribute("aria-valuenow") or -1)


def playhead(page: Page) -> float:
    """How far along the timeline the playhead stands, in frames."""
    line, box = (page.locator(each).bounding_box() for each in (".playhead", ".timeline"))
    assert line
    assert box
    return FRAMES * (line["x"] + line["width"] / 2 - box["x"]) / box["width"]


def test_the_film_plays_and_the_playhead_follows(page: Page) -> None:
    assert place(page) == 0
    page.get_by_role("button", name="Play").click()
    wait_for_video(page, "currentTime > 0.2")
    page.get_by_role("button", name="Pause").click()
    wait_for_video(page, "paused")
    seconds = float(page.evaluate("document.querySelector('video').currentTime"))
    wait_until(page, lambda: place(page) == pytest.approx(seconds * 24, abs=1))
    assert playhead(page) == pytest.approx(place(page) + 0.5, abs=0.1)


def test_a_click_on_the_timeline_goes_there(page: Page) -> None:
    page.locator(".light").scroll_into_view_if_needed()
    box = page.locator(".light").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 38.5 / FRAMES, box["y"] + 5)
    assert place(page) == 38
    assert page.locator(".controls .time").inner_text() == "00:00:01:14"
    assert page.locator(".here").inner_text() == "one → <script><b>&, dissolve"
    seconds = float(page.evaluate("document.querySelector('video').currentTime"))
    assert seconds == pytest.approx(38.5 / 24, abs=0.001)


def test_keys_step_jump_and_play(page: Page) -> None:
    for key, frame in [
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 25),
        ("ArrowLeft", 24),
        ("j", 37),
        ("j", 56),
        ("k", 37),
        ("k", 0),
        ("End", 56),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        assert place(page) == frame, key
    page.keyboard.press("Space")
    wait_for_video(page, "paused === false")  # not for a picture, which a busy machine has late
    page.keyboard.press("Space")
    wait_for_video(page, "paused")


def test_the_slider_shows_more_of_the_still_or_of_the_frame(page: Page) -> None:
    slider = page.get_by_role("slider", name="one: how much of the still is seen")
    still = page.locator(".compare .still").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "51"
    assert place(page) == 0
    page.keyboard.press("End")
    assert "inset(0px 0% 0px 0px)" in str(still.evaluate("it => getComputedStyle(it).clipPath"))
    page.keyboard.press("Home")
    assert "100%" in str(still.evaluate("it => getComputedStyle(it).clipPath"))
    pair = page.locator(".pair").nth(1)
    pair.click()
    assert still.get_attribute("src") == pair.locator(".still").get_attribute("src")
    assert pair.get_attribute("aria-pressed") == "true"
    assert place(page) == int(pair.get_attribute("data-frame") or -1)


def test_it_fits_every_screen(page: Page) -> None:
    for width in (360, 800, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        video = page.locator("video").bounding_box()
        assert video
        assert 0.5 * width < video["width"] <= width


def test_it_is_as_light_or_dark_as_the_system(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        ground = str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        red = int(ground.removeprefix("rgb(").split(",")[0])
        assert (red < 64) == (scheme == "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_that_keeps_people_out(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page).response
    assert len(found["passes"]) > 20
    assert [each["id"] for each in found["violations"]] == []


def test_a_film_inside_the_page_plays_from_there(browser: Browser, folder: Path) -> None:
    with browser.new_context(offline=True) as context, context.new_page() as page:
        page.goto((folder / "sent.html").as_uri())
        wait_for_video(page, "readyState >= 2")
        assert str(page.evaluate("document.querySelector('video').src")).startswith("data:")
        page.keyboard.press("End")
        wait_for_video(page, "currentTime > 2.3")


def test_one_that_is_not_painted_can_be_gone_through_too(browser: Browser, folder: Path) -> None:
    with browser.new_context(offline=True) as context, context.new_page() as page:
        page.goto((folder / "unpainted.html").as_uri())
        first = page.locator(".poster img").get_attribute("src")
        assert page.get_by_role("button", name="Play").is_disabled()
        page.keyboard.press("Space")
        page.keyboard.press("End")
        assert place(page) == FRAMES - 1
        last = page.locator(".pair .still").last.get_attribute("src")
        assert page.locator(".poster img").get_attribute("src") == last != first
