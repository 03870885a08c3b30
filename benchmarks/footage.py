"""Footage drawn by code: stills of the sample film's shots, and noise for music."""

from __future__ import annotations

import multiprocessing
import os
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tlstyle.demo.folder import jpeg
from tlstyle.demo.shots import draw_still
from tlstyle.size import Size

SHOT = "golden-gate"
"""The shot that is painted where one is enough."""


def draw_stills(folder: Path, count: int, size: Size, shots: Sequence[str] = (SHOT,)) -> None:
    """Draw shots of the sample film as JPEG stills, each into its folder; drawn once."""
    wanted = [(folder / shot, shot, count, size) for shot in shots if not (folder / shot).exists()]
    if wanted:
        with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
            pool.starmap(_draw_shot, wanted)


def _draw_shot(folder: Path, shot: str, count: int, size: Size) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        still = jpeg(draw_still(shot, number, size, count))
        (folder / f"DSC{number + 1:04}.jpg").write_bytes(still)


def still_size(size: Size) -> Size:
    """Return the 3:2 size of a camera's stills for a film of this size."""
    return Size(size.width, size.width * 2 // 3)


def link_stills(folder: Path, stills: Sequence[Path], count: int) -> None:
    """Fill a folder with `count` stills that are, in turn, the same few files."""
    folder.mkdir(parents=True)
    for number in range(count):
        os.link(stills[number % len(stills)], folder / f"DSC{number + 1:05}.jpg")


def write_music(file: Path, seconds: int) -> None:
    """Write a stereo track of noise, which no codec finds easy."""
    noise = np.random.default_rng(0).integers(-8000, 8000, (seconds * 48000, 2), np.int16)
    with wave.open(str(file), "wb") as track:
        track.setnchannels(2)
        track.setsampwidth(2)
        track.setframerate(48000)
        track.writeframes(noise.tobytes())
