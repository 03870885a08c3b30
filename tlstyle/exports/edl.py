"""EDL: the list of cuts that every editor has read since tape (CMX 3600)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tlstyle.exports.edit import Edit, Part
from tlstyle.exports.export import MARK, Export
from tlstyle.words import timecode


class Edl(Export):
    """An event for each clip, which begins where the join into it does, and for each fade.

    A list counts whole frames at a whole rate: of 23.976 a second, 24 to the second.
    """

    kind: ClassVar[str] = "edl"
    ending: ClassVar[str] = ".edl"
    about: ClassVar[str] = "Premiere Pro, Resolve, Avid, and whatever is older"
    begins: ClassVar[str] = rf"TITLE: [^\r\n]*\r?\nFCM: NON-DROP FRAME\r?\n\* {MARK}\r?\n"
    media: ClassVar[tuple[str, ...]] = ("clips", "frames")

    @classmethod
    def lost(cls, edit: Edit) -> list[str]:
        """Return what the list does not say."""
        sound = ["the music is not in it"] if edit.sound else []
        return [*super().lost(edit), *sound]

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the list."""
        lines = [f"TITLE: {_plain(edit.title)}", "FCM: NON-DROP FRAME", f"* {MARK}"]
        return "\n".join([*lines, *_events(edit)]) + "\n"


def _events(edit: Edit) -> Iterator[str]:
    timeline, number = edit.timeline, 0
    before: tuple[str, int] = "BL", 0
    for part in edit.parts:
        clip, number = part.clip, number + 1
        joined = clip.overlap if clip.start else timeline.fade_in
        end = _end(edit, part)
        yield from _event(edit, number, before, _reel(part), (clip.start, end), joined)
        yield f"* FROM CLIP NAME: {_plain(part.name)}"
        yield f"* SOURCE FILE: {edit.path(part.media.first)}"
        before = _reel(part), end - clip.start
    if timeline.fade_out:
        span = timeline.length - timeline.fade_out, timeline.length
        yield from _event(edit, number + 1, before, "BL", span, timeline.fade_out)


def _end(edit: Edit, part: Part) -> int:
    """Return where the next event begins, or the film ends, in frames of the film."""
    after = [other for other in edit.parts if other.start > part.start]
    return after[0].clip.start if after else edit.timeline.length - edit.timeline.fade_out


def _event(
    edit: Edit,
    number: int,
    before: tuple[str, int],
    reel: str,
    span: tuple[int, int],
    joined: int,
) -> Iterator[str]:
    """Yield an event, which begins with a dissolve of `joined` frames, if any, out of another.

    A reel is played from its beginning, on a span of the film; `before` says how far another was.
    """
    start, end = span
    if joined:
        yield _line(edit, number, before[0], "C", (before[1], before[1], start, start))
    kind = f"D    {joined:03}" if joined else "C"
    yield _line(edit, number, reel, kind, (0, end - start, start, end))


def _line(edit: Edit, number: int, reel: str, kind: str, times: tuple[int, ...]) -> str:
    codes = " ".join(timecode(frame, edit.timeline.fps) for frame in times)
    return f"{number:03}  {reel:<8} V     {kind:<8} {codes}"


def _reel(part: Part) -> str:
    """Return the eight letters that name a reel."""
    letters = "".join(filter(str.isalnum, part.media.path.stem.upper()))
    return letters.encode("ascii", "ignore").decode()[:8] or "AX"


def _plain(text: str) -> str:
    return " ".join(text.split())
