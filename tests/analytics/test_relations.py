"""The layers of the shipped queries, row by row on the small sector."""

import pytest

from spacegraph.analytics.layers import Layer, choose, layers, require
from spacegraph.errors import NotFound, QueryError
from spacegraph.model.queryfile import QueryFile
from spacegraph.namespaces import BASE
from spacegraph.store.embedded import EmbeddedStore

COLUMNS = ("source", "target", "weight", "earliest", "latest", "event", "claim")


def rows(store: EmbeddedStore, name: str) -> list[tuple[str, ...]]:
    """Give source, target, weight, days and event of each row, IRIs by their last parts."""
    found = store.select(layers()[name].query)
    return [
        tuple("" if term is None else term.value.rsplit("/", 1)[-1] for term in row[:6])
        for row in found.rows
    ]


EXPECTED = {
    "affiliation": [
        ("casc", "cgwic", "", "1980-01-01", "", "a1"),
        ("casc", "minospace", "", "2017-01-01", "2020-12-31", "a4"),
        ("fund", "landspace", "12.5", "", "", "a3"),
    ],
    "common-investor": [
        ("landspace", "minospace", "", "2024-06-01", "", "fund"),
        ("landspace", "minospace", "", "2024-06-01", "", "fund"),
        ("landspace", "minospace", "", "2025-01-01", "", "fund"),
        ("landspace", "minospace", "", "2025-01-01", "", "fund"),
    ],
    "contract": [
        ("gomspace", "landspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("gomspace", "landspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("minospace", "landspace", "", "2024-01-01", "2024-12-31", "split"),
        ("minospace", "landspace", "", "2024-01-01", "2024-12-31", "split"),
        ("sichuan-government", "casc", "100", "2025-05-18", "2025-05-18", "constellation"),
        ("sichuan-government", "minospace", "100", "2025-05-18", "2025-05-18", "constellation"),
    ],
    "cooperation": [
        ("casc", "landspace", "", "2015-01-01", "2019-12-31", "pact"),
        ("casc", "tsinghua", "", "2015-01-01", "2019-12-31", "pact"),
        ("landspace", "tsinghua", "", "2015-01-01", "2019-12-31", "pact"),
    ],
    "customer-launch-provider": [
        ("gomspace", "landspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("gomspace", "landspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("minospace", "landspace", "", "2024-01-01", "2024-12-31", "split"),
        ("minospace", "landspace", "", "2024-01-01", "2024-12-31", "split"),
    ],
    "finance": [("bank", "sichuan-government", "", "", "", "base")],
    "founding": [("tsinghua", "minospace", "", "", "", "a5")],
    "funding": [
        ("bank", "landspace", "100", "2018-01-01", "2018-12-31", "round-a"),
        ("fund", "landspace", "100", "2018-01-01", "2018-12-31", "round-a"),
        ("fund", "landspace", "", "2025-01-01", "2025-12-31", "sum"),
        ("fund", "minospace", "", "2024-06-01", "2024-06-30", "round-b"),
    ],
    "mission-partnership": [
        ("minospace", "tsinghua", "", "2025-05-21", "2025-05-21", "taijing"),
    ],
    "owner-manufacturer": [("minospace", "casc", "", "2025-05-21", "2025-05-21", "taijing")],
    "service": [("casc", "sichuan-government", "", "", "", "base")],
    "site-province": [("jiuquan", "gansu", "", "", "", "jiuquan")],
    "spin-off": [("cas", "minospace", "", "2017-01-01", "", "a2")],
    "succession": [("cas", "casc", "", "1999-01-01", "", "a6")],
    "supply": [
        ("casc", "sichuan-government", "", "", "", "base"),
        ("casc", "sichuan-government", "100", "2025-05-18", "2025-05-18", "constellation"),
        ("landspace", "gomspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("landspace", "gomspace", "100000", "2017-01-01", "2017-01-31", "launch"),
        ("landspace", "minospace", "", "2024-01-01", "2024-12-31", "split"),
        ("landspace", "minospace", "", "2024-01-01", "2024-12-31", "split"),
        ("minospace", "sichuan-government", "100", "2025-05-18", "2025-05-18", "constellation"),
    ],
}


def test_every_layer_is_checked_here() -> None:
    assert set(layers()) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_layer_has_a_row_for_each_relation_and_claim(store: EmbeddedStore, name: str) -> None:
    assert rows(store, name) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_claim_of_a_row_is_a_claim_that_states_part_of_it(
    store: EmbeddedStore, name: str
) -> None:
    found = store.select(layers()[name].query)
    assert found.variables == COLUMNS
    assert len(set(found.rows)) == len(found.rows)
    for source, target, _, _, _, _, claim in found.rows:
        assert claim is not None and claim.value.startswith(f"{BASE}claim/")
        assert store.ask(
            f"ASK {{ GRAPH {claim} {{ {{ ?s ?p {source} }} UNION {{ ?s ?p {target} }} "
            f"UNION {{ {source} ?p ?o }} }} }}"
        )


def test_a_relation_stated_whole_by_one_claim_needs_no_other(store: EmbeddedStore) -> None:
    found = store.select(layers()["contract"].query).rows
    claims = {row[5].value.rsplit("/", 1)[-1]: set() for row in found}  # type: ignore[union-attr]
    for row in found:
        claims[row[5].value.rsplit("/", 1)[-1]].add(row[6])  # type: ignore[union-attr]
    assert {event: len(stated) for event, stated in claims.items()} == {
        "launch": 2,  # stated twice, each time whole
        "split": 2,  # stated once, half by each
        "constellation": 1,
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_header_says_what_a_reader_must_know(name: str) -> None:
    layer = layers()[name]
    assert layer.title and layer.summary.endswith(".") and layer.reads and layer.weight
    assert layer.unit in ("", "USD", "per cent")
    assert layer.two_mode == (name == "site-province")
    undirected = name in ("cooperation", "common-investor", "mission-partnership")
    assert layer.directed != undirected
    assert ("empty" in layer.weight) or layer.unit


def test_layers_come_once_and_in_order() -> None:
    chosen = choose(["funding", "contract", "funding"])
    assert [layer.name for layer in chosen] == ["contract", "funding"]


def test_an_unknown_layer_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="contract") as caught:
        choose(["contracts"])
    assert caught.value.nearest[0] == "contract"


def test_a_name_far_from_all_lists_them_all() -> None:
    with pytest.raises(NotFound, match=r"there are affiliation, .*supply"):
        choose(["qqqqqqq"])


def test_a_long_list_is_not_told_but_where_it_is() -> None:
    known = [f"organisation-{number}" for number in range(2000)]
    with pytest.raises(NotFound, match="no organisation 'qqq' here") as caught:
        require("qqq", known, "organisation")
    assert "2,000" in caught.value.hint and "/search?q=" in caught.value.hint
    assert len(caught.value.hint) < 100 and caught.value.nearest == ()
    with pytest.raises(NotFound) as caught:
        require("organisation-17 ", known, "organisation")
    assert caught.value.nearest[0] == "organisation-17" and len(caught.value.nearest) <= 3


def test_no_layer_is_refused() -> None:
    with pytest.raises(QueryError, match="no layer is named"):
        choose([])


def test_a_header_without_a_field_is_refused() -> None:
    file = QueryFile("bare", {"title": "Bare"}, "SELECT * {}", "relations/bare.rq")
    with pytest.raises(QueryError, match=r"relations/bare\.rq"):
        Layer.from_file(file)
