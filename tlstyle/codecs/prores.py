"""ProRes 422 HQ: what editors take without a further loss."""

from __future__ import annotations

from fractions import Fraction

from tlstyle.codecs.codec import HIGH, PCM, Codec, Encoding, hd


def _arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    return hd(fps, "yuv422p10le", "-profile:v", encoding.preset, "-vendor", "apl0")


PRORES = Codec(
    name="prores",
    about="ProRes 422 HQ with plain PCM sound, for editors; large",
    encoder="prores_ks",
    qualities={HIGH: Encoding(None, "hq", "prores")},
    arguments=_arguments,
    takes_rates=False,
    endings=(".mov",),
    sound=PCM,
    delay=0,
    bytes_a_pixel=0.5,
    depths=(10,),
)
