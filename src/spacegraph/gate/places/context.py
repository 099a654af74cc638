"""What a JSON-LD context makes of names: terms, prefixes, base, language (JSON-LD 1.1 §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin

from spacegraph.gate.formats.screen import CONTEXT
from spacegraph.gate.places.json import Array, Object, Scalar, Value, to_data
from spacegraph.namespaces import PREFIXES

_KEYWORDS: Final = frozenset(
    {"@id", "@type", "@value", "@language", "@graph", "@list", "@set", "@reverse", "@context"}
    | {"@index", "@included", "@nest", "@base", "@vocab", "@version", "@direction", "@json"}
    | {"@none", "@prefix", "@protected", "@import", "@propagate", "@container"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """What a name means; `iri` is empty where that is nothing. `scoped`: it has its own context."""

    iri: str = ""
    kind: str = ""
    language: str | None = None
    container: frozenset[str] = frozenset()
    reverse: bool = False
    scoped: bool = False

    def reading(self, context: "Context") -> str:
        """Return how a text is read that is a value of this name."""
        if self.kind:
            return "" if self.kind == "@none" else self.kind
        language = context.language if self.language is None else self.language
        return f"@{language}" if language else ""


@dataclass(frozen=True, slots=True)
class Context:
    """The context at one point of a document."""

    base: str
    vocab: str | None = None
    language: str = ""
    terms: Mapping[str, Term] = field(default_factory=dict)

    def within(self, node: Object) -> "Context":
        """Return the context inside an object."""
        local = node.get("@context")
        return self if local is None else self._extended(local)

    def member(self, node: Object, keyword: str) -> Value | None:
        """Return the value of a keyword of an object, by its name or an alias."""
        found = [each for each in node.members if self.keyword(each.name) == keyword]
        return found[-1].value if found else None

    def keyword(self, name: str) -> str:
        """Return the keyword that a name is or stands for; empty where it is none."""
        if name in _KEYWORDS:
            return name
        term = self.terms.get(name)
        return term.iri if term and term.iri in _KEYWORDS else ""

    def term(self, name: str) -> Term:
        """Return what a name means as a property."""
        known = self.terms.get(name)
        return known if known else Term(self.term_iri(name))

    def term_iri(self, name: object) -> str:
        """Expand a name of the vocabulary; empty where it means nothing."""
        if not isinstance(name, str) or name.startswith("@"):
            return ""
        if name in self.terms:
            return self.terms[name].iri
        if ":" in name:
            return self._compact(name)
        return "" if self.vocab is None else self.vocab + name

    def iri(self, text: object) -> str:
        """Expand the name of a thing."""
        if not isinstance(text, str):
            return ""
        return self._compact(text) if ":" in text else urljoin(self.base, text)

    def _compact(self, name: str) -> str:
        prefix, _, suffix = name.partition(":")
        if prefix != "_" and not suffix.startswith("//") and prefix in self.terms:
            return self.terms[prefix].iri + suffix
        return name

    def _extended(self, local: Value) -> "Context":
        if isinstance(local, Array):
            context = self
            for each in local.items:
                context = context._extended(each)
            return context
        if isinstance(local, Scalar):
            known = {name: Term(iri) for name, iri in PREFIXES.items()}
            if local.value == CONTEXT:
                return replace(self, terms={**self.terms, **known})
            return Context(self.base)
        defined = to_data(local)
        return self._defining(defined) if isinstance(defined, dict) else self

    def _defining(self, defined: Mapping[str, object]) -> "Context":
        context = self
        if isinstance(base := defined.get("@base"), str):
            context = replace(context, base=urljoin(context.base, base))
        if "@language" in defined:
            context = replace(context, language=str(defined["@language"] or "").lower())
        if isinstance(vocab := defined.get("@vocab"), str):
            context = replace(context, vocab=context.term_iri(vocab) or vocab)
        terms = dict(context.terms)
        named = [(name, each) for name, each in defined.items() if not name.startswith("@")]
        # A term may rest on one that is defined after it: prefixes come first.
        for name, each in sorted(named, key=lambda pair: not _is_prefix(pair[1])):
            terms[name] = replace(context, terms=terms)._define(name, each)
        return replace(context, terms=terms)

    def _define(self, name: str, defined: object) -> Term:
        if defined is None or isinstance(defined, str):
            return Term(self._meant(defined or ""))
        if not isinstance(defined, dict):
            return Term()
        back = defined.get("@reverse")
        named = back or defined.get("@id", name)
        kind, language = defined.get("@type"), defined.get("@language")
        container = defined.get("@container") or ()
        return Term(
            iri=self._meant(named) if isinstance(named, str) and named != name else self._own(name),
            kind=self._meant(kind) if isinstance(kind, str) else "",
            language=None if "@language" not in defined else str(language or "").lower(),
            container=frozenset([container] if isinstance(container, str) else container),
            reverse=back is not None,
            scoped="@context" in defined,
        )

    def _meant(self, text: str) -> str:
        return text if text in _KEYWORDS else self.term_iri(text)

    def _own(self, name: str) -> str:
        """Expand a name that its definition does not: as a compact IRI or by the vocabulary."""
        return self._compact(name) if ":" in name else (self.vocab or "") and f"{self.vocab}{name}"


def _is_prefix(defined: object) -> bool:
    return isinstance(defined, str) and defined.endswith(("/", "#", ":"))
