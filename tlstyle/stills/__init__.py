"""What was filmed: stills found, read and looked at, without TensorFlow."""
