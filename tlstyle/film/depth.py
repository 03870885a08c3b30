"""Frames of 16 bits a channel as encoders are to be given them."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np

from tlstyle.codecs import CODECS, Encoding
from tlstyle.film.encode import deep_encoder, encoder
from tlstyle.film.process import Fed
from tlstyle.pixels import FramePixels, in_depth
from tlstyle.size import Size
from tlstyle.steps.dither import dithered

_BYTES = 8


class Encoder:
    """A process that encodes frames of 8 bits a channel, or if `deep` of 16.

    Those of 16 become the film's own colours in as many bits as the film has, dithered where these
    are 8, the same way in every frame; where the film is in RGB itself, as frames are.
    """

    def __init__(
        self,
        film: Path,
        size: Size,
        fps: Fraction,
        encoding: Encoding,
        provenance: str,
        *,
        deep: bool,
    ) -> None:
        self._in_rgb = CODECS[encoding.codec].is_rgb
        depth = encoding.depth or CODECS[encoding.codec].depths[0]
        self._dithers = deep and self._in_rgb and depth == _BYTES
        self._is_deep = deep and not self._dithers
        start = deep_encoder if self._is_deep else encoder
        self.process: subprocess.Popen[bytes] = start(film, size, fps, encoding, provenance)
        self.fed = Fed(self.process)

    def take(self, frame: FramePixels) -> None:
        """Encode a frame, if it still takes any."""
        if self._dithers:
            frame = dithered(in_depth(frame))
        elif self._is_deep and not self._in_rgb:
            # ffmpeg takes 65280, and not 65535, for the white that 8 bits call 255.
            frame = frame - (frame >> np.uint16(_BYTES))
        self.fed.take(np.ascontiguousarray(frame).data)
