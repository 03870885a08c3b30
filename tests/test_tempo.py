"""Sequences held, backwards and over again: each still painted once, the film as long as said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site
from films import watch
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.film import frame_count
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.size import Size
from tlstyle.tempo import STILL, Tempo, held


@pytest.mark.parametrize(
    ("tempo", "count", "order"),
    [
        (Tempo(), 4, "0123"),
        (Tempo(hold=2), 4, "0022"),
        (Tempo(hold=2), 5, "00224"),
        (Tempo(hold=3), 7, "0003336"),
        (Tempo(hold=9), 4, "0000"),
        (Tempo(is_reversed=True), 4, "3210"),
        (Tempo(is_reversed=True, hold=2), 4, "3311"),
        (Tempo(times=3), 2, "010101"),
        (Tempo(turns=True), 4, "0123210"),
        (Tempo(turns=True), 1, "0"),
        (Tempo(turns=True), 2, "010"),
        (Tempo(turns=True, is_reversed=True), 3, "21012"),
        (Tempo(turns=True, hold=2), 4, "002200"),
        (Tempo(turns=True, hold=2), 5, "002242200"),
        (Tempo(times=2, hold=2, is_reversed=True), 3, "220220"),
    ],
)
def test_which_still_each_frame_shows(tempo: Tempo, count: int, order: str) -> None:
    assert "".join(map(str, (moment // STILL for moment in tempo.order(count)))) == order


@pytest.mark.parametrize(
    ("step", "shown"), [(1, "0022442200"), (2, "0022442200"), (4, "0000444400")]
)
def test_a_preview_shows_what_the_film_shows_then(step: int, shown: str) -> None:
    assert "".join(map(str, held(tuple(map(int, "0022442200")), step))) == shown


EDIT = """\
dissolve = 0.125
fade_in = 0.1
fade_out = 0.1
"""


@pytest.fixture
def plain(site: Site) -> Site:
    """A project whose film shows its frames as they are: hard cuts, no fades."""
    site.replace(EDIT, "dissolve = 0\nfade_in = 0\nfade_out = 0\n")
    for number in range(1, 9):
        still = Image.new("RGB", (48, 32), (number * 25, number * 25, number * 25))
        still.save(site.folder / f"one/img{number}.png")
    return site


def build(site: Site, *options: str) -> int:
    return run(["build", str(site.file), "--quiet", *options])


def with_keys(site: Site, keys: str) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\n{keys}')


def stills_seen(film: Path, count: int) -> str:
    """Return which still of the first sequence each of a film's first frames shows, from 1."""
    green = [float(frame[..., 1].mean()) for frame in watch(film, Size(32, 18))[:count]]
    return "".join(str(round((255 - 2 * level) / 25)) for level in green)


@pytest.mark.parametrize(
    ("keys", "seen", "painted"),
    [
        ("hold = 2", "11335577", 4),
        ("hold = 3", "11144477", 3),
        ("reverse = true", "87654321", 8),
        ("loop = 2", "1234567812345678", 8),
        ('loop = "forth-and-back"', "123456787654321", 8),
        ('loop = "forth-and-back"\nhold = 2\nreverse = true', "88664422446688", 4),
    ],
)
def test_a_film_shows_each_still_when_it_is_said_and_paints_it_once(
    plain: Site, painter: FakePainter, keys: str, seen: str, painted: int
) -> None:
    with_keys(plain, keys)
    assert build(plain) == 0
    film = plain.folder / "film.mp4"
    assert frame_count(film) == len(seen) + 6
    assert stills_seen(film, len(seen)) == seen
    assert painter.painted == painted + 6
    assert len(list((plain.frames / "one").iterdir())) == painted


def test_a_hold_for_all_sequences_stands_in_edit_and_a_sequence_may_differ(
    plain: Site, painter: FakePainter
) -> None:
    plain.replace("[edit]", "[edit]\nhold = 2")
    with_keys(plain, "hold = 1")
    assert build(plain) == 0
    assert painter.painted == 8 + 3


def test_another_tempo_paints_nothing_that_is_painted(plain: Site, painter: FakePainter) -> None:
    assert build(plain) == 0
    for keys in ("hold = 2", "reverse = true", "loop = 5"):
        with_keys(plain, keys)
        painter.painted = 0
        assert build(plain) == 0
        assert painter.painted == 0
        plain.replace(f"\n{keys}", "")


def test_check_and_status_tell_stills_frames_and_paintings(
    plain: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, 'hold = 2\nloop = "forth-and-back"')
    assert run(["check", str(plain.file)]) == 0
    heading, one, two, *rest = capsys.readouterr().out.splitlines()
    assert heading.split()[:3] == ["sequence", "stills", "frames"]
    assert (one.split()[:3], one.split()[-1]) == (["one", "8", "14"], "4")
    assert (two.split()[:3], two.split()[-1]) == (["two", "6", "6"], "6")
    assert any("20 frames, 0.83 s" in line for line in rest)
    assert any(line.startswith("10 frames to paint") for line in rest)
    assert run(["check", str(plain.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    sequences = [(s["stills"], s["length"], s["pending"]) for s in answer["sequences"]]
    assert (answer["frames"], sequences) == (20, [(8, 14, 4), (6, 6, 6)])
    assert run(["status", str(plain.file)]) == 0
    assert "one: 0 of 4 done" in capsys.readouterr().out
    assert run(["build", str(plain.file), "--dry-run"]) == 0
    assert "one: 0 of 4 done" in capsys.readouterr().out


def test_check_tells_no_more_than_before_where_each_still_is_a_frame(
    plain: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(plain.file)]) == 0
    assert capsys.readouterr().out.split()[:4] == ["sequence", "stills", "in", "out"]


def test_a_preview_has_the_films_timing_and_its_frames_count_for_it(
    plain: Site, painter: FakePainter
) -> None:
    with_keys(plain, 'hold = 2\nreverse = true\nloop = "forth-and-back"')
    plain.write(lambda text: text + "\n[preview]\nstep = 3\n")
    assert run(["preview", str(plain.file), "--quiet", "--true"]) == 0
    preview = plain.folder / "film.preview.mp4"
    assert frame_count(preview) == 14 + 6
    assert stills_seen(preview, 14) == "88866622244488"
    before, painter.painted = painter.painted, 0
    assert build(plain) == 0
    assert before + painter.painted == 4 + 6
    assert stills_seen(plain.folder / "film.mp4", 14) == "88664422446688"


def test_what_a_film_no_longer_shows_is_said_and_cleared(
    plain: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(plain) == 0
    with_keys(plain, "hold = 2")
    assert run(["status", str(plain.file)]) == 0
    assert "one: 4 frames that are no longer in it: see clean" in capsys.readouterr().out
    assert run(["clean", str(plain.file), "--yes"]) == 0
    kept = {file.stem for file in (plain.frames / "one").iterdir()}
    assert kept == {"img1", "img3", "img5", "img7"}


def test_neighbours_are_those_that_were_filmed(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "shutter = 3")
    assert build(plain) == 0
    files = sorted((plain.frames / "one").iterdir())
    before = {file.name: file.read_bytes() for file in files}
    for file in files:
        file.unlink()
    plain.replace("shutter = 3", 'shutter = 3\nreverse = true\nhold = 3\nloop = "forth-and-back"')
    assert build(plain) == 0
    after = {file.name: file.read_bytes() for file in (plain.frames / "one").iterdir()}
    assert after.keys() == {"img8.png", "img5.png", "img2.png"}
    assert all(before[name] == content for name, content in after.items())


def test_clips_shapes_and_sheets_run_as_the_film_does(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, "hold = 2\nloop = 2")
    plain.write(
        lambda text: text.replace("[edit]", '[[shape]]\nname = "small"\nsize = [16, 16]\n[edit]')
    )
    assert build(plain) == 0
    assert frame_count(plain.folder / "film.small.mp4") == 16 + 6
    assert run(["film", str(plain.file), "--quiet", "--sequence", "one"]) == 0
    assert stills_seen(plain.folder / "film.work/clips/one.mp4", 16) == "1133557711335577"
    assert run(["sheet", str(plain.file)]) == 0


def test_shards_paint_each_still_once(plain: Site, painter: FakePainter) -> None:
    with_keys(plain, 'hold = 2\nloop = "forth-and-back"')
    for shard in ("1/2", "2/2"):
        assert run(["paint", str(plain.file), "--quiet", "--shard", shard]) == 0
    assert painter.painted == 4 + 6


def test_a_deep_look_at_a_part_finds_a_damaged_frame_that_is_shown(
    plain: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, "hold = 3\nreverse = true")
    assert build(plain) == 0
    file = plain.frames / "one/img2.png"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    found = []
    for part in ("1/3", "2/3", "3/3"):
        run(["check", str(plain.file), "--deep", "--subset", part])
        found.append("img2.png: is damaged" in capsys.readouterr().err)
    assert any(found)


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("hold = 0", "`hold` must be at least 1, not 0"),
        ("hold = 1.5", "`hold` must be a whole number"),
        ("hold = 300", "`hold` must be at most 240, not 300"),
        ("loop = 0", '`loop` = 0: must be "forth-and-back", or how often it runs, from 1 to 100'),
        ('loop = "twice"', '`loop` = "twice": must be "forth-and-back"'),
        ("loop = true", '`loop` = true: must be "forth-and-back"'),
        ('reverse = "yes"', "`reverse` must be true or false"),
    ],
)
def test_what_is_no_tempo_is_refused_in_a_line(
    plain: Site, key: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_keys(plain, key)
    assert run(["check", str(plain.file)]) == 2
    said = capsys.readouterr().err
    assert f"sequence 'one': {what}" in said
    assert said.count("\n") == 1


def test_a_plan_has_every_painting_once(plain: Site) -> None:
    with_keys(plain, "loop = 3\nhold = 2")
    checked = check(plain.file)
    plan = plan_shots(checked.project, checked.footages)[0]
    assert [frame.number for frame in plan.frames] == [0, 2, 4, 6]
    assert len(plan.pictures) == 24
    assert np.unique([str(file) for file in plan.pictures]).size == 4


def strengths(site: Site) -> list[float]:
    """Return with which strength each painting of the first sequence was painted, in order."""
    found = [read_provenance(file) for file in sorted((site.frames / "one").iterdir())]
    return [carried[1]["strength"] for carried in found if carried and carried[1]]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("hold = 2", [0, 2 / 7, 4 / 7, 6 / 7]),
        ("loop = 2", [number / 7 for number in range(8)]),
        ("reverse = true", [1 - number / 7 for number in range(8)]),
        ('reverse = true\nloop = "forth-and-back"', [1 - number / 7 for number in range(8)]),
    ],
)
def test_keyframes_stand_where_a_sequence_shows_its_stills_first(
    plain: Site, painter: FakePainter, keys: str, expected: list[float]
) -> None:
    ramp = 'strength = { keys = [["0%", 0], ["100%", 1]], ease = "linear" }'
    with_keys(plain, f"{ramp}\n{keys}")
    assert build(plain) == 0
    assert strengths(plain) == pytest.approx(expected, abs=0.001)


def test_a_still_named_by_a_keyframe_is_found_wherever_it_is_shown(
    plain: Site, painter: FakePainter
) -> None:
    with_keys(
        plain, 'strength = { keys = [["#6", 0], ["#3", 1]], ease = "linear" }\nreverse = true'
    )
    assert build(plain) == 0
    assert strengths(plain) == pytest.approx([1, 1, 1, 2 / 3, 1 / 3, 0, 0, 0], abs=0.001)
