"""What the terminal is told, in lines, tables and JSON."""
