"""Painted frames: planned, on the disk, and what they carry, without TensorFlow."""
