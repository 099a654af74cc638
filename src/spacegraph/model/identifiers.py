"""Identifiers: slugs that name things in IRIs, and stable hashes of content."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Tell whether a text can stand as an id: lower-case words joined by single hyphens."""
    return _SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """Make a slug of a name; empty when the name has no Latin letter or digit.

    >>> slugify("Chang’e-6 Relay (Queqiao-2)")
    'chang-e-6-relay-queqiao-2'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"[^a-z0-9]+", "-", (plain or text).lower().replace("'", "-"))
    return spaced.strip("-") if spaced.isascii() else ""


def fingerprint(content: Mapping[str, str]) -> str:
    """Hash named cells, independent of their order and of empty cells; 12 hex digits."""
    filled = {name: value for name, value in content.items() if value}
    canonical = json.dumps(filled, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
