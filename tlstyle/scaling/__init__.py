"""Canvases brought to the size that a painter is to paint, and paintings brought back to theirs."""
