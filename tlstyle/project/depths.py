"""How many bits a channel frames have: what single keys cannot show about it."""

from __future__ import annotations

from collections.abc import Iterator

from tlstyle.project.types import Shot
from tlstyle.steps import Write
from tlstyle.steps.write import SHALLOW


def depth_problems(shot: Shot) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the depth of a sequence's frames, and the key that says it."""
    write = shot.step(Write)
    if write.dither and write.depth > SHALLOW:
        what = f"`dither` is for frames of {SHALLOW} bits, and `depth` = {write.depth}"
        yield f"{what}: remove one", "dither"
