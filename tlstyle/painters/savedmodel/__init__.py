"""Painting networks from SavedModel folders and TF Hub or Kaggle URLs.

Only `open_savedmodel` imports TensorFlow, and only when it is called.
"""

from tlstyle.painters.savedmodel.folder import check_savedmodel, model_digest
from tlstyle.painters.savedmodel.painter import SavedModelPainter, open_savedmodel

__all__ = ["SavedModelPainter", "check_savedmodel", "model_digest", "open_savedmodel"]
