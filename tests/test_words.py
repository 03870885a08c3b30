from __future__ import annotations

from tlstyle.words import sparkline


def test_a_sparkline_goes_from_the_lower_end_of_its_range_to_the_upper_one() -> None:
    assert sparkline([0, 1, 2, 7, 9, -1], (0, 7)) == "▁▂▃██▁"
    assert sparkline([3, 3], (3, 3)) == "▁▁"
    assert sparkline([], (0, 1)) == ""


def test_of_many_values_a_sparkline_shows_some_as_they_are_and_both_ends() -> None:
    assert sparkline(range(100), (0, 99), most=4) == "▁▃▆█"
    assert sparkline(range(100), (0, 99), most=4, plain=True) == "_-+#"
