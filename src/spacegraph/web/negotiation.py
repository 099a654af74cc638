"""Choose the format of an answer from what the asker accepts (RFC 9110 §12.5.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from starlette.datastructures import Headers

from spacegraph.web.problems import Problem


class Representation(Protocol):
    """A form in which something can be had: its media type and its short names."""

    @property
    def media_type(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A representation that no engine writes."""

    media_type: str
    names: tuple[str, ...]


Kind = TypeVar("Kind", bound=Representation)

_TOKEN: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_RANGE: Final = re.compile(
    rf"\s*({_TOKEN})/({_TOKEN})((?:\s*;\s*(?:{_TOKEN}\s*=\s*(?:{_TOKEN}|{_QUOTED}))?)*)\s*"
)
_PARAMETER: Final = re.compile(rf";\s*({_TOKEN})\s*=\s*({_TOKEN}|{_QUOTED})")
_ESCAPED: Final = re.compile(r"\\(.)")
_WEIGHT: Final = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_PIECE: Final = re.compile(rf'(?:[^,"]|{_QUOTED})+')


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header; parameters other than q are not told apart."""

    type: str
    subtype: str
    weight: float

    @property
    def specificity(self) -> int:
        return (self.type != "*") + (self.subtype != "*")

    def matches(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.type in ("*", main) and self.subtype in ("*", sub)


def read_parameters(text: str) -> tuple[tuple[str, str], ...]:
    """Read the parameters behind a media type (RFC 9110 §5.6.6): names in small letters."""
    return tuple((name.lower(), _unquote(value)) for name, value in _PARAMETER.findall(text))


def _unquote(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1]) if value.startswith('"') else value


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """Read an Accept header; elements that are no media range are skipped."""
    ranges = []
    for piece in _PIECE.findall(header):
        match = _RANGE.fullmatch(piece)
        if match is None or (match[1] == "*" and match[2] != "*"):
            continue
        weight = 1.0
        for name, value in read_parameters(match[3]):
            if name == "q":
                weight = float(value) if _WEIGHT.fullmatch(value) else 0.0
        ranges.append(MediaRange(match[1].lower(), match[2].lower(), weight))
    return tuple(ranges)


def weigh(media_type: str, ranges: Iterable[MediaRange]) -> float:
    """Say how welcome a media type is: the most specific range that matches it decides."""
    matching = [each for each in ranges if each.matches(media_type)]
    best = max((each.specificity for each in matching), default=0)
    return max((each.weight for each in matching if each.specificity == best), default=0.0)


def choose(formats: Sequence[Kind], accept: str | None, name: str | None = None) -> Kind:
    """Choose the most welcome format, the earlier one where two are equally so.

    A `name`, as in `?format=csv` or `?format=text/csv`, overrides the header. Raises a 406 that
    lists the formats there are.
    """
    if name is not None:
        for format in formats:
            if name.lower() in format.names or name.lower() == format.media_type:
                return format
        raise _not_acceptable(formats, f"there is no format {name!r} for this")
    if accept is None or not accept.strip() or accept == "*/*":
        return formats[0]
    for format in formats:
        # What most programs send needs no weighing.
        if format.media_type == accept:
            return format
    ranges = parse_accept(accept)
    weights = [weigh(format.media_type, ranges) for format in formats]
    best = max(weights)
    if best == 0:
        raise _not_acceptable(formats, f"nothing here is {accept.strip()[:200]!r}")
    return formats[weights.index(best)]


def prefers_page(accept: str | None, formats: Iterable[Representation]) -> bool:
    """Tell whether HTML is named and more welcome than every format there is."""
    if accept is None or "text/html" not in accept.lower():
        return False
    ranges = parse_accept(accept)
    named = any((each.type, each.subtype) == ("text", "html") for each in ranges)
    best = max((weigh(format.media_type, ranges) for format in formats), default=0.0)
    return named and weigh("text/html", ranges) > best


def accept_of(headers: Headers) -> str | None:
    """Join the Accept headers of a request; None where it has none."""
    values = headers.getlist("accept")
    return ", ".join(values) if values else None


def _not_acceptable(formats: Sequence[Kind], reason: str) -> Problem:
    offered = list(dict.fromkeys(format.media_type for format in formats))
    return Problem(406, f"{reason}. Ask for one of {', '.join(offered)}", offered=offered)
