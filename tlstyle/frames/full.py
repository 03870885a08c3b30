"""What is said where frames cannot be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.frames.estimate import disk_needed
from tlstyle.frames.frame import ShotPlan
from tlstyle.frames.look import left_to_paint
from tlstyle.system.room import free, is_full
from tlstyle.words import megabytes


def cannot_write(plans: Sequence[ShotPlan], folder: Path, error: OSError) -> str:
    """Say why frames cannot be written to a folder, and what a user can do."""
    if not is_full(error):
        return f"{folder}: cannot write frames there ({error.strerror}); what is painted is kept"
    return disk_full(plans, folder)


def disk_full(plans: Sequence[ShotPlan], folder: Path) -> str:
    """Say that a folder's disk is full, what is left to paint, and what room that takes."""
    left = [left_to_paint(plan) for plan in plans]
    frames = sum(len(plan.frames) for plan in left)
    return (
        f"{folder}: the disk is full: {frames} more frames take about "
        f"{megabytes(disk_needed(left))} there, and {megabytes(free(folder))} is free; "
        "what is painted is kept: make room and run again"
    )
