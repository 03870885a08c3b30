"""Four pictures to paint like, as unlike one another as a wall of children's favourites."""

from collections.abc import Callable

from PIL import Image

from tlstyle.demo.art import glass, night, points, wave

SIDE = 960

PICTURES: dict[str, Callable[[int], Image.Image]] = {
    "wave": wave.draw,
    "night": night.draw,
    "points": points.draw,
    "glass": glass.draw,
}
