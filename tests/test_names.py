from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from conftest import FakePainter, Site, draw_stills, draw_video
from tlstyle.cli.app import run
from tlstyle.errors import FootageError
from tlstyle.stills import endings
from tlstyle.stills.endings import PICTURES
from tlstyle.stills.find import find_footage


def draw(folder: Path, *names: str, size: tuple[int, int] = (48, 32)) -> None:
    """Draw stills by their names, whatever these end in."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        kinds = {".avif": "AVIF", ".mpo": "MPO", ".png": "PNG", ".tif": "TIFF"}
        kinds |= {".bmp": "BMP", ".tiff": "TIFF", ".webp": "WEBP"}
        picture = Image.new("RGB", size, (len(name), 9, 9))
        picture.save(file, kinds.get(file.suffix.lower(), "JPEG"))


def names(folder: Path, frames: str) -> list[str]:
    return [still.file.name for still in find_footage(frames, folder).stills]


def refusal(folder: Path, frames: str) -> str:
    with pytest.raises(FootageError) as refused:
        find_footage(frames, folder)
    return str(refused.value)


@pytest.mark.parametrize(
    "frames", ["a/*.jpg", "a/*.JPG", "a/DSC%04d.jpg", "a/DSC*.Jpg", "a/dsc*.jpg", "A/*.jpg", "a"]
)
def test_endings_and_folders_match_whatever_their_case(tmp_path: Path, frames: str) -> None:
    draw(tmp_path, "a/DSC0001.JPG", "a/DSC0002.Jpg", "a/DSC0003.jpg")
    assert names(tmp_path, frames) == ["DSC0001.JPG", "DSC0002.Jpg", "DSC0003.jpg"]


def test_a_file_that_differs_by_the_case_of_its_ending_is_no_second_still(tmp_path: Path) -> None:
    draw(tmp_path, "a/IMG_1.JPG", "a/IMG_1.jpg", "a/IMG_2.JPG")
    found = find_footage("a/*.jpg", tmp_path)
    assert [still.file.name for still in found.stills] == ["IMG_1.jpg", "IMG_2.JPG"]
    assert found.warnings == ("*.jpg takes 2 .jpg, and leaves out 1 .jpg, such as IMG_1.JPG",)


def test_what_another_ending_leaves_out_is_said(tmp_path: Path) -> None:
    draw(tmp_path, *(f"a/DSC{number}.jpg" for number in range(4)))
    draw(tmp_path, "a/DSC4.jpeg", "a/DSC5.jpeg", "a/DSC2.jpeg", "a/other.jpeg")
    for frames in ("a/DSC*.jpg", "a/DSC%d.jpg"):
        (said,) = find_footage(frames, tmp_path).warnings
        assert said == (f"{frames[2:]} takes 4 .jpg, and leaves out 2 .jpeg, such as DSC4.jpeg")


def test_raw_pictures_beside_their_developed_ones_are_nothing_left_out(tmp_path: Path) -> None:
    draw(tmp_path, "a/DSC1.jpg", "a/DSC1.nef")
    assert find_footage("a/*.jpg", tmp_path).warnings == ()


@pytest.mark.parametrize("stored", ["Caf\u00e9", "Cafe\u0301"])
@pytest.mark.parametrize("typed", ["Caf\u00e9", "Cafe\u0301"])
def test_letters_may_be_composed_or_not(tmp_path: Path, stored: str, typed: str) -> None:
    draw(tmp_path, f"{stored}/{stored}1.jpg")
    for frames in (typed, f"{typed}/*.jpg", f"{typed}/{typed}%d.jpg", f"{typed}/{typed}1.jpg"):
        assert len(names(tmp_path, frames)) == 1


def test_a_folder_is_taken_literally_before_it_is_a_pattern(tmp_path: Path) -> None:
    draw(tmp_path, "2024 [best]/1.jpg", "2024 b/2.jpg", "2024 b/[x].jpg")
    assert names(tmp_path, "2024 [best]/*.jpg") == ["1.jpg"]
    assert names(tmp_path, "2024 [best]") == ["1.jpg"]
    assert names(tmp_path, "2024 [bx]/[x].jpg") == ["[x].jpg"]


def test_a_tilde_is_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    draw(tmp_path, "home/a/1.jpg", "~b/2.jpg")
    assert names(tmp_path, "~/a/*.jpg") == names(tmp_path, "~/a") == ["1.jpg"]
    assert names(tmp_path, "~b/*.jpg") == ["2.jpg"]
    assert "nothing matches" in refusal(tmp_path, "~nobody-of-that-name/a")


def test_folders_below_are_found(tmp_path: Path) -> None:
    draw(tmp_path, "a/1.jpg", "a/b/2.jpg", "a/b/c/3.JPG", "a/.hidden/4.jpg")
    assert names(tmp_path, "a/**/*.jpg") == ["1.jpg", "2.jpg", "3.JPG"]
    assert names(tmp_path, "a/*/*.jpg") == ["2.jpg"]
    assert names(tmp_path, str(tmp_path / "?/**/3.*")) == ["3.JPG"]


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ("habour/*.jpg", "(there is no folder FOLDER/habour; did you mean `Harbour`?)"),
        ("harbuor", "(FOLDER has no files; did you mean `Harbour`?)"),
        ("Harbour/DSC1.jpg", "(FOLDER/Harbour has 1 .jpg; did you mean `DSC01.jpg`?)"),
        ("Harbour/*.png", "nothing matches FOLDER/Harbour/*.png (FOLDER/Harbour has 1 .jpg)"),
        ("both/*.jpg", "(there is no folder FOLDER/both"),
    ],
)
def test_what_was_probably_meant_is_said(tmp_path: Path, frames: str, message: str) -> None:
    draw(tmp_path, "Harbour/DSC01.jpg", "Both/1.jpg", "BOTH/1.jpg")
    assert message.replace("FOLDER", str(tmp_path)) in refusal(tmp_path, frames)


def test_of_a_folder_of_folders_the_pattern_that_takes_all_is_said(tmp_path: Path) -> None:
    draw(tmp_path, "DCIM/100MEDIA/1.JPG", "DCIM/100MEDIA/2.JPG", "DCIM/101MEDIA/3.JPG")
    (tmp_path / "DCIM/MISC").mkdir()
    assert refusal(tmp_path, "DCIM") == (
        f"no stills found: {tmp_path}/DCIM holds no pictures, but its folders do: "
        '100MEDIA (2 .jpg), 101MEDIA (1 .jpg); `frames = "DCIM/*/*.jpg"` takes them all'
    )
    assert 'such as `frames = "DCIM/*/*.jpg"`' in refusal(tmp_path, "DCIM/*")
    assert names(tmp_path, "DCIM/*/*.jpg") == ["1.JPG", "2.JPG", "3.JPG"]


def test_two_cards_with_the_same_names_are_one_sequence(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_stills(site.folder / "cards/a/DCIM", 5)
    draw_stills(site.folder / "cards/b/DCIM", 5, start=4)
    site.replace('frames = "one"', 'frames = "cards/*/*/*.png"')
    assert run(["build", str(site.file)]) == 0
    painted = sorted(file.name for file in (site.frames / "one").iterdir())
    assert painted[:2] == ["a-DCIM-img1.png", "a-DCIM-img2.png"]
    assert painted[5] == "b-DCIM-img4.png"
    assert len(painted) == 10


def test_names_that_are_distinct_name_their_frames_alone(tmp_path: Path) -> None:
    draw(tmp_path, "a/1.jpg", "b/2.jpg")
    assert [still.stem for still in find_footage("*/*.jpg", tmp_path).stills] == ["1", "2"]


@pytest.mark.parametrize(
    ("frames", "advice"), [("a", " or name the stills by a pattern such as *.jpg"), ("a/*.*", "")]
)
def test_advice_to_name_a_pattern_is_for_those_who_name_none(
    tmp_path: Path, frames: str, advice: str
) -> None:
    draw(tmp_path, "a/1.jpg", "a/1.png")
    assert refusal(tmp_path, frames).endswith(f"would give one frame, 1.png: rename one{advice}")


@pytest.mark.parametrize("ending", sorted(PICTURES | {".JPG", ".Mpo"}))
def test_whatever_is_read_is_found_in_a_folder(tmp_path: Path, ending: str) -> None:
    draw(tmp_path, f"a/1{ending}", f"a/2{ending}")
    assert len(names(tmp_path, "a")) == len(names(tmp_path, f"a/*{ending}")) == 2


@pytest.mark.parametrize("frames", ["a", "a/*", "a/*.{}", "a/IMG_%d.{}", "a/IMG_1.{}"])
@pytest.mark.parametrize(
    ("ending", "move"),
    [
        ("DNG", "raw pictures: `pip install 'tlstyle[raw]'` reads them, or develop them to JPEG"),
        ("NEF", "raw pictures: `pip install 'tlstyle[raw]'` reads them, or develop them to JPEG"),
        (
            "HEIC",
            "HEIC pictures: `pip install 'tlstyle[heic]'` reads them, or convert them to JPEG",
        ),
        ("jxl", "pictures of a kind that is not read: export them as JPEG"),
    ],
)
def test_pictures_that_need_another_program_first_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frames: str, ending: str, move: str
) -> None:
    monkeypatch.setattr(endings, "is_installed", lambda library: False)
    draw(tmp_path, f"a/IMG_1.{ending}", f"a/IMG_2.{ending}")
    said = refusal(tmp_path, frames.format(ending))
    assert move in said
    assert "\n" not in said


def test_raw_pictures_among_others_are_refused_with_both_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "is_installed", lambda library: False)
    draw(tmp_path, "a/1.jpg", "a/1.NEF", "a/2.jpg", "a/2.NEF")
    said = refusal(tmp_path, "a/*")
    assert said.startswith(f"{tmp_path}/a/1.NEF and 1 more: raw pictures: ")
    assert said.endswith(", or name only the others, such as by *.jpg")


def test_videos_among_pictures_are_refused_and_one_alone_is_taken(tmp_path: Path) -> None:
    draw(tmp_path, "a/1.jpg", "a/2.jpg")
    draw_video(tmp_path / "a/clip.mp4", 3)
    assert f"{tmp_path}/a/clip.mp4: is a video: name it alone" in refusal(tmp_path, "a/*")
    assert len(names(tmp_path, "a/*.MP4")) == 3


def test_a_folder_says_which_pictures_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "is_installed", lambda library: False)
    draw(tmp_path, "a/1.jpg", "a/2.heic", "a/1.xmp")
    (said,) = find_footage("a", tmp_path).warnings
    assert "also holds 1 .heic, 1 .xmp, some of them HEIC pictures: `pip install" in said


RAW = {254: 1}
DNG = {0xC612: b"\1\4\0\0"}


@pytest.mark.parametrize("tags", [RAW, DNG])
def test_raw_files_are_known_whatever_their_ending(
    tmp_path: Path, tags: dict[int, int | bytes]
) -> None:
    from PIL import TiffImagePlugin

    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info[tag] = value
        info.tagtype[tag] = 4 if isinstance(value, int) else 1
    Image.new("RGB", (48, 32)).save(tmp_path / "1.tif", tiffinfo=info)
    said = refusal(tmp_path, ".")
    assert f"{tmp_path}/1.tif: is a raw picture, whatever its name: develop it" in said


def save_pages(file: Path, *pages: Image.Image) -> None:
    pages[0].save(file, save_all=True, append_images=pages[1:])


def test_a_tiff_of_several_pages_is_refused(tmp_path: Path) -> None:
    page = Image.new("RGB", (48, 32))
    save_pages(tmp_path / "1.tif", page, page, page)
    assert f"{tmp_path}/1.tif: has 3 pages: save each as a picture" in refusal(tmp_path, "*.tif")


def test_a_tiff_with_a_thumbnail_is_one_picture(tmp_path: Path) -> None:
    save_pages(tmp_path / "1.tif", Image.new("RGB", (48, 32)), Image.new("RGB", (12, 8)))
    assert names(tmp_path, "*.tif") == ["1.tif"]


@pytest.mark.parametrize("frames", ["a", "a/*.jpg", "a/%d.jpg", "a/2.jpg"])
def test_links_to_nowhere_are_named(tmp_path: Path, frames: str) -> None:
    draw(tmp_path, "a/1.jpg", "a/3.jpg")
    (tmp_path / "a/2.jpg").symlink_to("/mnt/card/2.jpg")
    said = refusal(tmp_path, frames)
    assert said.startswith(f"{tmp_path}/a/2.jpg: leads to /mnt/card/2.jpg, where nothing is")


def test_all_broken_stills_are_named_beside_those_of_another_size(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(site.folder, *(f"three/{number}.jpg" for number in range(1, 9)))
    draw(site.folder, "three/9.jpg", size=(32, 48))
    broken = [f"three/{number}.jpg" for number in (2, 4, 6)]
    for name in broken:
        file = site.folder / name
        file.write_bytes(file.read_bytes()[:-6])
    site.replace('frames = "one"', 'frames = "three"')
    assert run(["check", str(site.file)]) == 2
    said = capsys.readouterr().err.splitlines()
    begin = f"error: {site.file}: line 12: sequence 'one': "
    assert [line.split(": cannot be decoded")[0] for line in said[:3]] == [
        f"{begin}{name}" for name in broken
    ]
    assert all(line.endswith(" (to do without it, move it elsewhere)") for line in said[:3])
    assert said[3].startswith(f"{begin}stills of mixed sizes: 5 are 48x32, but not ")
    assert len(said) == 4


def test_a_still_that_no_disk_tells_of_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path, "1.jpg", "2.jpg", "3.jpg")
    real = os.stat

    def stat(path: object, **options: object) -> os.stat_result:
        if str(path).endswith("2.jpg"):
            raise OSError(5, "Input/output error")
        return real(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat)
    said = refusal(tmp_path, ".")
    assert re.match(rf"{tmp_path}/2\.jpg: cannot be .*Input/output error", said)
    assert "\n" not in said


def turned(file: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    size = (32, 48) if orientation > 4 else (48, 32)
    Image.new("RGB", size).save(file, exif=exif)


def test_stills_that_are_turned_otherwise_are_told(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (3, 4):
        turned(site.folder / f"one/img{number}.png", 3)
    assert run(["check", str(site.file)]) == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith(
        "sequence 'one': img3.png, img4.png: turned by 180 degrees by EXIF, the others not at all: "
        "if the camera was only tilted, take them all alike, "
        "such as by `exiftool -n -Orientation=1 img3.png`"
    )


def test_stills_that_are_all_turned_alike_need_no_word(tmp_path: Path) -> None:
    for number in range(3):
        turned(tmp_path / f"{number}.jpg", 6)
    assert find_footage(".", tmp_path).warnings == ()


def test_of_mixed_sizes_the_turned_are_called_so(tmp_path: Path) -> None:
    for number, orientation in enumerate((1, 1, 6), 1):
        turned(tmp_path / f"{number}.jpg", orientation)
    Image.new("RGB", (32, 48)).save(tmp_path / "4.jpg")
    turned(tmp_path / "5.jpg", 1)
    draw(tmp_path, "6.jpg")
    file = tmp_path / "7.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (48, 32)).save(file, exif=exif)
    assert f"4.jpg (32x48), {file} (32x48, turned by its EXIF): export" in refusal(tmp_path, ".")


def test_the_readmes_project_works_on_a_cards_files(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    text = readme.split("## Ten lines for your own film")[1].split("```toml\n")[1].split("```")[0]
    draw(site.folder, *(f"harbour/DSC{number:04}.JPG" for number in range(1, 80)))
    draw(site.folder, *(f"skyline/DSC{number:04}.JPG" for number in range(80, 160)))
    draw(site.folder, "art/wave.jpg", "art/night.jpg")
    site.file.write_text(text.replace('[music]\nfile = "song.mp3"\n', "size = [32, 18]\n"))
    assert run(["check", str(site.file)]) == 0
    assert "79" in capsys.readouterr().out
