from __future__ import annotations

from collections.abc import Sequence

import pytest

from tlstyle.crews.roster import Roster
from tlstyle.crews.worker import Notes

ONE, TWO = "tcp://10.0.0.1:40001", "tcp://10.0.0.2:40002"


class Shown(Notes):
    """Keeps what workers are at, too."""

    def at_work(self, workers: Sequence[str]) -> None:
        self.workers = workers


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_who_comes_and_goes_is_said_once(shown: Shown) -> None:
    roster = Roster(shown)
    roster.call({ONE: ["one"], TWO: ["one"]})
    roster.call({ONE: ["one"], TWO: ["one"]})
    assert shown.taken() == ("came: 10.0.0.1:40001, 10.0.0.2:40002; workers: 2",)
    roster.call({TWO: ["one"]})
    assert shown.taken() == ("went: 10.0.0.1:40001; workers: 1",)


def test_every_worker_is_shown_with_what_it_is_at_and_how_fast(shown: Shown) -> None:
    roster = Roster(shown)
    roster.came_back(ONE, 30, 12.0)
    roster.call({ONE: ["one"], TWO: []})
    assert shown.workers == ["10.0.0.1:40001 one 2.5 frames/s", "10.0.0.2:40002 idle"]


def test_of_a_farm_that_comes_at_once_some_are_named(shown: Shown) -> None:
    Roster(shown).call({f"tcp://10.0.0.{number}:1": [] for number in range(200)})
    (said,) = shown.taken()
    assert said.endswith("10.0.0.7:1 and 192 more; workers: 200")
