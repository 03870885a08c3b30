"""What the program asks of the machine: files written whole, locks, memory, processes, ffmpeg."""
