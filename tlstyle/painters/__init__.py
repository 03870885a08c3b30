"""Networks that paint: the built-in one, and SavedModels of Magenta's kind."""
