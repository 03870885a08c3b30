"""The steps of a frame's way, a file each."""
