from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from tlstyle.curves import Course, Curve, Keyed, Keyframes, number
from tlstyle.stills.still import Still

KEY: TypeAdapter[Any] = TypeAdapter(Annotated[float | Keyframes, Keyed(0, 10, digits=3)])
START = datetime(2026, 6, 1, 18, 30)


def read(value: Any) -> Any:
    return KEY.validate_python(value)


def course(names: list[str], every: timedelta | None = None, fps: int = 24) -> Course:
    """Return the course of a sequence of stills, taken one after another, if they were."""
    taken = [START + number * every if every else None for number in range(len(names))]
    stills = tuple(
        Still(Path(f"{name}.jpg"), name, 1, 1, taken=when)
        for name, when in zip(names, taken, strict=True)
    )
    return Course(len(names), Fraction(fps), stills)


HUNDRED = course([f"DSC{number:04d}" for number in range(101, 202)], timedelta(minutes=1))


def along(value: Any, way: Course = HUNDRED) -> Curve:
    keyframes = read(value)
    assert isinstance(keyframes, Keyframes)
    return keyframes.along(way)


def test_a_number_stays_a_number() -> None:
    assert read(3) == 3.0
    assert number(2.5) == 2.5
    with pytest.raises(TypeError, match="asked for as a plain number"):
        number(along([[0, 1], [1, 2]]))


def test_it_holds_before_its_first_key_and_behind_its_last() -> None:
    curve = along([[1, 2.0], ["75%", 6.0]])
    assert [curve.at(n) for n in (0, 23, 24)] == [2.0] * 3
    assert [curve.at(n) for n in (75, 76, 100)] == [6.0] * 3
    assert [along([["50%", 3]]).at(n) for n in (0, 50, 100)] == [3.0] * 3


def test_smooth_sets_off_and_arrives_gently_and_linear_goes_straight_on() -> None:
    smooth = along([[0, 0], ["100%", 10]])
    assert [smooth.at(n) for n in (0, 25, 50, 75, 100)] == [0.0, 1.562, 5.0, 8.438, 10.0]
    linear = along({"keys": [[0, 0], ["100%", 10]], "ease": "linear"})
    assert [linear.at(n) for n in (0, 25, 50, 75, 100)] == [0.0, 2.5, 5.0, 7.5, 10.0]
    hold = along({"keys": [[0, 0], ["50%", 4], ["100%", 10]], "ease": "hold"})
    assert [hold.at(n) for n in (0, 49, 50, 99, 100)] == [0.0, 0.0, 4.0, 4.0, 10.0]


def test_smooth_goes_through_its_keys_without_a_corner_as_pchip_does() -> None:
    curve = Curve((0.0, 10.0, 40.0, 50.0), (0.0, 1.0, 7.0, 8.0), "smooth", 6)
    assert [curve.at(n) for n in (0, 10, 40, 50)] == [0.0, 1.0, 7.0, 8.0]
    assert [curve.at(n) for n in (17.5, 25, 32.5)] == [2.292763, 4.0, 5.707237]  # scipy's
    before, after = curve.at(10) - curve.at(9.9), curve.at(10.1) - curve.at(10)
    assert abs(before - after) < 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_smooth_never_overshoots_nor_turns_between_two_keys(seed: int) -> None:
    random = np.random.default_rng(seed)
    frames = tuple(np.cumsum(random.uniform(0.5, 20, 8)).tolist())
    values = tuple(random.choice([0.0, 1.0, 5.0, 5.0, 10.0], 8).tolist())
    curve = Curve(frames, values, "smooth", 9)
    for (at, value), (then, other) in itertools.pairwise(zip(frames, values, strict=True)):
        between = [curve.at(at + (then - at) * part / 50) for part in range(51)]
        steps = np.diff(between)
        assert (steps >= 0).all() if other >= value else (steps <= 0).all()
        assert min(between) >= min(value, other)
        assert max(between) <= max(value, other)


def test_what_hardly_moves_is_rounded_and_equal() -> None:
    curve = along([[0, 1.0], ["100%", 1.01]])
    assert len({curve.at(n) for n in range(101)}) == 11


@pytest.mark.parametrize(
    ("at", "frame"),
    [
        (0, 0.0),
        (2.5, 60.0),
        (101 / 24, 100.0),
        ("0%", 0.0),
        ("50%", 50.0),
        ("12.5 %", 12.5),
        ("100%", 100.0),
        ("#101", 0.0),
        ("#0160", 59.0),
        ("18:30", 0.0),
        ("19:00", 30.0),
        ("19:00:30", 30.5),
        ("2026-06-01 20:10", 100.0),
        (datetime(2026, 6, 1, 19, 0), 30.0),
        (datetime(2026, 6, 1, 19, 0).time(), 30.0),
    ],
)
def test_a_place_is_seconds_a_percentage_a_stills_number_or_a_time_of_day(
    at: Any, frame: float
) -> None:
    assert list(along([[at, 1]]).frames) == pytest.approx([frame])


def test_seconds_are_of_the_finished_sequence() -> None:
    slow = course(["1", "2", "3", "4"], fps=2)
    assert along([[1, 0], [1.5, 1]], slow).frames == (2.0, 3.0)
    film = Course(240, Fraction("24000/1001"), name="film")
    assert along([[1.001, 0]], film).frames == (24.0,)


def test_a_time_behind_midnight_is_the_next_days() -> None:
    night = course([str(n) for n in range(11)], timedelta(hours=1))
    assert along([["18:30", 0], ["01:30", 1]], night).frames == (0.0, 7.0)
    assert along([["2026-06-02 01:30", 1]], night).frames == (7.0,)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([["25:00", 1]], '"25:00" is no place for a keyframe: write seconds from 0 on, "50%"'),
        ([["120%", 1]], '"120%" is no place for a keyframe'),
        ([[-1, 1]], "-1 is no place for a keyframe"),
        ([[True, 1]], "True is no place for a keyframe"),
        ([["50%", 11]], '11 at "50%" must be a number from 0 to 10'),
        ([[2, "1"]], "1 at 2 must be a number from 0 to 10"),
        ([[2, True]], "True at 2 must be a number from 0 to 10"),
        ([[0, 1, 2]], "[0, 1, 2] is no keyframe: write [at, value]"),
        ([0, 1], "0 is no keyframe: write [at, value]"),
        ([], "needs `keys`, a list of keyframes: write [at, value]"),
        ({"ease": "hold"}, "needs `keys`, a list of keyframes"),
        ({"keys": [[0, 1]], "ease": "in"}, "`ease` must be one of smooth, linear, hold"),
        ({"keys": [[0, 1]], "eased": "in"}, "unknown `eased`: keyframes have `keys` and `ease`"),
        (11, "less than or equal to 10"),
        ("1", "valid number"),
    ],
)
def test_what_is_no_keyframe_is_refused_with_what_would_be(value: Any, words: str) -> None:
    with pytest.raises(ValidationError) as error:
        read(value)
    assert words in str(error.value)


TIMELESS = course(["a1", "b2", "b3"])
DAYS = course([str(n) for n in range(40)], timedelta(hours=1))


@pytest.mark.parametrize(
    ("keys", "way", "words"),
    [
        ([5], HUNDRED, "at 5 is beyond the sequence's end at 4.21 s: write fewer seconds, or"),
        (["#99"], HUNDRED, 'at "#99" is no still\'s number: the nearest are #101'),
        (["#2"], course(["a1", "a3"]), "the nearest are #1 and #3"),
        (["#1"], course(["a1", "b1"]), "is the number of a1 and of b1: write seconds, or a perc"),
        (["#1"], course(["one"]), "one has none in its name: write seconds, or a percentage"),
        (["18:40"], TIMELESS, "is a time of day, and a1.jpg has no EXIF time: write seconds"),
        (["18:29"], HUNDRED, "is not in the sequence, taken from 18:30:00 to 20:10:00: move it"),
        (["19:30"], DAYS, 'is there on several days: name one, as in "2026-06-01 19:30"'),
        (["#1"], Course(9, Fraction(24), name="film"), "a still's number, which a film has none"),
        (["18:40"], Course(9, Fraction(24), name="film"), "time of day, which a film has none"),
        (["50%", 1], HUNDRED, 'the keyframe at 1 comes before that at "50%": put them in order'),
        ([0, "0%"], HUNDRED, 'the keyframes at 0 and "0%" are in one place: leave one out'),
    ],
)
def test_a_keyframe_that_is_not_there_is_named_with_what_to_do(
    keys: list[Any], way: Course, words: str
) -> None:
    with pytest.raises(ValueError, match="keyframe") as error:
        along([[at, 1] for at in keys], way)
    assert words in str(error.value)
