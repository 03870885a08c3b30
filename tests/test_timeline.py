from fractions import Fraction

import pytest

from tlstyle.joins import Dissolve
from tlstyle.timeline import (
    Clip,
    Layer,
    Shown,
    Span,
    Timeline,
    impossible_edits,
    lay_out,
    settle_fades,
    settle_overlaps,
    whole_frames,
)

FPS = Fraction(24)
NTSC = Fraction(24000, 1001)


def timeline(
    lengths: list[int], dissolves: list[int], fades: tuple[int, int] = (0, 0), fps: Fraction = FPS
) -> Timeline:
    names = [f"shot-{number}" for number, _ in enumerate(lengths)]
    return lay_out(names, lengths, dissolves, fps, fades)


def shown(lengths: list[int], dissolves: list[int]) -> list[list[tuple[int, int, str]]]:
    """What each frame of a film shows, as (clip, frame of the clip, weight)."""
    return [
        [
            (layer.clip, layer.index, str(share))
            for layer, share in zip(frame.layers, shares(frame), strict=True)
        ]
        for frame in timeline(lengths, dissolves).frames()
    ]


def shares(frame: Shown) -> list[Fraction]:
    """How much of each of its layers a dissolve shows."""
    return [1 - frame.progress, frame.progress][-len(frame.layers) :]


def gains(length: int, fades: tuple[int, int]) -> list[str]:
    return [str(frame.gain) for frame in timeline([length], [], fades).frames()]


@pytest.mark.parametrize(
    ("lengths", "dissolves", "starts", "length"),
    [
        ([1], [], [0], 1),
        ([96], [], [0], 96),
        ([2, 3], [0], [0, 2], 5),
        ([2, 3], [1], [0, 1], 4),
        ([5, 5], [5], [0, 0], 5),
        ([96, 96, 96, 96], [48, 48, 48], [0, 48, 96, 144], 240),
        ([96, 96, 96], [48, 0], [0, 48, 144], 240),
        ([10, 7, 30], [3, 4], [0, 7, 10], 40),
        ([1] * 100, [0] * 99, list(range(100)), 100),
    ],
)
def test_a_film_is_as_long_as_its_clips_less_their_dissolves(
    lengths: list[int], dissolves: list[int], starts: list[int], length: int
) -> None:
    film = timeline(lengths, dissolves)
    assert [clip.start for clip in film.clips] == starts
    assert [clip.length for clip in film.clips] == lengths
    assert [clip.overlap for clip in film.clips] == [0, *dissolves]
    assert film.length == length == sum(lengths) - sum(dissolves)
    assert len(list(film.frames())) == length


def test_a_clip_ends_where_the_frame_after_it_starts() -> None:
    assert Clip("a", start=7, length=5, overlap=2).end == 12


def test_clips_keep_their_names() -> None:
    film = lay_out(["fog", "lights"], [4, 4], [2], FPS)
    assert [clip.name for clip in film.clips] == ["fog", "lights"]


@pytest.mark.parametrize(
    ("lengths", "dissolves", "frames"),
    [
        ([3], [], [[(0, 0, "1")], [(0, 1, "1")], [(0, 2, "1")]]),
        ([1, 2], [0], [[(0, 0, "1")], [(1, 0, "1")], [(1, 1, "1")]]),
        ([2, 2], [1], [[(0, 0, "1")], [(0, 1, "1/2"), (1, 0, "1/2")], [(1, 1, "1")]]),
        (
            [4, 4],
            [3],
            [
                [(0, 0, "1")],
                [(0, 1, "3/4"), (1, 0, "1/4")],
                [(0, 2, "1/2"), (1, 1, "1/2")],
                [(0, 3, "1/4"), (1, 2, "3/4")],
                [(1, 3, "1")],
            ],
        ),
        ([2, 2], [2], [[(0, 0, "2/3"), (1, 0, "1/3")], [(0, 1, "1/3"), (1, 1, "2/3")]]),
        (  # one dissolve right after another: the clip between is never alone
            [2, 2, 2],
            [1, 1],
            [
                [(0, 0, "1")],
                [(0, 1, "1/2"), (1, 0, "1/2")],
                [(1, 1, "1/2"), (2, 0, "1/2")],
                [(2, 1, "1")],
            ],
        ),
    ],
)
def test_every_frame_shows_the_right_frames_of_its_clips(
    lengths: list[int], dissolves: list[int], frames: list[list[tuple[int, int, str]]]
) -> None:
    assert shown(lengths, dissolves) == frames


@pytest.mark.parametrize("dissolve", [0, 1, 2, 47, 48])
def test_every_still_is_shown_once_and_weights_add_up_to_one(dissolve: int) -> None:
    film = timeline([96, 96, 96], [dissolve, dissolve])
    layers = [layer for frame in film.frames() for layer in frame.layers]
    assert sorted((layer.clip, layer.index) for layer in layers) == [
        (clip, index) for clip in range(3) for index in range(96)
    ]
    assert {sum(shares(frame)) for frame in film.frames()} == {1}


def test_a_dissolve_rises_in_even_steps_that_leave_out_both_ends() -> None:
    frames = list(timeline([60, 60], [48]).frames())[12:60]
    assert [frame.progress for frame in frames] == [Fraction(j + 1, 49) for j in range(48)]


@pytest.mark.parametrize(
    ("length", "fades", "expected"),
    [
        (3, (0, 0), ["1", "1", "1"]),
        (4, (1, 0), ["0", "1", "1", "1"]),
        (4, (0, 1), ["1", "1", "1", "0"]),
        (6, (4, 0), ["0", "1/4", "1/2", "3/4", "1", "1"]),
        (6, (0, 4), ["1", "1", "3/4", "1/2", "1/4", "0"]),
        (6, (3, 3), ["0", "1/3", "2/3", "2/3", "1/3", "0"]),
        (1, (1, 0), ["0"]),
    ],
)
def test_fades_start_from_black_and_end_in_black(
    length: int, fades: tuple[int, int], expected: list[str]
) -> None:
    assert gains(length, fades) == expected


def test_a_fade_runs_through_a_dissolve() -> None:
    frame = list(timeline([2, 2], [1], (2, 0)).frames())[1]
    half = Fraction(1, 2)
    assert frame == Shown((Layer(0, 1), Layer(1, 0)), half, Dissolve(), half, 1)


@pytest.mark.parametrize(
    ("seconds", "fps", "frames"),
    [
        (0, FPS, 0),
        (2.0, FPS, 48),
        (0.0625, FPS, 2),  # half a frame goes up
        (0.02, FPS, 0),
        (0.1, FPS, 2),
        (0.3, Fraction(10), 3),
        (0.25, Fraction(10), 3),
        (0.35, Fraction(10), 4),
        (1e-7, FPS, 0),
        (2.0, NTSC, 48),
        (1001, NTSC, 24000),
        (0.5, Fraction(25), 13),
    ],
)
def test_seconds_become_the_nearest_number_of_frames(
    seconds: float, fps: Fraction, frames: int
) -> None:
    assert whole_frames(seconds, fps) == frames


@pytest.mark.parametrize(
    ("length", "fps", "seconds"),
    [
        (240, FPS, Fraction(10)),
        (24, NTSC, Fraction(1001, 1000)),
        (1, Fraction(25), Fraction(1, 25)),
    ],
)
def test_a_film_lasts_its_frames_over_its_rate(
    length: int, fps: Fraction, seconds: Fraction
) -> None:
    assert timeline([length], [], fps=fps).seconds == seconds


@pytest.mark.parametrize(
    ("lengths", "dissolves", "fades"),
    [
        ([96, 96], [96], (0, 0)),
        ([4, 6, 4], [4, 2], (0, 0)),
        ([10], [], (5, 5)),
        ([10, 10], [5], (15, 0)),
    ],
)
def test_edits_that_just_fit_are_possible(
    lengths: list[int], dissolves: list[int], fades: tuple[int, int]
) -> None:
    names = [str(number) for number, _ in enumerate(lengths)]
    assert list(impossible_edits(names, lengths, dissolves, fades)) == []


@pytest.mark.parametrize(
    ("lengths", "dissolves", "fades", "blamed", "numbers"),
    [
        ([5, 9], [6], (0, 0), ["a"], ["5 frames", "0 in and 6 out", "add 1 "]),
        ([9, 5], [6], (0, 0), ["b"], ["5 frames", "6 in and 0 out", "add 1 "]),
        ([9, 5, 9], [4, 4], (0, 0), ["b"], ["5 frames", "4 in and 4 out", "add 3 "]),
        ([3, 3], [4], (0, 0), ["a", "b"], ["3 frames", "add 1 "]),
        ([10], [], (6, 5), [None], ["6 in and 5 out", "10 frames"]),
        ([10, 10], [10], (11, 0), [None], ["11 in and 0 out", "10 frames"]),
    ],
)
def test_edits_without_room_are_all_named_with_their_numbers(
    lengths: list[int],
    dissolves: list[int],
    fades: tuple[int, int],
    blamed: list[str | None],
    numbers: list[str],
) -> None:
    faults = list(impossible_edits("abc"[: len(lengths)], lengths, dissolves, fades))
    assert [name for name, _ in faults] == blamed
    assert all(number in faults[0][1] for number in numbers)


@pytest.mark.parametrize(
    ("lengths", "dissolves", "settled"),
    [
        ([144, 200], [Span(48, False)], [48]),
        ([49, 49], [Span(48, False)], [16]),
        ([200, 2], [Span(48, False)], [0]),
        ([49, 49], [Span(48)], [48]),
        ([90, 30, 90], [Span(48, False), Span(48, False)], [10, 10]),
        ([90, 30, 90], [Span(25), Span(48, False)], [25, 5]),
        ([90, 30, 90], [Span(48, False), Span(31)], [0, 31]),
    ],
)
def test_a_dissolve_that_nobody_names_leaves_two_thirds_of_its_neighbours(
    lengths: list[int], dissolves: list[Span], settled: list[int]
) -> None:
    assert settle_overlaps(lengths, dissolves) == settled


@pytest.mark.parametrize(
    ("film", "fades", "settled"),
    [
        (96, (Span(24, False), Span(24, False)), (24, 24)),
        (12, (Span(24, False), Span(24, False)), (3, 3)),
        (3, (Span(24, False), Span(24, False)), (0, 0)),
        (12, (Span(24), Span(24, False)), (24, 0)),
        (12, (Span(10), Span(24, False)), (10, 2)),
        (12, (Span(24, False), Span(0)), (3, 0)),
    ],
)
def test_a_fade_that_nobody_names_takes_a_quarter_of_the_film_at_most(
    film: int, fades: tuple[Span, Span], settled: tuple[int, int]
) -> None:
    assert settle_fades(film, fades) == settled
