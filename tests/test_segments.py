"""A film's segments: kept, joined, and encoded anew only where something changed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from films import (
    FPS,
    NTSC,
    RATE,
    SIZE,
    described,
    draw,
    listen,
    numbered,
    numbers,
    one_shot,
    packet_times,
    paint,
    record,
    tone,
    watch,
    write,
)
from tlstyle.film import FINAL, Film
from tlstyle.film.container import frame_count
from tlstyle.film.segments import cut_up
from tlstyle.project.types import Music
from tlstyle.system.processes import temporary_name
from tlstyle.timeline import Timeline, lay_out


class Encoded:
    """Writes one film again and again, keeping its segments, and counts the frames encoded."""

    def __init__(self, folder: Path) -> None:
        self.film, self.segments = folder / "film.mp4", folder / "segments"

    def __call__(
        self,
        timeline: Timeline,
        pictures: Sequence[Sequence[Path]],
        music: Music | None = None,
        stop_at: int = -1,
    ) -> int:
        told: list[int] = []

        def progress(done: int, total: int) -> None:
            told.append(done)
            if done == stop_at:
                raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            write(
                *(self.film, timeline, pictures, music),
                segments=self.segments,
                progress=progress,
            )
        return len(told)


@pytest.fixture
def encoded(tmp_path: Path) -> Encoded:
    return Encoded(tmp_path)


def three_clips(folder: Path) -> tuple[Timeline, list[list[Path]]]:
    """Clips of 60, 50 and 40 numbered pictures with dissolves of 10."""
    files = numbered(folder, 150)
    return lay_out("abc", [60, 50, 40], [10, 10], NTSC), [files[:60], files[60:110], files[110:]]


def test_segments_encoded_by_earlier_versions_are_still_known() -> None:
    """By digests, which hold exactly what they held when those were encoded."""
    timeline = lay_out("abc", [6, 5, 4], [3, 0], NTSC, (2, 1))
    pictures = tuple(tuple(Path(f"{clip}{number}.png") for number in range(9)) for clip in "abc")
    film = Film("", timeline, pictures, SIZE, (), FINAL)
    assert [segment.digest for segment in cut_up(film, lambda picture: picture.name)] == [
        "3b0c8b1bd6fd22490cf6ccade6b716d8",
        "92e779902209f4a4c08307f305b06439",
        "9712aec781a5d945c1d8d2821abcc365",
        "35e4d719e30704e4b506f535605cd1d6",
    ]


def test_segments_join_without_a_seam(tmp_path: Path, encoded: Encoded) -> None:
    timeline, pictures = three_clips(tmp_path / "frames")
    assert encoded(timeline, pictures) == 130
    assert packet_times(encoded.film) == [k / NTSC for k in range(130)]
    shown = numbers(watch(encoded.film))
    assert [*shown[:50], *shown[60:90], *shown[100:]] == [
        *range(50),
        *range(70, 100),
        *range(120, 150),
    ]
    whole = [np.asarray(frame) for frame in draw(timeline.frames(), pictures, SIZE)]
    apart = np.abs(watch(encoded.film).astype(int) - whole).mean(axis=(1, 2, 3))
    assert apart.max() < 3


@pytest.mark.parametrize(
    ("fps", "dissolve", "with_music"),
    [(FPS, 7, False), (FPS, 7, True), (Fraction(30), 10, True), (NTSC, 7, True)],
)
def test_segments_of_no_whole_milliseconds_leave_every_frame_its_exact_time(
    tmp_path: Path, encoded: Encoded, fps: Fraction, dissolve: int, with_music: bool
) -> None:
    pictures = numbered(tmp_path / "frames", 31)
    timeline = lay_out("abcdefgh", [31] * 8, [dissolve] * 7, fps)
    music = Music(record(tmp_path / "tone.wav", tone(1)), loop=True) if with_music else None
    encoded(timeline, [pictures] * 8, music)
    assert packet_times(encoded.film) == [k / fps for k in range(timeline.length)]
    if music:
        assert len(listen(encoded.film)) == round(timeline.seconds * RATE)


def test_however_short_segments_are_every_frame_is_found_by_its_time(
    tmp_path: Path, encoded: Encoded
) -> None:
    pictures = numbered(tmp_path / "frames", 40)
    timeline = lay_out("abcd", [12, 12, 1, 15], [10, 0, 0], FPS)
    encoded(timeline, [pictures[:12], pictures[12:24], pictures[24:25], pictures[25:]])
    straight = numbers(watch(encoded.film))
    assert straight[-16:] == list(range(24, 40))
    sought = [watch(encoded.film, start=k / FPS, count=1) for k in range(timeline.length)]
    assert [numbers(frame) for frame in sought] == [[number] for number in straight]
    assert f", {float(FPS):g} fps, {float(FPS):g} tbr" in described(encoded.film)


def test_many_short_segments_leave_every_frame_its_exact_time(
    tmp_path: Path, encoded: Encoded
) -> None:
    pictures, fps = numbered(tmp_path / "frames", 3), Fraction(30000, 1001)
    timeline = lay_out([str(clip) for clip in range(60)], [3] * 60, [1] * 59, fps)
    encoded(timeline, [pictures] * 60)
    assert packet_times(encoded.film) == [k / fps for k in range(timeline.length)]


def test_a_rate_that_mp4_cannot_name_is_kept_to_the_microsecond(
    tmp_path: Path, encoded: Encoded
) -> None:
    fps = Fraction("239.9999999")
    pictures = numbered(tmp_path / "frames", 31)
    encoded(lay_out("abcd", [31] * 4, [10] * 3, fps), [pictures] * 4)
    apart = [abs(time - k / fps) for k, time in enumerate(packet_times(encoded.film))]
    assert max(apart) < 1e-6


def test_a_run_longer_than_a_segment_keeps_every_frame(tmp_path: Path, encoded: Encoded) -> None:
    pictures = numbered(tmp_path / "frames", 250)
    assert encoded(one_shot(250), [pictures]) == 250
    assert len(list(encoded.segments.iterdir())) == 2
    assert numbers(watch(encoded.film)) == list(range(250))


def test_other_music_encodes_no_picture_anew(tmp_path: Path, encoded: Encoded) -> None:
    timeline, pictures = three_clips(tmp_path / "frames")
    low, high = (Music(record(tmp_path / f"{p}.wav", tone(6, p))) for p in (440, 880))
    assert encoded(timeline, pictures, low) == 130
    before, heard = watch(encoded.film), listen(encoded.film)
    assert encoded(timeline, pictures, high) == 0
    assert np.array_equal(watch(encoded.film), before)
    assert len(listen(encoded.film)) == len(heard)
    assert np.abs(listen(encoded.film) - heard).mean() > 0.1


def test_another_frame_encodes_only_its_segment_anew(tmp_path: Path, encoded: Encoded) -> None:
    timeline, pictures = three_clips(tmp_path / "frames")
    encoded(timeline, pictures)
    before = watch(encoded.film)
    pictures[1][20] = paint(tmp_path / "other.png", 128)
    assert encoded(timeline, pictures) == 30
    after = watch(encoded.film)
    assert np.array_equal(after[:60], before[:60])
    assert np.array_equal(after[90:], before[90:])
    assert abs(int(after[70].mean()) - 128) <= 2
    assert len(list(encoded.segments.iterdir())) == 5


def test_clips_in_another_order_are_only_joined_anew(tmp_path: Path, encoded: Encoded) -> None:
    files = numbered(tmp_path / "frames", 60)
    clips = [files[:20], files[20:40], files[40:]]
    assert encoded(lay_out("abc", [20] * 3, [0, 0], FPS), clips) == 60
    assert encoded(lay_out("cab", [20] * 3, [0, 0], FPS), [clips[2], *clips[:2]]) == 0
    assert numbers(watch(encoded.film)) == [*range(40, 60), *range(40)]


def test_a_stopped_film_goes_on_with_the_segment_it_was_in(
    tmp_path: Path, encoded: Encoded
) -> None:
    timeline, pictures = three_clips(tmp_path / "frames")
    assert encoded(timeline, pictures, stop_at=75) == 75
    assert not encoded.film.exists()
    assert encoded(timeline, pictures) == 70
    assert packet_times(encoded.film) == [k / NTSC for k in range(130)]


def test_a_damaged_segment_is_encoded_anew(tmp_path: Path, encoded: Encoded) -> None:
    timeline, pictures = three_clips(tmp_path / "frames")
    encoded(timeline, pictures)
    before = watch(encoded.film)
    damaged = sorted(encoded.segments.iterdir())[:3]
    lost = sum(frame_count(part) for part in damaged)
    for part, left in zip(damaged, (0, 100, -1), strict=True):
        part.write_bytes(part.read_bytes()[:left])
    assert encoded(timeline, pictures) == lost
    assert np.array_equal(watch(encoded.film), before)


def test_two_processes_that_no_lock_keeps_apart_both_write_the_film(
    tmp_path: Path, encoded: Encoded
) -> None:
    files = numbered(tmp_path / "frames", 40)
    program = (
        "import sys; from pathlib import Path; from films import one_shot, write\n"
        "film, segments, *files = map(Path, sys.argv[1:])\n"
        "write(film, one_shot(40), [files], segments=segments)"
    )
    command: list[str | Path] = [sys.executable, "-c", program]
    command += [encoded.film, encoded.segments, *files]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    def progress(done: int, total: int) -> None:
        if done == 39:
            subprocess.run(command, env=environment, check=True)

    write(encoded.film, one_shot(40), [files], segments=encoded.segments, progress=progress)
    assert numbers(watch(encoded.film)) == list(range(40))
    assert len(list(encoded.segments.iterdir())) == 1


def test_what_a_dead_process_left_of_a_segment_goes_with_the_next_film(
    tmp_path: Path, encoded: Encoded
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    encoded.segments.mkdir()
    host = temporary_name("part").split(".")[2]
    for process in (ended.pid, os.getppid()):
        (encoded.segments / f".0123456789abcdef.{host}.{process}.part").touch()
    pictures = numbered(tmp_path / "frames", 10)
    assert encoded(one_shot(10), [pictures], stop_at=5) == 5
    assert [file.name for file in encoded.segments.iterdir()] == [
        f".0123456789abcdef.{host}.{os.getppid()}.part"
    ]
