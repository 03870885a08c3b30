"""MLT: what Kdenlive and Shotcut open, and melt renders.

Source: MLT framework, "MLT XML" and the `pixbuf`, `color`, `affine` and `mix` services of MLT 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tlstyle.exports.edit import Cover, Edit, Joint, Media
from tlstyle.exports.export import MARK, XML, Export
from tlstyle.joins import Dip, Dissolve
from tlstyle.joins.curve import eased

_HEAD = f'<?xml version="1.0" encoding="utf-8"?>\n<!-- {MARK} -->\n'


class Mlt(Export):
    """Each join is a tractor of its own; the whole lies over black, by which it fades.

    Opacity is keyframed by `affine`, which mixes pictures by the film's own weights; `luma` and
    `brightness` do not.
    """

    kind: ClassVar[str] = "mlt"
    ending: ClassVar[str] = ".mlt"
    about: ClassVar[str] = "Kdenlive, Shotcut; melt renders it"
    begins: ClassVar[str] = rf"{XML}<!-- {MARK} -->"
    has_covers: ClassVar[bool] = True

    @classmethod
    def draws(cls, joint: Joint) -> bool:
        """Tell whether opacity alone does not make a join."""
        join = joint.join
        return not (isinstance(join, Dip) or (isinstance(join, Dissolve) and _is_plain_light(join)))

    @classmethod
    def text(cls, edit: Edit) -> str:
        """Return the document."""
        root = Element("mlt", LC_NUMERIC="C", producer="main")
        _profile(root, edit)
        for number, part in enumerate(edit.parts):
            _producer(root, f"clip{number}", edit, part.media)
        for number, media in edit.drawn.items():
            _producer(root, f"drawn{number}", edit, media)
        for number, cover in enumerate(edit.covers):
            _producer(root, f"cover{number}", edit, cover.media)
            _cover_track(root, number, cover)
        _colour(root, "black", "black", edit.timeline.length)
        joints = [joint for joint in edit.joints() if joint.number not in edit.drawn]
        for joint in joints:
            _joint(root, edit, joint)
        _pictures(root, edit)
        _whole(root, edit)
        indent(root)
        return _HEAD + tostring(root, encoding="unicode") + "\n"


def _is_plain_light(join: Dissolve) -> bool:
    return join.light == "display"


def _profile(root: Element, edit: Edit) -> None:
    width, height = edit.size
    shape, fps = Fraction(width, height), edit.timeline.fps
    numbers = {
        "width": width,
        "height": height,
        "progressive": 1,
        "sample_aspect_num": 1,
        "sample_aspect_den": 1,
        "display_aspect_num": shape.numerator,
        "display_aspect_den": shape.denominator,
        "frame_rate_num": fps.numerator,
        "frame_rate_den": fps.denominator,
        "colorspace": 709,
    }
    SubElement(root, "profile", {name: str(number) for name, number in numbers.items()})


def _producer(root: Element, name: str, edit: Edit, media: Media) -> None:
    place = _span(SubElement(root, "producer", id=name), 0, media.frames)
    if media.is_movie:
        service = {"mlt_service": "avformat", "resource": edit.path(media.path)}
    else:
        service = {"mlt_service": "pixbuf", "resource": _numbered(edit, media.path), "ttl": "1"}
    _properties(place, {"length": media.frames, "eof": "pause", **service})


def _numbered(edit: Edit, folder: Path) -> str:
    """Return how MLT names a folder's pictures: it takes a path's first % for their number's."""
    if "%" in str(folder):
        return edit.path(folder / ".all.png")
    return f"{edit.path(folder / '%05d.png')}?begin=1"


def _colour(root: Element, name: str, colour: str, frames: int) -> None:
    place = _span(SubElement(root, "producer", id=name), 0, frames)
    service = {"mlt_service": "color", "resource": colour, "length": frames}
    _properties(place, service)


def _joint(root: Element, edit: Edit, joint: Joint) -> None:
    """Lay what comes over what goes; at a dip both over a colour."""
    own = edit.parts[joint.number].clip
    before = edit.parts[joint.number - 1].clip
    join, name, frames = joint.join, f"join{joint.number}", joint.frames
    shares = [
        eased(Fraction(frame + 1, frames + 1), "smooth" if _is_smooth(join) else "linear")
        for frame in range(frames)
    ]
    tracks = [(f"clip{joint.number - 1}", own.start - before.start), (f"clip{joint.number}", 0)]
    weights = [shares]
    if isinstance(join, Dip):
        _colour(root, f"{name}colour", "#ff" + bytes(join.colour).hex(), frames)
        tracks.insert(0, (f"{name}colour", 0))
        weights = [
            [max(Fraction(0), 1 - 2 * share) for share in shares],
            [max(Fraction(0), 2 * share - 1) for share in shares],
        ]
    place = _span(SubElement(root, "tractor", id=name), 0, frames)
    for producer, first in tracks:
        _span(SubElement(place, "track", producer=producer), first, frames)
    for track, opacity in enumerate(weights, 1):
        _opacity(place, edit, (0, track), (0, frames), dict(enumerate(opacity)))


def _is_smooth(join: object) -> bool:
    return getattr(join, "curve", "linear") == "smooth"


def _pictures(root: Element, edit: Edit) -> None:
    """Play clips and joins, one after the other."""
    playlist = SubElement(root, "playlist", id="pictures")
    joints = {joint.number: joint for joint in edit.joints()}
    for number, part in enumerate(edit.parts):
        if joint := joints.get(number):
            kind = "drawn" if number in edit.drawn else "join"
            entry = SubElement(playlist, "entry", producer=f"{kind}{number}")
            _span(entry, 0, joint.frames)
        left = part.clip.length - part.clip.overlap
        after = joints.get(number + 1)
        alone = left - (after.frames if after else 0)
        if alone:
            entry = SubElement(playlist, "entry", producer=f"clip{number}")
            _span(entry, part.clip.overlap, alone)


def _cover_track(root: Element, number: int, cover: Cover) -> None:
    """Play what lies over the film from its frame on."""
    playlist = SubElement(root, "playlist", id=f"over{number}")
    if cover.first:
        SubElement(playlist, "blank", length=str(cover.first))
    _span(SubElement(playlist, "entry", producer=f"cover{number}"), 0, cover.media.frames)


def _whole(root: Element, edit: Edit) -> None:
    timeline = edit.timeline
    length, last = timeline.length, timeline.length - 1
    if edit.sound:
        music = _span(SubElement(root, "producer", id="music"), 0, length)
        service = {"mlt_service": "avformat", "resource": edit.path(edit.sound)}
        _properties(music, {"video_index": -1, **service})
    whole = _span(SubElement(root, "tractor", id="main"), 0, length)
    over = [f"over{number}" for number in range(len(edit.covers))]
    for name in ("black", "pictures", *over):
        SubElement(whole, "track", producer=name)
    if edit.sound:
        SubElement(whole, "track", producer="music", hide="video")
        mix = _span(SubElement(whole, "transition"), 0, length)
        tracks = {"a_track": 0, "b_track": 2 + len(over)}
        _properties(mix, {"mlt_service": "mix", **tracks, "always_active": 1, "sum": 1})
    for number, cover in enumerate(edit.covers):
        span, seen = (cover.first, cover.media.frames), {0: Fraction(1)}
        _opacity(whole, edit, (1, 2 + number), span, seen)
    gains = {0: Fraction(1), last: Fraction(1)}
    if timeline.fade_in:
        gains |= {0: Fraction(0), timeline.fade_in: Fraction(1)}
    if timeline.fade_out:
        gains |= {last - timeline.fade_out: Fraction(1), last: Fraction(0)}
    _opacity(whole, edit, (0, 1), (0, length), gains)


def _opacity(
    place: Element,
    edit: Edit,
    tracks: tuple[int, int],
    span: tuple[int, int],
    keys: Mapping[int, Fraction],
) -> None:
    """Lay the second track over the first by an opacity that runs straight between keyframes.

    `span` is the first frame for which that is so, and for how many.
    """
    whole = f"0 0 {edit.size.width} {edit.size.height}"
    rect = ";".join(f"{frame}={whole} {float(keys[frame]):.9f}" for frame in sorted(keys))
    transition = _span(SubElement(place, "transition"), *span)
    service = {"mlt_service": "affine", "a_track": tracks[0], "b_track": tracks[1]}
    _properties(transition, {**service, "distort": 1, "rect": rect})


def _span(place: Element, first: int, frames: int) -> Element:
    place.set("in", str(first))
    place.set("out", str(first + frames - 1))
    return place


def _properties(place: Element, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        SubElement(place, "property", name=name).text = str(value)
