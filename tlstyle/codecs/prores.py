"""ProRes 422 HQ: what editors take without a further loss."""

from __future__ import annotations

from fractions import Fraction

from tlstyle.codecs.codec import HD_TAGS, HIGH, PCM, Codec, Encoding, as_hd, exactly_timed


def _arguments(fps: Fraction, encoding: Encoding) -> list[str]:
    filters = exactly_timed(fps, *as_hd("yuv422p10le"))
    return [*filters, "-profile:v", encoding.preset, "-vendor", "apl0", *HD_TAGS]


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
