"""The built-in network: it paints offline from the first minute, with weights of our own training.

Importing this package loads neither TensorFlow nor Keras: `tlstyle.painters.builtin.painter` does.
"""

from tlstyle.painters.builtin.weights import weights_digest

__all__ = ["weights_digest"]
