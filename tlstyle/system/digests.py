"""What tells contents from any others."""

from __future__ import annotations

import hashlib


def content_digest(content: bytes) -> str:
    """Return what tells bytes from any others."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()
