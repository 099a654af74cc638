"""Find our places by the names that the catalogue uses for them."""

import re
import unicodedata
from collections.abc import Iterable

from spacegraph.gcat.known import Known

_KINDS = frozenset(
    {
        "country",
        "province",
        "municipality",
        "autonomous-region",
        "special-administrative-region",
        "city",
        "district",
        "county",
    }
)


class Gazetteer:
    """Settlements and provinces by name; names that several places share find nothing."""

    def __init__(self, places: Known) -> None:
        self._ids: dict[str, set[str]] = {}
        self._within: dict[str, str] = {}
        self._country: dict[str, str] = {}
        for row in places.curated:
            if row.get("within_id"):
                self._within.setdefault(row.get("id"), row.get("within_id"))
            if row.get("iso_code"):
                self._country[row.get("id")] = row.get("iso_code")
            if row.get("kind") in _KINDS and row.get("name_en"):
                self._ids.setdefault(_key(row.get("name_en")), set()).add(row.get("id"))

    def seat(self, location: str, country: str) -> str:
        """Return the smallest known place that a location such as `Beijing:Haidian` names.

        The place must lie in the country (ISO 3166-1); empty where none is known.
        """
        general, _, special = location.rstrip("?").partition(":")
        parts = [part for part in (special, *general.split(",")) if part.strip()]
        for part in parts:
            found = [
                place
                for place in self._ids.get(_key(part), ())
                if country and self._countries(place) == country and self._agrees(place, parts)
            ]
            if len(found) == 1:
                return found[0]
        return ""

    def _countries(self, place: str) -> str:
        for step in self._chain(place):
            if step in self._country:
                return self._country[step]
        return ""

    def _agrees(self, place: str, parts: Iterable[str]) -> bool:
        """A place is right unless a later part names a known place that it does not lie in."""
        chain = set(self._chain(place))
        named = [self._ids[_key(part)] for part in parts if _key(part) in self._ids]
        return all(ids & chain for ids in named)

    def _chain(self, place: str) -> list[str]:
        chain = [place]
        while (parent := self._within.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        return chain


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z]", "", plain)
