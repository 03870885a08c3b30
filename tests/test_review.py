"""The review as a document: whole by itself, escaped, and true to what there is."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_site
from films import record, tone
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.exports.review import track
from tlstyle.film.heard import heard
from tlstyle.film.process import EncoderError
from tlstyle.timeline import Timeline, lay_out

SPITEFUL = """</script><img src=x onerror='alert("1")'>&amp;\u202e $title"""
"""A title that breaks what is not careful with text."""

NAME = "a \"b\" 'c' é 日 50% & <d>"


class Document(HTMLParser):
    """A page's elements and text, read as a browser does, which it must be without an error."""

    VOID = frozenset({"img", "input", "meta"})

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.source = file.read_text("utf-8")
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(self.source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def all(self, tag: str, kind: str = "") -> list[dict[str, str]]:
        """The attributes of all elements of a name, of one class if that is said."""
        found = [attributes for name, attributes in self.elements if name == tag]
        return [each for each in found if not kind or kind in each.get("class", "").split()]

    def text(self, tag: str) -> str:
        return " ".join(" ".join(self.texts.get(tag, [])).split())

    @property
    def pictures(self) -> list[Image.Image]:
        return [picture(each["src"]) for each in self.all("img") if each.get("src")]


def picture(url: str) -> Image.Image:
    kind, _, content = url.partition(";base64,")
    assert kind in {"data:image/jpeg", "data:image/webp"}
    return Image.open(io.BytesIO(b64decode(content, validate=True)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, module_painter: FakePainter) -> Site:
    """A film with music, titles and keyframes, its names chosen to break HTML, and its review."""
    site = draw_site(tmp_path_factory.mktemp("review"))
    (site.folder / "one/img8.png").rename(site.folder / "one/img12.png")  # a gap
    (site.folder / "red.png").rename(site.folder / '"><img src=x>.png')
    record(site.folder / "music.wav", tone(1, level=0.5))
    site.replace('title = "Two shots"', f"title = '''{SPITEFUL}'''")
    site.replace('name = "two"', f"name = '''{NAME}'''")
    site.replace(
        'style = "red.png"', """style = '"><img src=x>.png'\nstrength = [[0, 0.2], ["100%", 1]]"""
    )
    music = "[music]\nfile = 'music.wav'\nbeats = [0.125, 0.25, 9]\n"
    site.replace("[edit]", f"{music}[[text]]\ntext = '<b>&amp;</b>'\n[edit]")
    assert run(["build", str(site.file), "--quiet"]) == 0
    assert run(["review", str(site.file), "--quiet"]) == 0
    sent = ["--embed", "-o", str(site.folder / "sent.html")]
    assert run(["review", str(site.file), "--quiet", *sent]) == 0
    return site


@pytest.fixture(scope="module")
def page(built: Site) -> Document:
    return Document(built.folder / "film.review.html")


def test_names_are_text_wherever_they_stand(page: Document) -> None:
    shown = SPITEFUL.replace("\u202e", "\\u202e")
    assert page.text("title") == shown
    assert shown in page.text("bdi")
    assert NAME in page.text("bdi")
    assert len(page.all("script")) == 2
    assert "<b>&amp;</b>" in page.text("span")
    assert not [each for _, each in page.elements if any(key.startswith("on") for key in each)]
    (data,) = re.findall(r'id="data">(.*?)</script>', page.source)
    assert "<" not in data
    assert [clip["name"] for clip in json.loads(data)["clips"]] == ["one", NAME]


def test_beats_are_marked_and_joins_on_them_counted(page: Document) -> None:
    assert "M27.273,0V100 M54.545,0V100" in [each.get("d") for each in page.all("path")]
    assert "1 of 1" in page.text("dd")
    assert "upright" in page.text("p")


def test_nothing_is_fetched_but_the_film_beside_it(page: Document) -> None:
    used = [each.get(key, "") for _, each in page.elements for key in ("src", "href", "poster")]
    outside = {url for url in used if url and not url.startswith(("data:", "#"))}
    assert outside == {"film.mp4"}
    assert not re.search(r"url\(|@import|https?://", page.source)
    (policy,) = (each["content"] for each in page.all("meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src" not in policy


def test_its_pictures_are_stills_and_frames(page: Document, built: Site) -> None:
    pictures = page.pictures
    # the film's keogram; of each sequence a style, five stills and frames, and two keograms
    assert len(pictures) == 1 + 2 * (1 + 5 + 5 + 2)
    assert pictures[0].size == (11, 200)
    frames = [picture(each["src"]) for each in page.all("img", "frame")]
    files = (built.frames / f"one/img{number}.png" for number in (1, 12))
    first, last = (np.asarray(Image.open(file)).mean() for file in files)
    assert np.asarray(frames[0]).mean() == pytest.approx(first, abs=2)
    assert np.asarray(frames[4]).mean() == pytest.approx(last, abs=2)
    assert frames[0].size == (32, 18)


def test_it_says_what_is_done_and_what_it_is_made_of(page: Document) -> None:
    assert "8 of 8" in page.text("td")
    assert "6 of 6" in page.text("td")
    assert "up to date" in page.text("dd")
    assert "tlstyle 0." in page.text("dd")
    assert "strength" in page.text("b")
    assert not page.text("p").count("pending")


def test_it_says_what_check_says(page: Document, built: Site) -> None:
    warnings = check(built.file).warnings
    assert warnings
    for problem in warnings:
        assert " ".join(str(problem).split()) in page.text("li")


def test_the_film_can_be_inside(built: Site) -> None:
    (video,) = Document(built.folder / "sent.html").all("video")
    kind, _, content = video["src"].partition(";base64,")
    assert kind == "data:video/mp4"
    assert b64decode(content) == (built.folder / "film.mp4").read_bytes()


def test_a_film_that_is_not_painted_is_shown_as_far_as_it_goes_and_not_painted(site: Site) -> None:
    assert run(["review", str(site.file), "--quiet"]) == 0
    page = Document(site.folder / "film.review.html")
    assert not site.frames.exists()
    assert not page.all("video")
    assert len(page.all("img", "still")) == 10
    assert not page.all("img", "frame")
    assert "The film is not written yet" in page.text("p")
    assert "0 of 14 frames are painted" in page.text("p")
    assert page.text("td").count("missing") == 2


def test_a_film_that_is_somebody_elses_is_not_shown(site: Site) -> None:
    (site.folder / "film.mp4").write_bytes(b"mine")
    assert run(["review", str(site.file), "--quiet"]) == 0
    page = Document(site.folder / "film.review.html")
    assert not page.all("video")
    assert "film.mp4: was not written by tlstyle" in page.text("li")
    assert str(site.folder) not in page.source


def test_previews_stand_in_for_frames(site: Site, painter: FakePainter) -> None:
    assert run(["preview", str(site.file), "--quiet"]) == 0
    assert run(["review", str(site.file), "--quiet"]) == 0
    page = Document(site.folder / "film.review.html")
    assert [each["src"] for each in page.all("video")] == ["film.preview.mp4"]
    assert len(page.all("img", "frame")) == 10
    assert page.text("span").count("preview") == 10
    assert "This is the preview: the film is not written yet." in page.text("p")
    site.replace("fade_in = 0.1", "fade_in = 0.2")
    assert run(["review", str(site.file), "--quiet"]) == 0
    page = Document(site.folder / "film.review.html")
    assert "This preview is not what the project makes by now." in page.text("p")


def test_what_is_not_ours_is_left_alone(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    page = site.folder / "film.review.html"
    page.write_text("<title>mine</title>")
    assert run(["review", str(site.file)]) == 1
    assert page.read_text() == "<title>mine</title>"
    assert "was not written by tlstyle and is left alone" in capsys.readouterr().err
    assert run(["review", str(site.file), "--output", "page.pdf"]) == 2
    assert "a review is a page, named .html" in capsys.readouterr().err


def test_a_sound_that_cannot_be_mixed_is_said(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise EncoderError("No space left on device")

    record(site.folder / "music.wav", tone(1, level=0.5))
    site.replace("[edit]", "[music]\nfile = 'music.wav'\n[edit]")
    monkeypatch.setattr("tlstyle.film.heard.write_sound", full)
    assert run(["review", str(site.file), "--quiet"]) == 1
    said = "the film's sound cannot be made: No space left on device"
    assert said in capsys.readouterr().err
    assert not (site.folder / "film.review.html").exists()


def test_it_can_be_opened_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert run(["review", str(site.file), "--quiet", "--open"]) == 0
    assert opened == [(site.folder / "film.review.html").as_uri()]


def two_clips() -> Timeline:
    return lay_out(["a", "b"], [10, 8], [4], Fraction(24), (2, 3))


def test_a_films_light_is_dissolved_and_faded_as_the_film_is() -> None:
    strips = [np.full((3, 10, 3), 200, np.uint8), np.full((3, 8, 3), 100, np.uint8)]
    light = track.film_keogram(two_clips(), strips)[0, :, 0].tolist()
    expected = [
        float(shown.gain) * (200 if shown.layers[0].clip == 0 else 100)
        if len(shown.layers) == 1
        else float(shown.gain) * (200 - 100 * float(shown.progress))
        for shown in two_clips().frames()
    ]
    assert light == [round(each) for each in expected]


def test_the_timeline_is_to_scale() -> None:
    timeline = two_clips()
    areas = [each["points"] for each in track.envelopes(timeline)]
    assert areas[0] == "0.000,10 14.286,0 42.857,0 71.429,10"
    assert areas[1] == "42.857,10 71.429,0 78.571,0 100.000,10"
    short = lay_out(["a"], [10], [], Fraction(24), (8, 8))
    assert [each["points"] for each in track.envelopes(short)] == [
        "0.000,10 50.000,3.75 100.000,10"
    ]
    said = [each["text"] for each in track.joins(timeline)]
    assert said == ["fade in 0.08 s", "dissolve 0.17 s", "fade out 0.12 s"]


def test_a_ruler_has_room_for_its_last_mark() -> None:
    timeline = lay_out(["a"], [240], [], Fraction(24))
    marks = [(each["left"], each["text"]) for each in track.ticks(timeline)]
    assert marks[1] == ("20.000", "0:02")
    assert marks[-1] == ("80.000", "0:08")


def test_a_waveform_is_as_high_as_what_is_heard(tmp_path: Path) -> None:
    sound = np.concatenate([tone(1, level=0.5), tone(1, level=0.1), np.zeros(48000)])
    found = heard(record(tmp_path / "tone.wav", sound), 30)
    assert found.peaks[2:8] == pytest.approx([0.5] * 6, abs=0.02)
    assert found.peaks[12:18] == pytest.approx([0.1] * 6, abs=0.02)
    assert max(found.peaks[22:]) < 0.001
    assert len(found.loudness) == pytest.approx(30, abs=1)
    assert found.loudness[8] - found.loudness[18] == pytest.approx(14, abs=0.5)
