"""Make HTML of templates: in the asker's language, escaped, under a strict policy."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, Response

from spacegraph.graph.authority import Policy
from spacegraph.graph.facts.entity import Label, Reason
from spacegraph.namespaces import BASE, to_curie
from spacegraph.pages.assets import BUILD, address
from spacegraph.pages.links import Links
from spacegraph.pages.show import Shown, show, show_thing, to_dollars, to_number
from spacegraph.pages.words import RULES, TAGS, Language, say, to_language
from spacegraph.store.base import Term
from spacegraph.web.views import PARAMETERS

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_FOLDER: Final = Path(__file__).resolve().parent / "templates"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        base_iri=BASE,
        curie=to_curie,
        asset=address,
        number=to_number,
        dollars=to_dollars,
        policies=tuple(Policy),
    )
    return environment


ENVIRONMENT: Final = _environment()

EDITION: Final = sha256(
    b"".join(path.read_bytes() for path in sorted(_FOLDER.iterdir())) + BUILD.encode()
).hexdigest()[:10]
"""Names the templates and assets: a page changes with them as with the facts."""


class Page:
    """What every template may use of the request: language, view, words, addresses.

    `others` are the parameters that are not of the view.
    """

    def __init__(self, request: Request) -> None:
        self.language: Language = to_language(request.query_params.get("lang"))
        given = ((name, request.query_params.get(name, "").strip()) for name in PARAMETERS)
        self.view = dict(pair for pair in given if pair[1])
        self.links = Links(self.language, tuple(self.view.items()))
        self.tag = TAGS[self.language]
        self.say = partial(say, language=self.language)
        self.path = request.url.path
        self.others = [
            pair for pair in request.query_params.multi_items() if pair[0] not in PARAMETERS
        ]
        self.to = self.links.to
        self._url = request.url

    def switch(self, language: Language) -> str:
        """Return the address of this page in a language."""
        bare: URL = self._url.remove_query_params("lang")
        url = bare.include_query_params(lang=language) if language != "en" else bare
        return f"{url.path}?{url.query}" if url.query else url.path

    def with_query(self, **query: object) -> str:
        """Return the address of this page with some parameters changed."""
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        url = self._url.remove_query_params(list(query)).include_query_params(**kept)
        return f"{url.path}?{url.query}" if url.query else url.path

    def term(self, term: Term, label: Label) -> Shown:
        """Show a term by its label."""
        return show(term, label, self.links)

    def short(self, term: Term, label: Label) -> Shown:
        """Show a term by one name only."""
        return replace(show(term, label, self.links), second="")

    def thing(self, iri: str, label: Label) -> Shown:
        """Show a thing by its label."""
        return show_thing(iri, label, self.links)

    def reason(self, reason: Reason) -> str:
        """Say why a value was not settled."""
        unknown = self.say("unknown")
        return self.say(
            f"reason-{reason.criterion}",
            kept=reason.kept or unknown,
            other=reason.other or unknown,
        )

    def pick(self, english: str, chinese: str) -> str:
        """Return the words in the language of the page, in English where there are none."""
        return chinese if chinese and self.language == "zh" else english

    def rule(self, message: str) -> str:
        """Return what a shape says in the language of the page."""
        return self.pick(message, RULES.get(message, ""))

    def name(self, label: Label) -> str:
        """Return a label in the language of the page."""
        return label.best(self.language)


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """Fill a template."""
    page = Page(request)
    text = ENVIRONMENT.get_template(template).render(page=page, **values)
    policy = {"Content-Security-Policy": POLICY, "Content-Language": page.tag}
    return HTMLResponse(text, status, headers={**policy, **(headers or {})})


def data_block(content: Mapping[str, Any]) -> Markup:
    """Write JSON for a script element of a data type: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
