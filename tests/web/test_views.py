"""Views belong to the server that drew them; who waits for one, or a report, holds nobody up."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import httpx
import pytest

from spacegraph.errors import StoreError
from spacegraph.web.views import Views
from spacegraph.web.workshop import WAITING

ASKERS = 48
"""More than the threads that all handlers share."""

LENGTHY = [
    "/questions/contracts-approved-by.json?agency=ndrc&as_of=19{:02}",
    "/questions/contracts-approved-by?agency=ndrc&as_of=19{:02}",
    "/organisation/landspace?as_of=19{:02}",
    "/organisation/landspace.ttl?known_by=19{:02}",
    "/browse?as_of=19{:02}",
    "/search?q=landspace&as_of=19{:02}",
    "/report?layers=contract&known_by=19{:02}",
    "/report?layers=contract&until=19{:02}",
    "/network?layer=contract&until=19{:02}",
    "/network/ties?layer=contract&until=19{:02}",
]
SHORT = ["/organisation/landspace", "/search?q=landspace", "/metrics", "/submit", "/health"]


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Have views, reports and networks take until they are let go, and fail then."""
    ended = threading.Event()

    def wait(*_: object, **__: object) -> None:
        ended.wait()
        raise OSError("none is needed here")

    def make(*_: object, **__: object) -> None:
        ended.wait()
        raise StoreError("none is needed here")

    monkeypatch.setattr("spacegraph.web.views.subprocess.run", wait)
    monkeypatch.setattr("spacegraph.web.reports.fulfil", make)
    monkeypatch.setattr("spacegraph.pages.network.network", make)
    yield ended
    ended.set()


@pytest.mark.parametrize("address", LENGTHY)
def test_who_waits_for_what_takes_long_holds_nobody_up(
    site: httpx.Client, let_go: threading.Event, address: str
) -> None:
    """One is made and a few wait; for the others there is no room, and that they are told."""
    with ThreadPoolExecutor(ASKERS) as askers:
        asked = [askers.submit(site.get, address.format(number)) for number in range(ASKERS)]
        try:
            told = as_completed(asked, timeout=15)
            refused = [next(told).result() for _ in range(ASKERS - WAITING - 1)]
            assert {each.status_code for each in refused} == {503}
            assert all(int(each.headers["retry-after"]) > 0 for each in refused)
            for short in SHORT:
                assert site.get(short, timeout=5).status_code == 200, short
        finally:
            let_go.set()
        statuses = Counter(each.result().status_code for each in asked)
    assert statuses == {503: ASKERS - WAITING - 1, 500: WAITING + 1}


def test_what_a_killed_server_left_is_removed_and_what_a_running_one_has_stays(
    tmp_path: Path,
) -> None:
    """The first process always runs; no process has a number of ten digits."""
    for name in ("1", "9999999999", "99999999999999999999", "3f2a"):
        (tmp_path / name / "view").mkdir(parents=True)
    views = Views(tmp_path, lambda: "state")
    assert [left.name for left in tmp_path.iterdir()] == ["1"]
    views.close()
    assert (tmp_path / "1" / "view").is_dir()
