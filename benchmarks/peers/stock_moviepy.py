"""The film as moviepy's own examples make one: clips on top of each other, fading in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlstyle.film.encode import FINAL


def write_film(
    folders: Sequence[Path], music: Path, output: Path, *, fps: int, dissolve: float, fade: float
) -> None:
    """Write a film of folders of frames with its music; `dissolve` and `fade` are in seconds."""
    from moviepy import AudioFileClip, CompositeVideoClip, ImageSequenceClip, afx, vfx

    clips: list[ImageSequenceClip] = []
    start = 0.0
    for folder in folders:
        files = [str(file) for file in sorted(folder.iterdir())]
        clip = ImageSequenceClip(files, fps=fps)
        effects = [vfx.CrossFadeIn(dissolve)] if clips else []
        clips.append(clip.with_start(start).with_effects(effects))
        start += clip.duration - dissolve
    film = CompositeVideoClip(clips).with_effects([vfx.FadeIn(fade), vfx.FadeOut(fade)])
    track = AudioFileClip(str(music)).with_effects(
        [afx.AudioLoop(duration=film.duration), afx.AudioFadeIn(0.5), afx.AudioFadeOut(3)]
    )
    film.with_audio(track).write_videofile(
        str(output),
        codec="libx264",
        preset=FINAL.preset,
        audio_codec="aac",
        audio_bitrate="320k",
        temp_audiofile_path=str(output.parent),
        ffmpeg_params=["-crf", str(FINAL.crf)],
        logger=None,
    )
    track.close()
