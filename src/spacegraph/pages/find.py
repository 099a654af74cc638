"""Find things by name, on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from pyoxigraph import NamedNode
from starlette.responses import RedirectResponse, Response

from spacegraph.graph.entities import nearest
from spacegraph.graph.facts.entity import NO_LABEL, Label
from spacegraph.graph.facts.links import find_labels
from spacegraph.namespaces import BASE, SG
from spacegraph.pages.links import path_of
from spacegraph.pages.render import Page, render
from spacegraph.pages.site import Site, SiteDep

router = APIRouter(include_in_schema=False)

_MOST: Final = 40
_CLASSES: Final[Mapping[str, NamedNode]] = {
    "organisation": SG.Organisation,
    "vehicle": SG.LaunchVehicle,
    "programme": SG.Programme,
    "mission": SG.Mission,
    "spacecraft": SG.Spacecraft,
    "place": SG.Place,
    "launch": SG.Launch,
    "contract": SG.Contract,
    "cooperation": SG.Cooperation,
    "policy": SG.Policy,
    "funding": SG.FundingRound,
}


@dataclass(frozen=True, slots=True)
class Result:
    """A thing that a text may mean; `why` is empty where only the spelling is alike."""

    iri: str
    label: Label
    kind: Label
    why: str = ""


@router.api_route("/find", methods=["GET", "HEAD"])
def find(
    request: Request, site: SiteDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show what a text may mean; an IRI leads to its thing at once."""
    text = q.strip()
    if text.startswith(BASE) and (path := path_of(text)):
        return RedirectResponse(Page(request).to(path), status_code=303)
    return render(
        request,
        "find.html",
        headers={"Cache-Control": "no-cache"},
        sought=text,
        results=_results(site, text) if text else [],
    )


def _results(site: Site, text: str) -> list[Result]:
    words = site.vocabulary()
    kinds = {name: words.label(node) for name, node in _CLASSES.items()}
    if site.search:
        return [
            Result(
                hit.iri,
                Label(hit.label, hit.label_zh),
                kinds.get(hit.kind, NO_LABEL),
                hit.why,
            )
            for hit in site.search(text, _MOST)
        ]
    found = [NamedNode(iri) for iri in nearest(site.store, BASE + text)]
    labels = find_labels(site.store, found)
    return [
        Result(
            node.value,
            labels.get(node, NO_LABEL),
            kinds.get(node.value.removeprefix(BASE).partition("/")[0], NO_LABEL),
        )
        for node in found
    ]
