"""Joins, each against the same join by ffmpeg, from the same frames, and against known answers."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from shelf import classes_in

from conftest import FakePainter, Site
from films import FPS, Pixels, draw, ffmpeg, paint, watch, write
from tlstyle import joins
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import FilmError
from tlstyle.film.cut import film_of
from tlstyle.film.writing import write_cuts
from tlstyle.frames.plan import plan_shots
from tlstyle.joins import JOINS, Cut, Dip, Dissolve, Join, Wipe
from tlstyle.size import Size
from tlstyle.timeline import lay_out

SIZE = Size(480, 36)
"""Wide, so that the half pixel by which ffmpeg's wipes lie aside is less than a level."""
STILLS, OVERLAP = 14, 11
HANDBOOK = Path(__file__).parents[1] / "docs/project.md"

HALF = "lt(P,0.5)"
"""P runs from 1 to 0, A is the picture before, B the one after."""
DIP = "if({half},B*(1-2*P)+{level}*2*P,A*(2*P-1)+{level}*(2-2*P))"
ALONG = "((X+0.5)*cos({a})+(Y+0.5)*sin({a})-{first})/{extent}"
EDGE = "clip(((1-P)*(1+{soft})-{along})/{soft},0,1)"


def custom(expression: str) -> str:
    """A join of ffmpeg's that an expression says."""
    return f"transition=custom:expr='{expression}'"


def smoothed(along: str, soft: float) -> str:
    edge = EDGE.format(soft=soft, along=along)
    return custom(f"A+(B-A)*pow({edge},2)*(3-2*{edge})")


DOWN_RIGHT = ALONG.format(a="PI/6", first=0, extent="(W*cos(PI/6)+H*sin(PI/6))")
UP_LEFT = ALONG.format(a="PI*1.25", first="(W+H)*cos(PI*1.25)", extent="((W+H)*sqrt(0.5))")
SMOOTH = "A+(B-A)*pow(1-P,2)*(3-2*(1-P))"

PEERS: dict[str, tuple[Join, str]] = {
    "dissolve": (Dissolve(), "transition=fade"),
    "dissolve, smooth": (Dissolve("smooth"), custom(SMOOTH)),
    "dip": (Dip(), custom(DIP.format(half=HALF, level=0))),
    "dip, white": (Dip(colour=(255, 255, 255)), custom(DIP.format(half=HALF, level=255))),
    "wipe, soft": (Wipe(soft=1.0), "transition=smoothright"),
    "wipe, down": (Wipe(angle=90, soft=1.0), smoothed("(Y+0.5)/H", 1.0)),
    "wipe, aslant": (Wipe(angle=30, soft=0.2), smoothed(DOWN_RIGHT, 0.2)),
    "wipe, back": (Wipe(angle=225, soft=0.1), smoothed(UP_LEFT, 0.1)),
}
"""Joins of ours and of ffmpeg's: all but the cut, which has no frames of its own."""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    """Two sequences of smooth pictures that are others in every frame."""
    folder = tmp_path_factory.mktemp("clips")
    x, y = np.meshgrid(np.linspace(0, 255, SIZE.width), np.linspace(0, 255, SIZE.height))
    files: list[list[Path]] = [[], []]
    for clip, number in np.ndindex(2, STILLS):
        shift = 7 * number
        planes = (x, y, 255 - x) if clip else (y, 255 - x, x)
        pixels = np.stack([np.abs((plane + shift) % 510 - 255) for plane in planes], axis=2)
        files[clip].append(folder / f"{clip}-{number:02}.png")
        Image.fromarray(pixels.astype(np.uint8)).save(files[clip][-1])
    return files


def drawn(clips: list[list[Path]], join: Join) -> Pixels:
    timeline = lay_out("ab", [STILLS, STILLS], [OVERLAP], FPS, joins=[join])
    return np.stack(list(draw(timeline.frames(), clips, SIZE)))


def by_ffmpeg(clips: list[list[Path]], transition: str, folder: Path) -> Pixels:
    """The same film by ffmpeg's xfade, from raw pictures.

    Its joins begin with a frame of the first picture alone and end with one of the second alone,
    which are ours before and after the join: it is given a picture more of each.
    """
    before = [*clips[0], clips[0][-1]]
    after = [clips[1][0], *clips[1]]
    inputs: list[object] = []
    for name, files in (("before", before), ("after", after)):
        raw = folder / f"{name}.rgb"
        raw.write_bytes(b"".join(np.asarray(Image.open(file)).tobytes() for file in files))
        form = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE}", "-r", "24")
        inputs += [*form, "-i", raw]
    start = STILLS - OVERLAP - 1
    times = f"duration={(OVERLAP + 1) / 24:.9f}:offset={start / 24:.9f}"
    made = "format=gbrp,settb=1/24"
    graph = f"[0]{made}[a];[1]{made}[b];[a][b]xfade={transition}:{times}[film]"
    output = ("-map", "[film]", "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    data = ffmpeg(*inputs, "-filter_complex", graph, *output)
    return np.frombuffer(data, np.uint8).reshape(-1, SIZE.height, SIZE.width, 3)


@pytest.mark.parametrize("name", PEERS)
def test_a_join_is_the_one_that_ffmpeg_makes(
    clips: list[list[Path]], tmp_path: Path, name: str
) -> None:
    join, transition = PEERS[name]
    own, other = drawn(clips, join), by_ffmpeg(clips, transition, tmp_path)
    assert len(own) == len(other) == 2 * STILLS - OVERLAP
    apart = np.abs(own.astype(int) - other).max(axis=(1, 2, 3))
    start = STILLS - OVERLAP
    assert not apart[:start].any()
    assert not apart[start + OVERLAP :].any()
    assert apart.max() <= 2
    mixed = own[start : start + OVERLAP]
    assert all(np.abs(frame.astype(int) - own[start - 1]).mean() > 3 for frame in mixed[5:])


def test_a_hard_wipe_is_ffmpegs_but_for_the_column_of_its_edge(
    clips: list[list[Path]], tmp_path: Path
) -> None:
    """Which uncovers the first column a frame before its first step."""
    own = drawn(clips, Wipe(soft=0))
    other = by_ffmpeg(clips, "transition=wiperight", tmp_path)
    apart = np.abs(own.astype(int) - other).max(axis=(1, 3))
    for number in range(STILLS - OVERLAP, STILLS):
        place = SIZE.width * (number - STILLS + OVERLAP + 1) / (OVERLAP + 1)
        off = np.flatnonzero(apart[number] > 2)
        assert all(abs(column - place) <= 1 for column in off), (number, place, off)
    assert not apart[: STILLS - OVERLAP, 1:].any()
    assert not apart[STILLS:].any()


def test_a_dissolve_in_linear_light_adds_light(tmp_path: Path) -> None:
    before, after = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    pictures = [np.repeat(levels[:, :, None], 3, axis=2) for levels in (before, after)]
    first, second = (light(levels) for levels in (before, after))
    for share in (Fraction(1, 7), Fraction(1, 2), Fraction(9, 10)):
        mixed = Dissolve(light="linear").mix(pictures[0], pictures[1], share)[:, :, 0]
        exact = levels_of(first * float(1 - share) + second * float(share))
        assert np.abs(mixed - exact).max() <= 0.6
        assert np.array_equal(np.diagonal(mixed), np.arange(256))
    black, white = np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 255, np.uint8)
    assert Dissolve(light="linear").mix(black, white, Fraction(1, 2)).max() == 188


def light(levels: Pixels) -> NDArray[np.float64]:
    """sRGB's levels as light, by IEC 61966-2-1."""
    share = levels / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def levels_of(light: NDArray[np.float64]) -> NDArray[np.float64]:
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return 255 * coded


def test_a_wipe_by_a_picture_uncovers_the_dark_first(tmp_path: Path) -> None:
    """A picture that gets brighter from left to right is the wipe from left to right."""
    ramp = np.broadcast_to((np.arange(480) + 0.5) / 480 * 65535, (36, 480)).astype(np.uint16)
    Image.fromarray(ramp).save(tmp_path / "ramp.png")
    rng = np.random.default_rng(1)
    before, after = rng.integers(0, 256, (2, 36, 480, 3), np.uint8)
    for share in (Fraction(1, 5), Fraction(1, 2), Fraction(6, 7)):
        by_picture = Wipe(soft=0.3, picture=tmp_path / "ramp.png").mix(before, after, share)
        by_angle = Wipe(soft=0.3).mix(before, after, share)
        assert np.abs(by_picture.astype(int) - by_angle).max() <= 1
    smaller = Image.fromarray((ramp >> 8).astype(np.uint8)).resize((240, 36))
    smaller.save(tmp_path / "small.png")
    half = Wipe(soft=0.1, picture=tmp_path / "small.png").mix(before, after, Fraction(1, 2))
    assert np.array_equal(half[:, :200], after[:, :200])
    assert np.array_equal(half[:, 280:], before[:, 280:])


def test_a_wipes_picture_of_another_shape_keeps_its_middle(tmp_path: Path) -> None:
    levels = np.full((100, 20), 255, np.uint8)
    levels[45:55] = 0
    Image.fromarray(levels).save(tmp_path / "bar.png")
    black, white = np.zeros((10, 20, 3), np.uint8), np.full((10, 20, 3), 255, np.uint8)
    wipe = Wipe(soft=0, picture=tmp_path / "bar.png")
    assert (wipe.mix(black, white, Fraction(1, 2)) == 255).all()


@pytest.mark.parametrize("join", [join for join, _ in PEERS.values()], ids=PEERS)
def test_a_joined_film_shows_what_was_drawn(
    clips: list[list[Path]], tmp_path: Path, join: Join
) -> None:
    timeline = lay_out("ab", [STILLS, STILLS], [OVERLAP], FPS, joins=[join])
    film = watch(write(tmp_path / "f.mp4", timeline, clips, size=SIZE), SIZE)
    whole = drawn(clips, join)
    assert len(film) == len(whole)
    assert np.abs(film.astype(int) - whole).mean(axis=(1, 2, 3)).max() < 3


@pytest.mark.parametrize("length", [1, 254, 255, 300, 2000])
def test_a_smooth_dissolve_of_any_length_is_exact(tmp_path: Path, length: int) -> None:
    share = Fraction(length // 3 + 1, length + 1)
    before, after = np.random.default_rng(length).integers(0, 256, (2, 4, 6, 3), np.uint8)
    eased = share**2 * (3 - 2 * share)
    exact = [
        int((1 - eased) * int(a) + eased * int(b) + Fraction(1, 2))
        for a, b in zip(before.flat, after.flat, strict=True)
    ]
    assert Dissolve("smooth").mix(before, after, share).ravel().tolist() == exact


def test_no_join_writes_into_the_pictures_it_is_given(tmp_path: Path) -> None:
    paint(tmp_path / "grey.png", 99, Size(6, 4))
    kinds = [Cut(), Wipe(picture=tmp_path / "grey.png"), Dissolve(light="linear")]
    for join in [*kinds, *(join for join, _ in PEERS.values())]:
        before, after = np.full((2, 4, 6, 3), [[[[50]]], [[[200]]]], np.uint8)
        mixed = join.mix(before, after, Fraction(1, 3))
        mixed[:] = 0
        assert (before == 50).all()
        assert (after == 200).all()


# in a project


@pytest.mark.parametrize(
    ("said", "row", "frames"),
    [
        ('join = "wipe"', ["wipe", "0.12", "s"], 11),
        ('join = { kind = "dip", colour = "white", seconds = 0.25 }', ["dip", "0.25", "s"], 8),
        ('join = "cut"', ["cut"], 14),
        ('join = { kind = "dissolve", light = "linear" }', ["dissolve", "0.12", "s"], 11),
    ],
)
@pytest.mark.parametrize("place", ["edit", "sequence"])
def test_a_project_joins_its_sequences_as_it_says(
    site: Site,
    painter: FakePainter,
    capsys: pytest.CaptureFixture[str],
    said: str,
    row: list[str],
    frames: int,
    place: str,
) -> None:
    if place == "edit":
        site.replace("[edit]", f"[edit]\n{said}")
    else:
        site.replace('frames = "one"', f'frames = "one"\n{said}')
    assert run(["check", str(site.file)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[4:-1] == row
    assert run(["build", str(site.file)]) == 0
    assert len(watch(site.folder / "film.mp4", Size(32, 18))) == frames


def test_another_join_paints_nothing_and_encodes_only_its_own_frames(
    site: Site, painter: FakePainter
) -> None:
    assert run(["build", str(site.file)]) == 0
    painted, before = painter.painted, segments(site)
    site.replace("[edit]", '[edit]\njoin = { kind = "wipe", soft = 0 }')
    assert run(["build", str(site.file)]) == 0
    assert painter.painted == painted
    assert len(segments(site) & before) == len(before) - 1 == 2


def segments(site: Site) -> set[str]:
    return {part.name for part in (site.folder / "film.work/segments/film").iterdir()}


def test_another_picture_of_a_wipe_makes_another_film(site: Site, painter: FakePainter) -> None:
    order = paint(site.folder / "iris.png", 20)
    site.replace("[edit]", '[edit]\njoin = { kind = "wipe", picture = "iris.png" }')
    assert run(["build", str(site.file)]) == 0
    before = watch(site.folder / "film.mp4", Size(32, 18))
    paint(order, 230)
    assert run(["build", str(site.file)]) == 0
    after = watch(site.folder / "film.mp4", Size(32, 18))
    assert np.abs(after[5].astype(int) - before[5]).mean() > 5
    assert np.array_equal(after[0], before[0])


def test_a_wipes_picture_that_changes_while_the_film_is_written_is_said(
    site: Site, painter: FakePainter
) -> None:
    order, other = (paint(site.folder / f"{name}.png", 20) for name in ("iris", "other"))
    paint(other, 230)
    site.replace("[edit]", '[edit]\njoin = { kind = "wipe", picture = "iris.png" }')
    assert run(["paint", str(site.file)]) == 0
    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    cut = film_of(checked.project, plans, checked.timeline)

    def change(done: int, total: int) -> None:
        shutil.copy(other, order)

    with pytest.raises(FilmError, match=r"iris\.png: changed while the film was written"):
        write_cuts([cut], change)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('join = "wpe"', "line 6: `edit.join` is no 'wpe'; did you mean `wipe`?"),
        ("join = 2", "line 6: `edit.join` must be one of dissolve, cut, dip, wipe, or a table"),
        ("join = { angle = 3 }", "line 6: `edit.join` must be one of dissolve, cut, dip, wipe"),
        ('join = { kind = "wipe", angel = 3 }', "unknown key `angel`; did you mean `angle`?"),
        ('join = { kind = "wipe", soft = 7 }', "`edit.join.soft` must be at most 1, not 7"),
        ('join = { kind = "dip", seconds = 0 }', "`edit.join.seconds` must be over 0, not 0"),
        ('join = { kind = "dip", colour = "whit" }', '`edit.join.colour` = "whit": is no colour'),
        ('join = { kind = "cut", seconds = 1 }', "unknown key `seconds`; known: kind"),
        (
            'join = { kind = "wipe", angle = 3, picture = "red.png" }',
            "`edit.join` = a table: `picture` leaves nothing for `angle` to say: remove one",
        ),
        (
            'join = { kind = "wipe", picture = "rad.png" }',
            "line 6: sequence 'one': rad.png: no such picture: did you mean `red.png`?",
        ),
        (
            'join = { kind = "wipe", picture = "film.toml" }',
            "line 6: sequence 'one': film.toml: is no picture that can be read: give another",
        ),
    ],
)
def test_what_is_wrong_with_a_join_is_said(
    site: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    site.replace("[edit]", f"[edit]\n{said}")
    assert run(["check", str(site.file)]) == 2
    assert fault in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('join = "cut"', '`join` = "cut": takes no time: remove `dissolve`'),
        (
            'join = { kind = "wipe", seconds = 1 }',
            "`join` = a table: has its own `seconds`: remove `dissolve`",
        ),
    ],
)
def test_a_sequence_says_once_how_long_its_join_takes(
    site: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    site.replace('frames = "one"', f'frames = "one"\ndissolve = 0.1\n{said}')
    assert run(["check", str(site.file)]) == 2
    assert fault in capsys.readouterr().err


@pytest.mark.parametrize(
    ("edit", "own", "frames"),
    [
        ('{ kind = "wipe", seconds = 0.2 }', "", 5),
        ('{ kind = "wipe", seconds = 0.2 }', "dissolve = 0.1", 2),
        ('{ kind = "wipe", seconds = 0.2 }', 'join = "dip"', 3),
        ('{ kind = "wipe", seconds = 0.2 }', 'join = { kind = "dip", seconds = 0.04 }', 1),
        ('"cut"', 'join = "dip"\ndissolve = 0.04', 1),
    ],
)
def test_a_sequences_own_word_on_its_join_comes_first(
    site: Site, edit: str, own: str, frames: int
) -> None:
    site.replace("[edit]", f"[edit]\njoin = {edit}")
    site.replace('frames = "one"', f'frames = "one"\n{own}')
    assert check(site.file).timeline.clips[1].overlap == frames


# the shelf


def test_every_join_has_its_file_and_its_line_in_the_list() -> None:
    assert classes_in(joins, Join) == set(JOINS)
    assert all(join.__module__ == f"tlstyle.joins.{join.kind}" for join in JOINS)


def test_every_join_that_takes_time_is_held_against_ffmpeg() -> None:
    assert {type(join) for join, _ in PEERS.values()} == {j for j in JOINS if j.takes_time}


@pytest.mark.parametrize("join", JOINS, ids=lambda join: join.kind)
def test_every_join_and_its_keys_are_in_the_readme(join: type[Join]) -> None:
    text = HANDBOOK.read_text()
    assert f'| `"{join.kind}"` | | | {join.about} |' in text
    for name, key in join.keys.items():
        kinds = ", ".join(other.kind for other in JOINS if other.keys.get(name) is key)
        default = "" if key.default is None else f"`{json.dumps(key.default)}` "
        assert f"| {kinds} | `{name}` | {default}| {key.about} |" in text
