from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from test_device import GraphFake
from test_device import gpu as gpu

from conftest import FakePainter, Site
from tlstyle.cli.app import run
from tlstyle.frames.file import read_provenance
from tlstyle.painters import models
from tlstyle.steps import Colour
from tlstyle.stills.srgb import decoded

Arrays = NDArray[Any]


def oklab(pixels: Arrays) -> Arrays:
    """Return pixels in Oklab, by the formula as it is published."""
    light = decoded((pixels / np.iinfo(pixels.dtype).max).astype(np.float32)).astype(float)
    first = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    second = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    lab: Arrays = np.cbrt(light @ np.transpose(first)) @ np.transpose(second)
    return lab


def pictures(low: int = 60, high: int = 190) -> tuple[Arrays, Arrays]:
    """Return a painting and a still of all kinds of colours."""
    random = np.random.default_rng(0)
    painting, still = (random.integers(low, high, (50, 40, 3)).astype(np.uint8) for _ in range(2))
    return painting, still


def test_all_of_it_is_the_paintings_lightness_in_the_stills_colour() -> None:
    painting, still = pictures(100, 150)  # of which all mixtures can be shown
    lab = oklab(Colour(1.0).apply(painting, still))
    assert np.abs(lab[..., 0] - oklab(painting)[..., 0]).max() < 0.004  # a level of 255
    assert np.abs(lab[..., 1:] - oklab(still)[..., 1:]).max() < 0.004


def test_a_part_of_it_is_colour_on_the_straight_way_between_both() -> None:
    painting, still = pictures(100, 150)
    lab = oklab(Colour(0.25).apply(painting, still))
    between = 0.75 * oklab(painting) + 0.25 * oklab(still)
    assert np.abs(lab[..., 1:] - between[..., 1:]).max() < 0.004
    assert np.abs(lab[..., 0] - oklab(painting)[..., 0]).max() < 0.004


def test_a_known_colour() -> None:
    grey, red = np.full((1, 1, 3), 128, np.uint8), np.array([[[255, 0, 0]]], np.uint8)
    assert oklab(grey)[0, 0] == pytest.approx([0.5999, 0, 0], abs=1e-4)
    assert oklab(red)[0, 0] == pytest.approx([0.6280, 0.2249, 0.1258], abs=1e-4)
    half = oklab(Colour(0.5).apply(grey, red))[0, 0]
    assert half == pytest.approx([0.5999, 0.2249 / 2, 0.1258 / 2], abs=4e-3)


def test_colours_that_cannot_be_shown_lose_colour_and_keep_their_hue_and_lightness() -> None:
    painting = np.full((1, 256, 3), 0, np.uint8) + np.arange(256, dtype=np.uint8)[None, :, None]
    still = np.broadcast_to(np.array([0, 0, 255], np.uint8), painting.shape)
    done = Colour(1.0).apply(painting, still)
    assert done[0, 0].max() <= 1  # what is black stays so, and what is white
    assert done[0, 255].min() >= 254
    lab = oklab(done)
    assert np.abs(lab[0, 8:, 0] - oklab(painting)[0, 8:, 0]).max() < 0.006
    chroma = np.hypot(lab[0, :, 1], lab[0, :, 2])
    hue = np.arctan2(lab[0, :, 2], lab[0, :, 1])[chroma > 0.05]
    blue = oklab(still)[0, 0]
    assert np.abs(hue - np.arctan2(blue[2], blue[1])).max() < 0.03  # clipped apart it is 0.5 off
    assert chroma.max() > 0.28  # of 0.31 that blue has
    assert len(hue) > 200


def test_what_has_no_colour_to_lose_stays_to_the_level() -> None:
    painting, _ = pictures(0, 256)
    assert np.abs(Colour(1.0).apply(painting, painting).astype(int) - painting).max() <= 1
    grey = np.repeat(painting[..., :1], 3, axis=-1)
    assert (Colour(1.0).apply(grey, grey) == grey).all()


def test_canvases_of_16_bits_give_the_same() -> None:
    painting, still = pictures()
    deep = still.astype(np.uint16) * 257
    step = Colour(0.7)
    assert (step.apply(painting, deep) == step.apply(painting, still)).all()


@pytest.mark.parametrize("kept", [0.3, 1.0])
def test_it_is_the_same_on_a_device_but_for_rounding(kept: float) -> None:
    painting, still = pictures(0, 256)
    paintings, stills = np.stack([painting, still]), np.stack([still, painting])
    keyed = np.array([kept, kept / 2], np.float32)
    device = np.asarray(
        Colour(keyed).on_device(  # type: ignore[arg-type]  # as a device has keyed numbers
            paintings.astype(np.float32), stills.astype(np.float32) / 255
        )
    )
    own = np.stack(
        [
            Colour(number).apply(*each).astype(float)
            for number, *each in zip((kept, kept / 2), paintings, stills, strict=True)
        ]
    )
    off = np.abs(device - own)
    assert off.max() <= 1
    assert (off > 0).mean() < 1e-2
    assert (own != paintings).mean() > 0.5


def frames(site: Site) -> list[Arrays]:
    return [np.asarray(Image.open(site.frames / f"one/img{n}.png")) for n in range(1, 9)]


def set_colour(site: Site, value: str) -> None:
    site.write(lambda text: re.sub("\ncolour = .*", "", text))
    site.replace('style = "red.png"', f'style = "red.png"\ncolour = {value}')


def test_a_film_keeps_its_stills_colours_by_keyframes(
    site: Site, painter: FakePainter, capsys: pytest.CaptureFixture[str]
) -> None:
    paint = ["paint", str(site.file), "--quiet"]
    assert run(paint) == 0
    plain = frames(site)
    set_colour(site, '[["#3", 0.0], ["#6", 1.0]]')
    assert run(["status", str(site.file)]) == 0
    assert "one: 3 of 8 done, 5 pending: colour kept otherwise" in capsys.readouterr().out
    assert run(paint) == 0
    keyed = frames(site)
    assert all((one == other).all() for one, other in zip(plain[:3], keyed[:3], strict=True))
    still = np.asarray(Image.open(site.folder / "one/img8.png"))[:18, :32]
    assert np.abs(oklab(keyed[7])[..., 1:] - oklab(still)[..., 1:]).max() < 0.01
    _, carried = read_provenance(site.frames / "one/img8.png") or (None, None)
    assert carried
    assert carried["colour"] == [1, 1.0]
    assert run(["preview", str(site.file), "--quiet"]) == 0
    assert run(["build", str(site.file), "--quiet"]) == 0
    set_colour(site, "0")
    assert run(["status", str(site.file)]) == 0
    assert "5 pending: colour kept otherwise" in capsys.readouterr().out


def test_keyed_colours_are_the_same_on_a_device(
    site: Site, gpu: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = GraphFake()
    monkeypatch.setattr(models, "open_painter", lambda *_, **__: fake)
    set_colour(site, '[["#3", 0.0], ["#6", 1.0]]\nsteady = 1')
    assert run(["paint", str(site.file), "--quiet"]) == 0
    assert fake.traces
    aboard = frames(site)
    monkeypatch.setattr(models, "choose_device", lambda wanted: "CPU")
    for file in Path(site.frames).rglob("*.png"):
        file.unlink()
    assert run(["paint", str(site.file), "--quiet"]) == 0
    off = np.abs(np.stack(aboard).astype(int) - np.stack(frames(site)))
    assert off.max() <= 1
