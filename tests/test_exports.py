"""Documents for editors: read back by others, and rendered by melt against the film itself."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from conftest import FakePainter, Site
from films import listen
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import FilmError
from tlstyle.exports import EXPORTS
from tlstyle.exports.media import refuse_foreign_media
from tlstyle.film.cut import film_of
from tlstyle.film.frames import draw
from tlstyle.frames.plan import plan_shots
from tlstyle.pixels import in_bytes
from tlstyle.system.processes import temporary_name
from tlstyle.timeline import Timeline

ODD = "a \"b\" 'c' é 日 50% & <d>"
"""A name that breaks what is not careful with names."""


@pytest.fixture
def film(site: Site, painter: FakePainter) -> Site:
    """A project of two sequences, with a dissolve of three frames and fades of two, painted."""
    site.replace('name = "two"', f"name = '''{ODD}'''")
    assert run(["paint", str(site.file), "--quiet"]) == 0
    return site


def with_music(site: Site) -> None:
    rate = 48000
    wave = (np.sin(np.arange(rate) * 0.06) * 12000).astype("<i2")
    header = b"RIFF" + (36 + wave.nbytes).to_bytes(4, "little") + b"WAVEfmt "
    header += bytes.fromhex("10000000010001008 0bb000000770100 02001000".replace(" ", ""))
    (site.folder / "music.wav").write_bytes(
        header + b"data" + wave.nbytes.to_bytes(4, "little") + wave.tobytes()
    )
    site.write(
        lambda text: text.replace(
            "[edit]", '[music]\nfile = "music.wav"\nfade_in = 0\nfade_out = 0\n\n[edit]'
        )
    )


def timeline_of(site: Site) -> Timeline:
    return check(site.file).timeline


def own_frames(site: Site, *, fades: bool = True) -> list[NDArray[np.uint8]]:
    """Return what the film shows, before it is encoded."""
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    made = film_of(checked.project, plans, checked.timeline).film
    shown = list(made.timeline.frames())
    if not fades:
        shown = [replace(each, gain=Fraction(1)) for each in shown]
    return [in_bytes(seen[0]) for seen in draw([(each, (0,)) for each in shown], [made])]


def export(site: Site, to: str, *more: str) -> Path:
    assert run(["export", str(site.file), "--to", to, "--quiet", *more]) == 0
    return site.folder / f"film{EXPORTS[to].ending}"


def rendered(document: Path, folder: Path) -> list[NDArray[np.uint8]]:
    """Return the frames that melt makes of a document."""
    melt = shutil.which("melt")
    if not melt:
        pytest.skip("needs melt, which renders MLT documents")
    target = [f"avformat:{folder}/%05d.png", "vcodec=png", "pix_fmt=rgb24", "an=1"]
    options = ["real_time=-1", "mlt_image_format=rgba"]
    name = document.name.replace("%", "%25")  # melt reads it as a URL
    command = [melt, name, "-consumer", *target, *options]
    for _ in range(10):  # melt 7.12 now and then ends before it has begun, or never
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command, check=True, cwd=document.parent, capture_output=True, timeout=60
            )
            if any(folder.iterdir()):
                break
    return [np.asarray(Image.open(file)) for file in sorted(folder.iterdir())]


@pytest.mark.parametrize(
    "join",
    [
        "",
        'join = { kind = "dissolve", curve = "smooth" }',
        'join = { kind = "dissolve", light = "linear" }',
        'join = { kind = "dip", colour = "white" }',
        'join = { kind = "wipe", angle = 30 }',
        'join = "cut"',
    ],
)
def test_melt_renders_the_film_itself(film: Site, tmp_path: Path, join: str) -> None:
    film.replace("[edit]", f"[edit]\n{join}")
    document = export(film, "mlt")
    timeline, ours = timeline_of(film), own_frames(film)
    theirs = rendered(document, tmp_path / "rendered")
    assert len(theirs) == len(ours) == timeline.length
    for shown, own, their in zip(timeline.frames(), ours, theirs, strict=True):
        off = np.abs(own.astype(int) - their).max()
        assert off <= (0 if shown.gain == 1 and len(shown.layers) == 1 else 2)


TITLES = """
[[text]]
text = 'Harbour & "sea"'
size = 30
from = 0.05
to = 0.3
fade_in = 0.1
[[text]]
text = "{name}"
place = "top right"
size = 20
colour = "#f4a300"
[credits]
seconds = 0.2
size = 20
styles = ""
"""


@pytest.fixture
def titled(film: Site) -> Site:
    film.write(lambda text: text.replace(ODD, "two") + TITLES)
    return film


def test_melt_renders_what_lies_over_the_film(titled: Site, tmp_path: Path) -> None:
    theirs = rendered(export(titled, "mlt"), tmp_path / "rendered")
    for own, their in zip(own_frames(titled), theirs, strict=True):
        assert np.abs(own.astype(int) - their).max() <= 3
    covers = titled.folder / "film.media/00-over-2"
    assert len({file.stat().st_ino for file in covers.iterdir()}) < 11


def test_fcpxml_has_titles_where_and_when_the_film_has_words(titled: Site) -> None:
    root = ElementTree.parse(export(titled, "fcpxml")).getroot()
    spans: dict[str, list[float]] = {}
    for clip in root.iter("asset-clip"):
        start = seconds(clip.get("offset", "")) - seconds(clip.get("start", ""))
        for title in clip.findall("title"):
            tags = [each.tag for each in title]
            assert tags == ["text", "text-style-def", "adjust-transform", "adjust-blend"]
            times = start + seconds(title.get("offset", "")), seconds(title.get("duration", ""))
            spans["".join(title.itertext()).strip()] = [float(24 * time) for time in times]
    first = {'Harbour & "sea"': [1.0, 6.0], "one": [0.0, 6.0]}
    assert spans == {**first, "two": [6.0, 5.0], "Two shots": [6.0, 5.0]}
    (one,) = (each for each in root.iter("title") if each.get("name") == "one")
    (place,), (hand,) = one.findall("adjust-transform"), one.findall(".//text-style[@font]")
    x, y = map(float, place.get("position", "").split())
    assert x > 50
    assert y > 20
    assert hand.get("fontColor") == "0.9569 0.6392 0 1"


def test_final_cut_7_has_text_generators(titled: Site) -> None:
    otio = pytest.importorskip("opentimelineio")
    document = export(titled, "fcp7")
    root = ElementTree.parse(document).getroot()
    written = {
        each.findtext("name"): each.findtext("effect/parameter[parameterid='str']/value")
        for each in root.iter("generatoritem")
    }
    assert written["two"] == "two"
    assert written['Harbour & "sea"'] == 'Harbour & "sea"'
    read: Any = otio.adapters.read_from_file(str(document), adapter_name="fcp_xml")
    spans = {}
    for clip in (clip for track in read.tracks[1:] for clip in track.find_clips()):
        where = clip.range_in_parent()
        spans[clip.name] = where.start_time.value, where.duration.value
    assert spans == {'Harbour & "sea"': (1, 6), "one": (0, 6), "two": (6, 5), "Two shots": (6, 5)}


def test_otio_carries_titles_as_markers(titled: Site) -> None:
    otio = pytest.importorskip("opentimelineio")
    read: Any = otio.adapters.read_from_file(str(export(titled, "otio")))
    spans = {
        marker.metadata["tlstyle"]["title"]["text"]: tuple(
            time.value for time in (marker.marked_range.start_time, marker.marked_range.duration)
        )
        for marker in read.tracks.markers
    }
    assert spans["one"] == (0, 6)
    assert spans['Harbour & "sea"'] == (1, 6)


LOST = {
    "fcpxml": "titles are in it as words, which stand still, in the editor's own letters",
    "edl": 'the title "two" is not in it',
    "csv": 'the title "Two shots" is not in it',
    "mlt": "",
}


def test_what_of_titles_is_lost_is_said(titled: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, said in LOST.items():
        export(titled, kind)
        lines = [line for line in capsys.readouterr().err.splitlines() if f"film.{kind}" in line]
        assert said in "".join(lines)
        assert bool(lines) == bool(said)


def test_melt_renders_a_film_that_is_fitted_to_beats(film: Site, tmp_path: Path) -> None:
    with_music(film)
    film.replace("[music]", "[music]\nbeats = [0.292]")
    film.replace("[edit]", '[edit]\nfit = "beats"')
    document = export(film, "mlt")
    timeline, ours = timeline_of(film), own_frames(film)
    assert [clip.length for clip in timeline.clips] == [9, 6]
    theirs = rendered(document, tmp_path / "rendered")
    assert len(theirs) == timeline.length == 12
    assert max(np.abs(a.astype(int) - b).max() for a, b in zip(ours, theirs, strict=True)) <= 2


def test_melt_plays_clips_and_the_films_own_sound(film: Site, tmp_path: Path) -> None:
    with_music(film)
    document = export(film, "mlt", "--media", "clips")
    assert len(rendered(document, tmp_path / "rendered")) == timeline_of(film).length
    assert run(["film", str(film.file), "--quiet"]) == 0
    heard = listen(film.folder / "film.media/music.wav")
    assert len(heard) == round(timeline_of(film).seconds * 48000)
    assert 0.2 < np.abs(heard).max() < 1


@pytest.mark.parametrize("folder", [".", "half 50%"])
def test_melt_renders_a_film_whose_name_holds_a_percent_sign(
    film: Site, tmp_path: Path, folder: str
) -> None:
    film.replace("title =", f'output = "{folder}/at 100%.mp4"\ntitle =')
    with_music(film)
    (film.folder / folder).mkdir(exist_ok=True)
    assert run(["export", str(film.file), "--to", "mlt", "--quiet"]) == 0
    ours = own_frames(film)
    document = film.folder / folder / "at 100%.mlt"
    theirs = rendered(document, tmp_path / "rendered")
    assert len(theirs) == len(ours)
    assert max(np.abs(a.astype(int) - b).max() for a, b in zip(ours, theirs, strict=True)) <= 2


def media_of(document: Path) -> list[str]:
    """Return the files that a document plays, as it names them."""
    text = document.read_text()
    if document.suffix == ".edl":
        return re.findall(r"\* SOURCE FILE: (.*)", text)
    if document.suffix == ".csv":
        return [row["media"] for row in csv.DictReader(text.splitlines())]
    if document.suffix == ".otio":
        return [unquote(url) for url in re.findall(r'"target_url": "(.*)"', text)]
    root = ElementTree.fromstring(text)
    named = [each.get("src") or each.text or "" for tag in TAGS for each in root.iter(tag)]
    urls = [unquote(name) for name in named]
    paths = [each.text or "" for each in root.iter("property") if each.get("name") == "resource"]
    return [*urls, *(path for path in paths if path != "black")]


TAGS = "media-rep", "pathurl"


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_document_names_media_that_are_there(film: Site, kind: str) -> None:
    with_music(film)
    document = export(film, kind, "--media", "clips")
    media, text = media_of(document), document.read_bytes()
    assert export(film, kind, "--media", "clips").read_bytes() == text
    assert len(media) == (2 if kind in ("edl", "csv") else 3)
    assert all((film.folder / name).is_file() for name in media)


def test_frames_are_linked_not_copied_and_a_second_export_leaves_nothing_behind(film: Site) -> None:
    export(film, "mlt")
    first = film.folder / "film.media/01-one"
    painted = sorted((film.frames / "one").glob("*.png"))
    assert [file.stat().st_ino for file in sorted(first.iterdir())] == [
        file.stat().st_ino for file in painted
    ]
    film.replace('frames = "one"', 'frames = "one"\ntrim = [0, 6]')
    export(film, "mlt")
    assert len(list(first.iterdir())) == 6


def test_frames_that_the_film_shows_otherwise_are_drawn(site: Site, painter: FakePainter) -> None:
    site.write(lambda text: text + '\n[[shape]]\nname = "tall"\nsize = [16, 18]\n')
    assert run(["paint", str(site.file), "--quiet"]) == 0
    export(site, "mlt")
    drawn = site.folder / "film.media/01-one/00001.png"
    assert (np.asarray(Image.open(drawn)) == own_frames(site, fades=False)[0]).all()
    assert drawn.stat().st_nlink == 1


def test_what_a_killed_export_left_is_cleared_and_no_strangers(film: Site) -> None:
    export(film, "mlt")
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:
        killed.wait()
    ended = temporary_name("part").replace(f".{os.getpid()}.", f".{killed.pid}.")
    media = film.folder / "film.media"
    (media / ended.replace(".part", ".writing")).mkdir()
    (media / "01-one" / ended).write_bytes(b"half")
    export(film, "mlt")
    assert not [entry for entry in media.rglob("*") if entry.name.startswith(".")]


def test_media_of_a_hundred_sequences_are_known_again(tmp_path: Path) -> None:
    for name in ("01-one", "99-one", "100-one", "100-into-one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "00001.png").touch()
    refuse_foreign_media(tmp_path)
    (tmp_path / "1-mine").mkdir()
    with pytest.raises(FilmError, match="1-mine: was not written by tlstyle"):
        refuse_foreign_media(tmp_path)


def test_otio_reads_back_what_the_film_is(film: Site) -> None:
    otio = pytest.importorskip("opentimelineio")
    with_music(film)
    read: Any = otio.adapters.read_from_file(str(export(film, "otio")))
    timeline = timeline_of(film)
    pictures, music = read.tracks
    assert pictures.duration().value == music.duration().value == timeline.length
    kinds = [type(each).__name__ for each in pictures]
    assert kinds == ["Transition", "Clip", "Transition", "Clip", "Transition"]
    fade, _, dissolve, clip, _ = pictures
    assert (fade.in_offset.value, fade.out_offset.value) == (0, timeline.fade_in)
    overlap = dissolve.in_offset.value + dissolve.out_offset.value
    assert overlap == timeline.clips[1].overlap
    assert clip.name == ODD
    assert clip.markers[0].name == f"{ODD}: blue.png"
    reference = clip.media_reference
    urls = [reference.target_url_for_image_number(n) for n in range(timeline.clips[1].length)]
    assert all((film.folder / url).is_file() for url in urls)


def test_final_cut_7_reads_back_what_the_film_is(film: Site) -> None:
    otio = pytest.importorskip("opentimelineio")
    read: Any = otio.adapters.read_from_file(str(export(film, "fcp7")), adapter_name="fcp_xml")
    (pictures,) = read.tracks
    kinds = [type(each).__name__ for each in pictures]
    assert kinds == ["Transition", "Clip", "Transition", "Clip", "Transition"]
    assert pictures.duration().value == timeline_of(film).length


def test_a_rate_that_no_timecode_has_is_said(
    film: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("opentimelineio")
    film.replace("fps = 24", "fps = 12")
    assert run(["export", str(film.file), "--to", "fcp7", "--quiet"]) == 2
    assert "--to fcp7: has no timecode of 12 frames a second" in capsys.readouterr().err
    assert not (film.folder / "film.xml").exists()
    assert run(["export", str(film.file), "--to", "fcpxml", "--quiet"]) == 0


def seconds(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))


@pytest.mark.parametrize("fps", ["24", '"24000/1001"'])
def test_fcpxml_adds_up_without_a_gap(film: Site, fps: str) -> None:
    with_music(film)
    film.replace("fps = 24", f"fps = {fps}")
    assert run(["paint", str(film.file), "--quiet"]) == 0
    root = ElementTree.parse(export(film, "fcpxml")).getroot()
    timeline = timeline_of(film)
    (sequence,) = root.iter("sequence")
    (spine,) = sequence
    at = Fraction(0)
    for clip in spine.findall("asset-clip"):
        assert seconds(clip.get("offset", "")) == at
        at += seconds(clip.get("duration", ""))
    assert at == timeline.seconds == seconds(sequence.get("duration", ""))
    spans = [
        tuple(seconds(each.get(key, "")) * timeline.fps for key in ("offset", "duration"))
        for each in spine.findall("transition")
    ]
    second = timeline.clips[1]
    last = timeline.length - timeline.fade_out
    expected = [(0, timeline.fade_in), (second.start, second.overlap), (last, timeline.fade_out)]
    assert spans == [tuple(map(Fraction, span)) for span in expected]
    assets = {asset.get("id"): asset for asset in root.iter("asset")}
    for clip in root.iter("asset-clip"):
        asset = assets[clip.get("ref")]
        begin, length = (seconds(clip.get(key, "0s")) for key in ("start", "duration"))
        assert begin + length <= seconds(asset.get("duration", ""))


def test_fcpxml_is_valid_by_apples_own_words(film: Site) -> None:
    etree = pytest.importorskip("lxml.etree")
    if not (dtd := os.environ.get("TLSTYLE_FCPXML_DTD")):
        pytest.skip("needs Apple's DTD of FCPXML 1.10: set TLSTYLE_FCPXML_DTD to its file")
    with_music(film)
    rules = etree.DTD(file=dtd)
    assert rules.validate(etree.parse(str(export(film, "fcpxml")))), rules.error_log


def test_the_handbook_has_every_document(film: Site) -> None:
    handbook = (Path(__file__).parents[1] / "docs/handover.md").read_text()
    for kind, each in EXPORTS.items():
        assert f"| `{kind}` | `film{each.ending}` | {each.about} |" in handbook
        column = handbook.split("| played unless said |")[1].split("\n")[0].split(" | ")
        assert column[list(EXPORTS).index(kind)].strip(" |") == each.media[0]


def test_an_edl_has_an_event_for_each_clip_and_fade(film: Site) -> None:
    lines = export(film, "edl").read_text().splitlines()
    events = [line.split() for line in lines if re.match(r"\d{3} ", line)]
    assert [(event[0], event[1], event[3]) for event in events] == [
        ("001", "BL", "C"),
        ("001", "ONE", "D"),
        ("002", "ONE", "C"),
        ("002", events[3][1], "D"),
        ("003", events[3][1], "C"),
        ("003", "BL", "D"),
    ]
    at = "00:00:00:00"
    for event in events:
        assert event[-2] == at
        at = event[-1]
    assert at == "00:00:00:11"


def test_a_table_has_a_row_for_each_sequence(film: Site) -> None:
    with export(film, "csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["sequence"] for row in rows] == ["one", ODD]
    assert [row["style"] for row in rows] == ["red.png", "blue.png"]
    assert rows[1]["join"] == "dissolve"
    assert rows[1]["cut out"] == "00:00:00:11"


def test_what_a_document_cannot_say_is_said(film: Site, capsys: pytest.CaptureFixture[str]) -> None:
    film.replace("[edit]", '[edit]\njoin = { kind = "wipe" }')
    assert run(["export", str(film.file), "--to", "fcpxml"]) == 0
    assert f"the wipe into {ODD} is a plain dissolve" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "aaf"], "--to aaf: there is otio, fcpxml, fcp7, mlt, edl, csv"),
        (["--to", "fcpxml", "--media", "frames"], "--media frames: fcpxml takes clips"),
    ],
)
def test_what_there_is_not_is_refused(
    film: Site, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["export", str(film.file), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_nothing_of_others_is_replaced(film: Site, capsys: pytest.CaptureFixture[str]) -> None:
    document, media = film.folder / "film.mlt", film.folder / "film.media"
    for other in ("<mlt/>", "how to use tlstyle export", "<!-- <!-- tlstyle export --> -->"):
        document.write_text(other)
        assert run(["export", str(film.file), "--to", "MLT"]) == 1
        assert "film.mlt: was not written by tlstyle" in capsys.readouterr().err
        assert document.read_text() == other
    document.unlink()
    assert run(["export", str(film.file), "--to", "mlt", "-o", str(film.folder)]) == 1
    assert f"{film.folder}: is a folder: name a file in it" in capsys.readouterr().err
    media.mkdir()
    (media / "notes.txt").write_text("mine")
    assert run(["export", str(film.file), "--to", "mlt"]) == 1
    assert "notes.txt: was not written by tlstyle" in capsys.readouterr().err


def test_pending_frames_are_painted_first(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(site.file), "--to", "mlt"]) == 1
    assert "frames are pending" in capsys.readouterr().err
    assert not (site.folder / "film.media").exists()
