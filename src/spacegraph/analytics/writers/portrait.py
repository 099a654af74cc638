"""The profile of one organisation as HTML, Markdown and JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Final

from spacegraph.analytics.layers import require
from spacegraph.analytics.measures import MEASURES
from spacegraph.analytics.profile import Profile
from spacegraph.analytics.writers.numbers import rounded
from spacegraph.analytics.writers.page import environment, link, style
from spacegraph.namespaces import BASE

SHOWN: Final = ("degree", "betweenness", "closeness", "pagerank", "brokerage")


def profile_html(profile: Profile, base: str = BASE) -> str:
    """Write one page that asks for nothing from outside and runs no script."""
    page = environment(html=True).get_template("profile.html")
    return page.render(_words(profile), style=style(), link=partial(link, base=base))


def profile_markdown(profile: Profile) -> str:
    """Write standing, partners and timeline as Markdown."""
    return environment(html=False).get_template("profile.md").render(_words(profile))


def profile_json(profile: Profile) -> str:
    """Write everything the profile holds, numbers to ten decimals."""
    document = asdict(profile)
    document["layers"] = [layer.name for layer in profile.layers]
    document["values"] = {name: rounded(value) for name, value in profile.values.items()}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


WRITERS: Final[Mapping[str, Callable[[Profile], str]]] = {
    "html": profile_html,
    "md": profile_markdown,
    "json": profile_json,
}


def render_profile(profile: Profile, name: str, base: str = BASE) -> str:
    """Give a profile in a format of `WRITERS`."""
    require(name, WRITERS, "format")
    return profile_html(profile, base) if name == "html" else WRITERS[name](profile)


def _words(profile: Profile) -> dict[str, object]:
    names = {partner.iri: partner.name for partner in profile.partners}
    return {
        "profile": profile,
        "names": {**names, profile.iri: profile.name},
        "reads": {layer.name: layer.reads for layer in profile.layers},
        "titles": {layer.name: layer.title for layer in profile.layers},
        "shown": [name for name in MEASURES if name in SHOWN],
    }
