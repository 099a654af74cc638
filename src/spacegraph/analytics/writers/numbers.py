"""Numbers as text, with the same digits on every machine."""

DIGITS = 10
"""Decimals in machine files: a recomputed score agrees to 1e-9."""


def exact(value: float | int | None) -> str:
    """Write a number for a machine: whole numbers as such, else ten decimals; None is empty."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.{DIGITS}f}"


def short(value: float | int | None) -> str:
    """Write a number for a reader: whole numbers as such, else four decimals; None is a dash."""
    if value is None:
        return "–"
    return str(int(value)) if value == int(value) else f"{value:.4f}"


def rounded(value: float | None) -> float | int | None:
    """Give the number that `exact` writes."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, DIGITS)
