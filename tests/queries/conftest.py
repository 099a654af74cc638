"""The engines that the saved questions are asked on.

`ENGINES` names a fixture for each; a second one (an endpoint over HTTP with the same dataset)
takes one line here, and every test of this folder runs on both.
"""

from collections.abc import Mapping

import pytest

from spacegraph.graph.questions import Question, read_questions
from spacegraph.store.base import Store

ENGINES = {"embedded": "shipped"}


@pytest.fixture(scope="session", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Store:
    """Return a store of the shipped facts."""
    store: Store = request.getfixturevalue(ENGINES[request.param])
    return store


@pytest.fixture(scope="session")
def questions() -> Mapping[str, Question]:
    """Return the shipped questions."""
    return read_questions()
