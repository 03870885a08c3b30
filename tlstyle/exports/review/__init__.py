"""The review: a film, its sequences and all that is known of it, on a page to be mailed."""
