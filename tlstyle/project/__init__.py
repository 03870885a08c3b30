"""One TOML file into a checked, frozen `Project`."""

from tlstyle.project.faults import nearest
from tlstyle.project.load import Draft, read_draft
from tlstyle.project.paths import path_hint
from tlstyle.project.tables import ProjectTable
from tlstyle.project.types import Music, Preview, Project, Shape, Shot
from tlstyle.project.write import NewSequence, write_project

__all__ = [
    "Draft",
    "Music",
    "NewSequence",
    "Preview",
    "Project",
    "ProjectTable",
    "Shape",
    "Shot",
    "nearest",
    "path_hint",
    "read_draft",
    "write_project",
]
