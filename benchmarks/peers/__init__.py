"""What a user would do instead of tlstyle, written as such a user would."""
