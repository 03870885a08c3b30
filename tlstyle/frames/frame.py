"""Painted pictures, and a sequence of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from tlstyle.project import Project, Shot
from tlstyle.size import Size
from tlstyle.steps import Step, Study, Write
from tlstyle.steps.write import SHALLOW
from tlstyle.stills.still import Footage, Still
from tlstyle.tempo import STILL

FRAMES = "frames"
"""The folder, inside the work folder, of the frames that the film is made of."""

PREVIEW = "preview"
"""The folder, inside the work folder, of a preview's frames."""

AUDITIONS = "auditions"
"""The folder, inside the work folder, of stills by candidates."""

STUDIES = "studies"
"""The folder, inside the work folder, of studied brushes, and of what shows how they came on."""

SEGMENTS = "segments"
"""The folder, inside the work folder, of what is encoded of every film."""

RETOUCHED = "retouched"
"""The folder, inside the work folder, of what people made of frames that were painted anew."""

ADOPTED = "adopted"
"""The folder, inside the work folder, of what is known about pictures that are not ours."""

TRIALS = "trials"
"""The folder, inside the work folder, of frames that are painted only to be compared."""

CLIPS = "clips"
"""The folder, inside the work folder, of every sequence as a film of its own."""


def segment_folders(project: Project) -> list[str]:
    """Return what the folders are called of a film's segments, its preview's and its shapes'."""
    shapes = [f"{project.output.stem}.{shape.name}" for shape in project.shapes]
    return [project.output.stem, project.preview_output.stem, *shapes]


Stamp: TypeAlias = tuple[int, int] | None
"""What tells a frame's file from the one that will replace it; None where there is none."""


def stamp_of(file: Path) -> Stamp:
    """Return the stamp of what stands under a name."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Frame:
    """A painted picture: all that painting it takes, where it belongs, and how it stands there.

    Attributes:
        number: Its still's place in the sequence, from 0.
        beyond: How far behind that still it is, in moments; it is then made of the next one too.
        still: What it is painted from.
        window: The still among the neighbours that its steps look at, in order.
        steps: Its way, as it is for this very frame.
        recipe: What decides its pixels but the stills, as it is written into it.
        file: Where it belongs.
        pending: Why it waits to be painted, if it does.
        altered: What a person made of what is there, if anybody did: it is used, or kept aside
            before the frame is painted.
        stamp: What stood there when it was looked at, of a frame that is pending.
        lies: Where it lies instead, painted, under the name of another frame or of none.
    """

    number: int
    still: Still
    window: tuple[Still, ...]
    steps: tuple[Step, ...]
    recipe: Mapping[str, Any] = field(hash=False)
    file: Path
    pending: str | None = None
    altered: str | None = None
    stamp: Stamp = None
    lies: Path | None = None
    beyond: int = 0

    @property
    def moment(self) -> int:
        """How far into the footage it is, in thousandths of a still."""
        return self.number * STILL + self.beyond

    @property
    def place(self) -> float:
        """The same in stills."""
        return self.moment / STILL


def brush_file(work: Path, recipe: Mapping[str, Any]) -> Path | None:
    """Return where in a work folder the brush is kept that paints a recipe's frames, if any."""
    lesson = recipe.get("study")
    return work / STUDIES / f"{lesson}.npz" if lesson else None


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One sequence's frames, each once, in the order of their stills.

    `shown` is which of them each frame of the film shows, by their moments. `left_over` is how many
    frames lie in its folder that the film does not show any more.
    """

    shot: Shot
    footage: Footage
    size: Size
    shown: Sequence[int]
    frames: tuple[Frame, ...]
    left_over: int = 0

    @property
    def network(self) -> tuple[str, ...]:
        """What its project calls the network that paints it, and what tells it from others.

        Of a studied brush, its file and what tells it from others follow.
        """
        recipe = self.frames[0].recipe
        brush = (str(self.brush), recipe["brush"]) if "brush" in recipe else ()
        brush = (str(self.given), recipe["given"]) if "given" in recipe else brush
        return self.shot.style.model, recipe["model"], *brush

    @property
    def given(self) -> Path | None:
        """The file of a brush that was studied before, for whatever film, if that paints it."""
        return self.shot.step(Study).brush

    @property
    def brush(self) -> Path | None:
        """The file of the brush that it studies, once that is there; None if it studies none."""
        first = self.frames[0]
        return brush_file(first.file.parents[2], first.recipe)

    @property
    def has_deep_frames(self) -> bool:
        """Whether its frames have 16 bits a channel."""
        return self.shot.step(Write).depth > SHALLOW

    @property
    def pending(self) -> tuple[Frame, ...]:
        """The frames that wait to be painted."""
        return tuple(frame for frame in self.frames if frame.pending)

    @property
    def reasons(self) -> Counter[str]:
        """How many frames are pending for each reason."""
        return Counter(frame.pending for frame in self.frames if frame.pending)

    @property
    def altered(self) -> Counter[str]:
        """How many frames are done by a person's hand, and how."""
        done = (frame for frame in self.frames if not frame.pending)
        return Counter(frame.altered for frame in done if frame.altered)

    def part(self, moments: Iterable[int]) -> ShotPlan:
        """Return it with the frames of some moments alone, each of which it shows once."""
        frames, shown = {f.moment: f for f in self.frames}, tuple(dict.fromkeys(moments))
        return replace(self, shown=shown, frames=tuple(frames[moment] for moment in shown))

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture that each film frame of the sequence shows."""
        files = {frame.moment: frame.file for frame in self.frames}
        return tuple(files[moment] for moment in self.shown)


def stills_of(frames: Iterable[Frame]) -> tuple[Still, ...]:
    """Return all that frames are painted from, each still once, in order if the frames are."""
    return tuple(dict.fromkeys(chain.from_iterable(frame.window for frame in frames)))
