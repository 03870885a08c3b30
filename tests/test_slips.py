from __future__ import annotations

from pathlib import Path

import pytest

from tlstyle.cli.app import run
from tlstyle.errors import ProjectError
from tlstyle.project import read_draft


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [
        ("style = art/wave.jpg", 'line 1: text stands in quotes: style = "art/wave.jpg"', "art"),
        ("frames = 2024/a # b", 'line 1: text stands in quotes: frames = "2024/a"', "2024"),
        (r"frames = C:\a", r"line 1: text stands in quotes: frames = 'C:\a'", "C:"),
        (
            "\n\nname = \u201ca\u201d",
            "line 3: \u201c is a curly quote: write the straight one",
            "\u201c",
        ),
        ("dissolve = 0,75", "line 1: a number has a point: dissolve = 0.75", "0,75"),
        ("fps = .5", "digits before and after the point: fps = 0.5", ".5"),
        ("fps = 24 frames", "line 1: a number stands alone: fps = 24", "24"),
        ("size = 1920x1080", "line 1: a list stands in brackets: size = [1920, 1080]", "1920x"),
        ("size = (1920, 1080)", "line 1: a list stands in brackets: size = [1920, 1080]", "(1920"),
        ("loop = True", "line 1: write: loop = true", "True"),
        ("fps =", "line 1: `fps` has no value", ""),
        ("fps: 24", "line 1: = stands between a key and its value: fps = 24", "fps"),
        ("my key = 2", "line 1: a key is one word", "my"),
        ("// a film", "line 1: a comment begins with #", "//"),
        ('title = "a', 'line 1: the text has no closing "', '"a'),
        ("title = 'it's'", "line 1: the text ends at its second '", "'it"),
        ('name = "a" "b"', "line 1: nothing may follow", '"a"'),
        (r'output = "C:\Users\me.mp4"', r"line 1: \ does not stand in double quotes", "\\Us"),
        ("size = [1920, 1080\nfps = 24", "line 1: the [ that opens here is not closed", "[1920"),
        ('style = {\n"a.jpg" = 1 }', "the { that opens here is not closed", "{"),
        ('style = { "a" = 1 "b" = 2 }', "line 1: commas stand between the pictures", '"b"'),
        ("[[sequence]\na = 1", "as many brackets on either side: [[sequence]]", "[[seq"),
        (
            "a = 1\n[edit",
            "line 2: a table's header has as many brackets on either side: [edit]",
            "[",
        ),
        ("[sequence]\n[sequence]", "line 2: each sequence begins with [[sequence]]", "["),
        ("[edit]\na = 1\n[edit]", "line 3: [edit] is there twice, as in line 1", "["),
        ("fps = 1\n[edit]\nfps = 2\nfps = 3", "line 4: `fps` is there twice, as in line 3", "fps"),
        ("gain = 0.1}", "line 1: is not TOML: Expected newline", "}"),
        ("trim = [0, , 5]", "line 1: is not TOML: Invalid value", ", 5"),
        ("a = \x00", "line 1: ", "\x00"),
    ],
)
def test_what_is_no_toml_is_said_with_its_place_and_its_cure(
    tmp_path: Path, text: str, what: str, at: str
) -> None:
    file = tmp_path / "film.toml"
    file.write_text(text)
    with pytest.raises(ProjectError) as refusal:
        read_draft(file)
    assert what in str(refusal.value)
    assert refusal.value.excerpt
    line, column = refusal.value.excerpt
    assert line[column:].startswith(at)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\n", " # the end\n"])
def test_the_line_is_shown_with_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    file = tmp_path / "film.toml"
    file.write_bytes(f"[music]{end}file = song.mp3{end}gain = 1{end}".encode())
    assert run(["check", str(file)]) == 2
    error, shown, caret = capsys.readouterr().err.splitlines()
    assert error.endswith('text stands in quotes: file = "song.mp3"')
    assert shown.rstrip().removesuffix(" # the end") == "  file = song.mp3"
    assert caret == "         ^"


def test_a_caret_stays_on_a_narrow_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    file = tmp_path / "film.toml"
    file.write_text("trim = [" + "1, " * 100 + "\u65e5, 2" + ", 3" * 100 + "]\n")
    assert run(["check", str(file)]) == 2
    _, shown, caret = capsys.readouterr().err.splitlines()
    assert len(shown) <= 40
    assert shown[len(caret) - 1] == "\u65e5"
