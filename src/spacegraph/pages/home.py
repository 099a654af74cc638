"""The front page: what there is, where to begin, what is new."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from spacegraph.graph.facts.overview import survey
from spacegraph.graph.questions import Question
from spacegraph.pages.formats import HTML, caching, tag, unchanged
from spacegraph.pages.render import render
from spacegraph.pages.site import SiteDep

router = APIRouter(include_in_schema=False)

_EXAMPLES = 8


@router.api_route("/", methods=["GET", "HEAD"])
def home(request: Request, site: SiteDep) -> Response:
    """Show the key figures, example questions and the newest claims."""
    etag = tag(request, site.store.generation, HTML)
    if known := unchanged(request, etag):
        return known
    overview = site.keep("overview", survey)
    return render(
        request,
        "home.html",
        headers=caching(etag),
        counts=[(node.value.rpartition("/")[2], count) for node, count in overview.counts],
        newest=overview.newest,
        questions=_spread(list(site.questions.values()), _EXAMPLES),
    )


def _spread(items: list[Question], number: int) -> list[Question]:
    """Take some items at equal distances, so that every group of questions has a chance."""
    step = max(len(items) / number, 1)
    places = [int(step * place) for place in range(number)]
    return [items[place] for place in places if place < len(items)]
