"""A short piece for the sample film: eight bars in D for marimba, soft strings, bass and bells."""

import io
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 44100
BEAT = 0.75
BARS = 8
SECONDS = BARS * 4 * BEAT
PEAK = 0.82

# Per bar: the bass note, and the chord from low to high, as MIDI numbers (60 is middle C).
CHORDS = (
    (38, (62, 66, 69, 73, 76)),  # D major 9
    (35, (59, 66, 69, 74, 78)),  # B minor 7
    (43, (59, 62, 66, 71, 74)),  # G major 7
    (45, (61, 64, 69, 71, 76)),  # A add 9
    (42, (62, 66, 69, 74, 78)),  # D over F sharp
    (43, (62, 67, 71, 74, 78)),  # G major 7
    (45, (62, 64, 69, 74, 76)),  # A suspended
    (38, (62, 66, 69, 74, 78)),  # D major
)
# In which order the marimba plays a chord's notes, an eighth each.
FIGURE = (0, 2, 4, 1, 3, 2, 4, 3)
# The bells: beat, note, beats long.
MELODY = (
    (2, 81, 2), (5, 83, 1), (6, 81, 2), (8, 78, 3), (11, 79, 1), (12, 76, 3),
    (16, 81, 2), (18, 86, 2), (20, 83, 2), (22, 81, 1), (23, 79, 1), (24, 81, 3), (28, 78, 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """One sounding note: seconds, pitch in hertz, loudness 0..1, place from left -1 to right 1."""

    start: float
    length: float
    pitch: float
    loud: float
    place: float = 0.0


def compose() -> NDArray[np.int16]:
    """Return the whole piece, int16 [samples, 2], peak below 1, silent at both ends."""
    dry = np.zeros((round(SECONDS * RATE), 2))
    random = np.random.default_rng(301)
    for note in marimba(random):
        _add(dry, note, _marimba(note))
    for note in strings():
        _add(dry, note, _string(note))
    for note in bass():
        _add(dry, note, _bass(note))
    for note in bells():
        _add(dry, note, _bell(note))
    wet = _fade(dry + 0.32 * _reverb(dry, random))
    return np.asarray(np.round(wet / np.abs(wet).max() * PEAK * 32767), np.int16)


def wav(samples: NDArray[np.int16]) -> bytes:
    """Return 16-bit stereo samples as the bytes of a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def marimba(random: np.random.Generator) -> list[Note]:
    """Return the running eighths, a little uneven, as hands are."""
    notes = []
    for bar, (_, chord) in enumerate(CHORDS):
        for eighth, tone in enumerate(FIGURE):
            start = (bar * 4 + eighth / 2) * BEAT + abs(random.normal(0, 0.006))
            loud = (0.30 if eighth % 4 == 0 else 0.22) * random.uniform(0.85, 1.1)
            place = -0.5 + tone * 0.25
            if bar < BARS - 1 or eighth < 5:
                notes.append(Note(start, 1.6, hertz(chord[tone]), loud, place))
    return notes


def strings() -> list[Note]:
    """Return the held chords, each swelling before the one before has faded."""
    notes = []
    for bar, (_, chord) in enumerate(CHORDS):
        for voice, tone in enumerate(chord[:4]):
            place = (-0.7, 0.6, -0.3, 0.7)[voice]
            notes.append(Note(bar * 4 * BEAT, 4.6 * BEAT, hertz(tone), 0.075, place))
    return notes


def bass() -> list[Note]:
    """Return the bass: the root, and again before the bar is over."""
    notes = []
    for bar, (root, _) in enumerate(CHORDS):
        notes.append(Note(bar * 4 * BEAT, 2.4 * BEAT, hertz(root), 0.34))
        if bar < BARS - 1:
            notes.append(Note((bar * 4 + 2.5) * BEAT, 1.4 * BEAT, hertz(root + 12), 0.16))
    return notes


def bells() -> list[Note]:
    """Return the melody."""
    return [
        Note(beat * BEAT, length * BEAT + 1.2, hertz(tone), 0.21, 0.15)
        for beat, tone, length in MELODY
    ]


def hertz(midi: int) -> float:
    """Return the frequency of a MIDI note in equal temperament."""
    return float(440.0 * 2 ** ((midi - 69) / 12))


def _add(track: Samples, note: Note, sound: Samples) -> None:
    """Add a note's sound to the track, placed between the speakers at equal power."""
    first = round(note.start * RATE)
    room = len(track) - first
    angle = (note.place + 1) * np.pi / 4
    track[first : first + len(sound), 0] += sound[:room] * np.cos(angle)
    track[first : first + len(sound), 1] += sound[:room] * np.sin(angle)


def _time(note: Note) -> Samples:
    return np.arange(round(note.length * RATE)) / RATE


def _ends(time: Samples, attack: float, release: float) -> Samples:
    """Return an envelope that opens and closes softly, so that no note clicks."""
    opening = np.clip(time / attack, 0, 1)
    closing = np.clip((time[-1] - time) / release, 0, 1)
    return np.asarray(np.sin(opening * np.pi / 2) ** 2 * np.sin(closing * np.pi / 2) ** 2)


def _marimba(note: Note) -> Samples:
    """Return a struck bar: its tone, and the overtone two octaves up that bars are tuned to."""
    time = _time(note)
    turn = 2 * np.pi * note.pitch * time
    body = np.sin(turn) * np.exp(-time * 3.4)
    knock = 0.34 * np.sin(turn * 3.93) * np.exp(-time * 13)
    click = 0.10 * np.sin(turn * 9.2) * np.exp(-time * 42)
    return note.loud * (body + knock + click) * _ends(time, 0.003, 0.2)


def _string(note: Note) -> Samples:
    """Return a soft held tone: two slightly different ones, with few overtones."""
    time = _time(note)
    sound = np.zeros_like(time)
    for drift in (-0.0016, 0.0019):
        turn = 2 * np.pi * note.pitch * (1 + drift) * time
        for overtone in range(1, 6):
            sound += np.sin(turn * overtone + overtone * drift * 900) / overtone**2.1
    return note.loud * sound * _ends(time, 0.9, 1.3)


def _bass(note: Note) -> Samples:
    time = _time(note)
    turn = 2 * np.pi * note.pitch * time
    tone = np.sin(turn) + 0.32 * np.sin(2 * turn) + 0.10 * np.sin(3 * turn)
    return note.loud * tone * np.exp(-time * 0.9) * _ends(time, 0.012, 0.35)


def _bell(note: Note) -> Samples:
    """Return a bell by frequency modulation, brighter when struck than after."""
    time = _time(note)
    turn = 2 * np.pi * note.pitch * time
    shimmer = 1.1 * np.exp(-time * 3.2) * np.sin(turn * 3.01)
    return note.loud * np.sin(turn + shimmer) * np.exp(-time * 1.5) * _ends(time, 0.008, 0.4)


def _reverb(dry: Samples, random: np.random.Generator) -> Samples:
    """Return the answer of a hall: noise that dies away, different to each ear."""
    time = np.arange(round(2.4 * RATE)) / RATE
    length = 1 << int(np.ceil(np.log2(len(dry) + len(time))))
    wet = np.empty_like(dry)
    for ear in (0, 1):
        answer = random.normal(0, 1, len(time)) * np.exp(-time * 2.6) * np.clip(time / 0.02, 0, 1)
        # A running mean takes the hiss out of the tail.
        answer = np.convolve(answer, np.ones(12) / 12, mode="same")
        answer /= np.sqrt((answer**2).sum())
        heard = np.fft.rfft(dry[:, ear], length) * np.fft.rfft(answer, length)
        wet[:, ear] = np.fft.irfft(heard, length)[: len(dry)]
    return wet


def _fade(track: Samples) -> Samples:
    time = np.arange(len(track)) / RATE
    return track * _ends(time, 0.02, 1.6)[:, None]
