"""Painting networks from SavedModel folders and TF Hub or Kaggle URLs.

Only `open_savedmodel` imports TensorFlow, and only when it is called.
"""

from tlstyle.painters.savedmodel.folder import check_savedmodel, model_digest
from tlstyle.painters.savedmodel.opening import open_savedmodel
from tlstyle.painters.savedmodel.painter import SavedModelPainter

__all__ = ["SavedModelPainter", "check_savedmodel", "model_digest", "open_savedmodel"]
