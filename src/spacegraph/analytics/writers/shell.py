"""What every page of analytics shares: its templates, its one frame, its style and its letters."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from html import unescape

from jinja2 import Environment, PackageLoader, StrictUndefined

from spacegraph.analytics.writers.numbers import short
from spacegraph.analytics.writers.typeface import font_face
from spacegraph.namespaces import BASE

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#])")


def page(template: str, title: str, words: Mapping[str, object], base: str = BASE) -> str:
    """Write one page that asks for nothing from outside and runs no script.

    `base` begins the links to things of the graph. The page carries its style sheet, the letters
    that it needs, and a policy that allows these and nothing else.
    """
    templates = environment(html=True)
    body = templates.get_template(template).render(words, link=partial(link, base=base))
    styles = [text for text in (style(), font_face(body)) if text]
    allowed = " ".join(f"'sha256-{_digest(text)}'" for text in styles)
    return templates.get_template("shell.html").render(
        policy=f"default-src 'none'; style-src {allowed}; font-src data:",
        title=title,
        style=styles[0],
        face="".join(styles[1:]),
        body=body,
    )


def policy_of(page: str) -> str:
    """Give the policy that a page carries as the header it is served with."""
    found = _POLICY.search(page)
    own = unescape(found[1]) if found else "default-src 'none'"
    return f"{own}; frame-ancestors 'none'"


def markdown(template: str, words: Mapping[str, object]) -> str:
    """Write a document in Markdown."""
    return environment(html=False).get_template(template).render(words)


@cache
def style() -> str:
    """Give the style sheet of every page."""
    source, _, _ = PackageLoader("spacegraph.analytics").get_source(
        Environment(autoescape=True), "report.css"
    )
    return source


@cache
def environment(*, html: bool) -> Environment:
    """Give the templates, which escape all they are given when they write HTML."""
    environment = Environment(
        loader=PackageLoader("spacegraph.analytics"),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "short": short,
        "local": _local,
        "percent": _percent,
        "md": _md,
        "sentence": _sentence,
        "dollars": _dollars,
    }
    return environment


def link(iri: str, base: str) -> str:
    """Give the address of a thing where this graph is served at a base."""
    return base + iri.removeprefix(BASE) if iri.startswith(BASE) else iri


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _dollars(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _sentence(text: str) -> str:
    """Begin with a capital, leave the rest."""
    return text[:1].upper() + text[1:]


def _md(text: str) -> str:
    """Keep the characters of Markdown from acting, and a name on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
