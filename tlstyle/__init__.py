"""Time-lapse sequences, each painted in the style of a picture, as one finished film."""

__version__ = "0.1.0"
