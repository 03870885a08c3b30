from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from PIL import Image

from conftest import FakePainter, Site, camera_exif, draw_tagged_video, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.frames.file import read_frame, read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.steps.write import write_frame
from tlstyle.stills.source import Source


def pending(site: Site) -> list[dict[str, int]]:
    """Return how many frames of each sequence are pending, by reason."""
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


@pytest.fixture
def painted(site: Site, painter: FakePainter) -> Site:
    assert run(["paint", str(site.file), "--quiet"]) == 0
    return site


def test_at_first_every_frame_is_missing(site: Site) -> None:
    assert pending(site) == [{"missing": 8}, {"missing": 6}]


def test_after_painting_nothing_is_pending(painted: Site) -> None:
    assert pending(painted) == [{}, {}]


def test_planning_writes_nothing(site: Site) -> None:
    before = sorted(site.folder.rglob("*"))
    pending(site)
    assert sorted(site.folder.rglob("*")) == before


def red(site: Site, **_: object) -> None:
    Image.new("RGB", (40, 40), "yellow").save(site.folder / "red.png")


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (red, [{"style changed": 8}, {}]),
        (
            lambda site: site.replace('style = "red.png"', 'style = "red.png"\nstrength = 0.5'),
            [{"strength changed": 8}, {}],
        ),
        (
            lambda site: site.replace(
                'style = "red.png"', 'style = "red.png"\nstyle_crop = [0, 0, 20, 20]'
            ),
            [{"style changed": 8}, {}],
        ),
        (
            lambda site: site.replace('style = "blue.png"', 'style = "blue.png"\nanchor = "top"'),
            [{}, {"anchor changed": 6}],
        ),
        (
            lambda site: site.replace('"blue.png"', '{ "blue.png" = 1, "red.png" = 1 }'),
            [{}, {"style changed": 6}],
        ),
        (
            lambda site: site.replace("[edit]", "[style]\ncanvas = [40, 40]\n[edit]"),
            [{"canvas changed": 8}, {"canvas changed": 6}],
        ),
        (
            lambda site: site.replace("size = [32, 18]", "size = [32, 20]"),
            [{"canvas changed": 8}, {"canvas changed": 6}],
        ),
        (lambda site: site.replace("dissolve = 0.125", "dissolve = 0.0"), [{}, {}]),
        (lambda site: site.replace("fps = 24", "fps = 12"), [{}, {}]),
        (
            lambda site: Image.new("RGB", (48, 32), "white").save(site.folder / "one/img3.png"),
            [{"still changed": 1}, {}],
        ),
        (lambda site: os.utime(site.folder / "one/img3.png"), [{}, {}]),
        (lambda site: (site.frames / "one/img3.png").unlink(), [{"missing": 1}, {}]),
        (lambda site: (site.frames / "one/img3.png").write_bytes(b""), [{"truncated": 1}, {}]),
        (
            lambda site: Image.new("RGB", (33, 18)).save(site.frames / "one/img3.png"),
            [{"of another size": 1}, {}],
        ),
    ],
)
def test_a_change_makes_exactly_what_depends_on_it_pending(
    painted: Site, change: Callable[[Site], object], reasons: list[dict[str, int]]
) -> None:
    change(painted)
    assert pending(painted) == reasons


def test_frames_of_another_still_are_not_taken_for_done(painted: Site) -> None:
    (painted.frames / "one/img3.png").write_bytes((painted.frames / "one/img4.png").read_bytes())
    assert pending(painted) == [{"still changed": 1}, {}]


def test_pictures_of_one_video_are_not_taken_for_each_other(
    site: Site, painter: FakePainter
) -> None:
    draw_video(site.folder / "clip.mp4", 8)
    site.replace('frames = "one"', 'frames = "clip.mp4"')
    assert run(["paint", str(site.file)]) == 0
    frames = site.frames / "one"
    (frames / "000001.png").write_bytes((frames / "000006.png").read_bytes())
    assert pending(site) == [{"still changed": 1}, {}]


@pytest.mark.parametrize(
    ("size", "reasons"),
    [((1280, 720), [{"pictures read otherwise": 2}, {}]), ((720, 576), [{}, {}])],
)
def test_only_videos_that_were_read_in_wrong_colours_are_painted_again(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    reasons: list[dict[str, int]],
) -> None:
    draw_tagged_video(site.folder / "clip.mp4", size, "bt709", "unknown")
    site.replace('frames = "one"', 'frames = "clip.mp4"')
    site.replace("dissolve = 0.125", "dissolve = 0.0")
    with monkeypatch.context() as before:
        before.setattr("tlstyle.stills.video._VERSION", 0)
        before.setattr("tlstyle.stills.video._filter", lambda file, stream: None)
        assert run(["paint", str(site.file)]) == 0
    assert pending(site) == reasons
    assert run(["paint", str(site.file)]) == 0
    assert pending(site) == [{}, {}]


@pytest.mark.parametrize(
    ("file", "reasons"),
    [
        ("one/img1.png", [{"pictures read otherwise": 8}, {}]),
        ("blue.png", [{}, {"pictures read otherwise": 6}]),
    ],
)
def test_only_pictures_that_were_read_in_wrong_colours_are_painted_again(
    site: Site,
    painter: FakePainter,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    reasons: list[dict[str, int]],
) -> None:
    Image.new("RGB", (48, 32)).save(site.folder / file, exif=camera_exif(0xFFFF, "R03"))
    with monkeypatch.context() as before:
        before.setattr("tlstyle.stills.picture.is_named_adobe_rgb", lambda image: False)
        assert run(["paint", str(site.file)]) == 0
    assert pending(site) == reasons


def test_frames_survive_a_copy_that_touches_everything(painted: Site) -> None:
    for file in painted.folder.rglob("*.png"):
        os.utime(file, (1, 1))
    assert pending(painted) == [{}, {}]


def test_an_untouched_still_is_not_read_again(
    painted: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def digest(source: Source) -> str:
        read.append(source.still.stem)
        return "another"

    monkeypatch.setattr("tlstyle.stills.source.Source.digest", digest)
    os.utime(painted.folder / "one/img5.png")
    pending(painted)
    assert read == ["img5"]


def test_a_frame_of_a_newer_version_is_painted_again(painted: Site) -> None:
    file = painted.frames / "one/img3.png"
    _, carried = read_provenance(file) or (None, None)
    assert carried
    write_frame(file, read_frame(file), carried | {"halation": 2.0})
    assert pending(painted) == [{"painted by a newer version with `halation`": 1}, {}]
    write_frame(file, read_frame(file), carried | {"halation": None})
    assert pending(painted) == [{}, {}]
