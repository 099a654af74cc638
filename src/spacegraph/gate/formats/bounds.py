"""How much a submission may hold; beyond that it is refused before it costs anything."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Bounds:
    """`size` in bytes, `text` in characters of one literal, `depth` in nested brackets or tags.

    `findings` is how many findings are listed of one submission; the rest is counted.
    """

    size: int = 16 << 20
    statements: int = 500_000
    depth: int = 64
    text: int = 20_000
    findings: int = 500


DEFAULT: Final = Bounds()
