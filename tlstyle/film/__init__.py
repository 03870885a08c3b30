"""Draws a timeline and encodes it, with its music, as one finished film."""

from tlstyle.codecs import Encoding
from tlstyle.film.container import frame_count
from tlstyle.film.encode import FINAL, QUICK
from tlstyle.film.film import Film
from tlstyle.film.former import is_joined_of
from tlstyle.film.identity import Identities
from tlstyle.film.known import is_known_intact, remember
from tlstyle.film.loudness import Loudness, loudness_of
from tlstyle.film.seal import Look, Mark, film_provenance, is_intact, look
from tlstyle.film.segments import is_segment
from tlstyle.film.track import music_seconds
from tlstyle.film.trial import encoder_trouble
from tlstyle.film.write import Order, is_kept, remove_unfinished, write_films

__all__ = [
    "FINAL",
    "QUICK",
    "Encoding",
    "Film",
    "Identities",
    "Look",
    "Loudness",
    "Mark",
    "Order",
    "encoder_trouble",
    "film_provenance",
    "frame_count",
    "is_intact",
    "is_joined_of",
    "is_kept",
    "is_known_intact",
    "is_segment",
    "look",
    "loudness_of",
    "music_seconds",
    "remember",
    "remove_unfinished",
    "write_films",
]
