"""What is wrong with a project, or odd about it, before anything is painted."""
