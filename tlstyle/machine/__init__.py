"""What this machine has for painting and for films, and what would be slow here."""
