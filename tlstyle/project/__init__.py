"""One TOML file into a checked, frozen `Project`."""

from tlstyle.project.types import Crop, Music, Preview, Project, Shot, Style, StylePicture

__all__ = ["Crop", "Music", "Preview", "Project", "Shot", "Style", "StylePicture"]
