"""The buildings by which one knows San Francisco, and the streets of small houses between them."""

import math
from itertools import pairwise

import numpy as np

from tlstyle.demo.city import City, Tower, draw_tower
from tlstyle.demo.picture import mix, rgb

# Behind, dimmed by haze, then before: left edge, width, height, wall, glass.
BACK_ROW = (
    Tower(395, 62, 205, "#a9adb5", "#8291a3", haze=0.30, lit=0.4),
    Tower(505, 58, 250, "#8f9aa8", "#6d8296", haze=0.28, lit=0.4),
    Tower(640, 66, 300, "#9aa7b4", "#6f8aa3", haze=0.24, lit=0.4),
    Tower(772, 60, 260, "#b7a999", "#7d8792", haze=0.26, lit=0.4),
    Tower(905, 70, 275, "#a39d98", "#77828e", haze=0.26, lit=0.4),
    Tower(1030, 58, 240, "#b3aca3", "#808a94", haze=0.30, lit=0.4),
    Tower(1235, 54, 190, "#b5aea8", "#88929c", haze=0.34, lit=0.4),
    Tower(1330, 60, 165, "#bcb2a4", "#8c949a", haze=0.36, lit=0.4),
)
MIDDLE_ROW = (
    Tower(452, 50, 300, "#5d7688", "#87a6bb", 0.4, taper=0.12, floor=5, lit=0.45),
    Tower(555, 66, 262, "#7d8b99", "#a9bfcd", 0.35, floor=5.5, lit=0.5),
    Tower(700, 60, 286, "#c3b9aa", "#75808a", 0.3, bay=6, lit=0.45),
    Tower(838, 58, 318, "#b0a79c", "#5f6b78", 0.35, bay=4, lit=0.5),
    Tower(1098, 60, 232, "#c9bda6", "#6d7680", 0.3, lit=0.5),
)
BANK_OF_AMERICA = Tower(930, 108, 372, "#5d4038", "#3a3436", 0.42, floor=5.2, bay=5.4, lit=0.55)
SALESFORCE = Tower(
    585, 100, 492, "#a9bcc9", "#7f9fb8", 0.38, 0.16, round_top=150, floor=6, bay=5, lit=0.55
)
FRONT_ROW = (
    Tower(360, 74, 128, "#b99f86", "#6e6d70", lit=0.5),
    Tower(432, 56, 186, "#cfc5b6", "#737d86", lit=0.5),
    Tower(510, 64, 150, "#a8886e", "#5d5f66", lit=0.5),
    Tower(682, 74, 168, "#8d97a1", "#b3c6d2", lit=0.55),
    Tower(770, 62, 236, "#d8d0c2", "#6b7580", 0.22, bay=4.2, lit=0.6),
    Tower(842, 62, 204, "#d8d0c2", "#6b7580", 0.22, bay=4.2, lit=0.6),
    Tower(912, 62, 182, "#d8d0c2", "#6b7580", 0.22, bay=4.2, lit=0.6),
    Tower(986, 70, 160, "#d8d0c2", "#6b7580", 0.22, bay=4.2, lit=0.6),
    Tower(1060, 66, 122, "#b08d75", "#5c5a5c", lit=0.5),
    Tower(1208, 60, 110, "#c8b49a", "#6a6a6c", lit=0.5),
    Tower(1276, 72, 88, "#a77c66", "#55565a", lit=0.5),
)
STONE = ("#a9a39b", "#8f99a3", "#b7aa98", "#c9c0b0", "#7f8a95", "#a08a78", "#b8bdc2")
HOUSES = ("#e8dfd0", "#d9c8ae", "#c9b7a4", "#e3d3c0", "#b9a99c", "#d8b9a0", "#cfd3d2", "#e9e2d6")


def draw_city(city: City) -> None:
    """Draw the whole city, from the back to the waterfront."""
    for tower in BACK_ROW:
        draw_tower(city, tower)
    draw_fillers(city, 34)
    draw_slopes(city)
    draw_houses(city, -20.0, 1920.0, 620)
    for tower in MIDDLE_ROW:
        draw_tower(city, tower)
    draw_tower(city, BANK_OF_AMERICA)
    draw_salesforce(city)
    draw_transamerica(city)
    draw_coit_tower(city)
    for tower in FRONT_ROW:
        draw_tower(city, tower)
    draw_bay_bridge(city)
    draw_waterfront(city)
    draw_ferry_building(city)


def slope(x: float) -> float:
    """Return how high the streets climb behind the waterfront at x: Rincon, Nob, Telegraph Hill."""
    hills = ((330, 190, 46), (1010, 330, 62), (1265, 150, 74), (1510, 150, 128), (1760, 260, 92))
    return 14 + max(rise * math.exp(-(((x - top) / wide) ** 2)) for top, wide, rise in hills)


def draw_fillers(city: City, count: int) -> None:
    """Draw the nameless towers of downtown, tallest in its middle."""
    for _ in range(count):
        x = float(city.random.normal(760, 260))
        tall = 60 + 220 * math.exp(-(((x - 760) / 330) ** 2)) * float(
            city.random.uniform(0.55, 1.0)
        )
        wide = float(city.random.uniform(34, 62))
        wall = STONE[int(city.random.integers(len(STONE)))]
        floor, bay = (float(part) for part in city.random.uniform((5, 4), (6.5, 6.5)))
        haze = float(city.random.uniform(0.12, 0.34))
        tower = Tower(x, wide, tall, wall, "#75828f", 0.34, floor=floor, bay=bay, haze=haze)
        draw_tower(city, tower)
        if city.random.random() < 0.5:
            crown = Tower(x + wide * 0.2, wide * 0.55, 14, wall, "#75828f", 0.34, haze=haze)
            draw_tower(city, crown, tall)


def draw_slopes(city: City) -> None:
    """Draw the ground of the hills behind the houses, patched with gardens."""
    edge = [(float(x), slope(float(x)) + 4) for x in np.arange(-20, 1960, 20.0)]
    city.shape([(-20.0, 0.0), *edge, (1960.0, 0.0)], rgb("#8d8a80"))
    for _ in range(900):
        x, up = float(city.random.uniform(0, 1920)), float(city.random.random())
        tone = mix(rgb("#55604c"), rgb("#a9a296"), float(city.random.random()))
        spot = city.at(x, up * slope(x))
        city.sheet.disc(spot, float(city.random.uniform(2, 6)) * city.scale, tone)


def draw_bay_bridge(city: City) -> None:
    """Draw the western span of the Bay Bridge, coming in from the left over the water."""
    steel, dark = rgb("#98a0a8"), rgb("#6b737c")
    towers = (
        (-150.0, 330.0, 100.0),
        (118.0, 262.0, 82.0),
        (302.0, 196.0, 68.0),
        (520.0, 70.0, 52.0),
    )
    for (x0, top0, deck0), (x1, top1, deck1) in pairwise(towers):
        share = np.linspace(0, 1, 40)
        x, deck = x0 + (x1 - x0) * share, deck0 + (deck1 - deck0) * share
        line = (
            top0 + (top1 - top0) * share - 4 * share * (1 - share) * ((top0 + top1) / 2 - deck0 - 6)
        )
        cable = list(zip(x, np.maximum(line, deck), strict=True))
        for (a, high), low in zip(cable, deck, strict=True):
            city.sheet.line([city.at(a, low), city.at(a, high)], dark, 0.7 * city.scale)
            city.lamp(float(a), float(high) + 1, 0.46, rgb("#f4f6ff"), 2.2)
        city.sheet.line([city.at(a, b) for a, b in cable], steel, 2.4 * city.scale)
        for under, tone, wide in ((0, steel, 3.2), (-9, dark, 3.2), (-4.5, dark, 1.0)):
            ends = [city.at(x0, deck0 + under), city.at(x1, deck1 + under)]
            city.sheet.line(ends, tone, wide * city.scale)
        for a, b in zip(x, deck, strict=True):
            city.sheet.line([city.at(a, b), city.at(a + 4, b - 9)], dark, 0.9 * city.scale)
    for x0, top, _ in towers[1:3]:
        for leg in (x0 - 7, x0 + 7):
            city.sheet.line([city.at(leg, -2), city.at(leg, top)], steel, 4.2 * city.scale)
        for low in np.arange(6, top - 20, 34.0):
            for a, b in ((-7, 7), (7, -7)):
                brace = [city.at(x0 + a, float(low)), city.at(x0 + b, float(low) + 30)]
                city.sheet.line(brace, dark, 1.8 * city.scale)
        city.lamp(x0, top + 4, 0.44, rgb("#ff5a48"), 4)


def draw_houses(city: City, start: float, end: float, count: int) -> None:
    """Draw small houses up the slopes, the highest and farthest first."""
    places = city.random.uniform(start, end, count * 3), city.random.uniform(0, 1, count * 3)
    order = np.argsort(-places[1])
    for x, up in zip(places[0][order], places[1][order], strict=True):
        foot = float(up) * slope(float(x))
        wide, tall = city.random.uniform(11, 24), city.random.uniform(10, 24)
        wall = HOUSES[int(city.random.integers(len(HOUSES)))]
        if city.random.random() < 0.22:
            _draw_tree(city, float(x), foot + 6)
        haze = 0.10 + 0.22 * float(up)
        house = Tower(float(x), wide, tall, wall, "#565a62", 0.3, lit=0.4, haze=haze, bay=5.5)
        draw_tower(city, house, foot)


def _draw_tree(city: City, x: float, foot: float) -> None:
    green = mix(rgb("#3c4a34"), rgb("#66704a"), float(city.random.random()))
    for _ in range(5):
        dx, dy, r = city.random.uniform((-7, 0, 3), (7, 9, 6.5))
        city.sheet.disc(city.at(x + dx, foot + dy), r * city.scale, green * (0.8 + dy / 30))


def draw_salesforce(city: City) -> None:
    """Draw the tallest tower: rounded, banded, with a crown that glows at night."""
    draw_tower(city, SALESFORCE)
    for height in np.arange(12, 478, 6.0):
        left, _, right = SALESFORCE.edges(float(height))
        line = [city.at(left, float(height)), city.at(right, float(height))]
        city.sheet.line(line, rgb("#dfe9ee"), 0.8 * city.scale, 0.5)
    for height in np.arange(424, 486, 2.0):
        left, _, right = SALESFORCE.edges(float(height))
        for x in np.arange(left + 2, right - 2, 2.0):
            tint = mix(rgb("#8fc7ff"), rgb("#e79cff"), float((height - 424) / 62))
            city.window(
                (float(x), float(height), float(x) + 2, float(height) + 2), 0.66, tint * 0.75
            )


def draw_transamerica(city: City) -> None:
    """Draw the pyramid with its two wings, its quartz wall and its aluminium tip."""
    pyramid = Tower(1128, 104, 412, "#e9e3d8", "#8f949c", 0.34, 0.97, floor=5.2, bay=4.6, lit=0.5)
    draw_tower(city, pyramid)
    wing, shade = rgb("#ddd6ca"), rgb("#8f8a86")
    city.sheet.polygon([city.at(*p) for p in ((1157, 150), (1164, 318), (1167, 150))], wing)
    city.sheet.polygon([city.at(*p) for p in ((1192, 150), (1194, 318), (1203, 150))], shade)
    tip = [city.at(*p) for p in ((1173.4, 330), (1180, 424), (1186.6, 330))]
    city.sheet.polygon(tip, rgb("#f2efe9"))
    half = [city.at(*p) for p in ((1181.5, 330), (1180, 424), (1186.6, 330))]
    city.sheet.polygon(half, rgb("#a8a6a4"))
    city.lamp(1180, 421, 0.5, rgb("#ffffff"), 4)


def draw_coit_tower(city: City) -> None:
    """Draw the fluted column on Telegraph Hill, floodlit after dark."""
    x, foot = 1510.0, slope(1510) - 6
    draw_tower(city, Tower(x - 12, 24, 92, "#efe6d6", "#d9cfbe", 0.34, floor=200), foot)
    draw_tower(city, Tower(x - 10, 20, 102, "#f3ebdc", "#6f6a66", 0.34, floor=200), foot)
    for bay in range(4):
        left = x - 9 + bay * 4.7
        arch = [
            (left, foot + 84),
            (left + 2.4, foot + 84),
            (left + 2.4, foot + 96),
            (left, foot + 96),
        ]
        city.sheet.polygon([city.at(*p) for p in arch], rgb("#5d5852"))
    for height in np.arange(2, 100, 2.0):
        fall = 0.75 - 0.4 * float(height) / 100
        box = (x - 11, foot + float(height), x + 5, foot + float(height) + 2)
        city.window(box, 0.56, rgb("#ffe2b4") * fall)


def draw_waterfront(city: City) -> None:
    """Draw the piers' sheds along the Embarcadero, its sea wall and its row of lamps."""
    for x in np.arange(-20, 1940, 96.0):
        if not 950 < x + 40 < 1160:
            shed = Tower(float(x), 80, 24, "#ddd8cc", "#5f6870", 0.12, floor=9, bay=8, lit=0.7)
            draw_tower(city, shed)
            gable = [city.at(*p) for p in ((x + 22, 24), (x + 36, 33), (x + 50, 24))]
            city.sheet.polygon(gable, rgb("#e9e5da"))
    wall = [city.at(*p) for p in ((-10, -3), (1930, -3), (1930, 4), (-10, 4))]
    city.sheet.polygon(wall, rgb("#4f4a45"))
    for x in np.arange(8, 1920, 24.0):
        city.lamp(float(x), 7, 0.42 + 0.06 * float(city.random.random()), rgb("#ffb765"), 3.0)


def draw_ferry_building(city: City) -> None:
    """Draw the long arcade on the water and the clock tower above it."""
    draw_tower(city, Tower(962, 190, 30, "#e6dfcf", "#6d7176", 0.0, floor=13, bay=7, lit=0.85))
    draw_tower(city, Tower(1044, 26, 72, "#ece5d6", "#8d8a84", 0.34, floor=14, bay=9, lit=0.4))
    draw_tower(city, Tower(1047, 20, 96, "#ece5d6", "#77746e", 0.34, floor=12, bay=7, lit=0.3))
    draw_tower(city, Tower(1050, 14, 110, "#e2dac9", "#77746e", 0.34, floor=40))
    city.sheet.polygon(
        [city.at(*p) for p in ((1050, 110), (1057, 126), (1064, 110))], rgb("#8a8377")
    )
    city.sheet.disc(city.at(1055, 80), 7 * city.scale, rgb("#fbf7ec"))
    city.lamp(1055, 80, 0.40, rgb("#fff0cf"), 11)
    city.lamp(1057, 127, 0.40, rgb("#ff5040"), 3)
