"""The description of the interface holds: schemathesis asks what it allows and looks at answers.

Everything a site has, in process, over the small graph the gate is tested with.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import Receive

from spacegraph.cli.site import create_site
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.graph.view import View
from spacegraph.resources import folder
from spacegraph.settings import Settings
from spacegraph.store.base import Store

from .conftest import serving

BOOK = Path(__file__).parents[1] / "gate" / "book"
TOKEN = "for-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


class _Undrawn:
    """Stands for the views in time, each of which would take a process some seconds to draw."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def store(self, view: View, receive: Receive) -> Store:
        return self._store

    def close(self) -> None:
        return


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    home = tmp_path_factory.mktemp("site")
    sources = Sources(book=Book(BOOK, home / "accepted"), ontology=folder("ontology"))
    instance = Instance(Settings(home=home, token=TOKEN, query_seconds=5), sources)
    instance.ensure()
    site = create_site(instance)
    site.state.views = _Undrawn(site.state.store)
    with serving(site) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json")


def ask(api: schemathesis.BaseSchema, count: int) -> int:
    """Ask each operation so many ways that the description allows; return how many there are."""
    asked = 0
    for found in api.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=count,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def look(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS, headers=BEARER)

        look()
        asked += 1
    return asked


PARTS = {
    "protocols": (r"^/(sparql|graphs|health|metrics)", 15),
    "submissions": (r"^/(claims|templates)", 15),
    "documents": (r"^/(search|report|dump|\.well-known|questions\.json)", 10),
    "things": (r"^/(organisation|contract|claim|concept|ontology)/", 8),
    "questions": (r"^/questions/[a-f].*\.json", 2),
}


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_as_described(api: schemathesis.BaseSchema, part: str) -> None:
    path, count = PARTS[part]
    assert ask(api.include(path_regex=path), count)
