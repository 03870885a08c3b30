"""OpenTimelineIO: the edit as programs exchange it; and Final Cut Pro 7's XML, made from it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from types import ModuleType
from typing import Any, ClassVar

from tlstyle.errors import OptionError
from tlstyle.exports.edit import Edit, Media, Part
from tlstyle.exports.export import MARK, XML, Export
from tlstyle.exports.title import Title, alignment

_EXTRA = 'pip install "tlstyle[handover]"'

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n<!-- {MARK} -->\n'


class Otio(Export):
    """A track of clips and transitions, the music on another, and a marker for each sequence.

    OpenTimelineIO has no titles: they are markers of the whole, with what is to be written.
    """

    kind: ClassVar[str] = "otio"
    ending: ClassVar[str] = ".otio"
    about: ClassVar[str] = "DaVinci Resolve, Kdenlive, Avid, and programs"
    begins: ClassVar[str] = (
        r'\{\s*"OTIO_SCHEMA": "Timeline\.\d+",\s*'
        rf'"metadata": \{{\s*"tlstyle": \{{\s*"document": "{MARK}"'
    )
    has_titles: ClassVar[bool] = True

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the document."""
        made = timeline_of(edit, whole_sequences=True)
        made.tracks.markers.extend(_title_marker(edit, title) for title in edit.titles)
        return str(_library().adapters.write_to_string(made, "otio_json"))


class Fcp7(Export):
    """The same as Final Cut Pro 7 wrote it; sequences of pictures by their first one."""

    kind: ClassVar[str] = "fcp7"
    ending: ClassVar[str] = ".xml"
    about: ClassVar[str] = "Premiere Pro, DaVinci Resolve, older Final Cut"
    begins: ClassVar[str] = rf"{XML}<!DOCTYPE xmeml>\s*<!-- {MARK} -->"
    media: ClassVar[tuple[str, ...]] = ("clips", "frames")
    has_titles: ClassVar[bool] = True

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the document.

        Raises:
            OptionError: the library is not installed, or has no timecode of the film's rate.
        """
        made = timeline_of(edit, whole_sequences=False)
        made.tracks[1:1] = list(_title_tracks(edit))
        try:
            text = str(_library().adapters.write_to_string(made, "fcp_xml"))
        except _library().exceptions.NoKnownAdapterForExtensionError as error:
            raise OptionError(f"--to fcp7: otio-fcp-adapter is not installed: {_EXTRA}") from error
        except ValueError as error:
            if "timecode" not in str(error):
                raise
            fps = f"{float(edit.timeline.fps):g} frames a second"
            what = f"has no timecode of {fps}, as cinema and television have none: --to fcpxml has"
            raise OptionError(f"--to fcp7: {what}") from error
        return _HEAD + text[text.index("<xmeml") :]


def timeline_of(edit: Edit, *, whole_sequences: bool) -> Any:
    """Return an edit as OpenTimelineIO has it.

    Args:
        edit: The film's.
        whole_sequences: Whether sequences of pictures are what they are, or their first picture.
    """
    otio = _library()
    made = otio.schema.Timeline(edit.title, metadata={"tlstyle": {"document": MARK}})
    pictures = otio.schema.Track("pictures", kind=otio.schema.TrackKind.Video)
    made.tracks.append(pictures)
    timeline = edit.timeline
    joints = {joint.number: joint for joint in edit.joints()}
    if timeline.fade_in:
        pictures.append(_transition(edit, "fade in", 0, timeline.fade_in))
    for number, part in enumerate(edit.parts):
        if joint := joints.get(number):
            pictures.append(_transition(edit, joint.join.kind, joint.before, joint.after))
        pictures.append(_clip(edit, part, whole_sequences))
    if timeline.fade_out:
        pictures.append(_transition(edit, "fade out", timeline.fade_out, 0))
    if edit.sound:
        made.tracks.append(_music(edit))
    return made


def _clip(edit: Edit, part: Part, whole_sequences: bool) -> Any:
    otio = _library()
    clip = otio.schema.Clip(
        part.name,
        _media(edit, part.media, whole_sequences),
        _range(edit, part.first, part.length),
    )
    marked = _range(edit, part.first, 1)
    clip.markers.append(otio.schema.Marker(f"{part.name}: {part.style}", marked))
    return clip


def _media(edit: Edit, media: Media, whole_sequences: bool) -> Any:
    otio, available = _library(), _range(edit, 0, media.frames)
    if media.is_movie or not whole_sequences:
        return otio.schema.ExternalReference(edit.url(media.first), available)
    return otio.schema.ImageSequenceReference(
        target_url_base=edit.url(media.path) + "/",
        name_prefix="",
        name_suffix=".png",
        start_frame=1,
        frame_step=1,
        rate=float(edit.timeline.fps),
        frame_zero_padding=5,
        available_range=available,
    )


def _music(edit: Edit) -> Any:
    otio = _library()
    whole = _range(edit, 0, edit.timeline.length)
    assert edit.sound is not None
    reference = otio.schema.ExternalReference(edit.url(edit.sound), whole)
    track = otio.schema.Track("music", kind=otio.schema.TrackKind.Audio)
    track.append(otio.schema.Clip("music", reference, whole))
    return track


def _title_marker(edit: Edit, title: Title) -> Any:
    hand = title.words.hand
    said = {
        "text": title.words.text,
        "percent of the height": hand.size,
        "colour": list(hand.colour),
        "middle": list(title.middle),
        "fades": [title.fade_in, title.fade_out],
    }
    where = _range(edit, title.first, title.frames)
    return _library().schema.Marker(title.name, where, metadata={"tlstyle": {"title": said}})


def _title_tracks(edit: Edit) -> Iterator[Any]:
    """Yield a track for each overlay's titles, lowest first."""
    otio = _library()
    for lane, group in groupby(edit.titles, lambda title: title.lane):
        track = otio.schema.Track(f"titles {lane}", kind=otio.schema.TrackKind.Video)
        at = 0
        for title in group:
            if title.first > at:
                track.append(otio.schema.Gap(source_range=_range(edit, 0, title.first - at)))
            if title.fade_in:
                track.append(_transition(edit, "title in", 0, title.fade_in))
            track.append(_generator(edit, title))
            if title.fade_out:
                track.append(_transition(edit, "title out", title.fade_out, 0))
            at = title.first + title.frames
        yield track


def _generator(edit: Edit, title: Title) -> Any:
    """Return a title as Final Cut Pro 7's text generator, which counts on frames of 480 lines."""
    otio, hand = _library(), title.words.hand
    sides = ("left", "center", "right")
    levels = zip(("alpha", "red", "green", "blue"), (255, *hand.colour), strict=True)
    across, down = (f"{middle - 0.5:.4g}" for middle in title.middle)
    values = {
        "str": ("Text", title.words.text),
        "fontsize": ("Size", f"{hand.size * 4.8:.4g}"),
        "fontcolor": ("Font Color", {name: str(level) for name, level in levels}),
        "fontalign": ("Alignment", str(sides.index(alignment(title.words)) + 1)),
        "origin": ("Origin", {"horiz": across, "vert": down}),
    }
    parameters = [
        {"parameterid": key, "name": name, "value": value} for key, (name, value) in values.items()
    ]
    kind = {"effectcategory": "Text", "effecttype": "generator", "mediatype": "video"}
    frames = _range(edit, 0, title.frames)
    metadata = {"fcp_xml": {**kind, "parameter": parameters}}
    reference = otio.schema.GeneratorReference("Text", "Text", frames, metadata=metadata)
    return otio.schema.Clip(title.name, reference, frames)


def _transition(edit: Edit, name: str, before: int, after: int) -> Any:
    otio, rate = _library(), float(edit.timeline.fps)
    return otio.schema.Transition(
        name,
        otio.schema.TransitionTypes.SMPTE_Dissolve,
        otio.opentime.RationalTime(before, rate),
        otio.opentime.RationalTime(after, rate),
    )


def _range(edit: Edit, first: int, frames: int) -> Any:
    time, rate = _library().opentime, float(edit.timeline.fps)
    return time.TimeRange(time.RationalTime(first, rate), time.RationalTime(frames, rate))


def _library() -> ModuleType:
    try:
        import opentimelineio
    except ImportError as error:
        raise OptionError(f"--to otio: OpenTimelineIO is not installed: {_EXTRA}") from error
    library: ModuleType = opentimelineio
    return library
