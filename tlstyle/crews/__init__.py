"""Who paints: this process, workers of this machine, or those of a cluster."""
