"""The run over frames: read ahead, paint, write behind."""
