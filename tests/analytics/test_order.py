"""What a reader orders: one document, with the options that it takes and no other."""

import pytest

from spacegraph.analytics.change import Change
from spacegraph.analytics.order import Order, fulfil, names, two_years
from spacegraph.analytics.profile import Profile
from spacegraph.analytics.province import Province
from spacegraph.analytics.report import Report
from spacegraph.errors import NotFound, QueryError
from spacegraph.graph.view import View
from spacegraph.model.dates import PartialDate
from spacegraph.store.embedded import EmbeddedStore


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        (Order(layers=("contract",), until="2020"), Report),
        (Order(compare=(2016, 2025), measure="degree"), Change),
        (Order(organisation="landspace"), Profile),
        (Order(province="sichuan"), Province),
    ],
)
def test_each_kind(store: EmbeddedStore, order: Order, kind: type) -> None:
    told: list[str] = []
    assert isinstance(fulfil(store, order, told.append), kind)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Order(compare=(2016, 2025), province="sichuan"), "are different reports"),
        (Order(compare=(2016, 2025), since="2010"), "since: a comparison does not take that"),
        (Order(compare=(2016, 2025), as_of="2010", weight="value"), "as-of, weight: a comparison"),
        (Order(organisation="landspace", types=("commercial-firm",)), "types: a profile"),
        (Order(province="sichuan", measure="degree"), "measure: a profile of a province"),
        (Order(measure="degree"), "measure: a report does not take that"),
        (Order(since="2021", until="2020"), "since 2021-01-01 is after until 2020-12-31"),
        (Order(compare=(2025, 2016)), "2025 is not before 2016"),
        (Order(since="later"), "since = 'later' is not a date"),
        (Order(weight="gold"), "no weight 'gold'"),
    ],
)
def test_what_does_not_go_together_is_refused(
    store: EmbeddedStore, order: Order, words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        fulfil(store, order)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Order(layers=("contracts",)), "did you mean contract"),
        (Order(types=("commercial",)), "did you mean commercial-firm"),
        (Order(provinces=("sichuen",)), "did you mean sichuan"),
        (Order(compare=(2016, 2025), measure="between"), "did you mean betweenness"),
        (Order(organisation="landspce"), "did you mean landspace"),
        (Order(province="bejing"), "did you mean beijing"),
    ],
)
def test_an_unknown_name_leads_to_the_nearest(
    store: EmbeddedStore, order: Order, words: str
) -> None:
    with pytest.raises(NotFound, match=words):
        fulfil(store, order)


def test_every_document_names_its_view(store: EmbeddedStore) -> None:
    view = View(known_by=PartialDate.parse("2024"))
    for order in (
        Order(view=view),
        Order(compare=(2016, 2025), provinces=("beijing",), view=view),
        Order(organisation="landspace", layers=("contract",), view=view),
        Order(province="sichuan", view=view),
    ):
        assert " --known-by 2024 " in fulfil(store, order).command
    change = fulfil(store, Order(compare=(2016, 2025), provinces=("beijing",)))
    assert change.command.endswith(
        "--compare 2016 2025 --measure betweenness --provinces beijing --out DIR"
    )
    one = fulfil(store, Order(organisation="landspace", layers=("contract",)))
    assert one.command == "spacegraph report --profile landspace --layers contract --out DIR"


def test_words_joined_by_commas() -> None:
    assert names(" a, b,,c ") == ("a", "b", "c") and names(None) == ()
    assert two_years("2019, 2025") == (2019, 2025)
    for text in ("2019", "2019,x", "19,20", "2019,2020,2021"):
        with pytest.raises(QueryError, match="write compare=2019,2025"):
            two_years(text)
