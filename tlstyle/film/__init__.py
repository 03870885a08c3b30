"""Draws a timeline and encodes it, with its music, as one finished film."""

from tlstyle.film.container import film_provenance, is_ours
from tlstyle.film.encode import FINAL, QUICK, Encoding
from tlstyle.film.sound import music_seconds
from tlstyle.film.write import film_bytes, remove_unfinished, write_film

__all__ = [
    "FINAL",
    "QUICK",
    "Encoding",
    "film_bytes",
    "film_provenance",
    "is_ours",
    "music_seconds",
    "remove_unfinished",
    "write_film",
]
