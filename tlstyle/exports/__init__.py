"""What is made of a film's frames beside the film."""
