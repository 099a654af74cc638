"""Codes of the catalogue, and what they mean in our vocabulary."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacegraph.tables.spacecraft import CATEGORIES, ORBITS

UNSURE = "the catalogue puts a question mark behind this"


@dataclass(frozen=True, slots=True)
class Code:
    """A code or value; `doubt` says why it is not sure, and is empty where it is."""

    text: str
    doubt: str = ""


def split_codes(cell: str) -> tuple[Code, ...]:
    """Split the codes of joint owners or makers (`PIESAT/ZTAIX?`)."""
    return tuple(code for piece in cell.split("/") if (code := to_code(piece)).text)


def to_code(cell: str) -> Code:
    """Take the question mark off a single code or name."""
    text = cell.strip()
    return Code(text.rstrip("?").strip(), UNSURE if text.endswith("?") else "")


STATUS = {
    "O": "in-orbit",
    "AO": "attached-in-orbit",
    "DK": "docked",
    "R": "re-entered",
    "AR": "re-entered-attached",
    "AR IN": "re-entered-attached",
    "D": "deorbited",
    "L": "landed",
    "AL": "landed",
    "AL IN": "landed",
    "DSO": "deep-space",
    "DSA": "deep-space-attached",
    "S": "failed-to-orbit",
    "AS": "failed-to-orbit",
    "F": "failed-to-orbit",
    "AF": "failed-to-orbit",
    "C": "destroyed",
    "E": "destroyed",
}

CLASS = {"A": "academic", "B": "business", "C": "civil", "D": "military"}

_SERVICE = {
    "G": "government",
    "C": "commercial",
    "CO": "commercial",
    "CX": "commercial",
    "CG": "mixed",
}
_CUSTOMER = {"G": "government", "OG": "foreign-government", "C": "commercial"}


def to_orbit(code: str) -> str:
    """Turn an orbit class such as `LLEO/S` into ours; empty where ours has none."""
    orbit = code.lower().replace("/", "-")
    return orbit if orbit in ORBITS else ""


def to_categories(cell: str) -> Iterator[Code]:
    """Yield our categories of a payload for a cell such as `NAV/COM?`."""
    doubt = UNSURE if cell.endswith("?") else ""
    for piece in cell.rstrip("?").split("/"):
        if (category := piece.strip().lower()) in CATEGORIES:
            yield Code(category, doubt)


def to_service(group: str) -> str:
    """Turn a launch group such as `CO/G` into a launch service: what stands before the slash."""
    return _SERVICE.get(group.partition("/")[0], "")


def to_customers(group: str) -> tuple[str, ...]:
    """Turn a launch group such as `G/OG+C` into kinds of customer: what stands after the slash."""
    codes = group.partition("/")[2].split("+")
    return tuple(_CUSTOMER[code] for code in codes if code in _CUSTOMER)


@dataclass(frozen=True, slots=True)
class LaunchCode:
    """How a launch ended. `percent` is filled for launches between success and failure."""

    orbital: bool
    outcome: str
    percent: str

    @classmethod
    def parse(cls, text: str) -> "LaunchCode":
        """Read a code such as `OS`, `OF40` or `DS`.

        The first letter is O or D for attempts to reach orbit or deep space; the second S for
        success, F for failure, E for an explosion on the pad; the digits are the degree of success.
        """
        letters, digits = text[:2], text[2:]
        success = letters[1:2] == "S"
        partial = success and digits not in ("", "100")
        failed = letters[1:2] in ("F", "E")
        outcome = "partial" if partial else "success" if success else "failure" if failed else ""
        return cls(letters[:1] in ("O", "D"), outcome, digits if digits.isdigit() else "")
