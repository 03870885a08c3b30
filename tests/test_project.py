from __future__ import annotations

import resource
from fractions import Fraction
from pathlib import Path
from unicodedata import normalize

import pytest

from tlstyle.errors import ProjectError
from tlstyle.project import NewSequence, Project, nearest, read_draft, write_project
from tlstyle.size import Size
from tlstyle.steps import Steady
from tlstyle.timeline import Span

SEQUENCE = '[[sequence]]\nname = "a"\nframes = "a"\nstyle = "a.jpg"\n'


def read(tmp_path: Path, text: str) -> tuple[Project | None, list[str]]:
    file = tmp_path / "film.toml"
    file.write_text(text)
    draft = read_draft(file)
    return draft.project, [str(problem) for problem in draft.problems]


def sequences(folders: list[Path], styles: list[Path]) -> list[NewSequence]:
    return [
        NewSequence(folder.name, (folder,), style)
        for folder, style in zip(folders, styles, strict=True)
    ]


def sound(tmp_path: Path, text: str) -> Project:
    project, problems = read(tmp_path, text)
    assert not problems
    assert project
    return project


def test_a_film_of_the_longest_name_has_a_preview_of_one_that_disks_take(tmp_path: Path) -> None:
    project = sound(tmp_path, f'output = "{"é" * 125}.mp4"\n{SEQUENCE}')
    assert project.preview_output.name == f"{'é' * 121}.preview.mp4"
    assert not project.preview_output.exists()


def test_the_shortest_project_gets_every_default(tmp_path: Path) -> None:
    project = sound(tmp_path, SEQUENCE)
    assert project.title == "film"
    assert project.output == tmp_path / "film.mp4"
    assert project.preview_output == tmp_path / "film.preview.mp4"
    assert project.work == tmp_path / "film.work"
    assert (project.size, project.fps) == (Size(1920, 1080), Fraction(24))
    assert project.fade_in == project.fade_out == Span(24, is_named=False)
    assert not project.music
    shot = project.shots[0]
    assert shot.canvas == Size(1920, 1080)
    assert (shot.style.model, shot.style.strength) == ("builtin", 1.0)
    assert shot.step(Steady).is_off
    assert (shot.anchor, shot.trim, shot.dissolve) == ((0.5, 0.5), None, Span(0))


def test_a_sequence_overrides_what_it_inherits(tmp_path: Path) -> None:
    text = (
        "[style]\nstrength = 0.5\nsteady = 1\ncanvas = [1920, 1920]\n[edit]\ndissolve = 1.5\n"
        + SEQUENCE
        + 'strength = 0.25\nsteady = 2\nanchor = "top"\ndissolve = 0.5\n'
        + SEQUENCE.replace('"a"', '"b"')
        + SEQUENCE.replace('"a"', '"c"')
    )
    first, second, last = sound(tmp_path, text).shots
    assert (first.style.strength, second.style.strength) == (0.25, 0.5)
    assert (first.step(Steady).neighbours, second.step(Steady).neighbours) == (2, 1)
    assert first.canvas == second.canvas == Size(1920, 1920)
    assert (first.dissolve, second.dissolve, last.dissolve) == (Span(12), Span(36), Span(0))
    assert first.anchor == (0.5, 0.0)


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("24", Fraction(24)),
        ("25.0", Fraction(25)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("12.5", Fraction(25, 2)),
        ('"24000/1001"', Fraction(24000, 1001)),
    ],
)
def test_frame_rates_are_exact(tmp_path: Path, written: str, rate: Fraction) -> None:
    assert sound(tmp_path, f"fps = {written}\n{SEQUENCE}").fps == rate


def test_a_blend_keeps_its_weights(tmp_path: Path) -> None:
    text = SEQUENCE.replace('"a.jpg"', '{ "a.jpg" = 0.7, "b.jpg" = 0.3, "c.jpg" = 0 }')
    pictures = sound(tmp_path, text).shots[0].style.pictures
    weights = [(picture.file.name, picture.weight) for picture in pictures]
    assert weights == [("a.jpg", 0.7), ("b.jpg", 0.3)]


@pytest.mark.parametrize(
    ("model", "means"),
    [
        ("builtin", "builtin"),
        ("magenta", "https://tfhub.dev/google/magenta/arbitrary-image-stylization-v1-256/2"),
        ("https://example.org/m", "https://example.org/m"),
    ],
)
def test_models_have_names_and_urls(tmp_path: Path, model: str, means: str) -> None:
    project = sound(tmp_path, f'[style]\nmodel = "{model}"\n{SEQUENCE}')
    assert project.shots[0].style.model == means


def test_a_model_folder_is_relative_to_the_project(tmp_path: Path) -> None:
    project = sound(tmp_path, f'[style]\nmodel = "models/mine"\n{SEQUENCE}')
    assert project.shots[0].style.model == str(tmp_path / "models/mine")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sise = [2, 2]\n" + SEQUENCE, "line 1: unknown key `sise`; did you mean `size`?"),
        (f"{SEQUENCE}[[texts]]\n", "line 5: unknown key `texts`; did you mean `text`?"),
        ("[style]\nfps = 24\n" + SEQUENCE, "unknown key `fps`; it stands before all tables"),
        ("steady = 1\n" + SEQUENCE, "unknown key `steady`; it stands in [style] or [[sequence]]"),
        ("[edit]\nloop = true\n" + SEQUENCE, "`loop`; it stands in [[music]] or [[sequence]]"),
        ("size = [1921, 1080]\n" + SEQUENCE, "line 1: `size` = [1921, 1080]: must be even"),
        ("size = [1920, 1080, 3]\n" + SEQUENCE, "line 1: `size` must have 2 numbers, not 3"),
        ('size = "HD"\n' + SEQUENCE, 'line 1: `size` must be a list in brackets, not "HD"'),
        ("fps = 0\n" + SEQUENCE, "line 1: `fps` = 0: must be from 1 to 240"),
        ("fps = -24\n" + SEQUENCE, "line 1: `fps` = -24: is no frame rate"),
        ('fps = "24/0"\n' + SEQUENCE, 'line 1: `fps` = "24/0": must be from 1 to 240'),
        ("fps = true\n" + SEQUENCE, "line 1: `fps` = true: is no frame rate"),
        ('output = "film.avi"\n' + SEQUENCE, 'line 1: `output` = "film.avi": must end in .mp4'),
        ("[edit]\nfade_in = -1\n" + SEQUENCE, "line 2: `edit.fade_in` must be at least 0, not -1"),
        ("[edit]\ndissolve = inf\n" + SEQUENCE, "`edit.dissolve` must be a finite number"),
        ('[edit]\ndissolve = "2 s"\n' + SEQUENCE, '`edit.dissolve` must be a number, not "2 s"'),
        (
            "[style]\nsteady = 5\n" + SEQUENCE,
            "`style.steady` = 5: must be a whole number from 0 to 4",
        ),
        ("[style]\nstrength = 1.5\n" + SEQUENCE, "`style.strength` must be at most 1, not 1.5"),
        ("[music]\nstart = 1\n" + SEQUENCE, "line 1: `music.file` is missing"),
        ("[preview]\nheight = 271\n" + SEQUENCE, "must be a multiple of 2, not 271"),
        (SEQUENCE.replace("a.jpg", "ä" * 128), "is longer than any disk takes"),
        (SEQUENCE + f'model = "{"a/" * 2000}"\n', "is longer than any disk takes"),
        ("", "there is no [[sequence]]"),
        ("sequence = []\n", "needs 1 to 100 tables headed [[sequence]]"),
        (
            SEQUENCE.replace("[[sequence]]", "[sequence]"),
            "line 1: [sequence] is one table: write [[",
        ),
        ("output = 'out\\film.mp4'\n" + SEQUENCE, r"line 1: `output` = "),
        ('output = "out\\new.mp4"\n' + SEQUENCE, "has a \\ where / stands between folders"),
        ('output = "~nobody-here/film.mp4"\n' + SEQUENCE, "there is no user nobody-here here"),
        (SEQUENCE + "trim = [5, 5]\n", "line 5: sequence 'a': `trim` = [5, 5]: must be [first,"),
        (SEQUENCE + 'anchor = "middle"\n', "must be one of centre, top, bottom, left, right"),
        (SEQUENCE + "anchor = [0.5, 1.5]\n", "or [x, y] with both from 0 to 1"),
        (SEQUENCE.replace("a.jpg", ""), "sequence 'a': `style` = \"\": must name a file"),
        (SEQUENCE.replace('"a.jpg"', "{}"), "needs pictures with weights"),
        (SEQUENCE.replace('"a.jpg"', '{ "a.jpg" = 0 }'), "needs a picture with a weight over 0"),
        (SEQUENCE.replace('name = "a"\n', ""), "line 1: sequence 'number 1': `name` is missing"),
        (SEQUENCE.replace('"a"', '"a/b"'), "must be usable as a folder's name"),
        (SEQUENCE.replace('"a"', '".."'), "must be usable as a folder's name"),
        (SEQUENCE + "canvas = [640, 480]\n", "canvas 640x480 is smaller than the film's size"),
        (SEQUENCE + SEQUENCE.replace('"a"', '"A"'), "line 6: the name 'A' is taken"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str, problem: str) -> None:
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert problem in problems[0]


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"sise = 1\nfps = 0\n{SEQUENCE}strenght = 1\ntrim = [2, 1]\n")
    assert len(problems) == 4


def test_what_is_sound_is_kept_beside_faults(tmp_path: Path) -> None:
    broken = '[[sequence]]\nname = "broken"\nframes = 3\nstyle = "a.jpg"\n'
    project, problems = read(tmp_path, f"fps = 0\n{broken}{SEQUENCE}strenght = 1\n")
    assert len(problems) == 3
    assert project
    assert [shot.name for shot in project.shots] == ["a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = [1\nb", "line 1: the [ that opens here is not closed: write ] at its end"),
        (b"a = \xff", "is not text in UTF-8"),
        (b"a = " + b"[" * 5000, "brackets nest too deep"),
        (None, "no such file"),
    ],
)
def test_what_is_no_project_file_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "film.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ProjectError, match=r"film\.toml: ") as refusal:
        read_draft(file)
    assert message in str(refusal.value)


def test_lines_are_right_in_odd_layouts(tmp_path: Path) -> None:
    text = (
        "size = [\n  1920,\n  1080,\n]\n# [edit]\ntitle = '''\n[edit]\nx = 1\n'''\n"
        "[ edit ] # here\nfade_inn = 1\n" + SEQUENCE + "[sequence.extra]\n"
    )
    _, problems = read(tmp_path, text)
    assert sorted(problem.split(":")[0] for problem in problems) == ["line 11", "line 16"]


def test_a_new_project_reads_back_as_meant(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    folders = [tmp_path / 'it\'s "one" [é]', tmp_path / "sub" / "two"]
    write_project(file, sequences(folders, [tmp_path / "a.jpg", tmp_path / "b.jpg"]))
    project = sound(tmp_path, file.read_text())
    shots = [(shot.name, shot.frames, shot.style.pictures[0].file.name) for shot in project.shots]
    assert shots == [(folders[0].name, folders[0].name, "a.jpg"), ("two", "sub/two", "b.jpg")]
    assert [shot.step(Steady).neighbours for shot in project.shots] == [1, 1]
    with file.open("a", encoding="utf-8") as stream:
        stream.write("strength = 0.5\n")
    strengths = [shot.style.strength for shot in sound(tmp_path, file.read_text()).shots]
    assert strengths == [1.0, 0.5]


@pytest.mark.parametrize("name", ["a\\x41b", "del\x7f", "\x85", 'q"uote', "tab\tline\n", "é", "\\"])
def test_odd_names_in_a_new_project_read_back(tmp_path: Path, name: str) -> None:
    file = tmp_path / "film.toml"
    write_project(file, sequences([tmp_path / "one"], [tmp_path / f"{name}.jpg"]))
    (shot,) = sound(tmp_path, file.read_text()).shots
    assert shot.style.pictures[0].file == tmp_path / f"{name}.jpg"


def test_names_that_toml_cannot_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="a name that is not UTF-8"):
        write_project(
            tmp_path / "film.toml", sequences([tmp_path / "\udcff"], [tmp_path / "a.jpg"])
        )
    assert not (tmp_path / "film.toml").exists()


@pytest.mark.parametrize(
    ("names", "trouble"),
    [(["a/shots", "b/Shots"], "two folders are named 'Shots'"), ([" sp "], "no spaces around it")],
)
def test_folders_that_can_name_no_sequences_are_refused(
    tmp_path: Path, names: list[str], trouble: str
) -> None:
    with pytest.raises(ProjectError, match=trouble):
        write_project(
            tmp_path / "film.toml",
            sequences([tmp_path / name for name in names], [tmp_path / "a.jpg" for _ in names]),
        )
    assert not (tmp_path / "film.toml").exists()


def test_files_are_found_however_their_letters_are_composed(tmp_path: Path) -> None:
    (tmp_path / normalize("NFD", "gemälde")).mkdir()
    (tmp_path / normalize("NFD", "gemälde/wäsche.jpg")).touch()
    (tmp_path / normalize("NFD", "müsic.mp3")).touch()
    text = '[music]\nfile = "müsic.mp3"\n' + SEQUENCE.replace("a.jpg", "gemälde/wäsche.jpg")
    project = sound(tmp_path, text)
    pictures = project.shots[0].style.pictures
    assert all(file.exists() for file in (pictures[0].file, project.music[0].file))


def test_a_project_named_without_its_ending_is_known(tmp_path: Path) -> None:
    for name in ("film.toml", "film.mp4"):
        (tmp_path / name).touch()
    with pytest.raises(ProjectError, match=r"no such file: did you mean `.*film\.toml`\?"):
        read_draft(tmp_path / "film")


def test_a_picture_is_no_project_that_could_be_saved_as_text(tmp_path: Path) -> None:
    (tmp_path / "wave.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ProjectError, match=r"wave\.jpg: is no project file: name one, such as"):
        read_draft(tmp_path / "wave.jpg")


@pytest.mark.parametrize("word", ["HARBOR", "harb", "harbuor by night"])
def test_a_name_is_known_whatever_its_case_and_by_how_it_begins(word: str) -> None:
    assert nearest(word, ["Harbour by night", "HARBOUR"]).startswith("; did you mean `H")
    assert nearest(word, ["bridge", "lake"]) == "; known: bridge, lake"
    assert nearest("lake, Bridge", ["bridge", "lake"]) == "; name each by itself"


def test_of_a_new_project_for_which_there_is_no_room_nothing_is_left(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(ProjectError, match=r"film\.toml: not written: File too large"):
            write_project(file, sequences([tmp_path / "one"], [tmp_path / "a.jpg"]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not file.exists()


def test_a_new_project_in_a_linked_folder_finds_its_stills(tmp_path: Path) -> None:
    (tmp_path / "far/away").mkdir(parents=True)
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far/away")
    file = tmp_path / "link/film.toml"
    write_project(file, sequences([tmp_path / "one"], [tmp_path / "a.jpg"]))
    (shot,) = sound(file.parent, file.read_text()).shots
    assert (file.parent / str(shot.frames)).samefile(tmp_path / "one")


@pytest.mark.parametrize("fps", ["1.0", "2.0", '"4.0"', "5.0", "6.0", "24.0"])
def test_whole_rates_are_whole_however_they_are_written(tmp_path: Path, fps: str) -> None:
    project = sound(tmp_path, f"fps = {fps}\n" + SEQUENCE)
    assert project.fps == float(fps.strip('"'))


@pytest.mark.parametrize("key", ["fps", "title", "size", "preview"])
def test_numbers_of_thousands_of_digits_are_refused(tmp_path: Path, key: str) -> None:
    _, problems = read(tmp_path, f"{key} = 0x{'f' * 5000}\n" + SEQUENCE)
    assert len(problems) == 1
    assert problems[0].startswith(f"line 1: `{key}`")


def test_only_newlines_end_a_line(tmp_path: Path) -> None:
    _, problems = read(tmp_path, 'title = "a\u2028b\u2029c\u0085"\nsise = 1\n' + SEQUENCE)
    assert problems[0].startswith("line 2: unknown key `sise`")


def test_a_bad_item_of_a_list_hides_nothing_else(tmp_path: Path) -> None:
    project, problems = read(tmp_path, 'size = [32, "x"]\n' + SEQUENCE)
    assert project
    assert len(problems) == 1


def test_twins_are_told_and_left_out(tmp_path: Path) -> None:
    project, problems = read(tmp_path, SEQUENCE + SEQUENCE.replace('frames = "a"', 'frames = "b"'))
    assert project
    assert [shot.frames for shot in project.shots] == ["a"]
    assert problems == ["line 6: the name 'a' is taken by an earlier sequence: names must differ"]


def test_a_project_that_exists_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    file.write_text("mine")
    with pytest.raises(ProjectError, match="exists and is left alone"):
        write_project(file, sequences([tmp_path], [tmp_path / "a.jpg"]))
    assert file.read_text() == "mine"


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = '[style]\nmodel = "~/model"\n[music]\nfile = "~/song.wav"\n' + SEQUENCE.replace(
        '"a', '"~/a'
    )
    project = sound(
        tmp_path, 'output = "~/film.mp4"\n' + text.replace('name = "~/a"', 'name = "a"')
    )
    shot, home = project.shots[0], tmp_path / "home"
    assert project.output == home / "film.mp4"
    assert project.music[0].file == home / "song.wav"
    assert shot.style.model == str(home / "model")
    assert shot.style.pictures[0].file == home / "a.jpg"
    assert shot.frames == str(home / "a")


def test_a_folder_given_as_the_project_is_told_with_the_projects_in_it(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"is a folder: name a project file; tlstyle new writes"):
        read_draft(tmp_path)
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.toml").touch()
    with pytest.raises(
        ProjectError, match=r"project file in it: a\.toml, b\.toml, c\.toml and 1 more"
    ):
        read_draft(tmp_path)


def test_every_key_of_a_new_project_has_a_word(tmp_path: Path) -> None:
    file = tmp_path / "film.toml"
    new = sequences([tmp_path / "one", tmp_path / "two"], [tmp_path / "a.jpg"] * 2)
    write_project(file, new, tmp_path / "song.wav", Size(3840, 2160))
    lines = file.read_text().splitlines()
    keys = {line.split(" = ")[0] for line in lines if " = " in line}
    told = [line.split(" = ")[0] for line in lines if "  # " in line]
    assert sorted(told) == sorted(keys)
    project = sound(tmp_path, file.read_text())
    assert project.size == Size(3840, 2160)
    assert project.music[0].file == tmp_path / "song.wav"


def test_a_project_that_is_not_there_gets_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "film.toml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProjectError, match=r"flim\.toml: no such file: did you mean `film\.toml`"):
        read_draft(Path("flim.toml"))
    with pytest.raises(ProjectError, match="no such file: name a project file; tlstyle new"):
        read_draft(Path("quite/another.toml"))


@pytest.mark.parametrize("frames", ["3", "[]", '["a", 3]', '["a", ""]', "{ a = 1 }"])
def test_what_is_no_text_and_no_list_of_texts_names_no_stills(tmp_path: Path, frames: str) -> None:
    _, (problem,) = read(tmp_path, SEQUENCE.replace('frames = "a"', f"frames = {frames}"))
    assert "sequence 'a': `frames` = " in problem
    assert ": must " in problem
