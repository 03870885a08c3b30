from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_stills
from program import tlstyle
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.errors import ProjectError


def faults(site: Site) -> list[str]:
    with pytest.raises(ProjectError) as refusal:
        check(site.file)
    return [str(problem) for problem in refusal.value.problems]


def tone(file: Path, seconds: float) -> None:
    """Write a WAV file of silence."""
    import wave

    with wave.open(str(file), "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(2)
        track.setframerate(8000)
        track.writeframes(bytes(2 * round(8000 * seconds)))


def test_a_sound_project_has_its_timeline(site: Site) -> None:
    timeline = check(site.file).timeline
    assert [(clip.start, clip.length, clip.overlap) for clip in timeline.clips] == [
        (0, 8, 0),
        (5, 6, 3),
    ]
    assert timeline.length == 11


def test_a_path_written_as_windows_does_has_one_advice(site: Site) -> None:
    site.replace('frames = "one"', "frames = 'shots\\one'")
    (site.folder / "shots").mkdir()
    (site.folder / "one").rename(site.folder / "shots/one")
    assert faults(site)[0].endswith("nothing matches shots\\one: did you mean `shots/one`?")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda site: site.replace('frames = "one"', 'frames = "eins"'),
            "line 12: sequence 'one': no stills found: nothing matches",
        ),
        (
            lambda site: site.replace('"red.png"', '"one"'),
            "line 13: sequence 'one': one: is a folder: name a picture in it",
        ),
        (
            lambda site: (site.folder / "red.png").unlink(),
            "line 13: sequence 'one': red.png: no such file",
        ),
        (
            lambda site: (site.folder / "red.png").write_text("red"),
            "line 13: sequence 'one': red.png: is not a picture that can be read: save it anew as",
        ),
        (
            lambda site: site.replace('"red.png"', '"red.png"\nstyle_crop = [30, 0, 20, 20]'),
            "line 14: sequence 'one': `style_crop` = [30, 0, 20, 20] reaches out of",
        ),
        (
            lambda site: site.replace("dissolve = 0.125", "dissolve = 0.5"),
            "8 frames are too few for joins of 0 in and 12 out: add 4 frames of stills",
        ),
        (
            lambda site: site.replace('"red.png"', '"red.png"\ntrim = [0, 1]\ndissolve = 0.08'),
            "1 frame is too few for joins of 0 in and 2 out: add 1 frame of stills",
        ),
        (
            lambda site: site.replace("fade_out = 0.1", "fade_out = 1"),
            "line 5: fades of 2 in and 24 out do not fit a film of 11",
        ),
        (
            lambda site: site.replace("[edit]", '[music]\nfile = "song.wav"\n[edit]'),
            "line 6: song.wav",
        ),
        (
            lambda site: site.replace("[edit]", '[music]\nfile = "red.png"\n[edit]'),
            "line 6: red.png",
        ),
        (
            lambda site: site.replace("[edit]", '[style]\nmodel = "one"\n[edit]'),
            "line 6: sequence 'one': ",
        ),
        (
            lambda site: site.replace('"blue.png"', '"blue.png"\nmodel = "bultin"'),
            "sequence 'two': bultin",
        ),
        (
            lambda site: (site.folder / "film.work").write_text("in the way"),
            "film.work: cannot be written",
        ),
        (
            lambda site: draw_stills(site.folder / "one", 1, (32, 48), start=20),
            "line 12: sequence 'one': stills of mixed sizes: 8 are 48x32, but not ",
        ),
    ],
)
def test_what_cannot_be_built_is_refused_with_its_line(
    site: Site, change: Callable[[Site], object], fault: str
) -> None:
    change(site)
    found = faults(site)
    assert any(fault in each for each in found), found


def test_a_work_folder_that_cannot_be_written_is_no_fault_of_output(site: Site) -> None:
    (site.folder / "film.work").write_text("in the way")
    assert faults(site) == [
        "film.work: cannot be written: change its rights, or move film.toml, beside which it stands"
    ]


def test_faults_in_keys_and_in_files_are_found_in_one_go(site: Site) -> None:
    site.replace('title = "Two shots"', 'titel = "Two shots"')
    (site.folder / "red.png").unlink()
    draw_stills(site.folder / "two", 1, (10, 10), start=90)
    assert [fault.split(":")[0] for fault in faults(site)] == ["line 1", "line 13", "line 17"]


def test_faults_are_in_the_files_order_also_where_no_sequence_is_sound(site: Site) -> None:
    site.file.write_text(
        '[style]\nsteadi = 1\n[[sequence]]\nstills = "one"\nstyle = "red.png"\nsteady = 7\n'
    )
    with pytest.raises(ProjectError) as refusal:
        check(site.file)
    assert [problem.line for problem in refusal.value.problems] == [2, 3, 3, 4, 6]


def test_a_film_among_the_stills_is_not_overwritten(site: Site) -> None:
    site.replace('frames = "two/*.png"', 'frames = "film.mp4"')
    import imageio_ffmpeg

    writer = imageio_ffmpeg.write_frames(str(site.folder / "film.mp4"), (48, 32))
    writer.send(None)
    for _ in range(8):
        writer.send(bytes(48 * 32 * 3))
    writer.close()
    assert any("`output` would overwrite" in fault for fault in faults(site))


@pytest.mark.parametrize("url", ["gs://x/y", "ftp://x/y", "http://x/y"])
def test_models_that_cannot_be_fetched_are_told_with_their_line(site: Site, url: str) -> None:
    site.replace('style = "red.png"', f'style = "red.png"\nmodel = "{url}"')
    assert [
        f"line 14: sequence 'one': {url}: a model is fetched over https" in fault
        for fault in faults(site)
    ] == [True]


def test_of_dissolves_that_do_not_fit_no_fades_are_the_fault(site: Site) -> None:
    site.replace("dissolve = 0.125", "dissolve = 9")
    assert not any("fades" in fault for fault in faults(site))


def test_a_film_among_tlstyles_own_files_is_refused(site: Site) -> None:
    site.replace('title = "Two shots"', 'output = "film.work/clips/one.mp4"')
    assert any("`output` is in " in fault for fault in faults(site))


@pytest.mark.parametrize("place", ["frames/one", "frames/two", "preview/one", "clips"])
def test_stills_where_frames_are_written_are_not_overwritten(site: Site, place: str) -> None:
    folder = site.folder / "film.work" / place
    folder.parent.mkdir(parents=True)
    (site.folder / "one").rename(folder)
    site.replace('frames = "one"', f'frames = "film.work/{place}"')
    (fault,) = faults(site)
    assert f"film.work/{place} is where film.toml writes its own files" in fault


def test_short_music_and_small_stills_deserve_a_warning(site: Site) -> None:
    tone(site.folder / "song.wav", 0.3)
    site.replace("[edit]", '[music]\nfile = "song.wav"\n[style]\ncanvas = [64, 64]\n[edit]')
    said = [str(warning) for warning in check(site.file).warnings]
    assert any("stills of 48x32 are enlarged to fill the canvas of 64x64" in line for line in said)
    assert any("nothing is heard from 0.3 s to 0.5 s of the film's 0.5 s" in line for line in said)


def test_looped_music_is_long_enough(site: Site) -> None:
    tone(site.folder / "song.wav", 0.3)
    site.replace("[edit]", '[music]\nfile = "song.wav"\nloop = true\n[edit]')
    assert check(site.file).warnings == ()


@pytest.mark.parametrize("start", [2.0, 0.3, 0.29999])
def test_music_cannot_start_after_its_last_sample(site: Site, start: float) -> None:
    tone(site.folder / "song.wav", 0.3)
    site.replace("[edit]", f'[music]\nfile = "song.wav"\nstart = {start}\n[edit]')
    assert f"line 7: `start` = {start} is past the end" in faults(site)[0]


def test_music_may_start_with_its_last_sample(site: Site, painter: FakePainter) -> None:
    tone(site.folder / "song.wav", 0.3)
    site.replace("[edit]", '[music]\nfile = "song.wav"\nstart = 0.29998\n[edit]')
    assert run(["build", str(site.file)]) == 0


def test_check_prints_the_timeline(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(site.file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].split() == [
        "one",
        "8",
        "00:00:00:00",
        "00:00:00:07",
        "dissolve",
        "0.12",
        "s",
        "8",
    ]
    assert said[2].split() == ["two", "6", "00:00:00:05", "00:00:00:10", "6"]
    assert said[3] == "fades: 0.08 s from black, 0.08 s to black"
    assert said[4].endswith("film.mp4: 11 frames, 0.46 s, 32x18")


def test_check_says_what_is_heard(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    tone(site.folder / "song.wav", 0.3)
    site.replace("[edit]", '[music]\nfile = "song.wav"\ngain = -3.0\nloop = true\n[edit]')
    assert run(["check", str(site.file)]) == 0
    music = "music: song.wav from 0 s on, fades of 0.115 s and 0.115 s, -3 dB, over and over"
    assert music in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("stills", "dissolve", "fade", "frames"), [(49, 16, 20, 82), (12, 4, 5, 20)]
)
def test_short_sequences_make_a_film_where_the_project_names_no_edits(
    site: Site,
    capsys: pytest.CaptureFixture[str],
    stills: int,
    dissolve: int,
    fade: int,
    frames: int,
) -> None:
    text = site.file.read_text()
    site.file.write_text(text[: text.index("[edit]")] + text[text.index("[[sequence]]") :])
    draw_stills(site.folder / "one", stills)
    draw_stills(site.folder / "two", stills - 6)
    timeline = check(site.file).timeline
    assert (timeline.clips[1].overlap, timeline.fade_in, timeline.fade_out) == (
        dissolve,
        fade,
        fade,
    )
    assert timeline.length == frames
    assert run(["check", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "a join takes at most a third of the shorter sequence: `dissolve` in [edit]" in said
    assert "a fade takes at most a quarter of the film: `fade_in`" in said


def test_what_a_short_project_asks_for_is_refused_with_its_numbers(site: Site) -> None:
    site.replace("fade_in = 0.1\nfade_out = 0.1", "fade_in = 1.0")
    assert "fades of 24 in and 0 out do not fit a film of 11" in faults(site)[0]


def test_check_answers_programs(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(site.file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["frames"] == 11
    assert answer["sequences"][1] == {
        "name": "two",
        "start": 5,
        "length": 6,
        "stills": 6,
        "dissolve": 3,
        "join": "dissolve",
        "pending": 6,
        "keyed": {},
        "left_out": [],
        "fitted": 0,
    }


def test_check_tells_programs_what_is_wrong(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.replace("fps = 24", "fsp = 24")
    assert run(["check", str(site.file), "--json"]) == 2
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert problem["line"] == 3
    assert problem["what"] == "unknown key `fsp`; did you mean `fps`?"


def break_still(site: Site) -> None:
    """Put a still that cannot be decoded, and whose header is sound, among the others."""
    (site.folder / "one/img3.png").unlink()
    still = site.folder / "one/img3.tif"
    Image.new("RGB", (48, 32), "red").save(still, compression="tiff_lzw")
    content = still.read_bytes()
    still.write_bytes(content[:8] + b"\xff" * 20 + content[28:])


def test_check_tells_programs_what_else_is_wrong(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    break_still(site)
    Image.new("RGB", (48, 32)).save(site.folder / "two/img52.png")
    assert run(["check", str(site.file)]) == 0
    capsys.readouterr()
    assert run(["check", str(site.file), "--deep", "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    (problem,) = answer["problems"]
    assert problem["what"].startswith("one/img3.tif: cannot be decoded")
    assert (problem["line"], problem["sequence"]) == (12, "one")
    assert {"line": 17, "sequence": "two", "what": "img52.png is black"} in answer["warnings"]


def test_a_broken_still_hides_nothing_else_that_is_odd(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    break_still(site)
    for name in ("one/img7.png", "two/img52.png"):
        Image.new("RGB", (48, 32)).save(site.folder / name)
    assert run(["check", str(site.file), "--deep"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert f"warning: {site.file}: line 12: sequence 'one': img7.png is black" in said
    assert f"warning: {site.file}: line 17: sequence 'two': img52.png is black" in said
    assert said[-1].startswith(f"error: {site.file}: line 12: sequence 'one': one/img3.tif: cannot")


def test_every_fault_is_a_line_on_standard_error(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace("fps = 24", "fps = 0\nsise = 1")
    assert run(["build", str(site.file)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all(line.startswith(f"error: {site.file}: line ") for line in said)
    assert not (site.folder / "film.work").exists()


def test_names_cannot_steer_the_terminal(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (48, 32)).save(site.folder / "a\x1b[31m[bold]b.png")
    site.replace('name = "one"', 'name = "\\u001b[2J[red]x"')
    assert run(["check", str(site.file)]) == 0
    said = capsys.readouterr().out
    assert "\x1b[2J" not in said
    assert "\\x1b[2J[red]x" in said


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        (
            '"red.png"',
            '"rad.png"',
            "line 13: sequence 'one': rad.png: no such file: did you mean `red.png`?",
        ),
        ('"red.png"', '"art/bleu.png"', "art/bleu.png: no such file: did you mean `art/blue.png`?"),
        ('"red.png"', '"Art/blue.png"', "Art/blue.png: no such file: did you mean `art/blue.png`?"),
        (
            '"red.png"',
            r"'art\blue.png'",
            r"art\blue.png: no such file: did you mean `art/blue.png`?",
        ),
        ('"red.png"', '"blue"', "blue: no such file: did you mean `blue.png`?"),
        ('"red.png"', '"https://example.org/a.jpg"', "an address is no file: save it beside the"),
        ('"red.png"', r"'C:\red.png'", r"C:\red.png: no such file: write / between folders"),
        (
            '"one"\nstyle',
            r"""'two\new'
style""",
            r"write / between folders",
        ),
        (
            "[edit]",
            '[music]\nfile = "sogn.wav"\n[edit]',
            "line 6: sogn.wav: no such music file: did you mean `song.wav`?",
        ),
        ("[edit]", '[style]\nmodel = "modle"\n[edit]', "did you mean `model`?"),
    ],
)
def test_a_path_to_nothing_gets_the_nearest_one(site: Site, old: str, new: str, meant: str) -> None:
    (site.folder / "art").mkdir()
    (site.folder / "model").mkdir()
    Image.new("RGB", (40, 40), "blue").save(site.folder / "art/blue.png")
    tone(site.folder / "song.wav", 0.3)
    site.replace(old, new)
    found = faults(site)
    assert any(meant in fault for fault in found), found


def test_a_folder_elsewhere_whose_path_holds_the_projects_is_said_whole(site: Site) -> None:
    far = f"/far{site.folder}/red.png"
    site.replace('"red.png"', f'"{far}"')
    assert f"sequence 'one': {far}: no such file" in faults(site)[0]


def test_a_project_behind_a_link_is_where_its_file_is(site: Site, painter: FakePainter) -> None:
    (site.folder / "links").mkdir()
    link = site.folder / "links" / "today.toml"
    link.symlink_to(site.file)
    assert run(["build", str(link)]) == 0
    assert (site.folder / "film.mp4").exists()
    assert list((site.folder / "links").iterdir()) == [link]


def warned(site: Site) -> list[str]:
    return [str(warning) for warning in check(site.file).warnings]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (
            (64, 96),
            "of stills of 64x96 the film shows 38%: `anchor` says which part, `size = [42, 64]`",
        ),
        ((400, 50), "of stills of 400x50 the film shows 22%: `anchor` says which part"),
        ((96, 72), None),
        ((96, 64), None),
    ],
)
def test_what_a_crop_takes_of_upright_stills_and_panoramas_is_said(
    site: Site, size: tuple[int, int], shown: str | None
) -> None:
    draw_stills(site.folder / "one", 8, size)
    site.replace("[32, 18]", "[64, 36]")
    said = [line for line in warned(site) if "the film shows" in line]
    assert len(said) == bool(shown)
    assert not shown or f"line 12: sequence 'one': {shown}" in said[0]


def test_of_a_square_canvas_less_is_shown_yet(site: Site) -> None:
    draw_stills(site.folder / "one", 8, (400, 50))
    site.replace("[edit]", "[style]\ncanvas = [32, 32]\n[edit]")
    assert any("the film shows 7%" in line for line in warned(site))


@pytest.mark.parametrize(
    ("style", "what"),
    [
        (Image.new("RGB", (64, 64), "grey"), "red.png: is of one colour, or transparent"),
        (Image.new("RGBA", (64, 64), (9, 9, 9, 0)), "red.png: is of one colour, or transparent"),
        (Image.effect_noise((300, 1), 90), "red.png: 300x1 is too small for a style"),
        (Image.effect_noise((64, 64), 90), None),
    ],
)
def test_a_style_with_nothing_to_paint_by_is_warned_of(
    site: Site, style: Image.Image, what: str | None
) -> None:
    style.save(site.folder / "red.png")
    assert [f"line 13: sequence 'one': {what}" in line for line in warned(site)] == (
        [True] if what else []
    )


def test_a_style_that_is_damaged_inside_is_a_fault_with_its_line(site: Site) -> None:
    Image.effect_noise((64, 64), 90).save(site.folder / "red.png")
    content = (site.folder / "red.png").read_bytes()
    (site.folder / "red.png").write_bytes(content[:200] + bytes(400) + content[600:])
    assert any(fault.startswith("line 13: sequence 'one': red.png: ") for fault in faults(site))


def test_fades_that_do_not_fit_hide_nothing_that_a_deep_check_finds(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    break_still(site)
    Image.new("RGB", (48, 32)).save(site.folder / "two/img52.png")
    site.replace("fade_in = 0.1", "fade_in = 9.0")
    assert run(["check", str(site.file), "--deep"]) == 2
    said = capsys.readouterr().err
    assert "sequence 'two': img52.png is black" in said
    assert "fades of 216 in and 2 out do not fit" in said
    assert "one/img3.tif: cannot be decoded" in said


def test_a_deep_check_calls_the_project_as_its_user_does(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (48, 32)).save(site.folder / "one/img3.png")
    (site.folder / "film.mp4").write_text("somebody's")
    monkeypatch.chdir(site.folder)
    assert run(["check", "--deep", "film.toml"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert any("img3.png is black" in line for line in said)
    assert any("film.mp4: was not written by tlstyle and is left alone" in line for line in said)
    assert all(line.startswith("warning: film.toml: ") for line in said)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "is empty"), (b"no sound" * 400, "is no sound that can be read")],
)
def test_a_track_that_is_none_is_told_in_few_words(site: Site, content: bytes, what: str) -> None:
    (site.folder / "song.mp3").write_bytes(content)
    site.replace("[edit]", '[music]\nfile = "song.mp3"\n[edit]')
    assert faults(site) == [f"line 6: song.mp3: {what}: give another track"]


@pytest.mark.parametrize(
    ("coding", "drawn"),
    [("utf-8", "▁▁▂▄▅▇██ 0 to 1"), ("ascii", "__.:=*## 0 to 1")],
)
def test_check_draws_what_is_keyed_as_plainly_as_the_terminal_needs(
    site: Site, monkeypatch: pytest.MonkeyPatch, coding: str, drawn: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", coding)
    site.replace('style = "red.png"', 'style = "red.png"\nstrength = [[0, 0], ["100%", 1]]')
    code, said = tlstyle("check", site.file, encoding=coding)
    assert code == 0
    assert f"\none: strength {drawn}\n" in said
    code, said = tlstyle("check", site.file, "--json")
    assert [each["keyed"] for each in json.loads(said)["sequences"]] == [{"strength": [0, 1]}, {}]


@pytest.mark.parametrize("key", ["dissolve = 0.1", 'join = "wipe"', "dissolve_style = true"])
def test_what_the_last_sequence_says_of_a_next_one_is_warned_of(site: Site, key: str) -> None:
    site.replace('"blue.png"', f'"blue.png"\n{key}')
    site.replace('"red.png"', f'"red.png"\n{key}')
    name = key.split()[0]
    what = f"`{name}` goes into the next sequence, and this is the last: it has no effect"
    assert [line for line in warned(site) if name in line] == [f"line 20: sequence 'two': {what}"]


def test_a_films_folder_that_is_not_there_is_warned_of(site: Site) -> None:
    site.replace('title = "Two shots"', 'output = "onne/sf.mp4"')
    what = "onne is not there and will be made: did you mean `one`?"
    assert f"line 1: {what}" in warned(site)


def test_nothing_is_painted_for_a_film_whose_folder_cannot_be_made(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replace('title = "Two shots"', 'output = "/proc/nowhere/sf.mp4"')
    assert run(["build", str(site.file)]) in (1, 2)  # whoever is not root is told by the check
    assert painter.painted == 0
    assert "/proc/nowhere: cannot be " in capsys.readouterr().err
