"""A small registry for the table tests."""

import pytest

from spacegraph.namespaces import thing
from spacegraph.tables.registry import Registry, registry_of


@pytest.fixture
def registry() -> Registry:
    known = registry_of(
        {
            "organisation": ["casc", "casic", "minospace", "sichuan-government"],
            "place": ["beijing", "meishan", "china"],
            "mission": [],
        }
    )
    known.add("country", "CN", thing("place", "china"))
    known.add("source", "https://example.org/a", thing("source", "a"))
    known.add("source", "https://example.org/b", thing("source", "b"))
    return known
