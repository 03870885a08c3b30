"""How the built-in network was made: `python -m training.train`, `python -m training.evaluate`."""
