from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from conftest import FakePainter, Site, draw_stills
from tlstyle.checks.check import check
from tlstyle.cli.app import run
from tlstyle.crews.runs import Run, Work, run_of
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.plan import plan_shots


def plans_of(site: Site, *, force: bool = False) -> tuple[ShotPlan, ...]:
    checked = check(site.file)
    return plan_shots(checked.project, checked.footages, force=force)


def stems(runs: Sequence[Run]) -> list[str]:
    return [frame.still.stem for run in runs for frame in run.frames]


def handed_out(work: Work, workers: int, seconds: float) -> list[Run]:
    """Return all runs, each having taken so many seconds a frame."""
    runs = []
    while (run := work.take(workers)) is not None:
        runs.append(run)
        work.learn(run, seconds * len(run.frames))
    return runs


def test_every_pending_frame_goes_out_once_in_runs_of_one_sequence(site: Site) -> None:
    runs = handed_out(Work(plans_of(site)), 2, 1.0)
    assert stems(runs) == [f"img{number}" for number in [*range(1, 9), *range(50, 56)]]
    assert all(len({frame.file.parent for frame in run.frames}) == 1 for run in runs)


@pytest.mark.parametrize(
    ("seconds", "sizes"), [(1.0, [2, 10, 10]), (0.5, [2, 20, 20]), (60.0, [2, 1, 1])]
)
def test_a_run_takes_some_seconds_once_it_is_known_how_long_a_frame_takes(
    site: Site, seconds: float, sizes: list[int]
) -> None:
    draw_stills(site.folder / "one", 100)
    runs = handed_out(Work(plans_of(site)), 2, seconds)
    assert [len(run.frames) for run in runs][:3] == sizes


def test_the_last_runs_are_short_so_that_no_worker_is_waited_for_long(site: Site) -> None:
    draw_stills(site.folder / "one", 40)
    sizes = [len(run.frames) for run in handed_out(Work(plans_of(site)[:1]), 4, 0.1)]
    assert sizes[-1] == 1
    assert sizes[1:] == sorted(sizes[1:], reverse=True)


def test_what_is_taken_back_goes_out_first(site: Site) -> None:
    work = Work(plans_of(site))
    run = work.take(2)
    assert run
    work.again(run.failed())
    assert work.take(2) == replace(run, tries=1)


def test_a_run_knows_what_of_it_was_painted_since(site: Site, painter: FakePainter) -> None:
    plan, _ = plans_of(site)
    run_ = run_of(plan, plan.frames[:4])
    assert run_.left() == run_
    run(["paint", str(site.file)])
    (site.frames / "one/img3.png").unlink()
    assert stems([run_.left()]) == ["img3"]


def test_a_frame_that_is_to_be_painted_again_is_left_until_it_is(
    site: Site, painter: FakePainter
) -> None:
    run(["paint", str(site.file)])
    plan, _ = plans_of(site, force=True)
    run_ = run_of(plan, plan.frames)
    assert run_.left() == run_
    run(["paint", str(site.file), "--force", "--sequence", "one"])
    assert not run_.left().frames


def test_a_run_carries_no_more_footage_than_its_style_needs(site: Site) -> None:
    plan, _ = plans_of(site)
    assert len(run_of(plan, plan.frames[3:5]).plan.footage.stills) == 1


def test_a_failed_run_is_cut_into_its_frames(site: Site) -> None:
    plan, _ = plans_of(site)
    runs = run_of(plan, plan.frames[:2]).failed().singly()
    assert [stems([run]) for run in runs] == [["img1"], ["img2"]]
    assert not any(run.tries for run in runs)
