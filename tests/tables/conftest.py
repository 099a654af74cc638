"""A small registry for the table tests."""

import pytest

from spacegraph.namespaces import thing
from spacegraph.tables.registry import Registry


@pytest.fixture
def registry() -> Registry:
    known = Registry()
    for organisation in ("casc", "casic", "minospace", "sichuan-government"):
        known.add("organisation", organisation, thing("organisation", organisation))
    for place in ("beijing", "meishan", "china"):
        known.add("place", place, thing("place", place))
    known.add("country", "CN", thing("place", "china"))
    known.add("source", "https://example.org/a", thing("source", "a"))
    known.add("source", "https://example.org/b", thing("source", "b"))
    return known
