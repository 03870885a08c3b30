"""Words and pictures on top of a film, in decoded films, against Pillow's own at the same place."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw, ImageFont, features
from shelf import classes_in

from conftest import FakePainter, Site
from films import Pixels, watch
from tlstyle import letters, overlays
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.overlays import OVERLAYS, Moment, Overlay, lines
from tlstyle.overlays.picture import Picture, drawn
from tlstyle.overlays.place import Place
from tlstyle.overlays.span import When
from tlstyle.size import Size
from tlstyle.stills.known_profiles import display_p3

FILM, PHONE = Size(320, 180), Size(100, 180)
HANDBOOK = Path(__file__).parents[1] / "docs/project.md"
HEAD = 'size = [320, 180]\nfps = 24\ncodec = "ffv1"'
NO_EDIT = 'join = "cut"\nfade_in = 0\nfade_out = 0\n'
PLAIN = "shadow = false\nfade_in = 0\nfade_out = 0\n"
SHAPE = '[[shape]]\nname = "phone"\nsize = [100, 180]\n'


@pytest.fixture
def plain(site: Site, painter: FakePainter) -> Site:
    """A project of 14 frames without joins and fades, painted, and encoded without a loss."""
    site.replace("size = [32, 18]\nfps = 24", HEAD)
    site.replace("dissolve = 0.125\nfade_in = 0.1\nfade_out = 0.1\n", NO_EDIT)
    assert run(["paint", str(site.file)]) == 0
    return site


def add(site: Site, said: str) -> None:
    site.write(lambda text: f"{text}\n{said}\n")


def painted(site: Site) -> list[Image.Image]:
    files = [
        file
        for name in ("one", "two")
        for file in sorted((site.frames / name).iterdir(), key=lambda file: int(file.stem[3:]))
    ]
    return [Image.open(file).convert("RGB") for file in files]


def film(site: Site, name: str = "film", size: Size = FILM) -> Pixels:
    assert run(["film", str(site.file)]) == 0
    return watch(site.folder / f"{name}.mov", size)


def font(size: int, file: Path = letters._CARRIED) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)


def write_at(
    picture: Image.Image, text: str, at: tuple[float, float], size: int, ink: str = "white"
) -> Pixels:
    """Write a line by Pillow, its upper left corner at a point."""
    used = font(size)
    drawn = picture.copy()
    place = (round(at[0]), round(at[1]) + used.getmetrics()[0])
    ImageDraw.Draw(drawn).text(place, text, ink, used, "ls")
    return np.asarray(drawn)


def height_of(size: int) -> int:
    return sum(font(size).getmetrics())


def equal(shown: Pixels, expected: Pixels) -> bool:
    """Tell whether pictures are the same, but for a level by which Pillow rounds."""
    return int(np.abs(shown.astype(int) - expected).max()) <= 1


@pytest.mark.parametrize(
    ("place", "right", "down"),
    [
        *(("top left", 0, 0), ("top", 0.5, 0), ("top right", 1, 0), ("left", 0, 0.5)),
        *(("centre", 0.5, 0.5), ("right", 1, 0.5), ("bottom left", 0, 1), ("bottom", 0.5, 1)),
        ("bottom right", 1, 1),
    ],
)
def test_a_titles_pixels_are_pillows_at_its_place_inside_the_safe_part(
    plain: Site, place: str, right: float, down: float
) -> None:
    add(plain, f'[[text]]\ntext = "Été"\nsize = 20\nplace = "{place}"\n{PLAIN}')
    width, height = np.ceil(font(36).getlength("Été")), height_of(36)
    at = (16 + round(right * (288 - width)), 9 + round(down * (162 - height)))
    for shown, picture in zip(film(plain), painted(plain), strict=True):
        assert equal(shown, write_at(picture, "Été", at, 36))
        assert not equal(shown, np.asarray(picture))


def test_text_may_stand_at_a_point_in_its_own_font_and_colour(plain: Site) -> None:
    shutil.copy(letters._CARRIED, plain.folder / "own.ttf")
    said = 'place = [0.25, 0.75]\ncolour = "#f4a300"\nfont = "own.ttf"\nsize = 10\n'
    add(plain, f'[[text]]\ntext = "Go"\n{said}{PLAIN}')
    width = np.ceil(font(18).getlength("Go"))
    at = (round(80 - width / 2), round(135 - height_of(18) / 2))
    expected = write_at(painted(plain)[3], "Go", at, 18, "#f4a300")
    assert equal(film(plain)[3], expected)


def test_text_comes_and_goes_when_it_is_said_to(plain: Site) -> None:
    times = "from = 0.125\nto = 0.4583333\nfade_in = 0.125\nfade_out = 0.08333333\n"
    add(plain, f'[[text]]\ntext = "Go"\nsize = 40\nplace = "centre"\nshadow = false\n{times}')
    shown, pictures = film(plain), painted(plain)
    full = [
        np.abs(write_at(picture, "Go", centred("Go", 72), 72) - np.asarray(picture, int))
        for picture in pictures
    ]
    parts = [
        np.abs(frame.astype(int) - np.asarray(picture)).sum() / whole.sum()
        for frame, picture, whole in zip(shown, pictures, full, strict=True)
    ]
    expected = [0, 0, 0, 1 / 4, 2 / 4, 3 / 4, 1, 1, 1, 2 / 3, 1 / 3, 0, 0, 0]
    assert parts == pytest.approx(expected, abs=0.02)


def centred(text: str, size: int, film: Size = FILM) -> tuple[int, int]:
    edges = round(film.width * 0.05), round(film.height * 0.05)
    room = [
        film.width - 2 * edges[0] - int(np.ceil(font(size).getlength(text))),
        film.height - 2 * edges[1] - height_of(size),
    ]
    return edges[0] + round(0.5 * room[0]), edges[1] + round(0.5 * room[1])


def test_text_over_a_sequence_counts_its_times_from_there_and_says_its_name(plain: Site) -> None:
    named = f'[[text]]\ntext = "{{name}}"\nsize = 20\nplace = "centre"\n{PLAIN}'
    add(plain, named)
    add(plain, f'[[text]]\ntext = "!"\nsequence = "two"\nfrom = 0.125\nplace = "top left"\n{PLAIN}')
    for number, (shown, picture) in enumerate(zip(film(plain), painted(plain), strict=True)):
        name = "one" if number < 8 else "two"
        expected = write_at(picture, name, centred(name, 36), 36)
        if number >= 8 + 3:
            expected = write_at(Image.fromarray(expected), "!", (16, 9), 11)
        assert equal(shown, expected), number


def test_each_shape_has_its_words_drawn_at_its_own_size(plain: Site) -> None:
    add(plain, f'[[text]]\ntext = "Go"\nsize = 20\nplace = "centre"\n{PLAIN}')
    add(plain, SHAPE)
    assert equal(film(plain)[5], write_at(painted(plain)[5], "Go", centred("Go", 36), 36))
    phone = watch(plain.folder / "film.phone.mov", PHONE)
    part = painted(plain)[5].crop((110, 0, 210, 180))
    assert equal(phone[5], write_at(part, "Go", centred("Go", 36, PHONE), 36))


def test_words_too_wide_for_a_frame_go_on_in_the_next_line(plain: Site) -> None:
    add(plain, f'[[text]]\ntext = "San Francisco Bay"\nsize = 10\nplace = "top left"\n{PLAIN}')
    add(plain, SHAPE)
    assert equal(film(plain)[5], write_at(painted(plain)[5], "San Francisco Bay", (16, 9), 18))
    phone = watch(plain.folder / "film.phone.mov", PHONE)
    picture = painted(plain)[5].crop((110, 0, 210, 180))
    for line, text in enumerate(("San", "Francisco", "Bay")):
        picture = Image.fromarray(write_at(picture, text, (5, 9 + line * height_of(18)), 18))
    assert equal(phone[5], np.asarray(picture))


def test_letters_of_asian_width_go_on_in_the_next_line_without_spaces() -> None:
    """In the carried font they are boxes, all of one width."""
    broken = lines._wrapped("夜景夜景夜景 Bay", letters._CARRIED, 20, 3 * wide(20) + 2)
    assert broken[:2] == ["夜景夜", "景夜景"]
    assert broken[-1].strip() == "Bay"


def wide(size: int) -> int:
    return int(np.ceil(font(size).getlength("夜")))


def note_times(folder: Path, times: Sequence[str]) -> None:
    """Make a folder's stills JPEG that were taken at some times."""
    for number, time in enumerate(times, 1):
        exif = Image.Exif()
        exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: f"2024:05:31 {time}"}
        still = folder / f"img{number}.png"
        Image.open(still).save(still.with_suffix(".jpg"), exif=exif, quality=100)
        still.unlink()


def test_a_clock_runs_by_the_stills_exif_gaps_and_all(plain: Site) -> None:
    times = ["18:04:50", "18:05:00", "18:05:10", "18:15:00"]
    times += ["18:15:10", "18:15:20", "20:00:00", "20:00:10"]
    note_times(plain.folder / "one", times)
    assert run(["paint", str(plain.file)]) == 0
    clock = 'text = "{date} {time:%H:%M:%S}"\nsequence = "one"\n'
    add(plain, f'[[text]]\n{clock}size = 15\nplace = "top left"\n{PLAIN}')
    shown, pictures = film(plain), painted(plain)
    for time, frame, picture in zip(times, shown, pictures, strict=False):
        assert equal(frame, write_at(picture, f"2024-05-31 {time}", (16, 9), 27))
    assert equal(shown[8], np.asarray(pictures[8]))
    plain.replace('sequence = "one"\n', "")
    assert run(["check", str(plain.file)]) == 2


def test_a_clock_goes_with_the_still_that_is_shown(plain: Site) -> None:
    note_times(plain.folder / "one", [f"18:00:0{second}" for second in range(8)])
    plain.replace('frames = "one"', 'frames = "one"\nreverse = true')
    assert run(["paint", str(plain.file)]) == 0
    clock = 'text = "{time:%S}"\nsequence = "one"\n'
    add(plain, f'[[text]]\n{clock}size = 15\nplace = "top left"\n{PLAIN}')
    assert equal(film(plain)[0], write_at(painted(plain)[7], "07", (16, 9), 27))


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm")
@pytest.mark.parametrize("text", ["שלום", "סוף 2024", "سلام"])
def test_text_from_right_to_left_is_shaped(plain: Site, text: str) -> None:
    match = ["fc-match", "-f", "%{file}", ":charset=5e9 64a"]
    has_match = shutil.which(match[0])
    used = subprocess.run(match, capture_output=True, text=True).stdout if has_match else ""
    if not used or letters.lacking(text, Path(used)):
        pytest.skip("no font here has Hebrew and Arabic")
    own = f'font = "{used}"\n'
    add(plain, f'[[text]]\ntext = "{text}"\n{own}size = 20\nplace = "top left"\n{PLAIN}')
    picture = painted(plain)[0]
    expected = {}
    for layout in (ImageFont.Layout.RAQM, ImageFont.Layout.BASIC):
        drawn, shaped = picture.copy(), ImageFont.truetype(used, 36, layout_engine=layout)
        ImageDraw.Draw(drawn).text((16, 9 + shaped.getmetrics()[0]), text, "white", shaped, "ls")
        expected[layout] = np.asarray(drawn)
    shown = film(plain)[0]
    assert equal(shown, expected[ImageFont.Layout.RAQM])
    assert not equal(shown, expected[ImageFont.Layout.BASIC])
    plain.replace(own, "")
    assert (film(plain)[0] != np.asarray(picture)).any()


def test_a_shadow_darkens_what_is_around_the_letters(plain: Site) -> None:
    add(plain, '[[text]]\ntext = "Go"\nsize = 40\nplace = "centre"\nfade_in = 0\n')
    shown, picture = film(plain)[5], painted(plain)[5]
    bare = write_at(picture, "Go", centred("Go", 72), 72)
    around = ~(bare != np.asarray(picture)).any(axis=2)
    apart = shown.astype(int) - bare
    assert (apart[around] <= 0).all()
    assert (apart[around] < -20).any(axis=1).sum() > 500
    assert np.array_equal(shown[(bare == 255).all(axis=2)], bare[(bare == 255).all(axis=2)])
    assert np.array_equal(shown[:, :20], bare[:, :20])


@pytest.mark.parametrize("kind", ["wide.png", "turned.png", "ink.jpg", "ink.tif", "grey.png"])
def test_a_picture_is_in_its_own_colours_as_stills_are(tmp_path: Path, kind: str) -> None:
    """As CSS's matrix brings Display P3 to sRGB; its opacity stays, and ink is what it was."""
    file, wide = tmp_path / kind, display_p3()
    logo = Image.new("RGBA", (40, 20), (200, 90, 40, 255))
    logo.paste((200, 90, 40, 100), (0, 0, 20, 20))
    ink = Image.new("CMYK", (40, 20), (0, 128, 255, 30))
    expected, cover = np.array([216, 81, 13]), 100
    if kind == "wide.png":
        logo.save(file, icc_profile=wide)
    elif kind == "turned.png":
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 3
        logo.transpose(Image.Transpose.ROTATE_180).save(file, exif=exif, icc_profile=wide)
    elif kind.startswith("ink"):
        ink.save(file, quality=100)
        expected, cover = np.asarray(ink.convert("RGB"))[0, 0], 255
    else:
        logo.convert("LA").save(file)
        expected = np.array([117, 117, 117])
    layer = drawn(file, 20)
    assert np.abs(np.asarray(layer.colours)[5, 5].astype(int) - expected).max() <= 2
    assert layer.cover.getpixel((5, 5)) == cover
    assert layer.cover.getpixel((35, 5)) == 255


def test_only_a_picture_in_other_colours_is_drawn_anew(tmp_path: Path) -> None:
    """Of an sRGB logo, and one without a profile, the recipe is what it was."""
    moment = Moment("one", None, Fraction(1), Fraction(1, 2))
    logo = Image.new("RGB", (40, 20), (200, 90, 40))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    known = {}
    for name, icc in {"plain": None, "srgb": srgb, "wide": display_p3()}.items():
        logo.save(tmp_path / f"{name}.png", icc_profile=icc)
        place = Place(0.5, 0.5)
        picture = Picture(When(0.0, None, None, 0.0, 0.0), tmp_path / f"{name}.png", 10, place, 1)
        known[name] = picture.recipe(moment, lambda file: "same")
    assert known["plain"] == known["srgb"]
    assert known["wide"] == {**known["plain"], "colours": 1}


def test_a_picture_lies_at_its_place_as_far_as_it_is_not_transparent(plain: Site) -> None:
    logo = np.zeros((20, 40, 4), np.uint8)
    logo[:, :, 0], logo[:10, :, 3], logo[10:, :, 3] = 250, 255, 128
    Image.fromarray(logo).save(plain.folder / "logo.png")
    said = "size = 11.1111\nopacity = 0.5\nfade_in = 0\nfade_out = 0"
    add(plain, f'[[picture]]\nfile = "logo.png"\n{said}')
    shown, picture = film(plain)[2], np.asarray(painted(plain)[2], float)
    left, top = 320 - 16 - 40, 180 - 9 - 20
    cover = logo[:, :, 3:] / 255 * 0.5
    place = np.s_[top : top + 20, left : left + 40]
    picture[place] = picture[place] * (1 - cover) + (250, 0, 0) * cover
    assert np.abs(shown - picture).max() <= 1.5


def test_credits_name_the_film_its_styles_and_its_music(plain: Site) -> None:
    add(plain, '[credits]\nshow = "card"\nseconds = 0.25\nsize = 8\nfade_in = 0\nfade_out = 0\n')
    told = check(plain.file).project.overlays[0].overlay
    assert vars_of(told)["text"] == "Two shots\n\nIn the style of\nred\nblue"
    shown, pictures = film(plain), painted(plain)
    assert np.array_equal(shown[7], np.asarray(pictures[7]))
    assert np.abs(shown[8][:5].astype(int) - 0.4 * np.asarray(pictures[8])[:5]).max() <= 1
    assert (shown[8] == 255).all(axis=2).any()


def vars_of(overlay: Overlay) -> dict[str, object]:
    return {name: getattr(overlay, name) for name in type(overlay).__dataclass_fields__}


def test_credits_roll_through_the_frame(plain: Site) -> None:
    add(plain, '[credits]\ntext = "END"\nstyles = ""\nseconds = 0.5\nsize = 20\nshade = 0\n')
    ink = [np.flatnonzero((frame == 255).all(axis=2).any(axis=1)) for frame in film(plain)]
    assert not ink[0].size
    assert not ink[1].size
    seen = [rows for rows in ink[2:] if rows.size]
    assert len(seen) >= 10
    assert seen[0].max() == 179
    assert seen[-1].min() == 0
    middles = [rows.mean() for rows in seen[1:-1]]
    steps = np.diff(middles)
    assert (np.abs(steps + (180 + height_of(36)) / 13) <= 1).all()


def test_what_lies_on_top_fades_with_the_film_and_is_joined_with_nothing(plain: Site) -> None:
    plain.replace(NO_EDIT, "dissolve = 0.125\nfade_in = 0.125\nfade_out = 0\n")
    add(plain, f'[[text]]\ntext = "Go"\nsize = 20\nplace = "top left"\n{PLAIN}')
    shown, pictures = film(plain), painted(plain)
    assert shown[0].max() == 0
    lit = write_at(pictures[1], "Go", (16, 9), 36).astype(int)
    assert np.abs(shown[1] - lit / 3).max() <= 1
    mixed = Image.blend(pictures[5], pictures[8], 0.25)
    assert np.abs(shown[5].astype(int) - write_at(mixed, "Go", (16, 9), 36)).max() <= 2


def test_another_title_paints_nothing_and_encodes_only_the_frames_that_show_it(
    plain: Site, painter: FakePainter
) -> None:
    add(plain, f'[[text]]\ntext = "One"\nto = 0.2\n{PLAIN}')
    film(plain)
    before = segments(plain)
    plain.replace('"One"', '"Two"')
    assert not is_current(plain)
    count = painter.painted
    film(plain)
    assert painter.painted == count
    assert len(segments(plain) - before) == 1
    assert is_current(plain)


def segments(site: Site) -> set[str]:
    return {part.name for part in (site.folder / "film.work/segments/film").iterdir()}


def is_current(site: Site) -> bool:
    from tlstyle.film.cut import film_of
    from tlstyle.frames.plan import plan_shots

    checked = check(site.file)
    plans = plan_shots(checked.project, checked.footages)
    return film_of(checked.project, plans, checked.timeline).is_written()


def test_a_watermark_that_is_replaced_makes_another_film(plain: Site) -> None:
    Image.new("RGB", (8, 8), "red").save(plain.folder / "logo.png")
    add(plain, '[[picture]]\nfile = "logo.png"\n')
    before = film(plain)
    Image.new("RGB", (8, 8), "blue").save(plain.folder / "logo.png")
    assert not is_current(plain)
    assert not np.array_equal(film(plain), before)


def test_previews_have_the_words_and_clips_have_not(plain: Site) -> None:
    assert run(["film", str(plain.file), "--clips"]) == 0
    assert run(["preview", str(plain.file)]) == 0
    files = [plain.folder / "film.preview.mp4", plain.folder / "film.work/clips/one.mov"]
    before = [watch(file, FILM) for file in files]
    add(plain, f'[[text]]\ntext = "Go"\nsize = 40\nplace = "centre"\n{PLAIN}')
    assert run(["preview", str(plain.file)]) == 0
    assert run(["film", str(plain.file), "--clips"]) == 0
    after = [watch(file, FILM) for file in files]
    assert np.abs(after[0].astype(int) - before[0]).max() > 50
    assert np.array_equal(after[1], before[1])


def test_editors_are_handed_pictures_without_the_words_and_told_what_is_lost(
    plain: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    plain.replace('join = "cut"', 'join = { kind = "wipe", seconds = 0.125 }')
    media = plain.folder / "film.media"

    def handed_over() -> dict[str, bytes]:
        assert run(["export", str(plain.file), "--to", "mlt"]) == 0
        files = (file for file in sorted(media.rglob("*.png")) if "over" not in str(file.parent))
        return {str(file.relative_to(media)): file.read_bytes() for file in files}

    before = handed_over()
    add(plain, f'[[text]]\ntext = "Go"\nsize = 20\nplace = "centre"\n{PLAIN}')
    assert handed_over() == before
    Image.new("RGB", (8, 8)).save(plain.folder / "logo.png")
    add(plain, '[[picture]]\nfile = "logo.png"\n')
    capsys.readouterr()
    assert run(["export", str(plain.file), "--to", "fcpxml"]) == 0
    assert "film.fcpxml: picture logo.png is not in it" in capsys.readouterr().err


def test_check_says_what_lies_on_top_and_when(
    plain: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    add(plain, '[[text]]\ntext = "Go"\nfrom = 0.25\nto = 0.5\n[credits]\nseconds = 0.25\n')
    assert run(["check", str(plain.file)]) == 0
    said = capsys.readouterr().out
    assert 'text "Go": 0.25 s to 0.50 s\n' in said
    assert "credits that roll: 0.33 s to 0.58 s\n" in said


def test_what_reaches_out_of_the_safe_part_of_a_film_is_warned_of(
    plain: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    add(plain, f'[[text]]\ntext = "Watermelon"\nsize = 20\n\n{SHAPE}')
    assert run(["check", str(plain.file)]) == 0
    said = capsys.readouterr().err
    assert ": text: reaches out of the middle 90% of film.phone.mov, 100x180" in said
    assert said.count("reaches out") == 1


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("[[text]]\nsize = 3", "`text[0].text` is missing"),
        ('[[text]]\ntext = "{tme}"', "nothing stands for {tme}: write one of {name}, {date}"),
        ('[[text]]\ntext = ""', "must say something"),
        ('[[text]]\ntext = "a"\nsise = 3', "unknown key `sise`; did you mean `size`?"),
        ('[[text]]\ntext = "a"\nplace = "up"', "must be one of top left, top, top right, left,"),
        ('[[text]]\ntext = "a"\nsequence = "tow"', "line 23: there is no sequence 'tow'"),
        ('[[text]]\ntext = "a"\nfrom = 9', "line 23: `from` = 9 is past the film's end, at 0.58 s"),
        (
            '[[text]]\ntext = "a"\nsequence = "one"\nto = 0.5',
            "`to` = 0.5 is past one's end, at",
        ),
        ('[[text]]\ntext = "a"\nfrom = 0.3\nto = 0.2', "`to` = 0.2 is not after `from` = 0.3"),
        ('[[text]]\ntext = "a"\nfade_in = 0.9', "its fades take longer than the 0.58 s that it is"),
        ('[[text]]\ntext = "{time}"', "line 22: no EXIF says when "),
        ('[[text]]\ntext = "a"\nfont = "no.ttf"', "no.ttf: no such font"),
        ('[[text]]\ntext = "a"\nfont = "red.png"', "red.png: is no font that can be read"),
        ('[[text]]\ntext = "a"\ncolour = "whit"', "is no colour"),
        ('[[picture]]\nfile = "rad.png"', "rad.png: no such picture: did you mean `red.png`?"),
        ('[[picture]]\nfile = "film.toml"', "film.toml: is no picture that can be read"),
        ("[credits]\nseconds = 9", "`seconds` = 9 is past the film's end, at 0.58 s"),
        ('[credits]\nshow = "rol"', "`credits.show` must be 'roll' or 'card'"),
    ],
)
def test_what_is_wrong_with_what_lies_on_top_is_said(
    plain: Site, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    add(plain, said)
    assert run(["check", str(plain.file)]) == 2
    assert fault in capsys.readouterr().err


def test_letters_that_no_font_has_are_named(
    plain: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "_fonts_for", lambda letter: iter([letters._CARRIED]))
    letters._file_for.cache_clear()
    add(plain, '[[text]]\ntext = "夜景"\n')
    assert run(["check", str(plain.file)]) == 2
    said = capsys.readouterr().err
    assert "line 22: no font that is here has 夜 (U+591C) 景 (U+666F): name a font's file" in said
    letters._file_for.cache_clear()


# the shelf


def test_every_overlay_has_its_file_and_its_line_in_the_list() -> None:
    assert classes_in(overlays, Overlay) == set(OVERLAYS)
    assert all(overlay.__module__ == f"tlstyle.overlays.{overlay.kind}" for overlay in OVERLAYS)


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda overlay: overlay.kind)
def test_every_overlay_and_its_keys_are_in_the_readme(overlay: type[Overlay]) -> None:
    text = HANDBOOK.read_text()
    heading = f"[{overlay.kind}]" if overlay.is_one else f"[[{overlay.kind}]]"
    assert f"| `{heading}` | | | {overlay.about} |" in text
    for name, key in overlay.keys.items():
        kinds = ", ".join(other.kind for other in OVERLAYS if other.keys.get(name) is key)
        default = "" if key.default in (None, ...) else f"`{json.dumps(key.default)}` "
        assert f"| {kinds} | `{name}` | {default}| {key.about} |" in text
