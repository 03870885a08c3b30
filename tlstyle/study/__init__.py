"""A brush that studies the painting: the built-in painter, trained further for one sequence.

The door, for whoever wires it into a project:

    lesson = Lesson(style.pictures, style.canvas, stills=96, footage=digest, budget=Minutes(4))
    file = lesson.file(work / "studies")          # its name says all that was asked for
    study(lesson, canvas_of, folder, report)      # returns that file; goes on where it was
    BuiltinPainter(brush=file)                    # paints with it
    brush_digest(file)                            # what of it decides a frame's pixels

`canvas_of(number)` returns still `number` as the painter would be handed it. Importing this package
loads neither TensorFlow nor Keras, so a lesson can be named, looked for and estimated cheaply; what
`study` alone needs, it imports when it is called.
"""

from tlstyle.study.brush import brush_digest, fits
from tlstyle.study.lesson import Lesson, Minutes, Steps, side_of
from tlstyle.study.news import News
from tlstyle.study.painting import show
from tlstyle.study.picture import is_sheet
from tlstyle.study.run import SMALLEST, refuse_impossible, study
from tlstyle.study.vgg import check_extra

__all__ = [
    "SMALLEST",
    "Lesson",
    "Minutes",
    "News",
    "Steps",
    "brush_digest",
    "check_extra",
    "fits",
    "is_sheet",
    "refuse_impossible",
    "show",
    "side_of",
    "study",
]
