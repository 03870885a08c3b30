"""What people are told of how stills shake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tlstyle.frames.frame import ShotPlan
from tlstyle.steps import Camera


def shake_lines(plans: Iterable[ShotPlan]) -> Iterator[str]:
    """Yield by how much stills shake that are laid over each other, and how many do not tell it."""
    for plan in plans:
        camera, size = plan.shot.step(Camera), plan.footage.size
        if camera.shifts is None:
            continue
        across, down = (
            max(map(abs, each)) * side
            for each, side in zip(zip(*camera.shifts, strict=True), size, strict=True)
        )
        unsure = (
            f"; {camera.unsure} of {len(camera.shifts)} stills are too unlike the first to tell, "
            "and lie as those beside them"
            if camera.unsure
            else ""
        )
        yield (
            f"{plan.shot.name}: shakes by up to {across:.1f} and {down:.1f} pixels, "
            f"which is made good{unsure}"
        )
