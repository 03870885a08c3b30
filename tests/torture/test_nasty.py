"""Every nasty picture as still, as style and as music, and every name a disk takes."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image
from test_check import tone

from conftest import FakePainter, Site, draw_stills
from program import tlstyle
from tally import Tries
from tlstyle.cli.app import run

Tally = Callable[[str, int, int], Tries]

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of odd EXIF and size


def nasty(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "nasty").iterdir())


def build(site: Site, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    began = time.monotonic()
    code = run(["build", str(site.file)])
    said = capsys.readouterr().err
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    assert code == 0 or re.search("^error: ", said, re.MULTILINE)
    assert time.monotonic() - began < 10
    return code, said


def clean(site: Site) -> None:
    shutil.rmtree(site.folder / "film.work", ignore_errors=True)
    (site.folder / "film.mp4").unlink(missing_ok=True)


@pytest.mark.parametrize("role", ["still", "style", "music"])
def test_nasty_pictures(
    site: Site,
    painter: FakePainter,
    shared: Path,
    tally: Tally,
    capsys: pytest.CaptureFixture[str],
    role: str,
) -> None:
    files = nasty(shared)
    shutil.rmtree(site.folder / "one")
    site.replace("dissolve = 0.125", "dissolve = 0.0")
    site.replace("fade_in = 0.1", "fade_in = 0")
    site.replace("fade_out = 0.1", "fade_out = 0")
    site.replace('frames = "one"', 'frames = "two/img50.png"')
    text = site.file.read_text()
    for number, attempt in tally(f"nasty picture as {role}", 12, len(files)):
        with attempt:
            file = files[7 * number % len(files)]
            clean(site)
            if role == "still":
                changed = text.replace("two/img50.png", str(file))
            elif role == "style":
                changed = text.replace("red.png", str(file))
            else:
                changed = text.replace("[edit]", f'[music]\nfile = "{file}"\n[edit]')
            site.file.write_text(changed)
            code, said = build(site, capsys)
            assert code == 0 or file.name in said, said
            assert code != 0 or (site.folder / "film.mp4").is_file()
            assert role != "music" or code == 2


def test_nasty_stills_are_painted_as_they_look(
    site: Site, painter: FakePainter, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tlstyle.size import Size
    from tlstyle.stills.fitted import read_deep, read_fitted
    from tlstyle.stills.picture import read_header

    good = ("16bit", "cmyk", "pil123p", "gray", "transparent", "orientation", "exiforient", "basn")
    files = [file for file in nasty(shared) if any(part in file.name for part in good)]
    assert len(files) > 12
    for file in files:
        clean(site)
        site.file.write_text(
            'size = [32, 32]\n[edit]\nfade_in = 0\nfade_out = 0\n[[sequence]]\nname = "one"\n'
            f'frames = "{file}"\nstyle = "red.png"\n'
        )
        code, said = build(site, capsys)
        if code == 0:
            deep = read_header(file).is_deep
            read, levels = (read_deep, 257) if deep else (read_fitted, 1)
            looks = read(file, file.read_bytes(), Size(32, 32), (0.5, 0.5)) // levels
            painted = np.asarray(Image.open(site.frames / f"one/{file.stem}.png"))
            assert (painted == (255 - looks) // 2 + np.array([127, 0, 0], np.uint8)).all()
        else:
            assert file.name in said


NAMES = [
    *("with space", "  two  spaces", "it's", '"quoted"', "new\nline", "tab\tand\rreturn", "100%d"),
    *("%05d", "%s%n", "-i", "--help", "-", "a;b&c|d>e", "$HOME `id`", "*?[a-z]", "[bold]red"),
    *("Übergröße", "夕焼け", "закат", "🌇🌉", "e\u0301 decomposed", "\u202egnp.exe", "\x1b[2Jx"),
    *("file:x", "concat:a|b", "http:x", "#EXTM3U", "~", "a=b", "a,b", "{0}", "\\n", "CON", "...x"),
    *("x" * 245, "é" * 122),
]
WRONG = "is not UTF-8: \udcff"


def toml(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'


def test_names(
    tmp_path: Path,
    cache: Path,
    tally: Tally,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tlstyle.painters.models.model_digest", lambda model: f"weights of {model}")
    for number, attempt in tally("odd name of everything, from project to film", 6, len(NAMES)):
        with attempt:
            name = NAMES[number]
            folder = tmp_path / name
            draw_stills(folder / name, 3)
            stills = sorted((folder / name).iterdir())
            for letter, still in zip("abc", stills, strict=True):
                # What begins with a dot is hidden, and no still.
                still.rename(still.with_name(f"{name.lstrip('.')}{letter}.png"))
            Image.new("RGB", (40, 40), "red").save(folder / f"{name}.png")
            tone(folder / f"{name}.wav", 0.2)
            shot = name.strip()[:60].replace("\\", "")
            (folder / f"{name}.toml").write_text(
                f"title = {toml(name)}\nsize = [32, 18]\n[edit]\nfade_in = 0.04\nfade_out = 0.04\n"
                f"[music]\nfile = {toml(name + '.wav')}\n"
                f"[[sequence]]\nname = {toml(shot)}\nframes = {toml(name)}\n"
                f"style = {toml(name + '.png')}\n"
            )
            code, said = tlstyle("build", "--", f"{name}.toml", cwd=folder)
            assert code == 0, said
            monkeypatch.chdir(folder)
            for command in ("check", "status", "sheet"):
                assert run([command, "--", f"{name}.toml"]) == 0
            said += "".join(capsys.readouterr())
            assert said.replace("\n", "").isprintable()
            assert imageio_ffmpeg.count_frames_and_secs(str(folder / f"{name}.mp4"))[0] == 3


def test_names_that_are_no_text(tmp_path: Path) -> None:
    draw_stills(tmp_path / WRONG, 3)
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    (tmp_path / "film.toml").write_text(
        'size = [32, 18]\n[edit]\nfade_in = 0.04\nfade_out = 0.04\n[[sequence]]\nname = "one"\n'
        'frames = "is not*/*.png"\nstyle = "red.png"\n'
    )
    assert tlstyle("build", tmp_path / "film.toml")[0] == 0
    (tmp_path / WRONG / "img2.png").write_bytes(b"broken")
    code, said = tlstyle("build", tmp_path / "film.toml")
    assert code == 2
    assert "is not UTF-8: \\udcff/img2.png: is not a picture" in said
    assert tlstyle("check", "--json", tmp_path / "film.toml")[0] == 2


def test_a_name_is_one_line_wherever_it_is_told(site: Site) -> None:
    (site.folder / "one/img3.png").rename(site.folder / "one/new\nline\u2028\x0b3.png")
    (site.folder / "one/new\nline\u2028\x0b3.png").write_bytes(b"broken")
    code, said = tlstyle("build", site.file)
    assert code == 2
    assert said.splitlines() == [said.rstrip("\n")]
    assert "new\\nline\\u2028\\x0b3.png: is not a picture" in said
