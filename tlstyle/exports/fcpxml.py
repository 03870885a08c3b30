"""FCPXML 1.10, for Final Cut Pro and DaVinci Resolve, which know no sequences of pictures.

Source: Apple, "FCPXML Reference" (version 1.10). Times are rational numbers of seconds.
"""

from __future__ import annotations

from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tlstyle.exports.edit import Edit, Part
from tlstyle.exports.export import MARK, XML, Export
from tlstyle.exports.title import Title, alignment

_DISSOLVE = "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265"
"""What Final Cut Pro calls its cross dissolve, which at an end of the film is a fade."""

_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"
"""What it calls its plain title, which stands in the frame's middle unless it is moved."""

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n<!-- {MARK} -->\n'


class Fcpxml(Export):
    """A spine of clips with transitions between them, and the music connected below."""

    kind: ClassVar[str] = "fcpxml"
    ending: ClassVar[str] = ".fcpxml"
    about: ClassVar[str] = "Final Cut Pro, DaVinci Resolve"
    begins: ClassVar[str] = rf"{XML}<!DOCTYPE fcpxml>\s*<!-- {MARK} -->"
    media: ClassVar[tuple[str, ...]] = ("clips",)
    has_titles: ClassVar[bool] = True

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the document."""
        root = Element("fcpxml", version="1.10")
        _resources(SubElement(root, "resources"), edit)
        event = SubElement(SubElement(root, "library"), "event", name=edit.title)
        project = SubElement(event, "project", name=edit.title)
        whole = _time(edit, edit.timeline.length)
        sequence = SubElement(
            project, "sequence", format="r1", duration=whole, tcStart="0s", tcFormat="NDF"
        )
        _spine(SubElement(sequence, "spine"), edit)
        indent(root)
        return _HEAD + tostring(root, encoding="unicode") + "\n"


def _resources(place: Element, edit: Edit) -> None:
    _format(place, edit)
    SubElement(place, "effect", id="dissolve", name="Cross Dissolve", uid=_DISSOLVE)
    if edit.titles:
        SubElement(place, "effect", id="title", name="Basic Title", uid=_TITLE)
    for number, part in enumerate(edit.parts):
        length = _time(edit, part.media.frames)
        asset = SubElement(
            *(place, "asset"),
            id=f"a{number}",
            name=part.name,
            start="0s",
            duration=length,
            hasVideo="1",
            format="r1",
        )
        _file(asset, edit.url(part.media.path))
    if edit.sound:
        asset = SubElement(
            *(place, "asset"),
            id="music",
            name="music",
            start="0s",
            duration=_time(edit, edit.timeline.length),
            hasAudio="1",
            audioSources="1",
            audioChannels="2",
            audioRate="48000",
        )
        _file(asset, edit.url(edit.sound))


def _format(place: Element, edit: Edit) -> None:
    SubElement(
        *(place, "format"),
        id="r1",
        frameDuration=_time(edit, 1),
        width=str(edit.size.width),
        height=str(edit.size.height),
        colorSpace="1-1-1 (Rec. 709)",
    )


def _file(asset: Element, url: str) -> None:
    SubElement(asset, "media-rep", kind="original-media", src=url)


def _spine(spine: Element, edit: Edit) -> None:
    timeline = edit.timeline
    joints = {joint.number: joint for joint in edit.joints()}
    if timeline.fade_in:
        _transition(spine, edit, 0, timeline.fade_in)
    for number, part in enumerate(edit.parts):
        if joint := joints.get(number):
            _transition(spine, edit, part.clip.start, joint.frames)
        clip = _clip(spine, edit, number, part)
        if edit.sound and not number:
            _music(clip, edit, part)
        for place, title in enumerate(edit.titles):
            if part.start <= title.first < part.end:
                _title(clip, edit, part, title, f"text{place}")
        marker = _time(edit, part.first), f"{part.name}: {part.style}"
        SubElement(clip, "marker", start=marker[0], duration=_time(edit, 1), value=marker[1])
    if timeline.fade_out:
        _transition(spine, edit, timeline.length - timeline.fade_out, timeline.fade_out)


def _clip(spine: Element, edit: Edit, number: int, part: Part) -> Element:
    times = (_time(edit, frames) for frames in (part.start, part.first, part.length))
    offset, start, duration = times
    return SubElement(
        *(spine, "asset-clip"),
        ref=f"a{number}",
        name=part.name,
        offset=offset,
        start=start,
        duration=duration,
    )


def _music(clip: Element, edit: Edit, part: Part) -> None:
    SubElement(
        *(clip, "asset-clip"),
        ref="music",
        name="music",
        lane="-1",
        offset=_time(edit, part.first),
        duration=_time(edit, edit.timeline.length),
        audioRole="music",
    )


def _title(clip: Element, edit: Edit, part: Part, title: Title, style: str) -> None:
    """Connect a title above a clip; where it is, is said in percent of the frame's height."""
    place = SubElement(
        *(clip, "title"),
        ref="title",
        name=title.name,
        lane=str(title.lane),
        offset=_time(edit, part.first + title.first - part.start),
        start="0s",
        duration=_time(edit, title.frames),
    )
    words = SubElement(SubElement(place, "text"), "text-style", ref=style)
    words.text = title.words.text
    _hand(SubElement(SubElement(place, "text-style-def", id=style), "text-style"), edit, title)
    shape = edit.size.width / edit.size.height
    x, y = 100 * shape * (title.middle[0] - 0.5), 100 * (0.5 - title.middle[1])
    SubElement(place, "adjust-transform", position=f"{x:.4g} {y:.4g}")
    fades = (("fadeIn", title.fade_in), ("fadeOut", title.fade_out))
    if any(frames for _, frames in fades):
        amount = SubElement(SubElement(place, "adjust-blend"), "param", name="amount")
        for name, frames in fades:
            if frames:
                SubElement(amount, name, type="linear", duration=_time(edit, frames))


def _hand(style: Element, edit: Edit, title: Title) -> None:
    """Say how words are written: the font is one that every such machine has."""
    hand = title.words.hand
    colour = " ".join(f"{level / 255:.4g}" for level in hand.colour)
    style.attrib |= {
        "font": "Helvetica",
        "fontSize": str(hand.pixels(edit.size.height)),
        "fontColor": f"{colour} 1",
        "alignment": alignment(title.words),
    }
    if hand.shadow:
        style.attrib |= {"shadowColor": "0 0 0 0.75", "shadowOffset": "3 315"}


def _transition(spine: Element, edit: Edit, start: int, frames: int) -> None:
    offset, duration = _time(edit, start), _time(edit, frames)
    place = SubElement(spine, "transition", name="Cross Dissolve", offset=offset, duration=duration)
    SubElement(place, "filter-video", ref="dissolve", name="Cross Dissolve")


def _time(edit: Edit, frames: int) -> str:
    """Return a time as a rational number of seconds, over the frame rate's own denominator."""
    fps = edit.timeline.fps
    return f"{frames * fps.denominator}/{fps.numerator}s" if frames else "0s"
