"""Build every address that a page holds; nothing else joins paths."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from spacegraph.namespaces import BASE
from spacegraph.pages.words import Language


@dataclass(frozen=True, slots=True)
class Link:
    """Where a thing can be followed to; `outside` leaves this site."""

    href: str
    outside: bool = False


def path_of(iri: str) -> str | None:
    """Return the path of the page of one of our IRIs; None for the IRIs of others."""
    if not iri.startswith(BASE):
        return None
    local, _, _ = iri.removeprefix(BASE).partition("#")
    return "/" + quote(local, safe="/:@!$&'()*+,;=-._~")


def is_web_address(text: str) -> bool:
    """Tell whether a text is an http(s) address; only these may become links."""
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


@dataclass(frozen=True, slots=True)
class Links:
    """Make addresses that keep the language of the page they stand on.

    Addresses of things keep the `view` as well: the time and the policy that it looks by.
    """

    language: Language
    view: tuple[tuple[str, str], ...] = ()

    def to(self, path: str, **query: object) -> str:
        """Return a path of this site with a query; empty values are left out."""
        pairs: list[tuple[str, object]] = [
            (name, each)
            for name, value in query.items()
            for each in (value if isinstance(value, list | tuple) else [value])
            if each not in (None, "")
        ]
        if self.language != "en" and not any(name == "lang" for name, _ in pairs):
            pairs.append(("lang", self.language))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def iri(self, iri: str) -> Link | None:
        """Return where an IRI can be followed to; None where it must stay text."""
        path = path_of(iri)
        if path is not None:
            return Link(self.to(path, **dict(self.view)))
        return Link(iri, outside=True) if is_web_address(iri) else None
