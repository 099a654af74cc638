"""A disk that fills up in mid-commit: the submission is refused and leaves no trace."""

import errno
import os
import resource
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from spacegraph.cli.desk import desk_of
from spacegraph.errors import StoreError
from spacegraph.gate.records.backup import fingerprint
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import read_records
from spacegraph.graph.manifest import Manifest
from spacegraph.resources import folder
from spacegraph.settings import Settings

from .conftest import HEADER, ROW, Site
from .test_server import check_facts

BOOK = Path(__file__).parents[1] / "gate" / "book"
TODAY = date(2026, 11, 20)


def full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_for_manifests(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Manifest, "write", full)


def full_for_files(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fsync", full)


@pytest.mark.parametrize("fill", [full_for_manifests, full_for_files])
def test_a_full_disk_refuses_and_leaves_no_trace(
    tmp_path: Path, fill: Callable[[pytest.MonkeyPatch], None]
) -> None:
    sources = Sources(book=Book(BOOK, tmp_path / "accepted"), ontology=folder("ontology"))
    instance = Instance(Settings(home=tmp_path), sources)
    instance.build()
    before = fingerprint(instance.quads())
    content = (HEADER + ROW.format("late")).encode()
    with pytest.MonkeyPatch.context() as patch:
        fill(patch)
        with pytest.raises(StoreError, match="No space left") as caught:
            desk_of(instance).accept(content, "contracts.csv", TODAY)
    assert str(tmp_path) not in caught.value.message + caught.value.hint
    del caught  # with its traceback it keeps the store open
    assert list(read_records(tmp_path / "accepted")) == []
    assert not list(tmp_path.rglob("*.half"))
    instance.ensure()
    assert fingerprint(instance.quads()) == before
    assert desk_of(instance).accept(content, "contracts.csv", TODAY).accepted


def test_a_server_goes_on_beside_a_full_disk_and_after_it(site: Site) -> None:
    """No file grows beyond the room, as on a disk that is full; that of the log does not either.

    It is the record that cannot be written, then the store.
    """
    client = site.start()
    names: set[str] = set()
    for room in (0, 20_000):
        resource.prlimit(site.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        answer = site.submit(f"deal-{room}")
        assert answer.status_code == 500, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert "cannot be" in answer.json()["detail"]
        assert str(site.home) not in answer.text
        check_facts(client, names)
        assert client.get("/health/ready").is_success
        resource.prlimit(site.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert site.submit(f"deal-{room}").status_code == 201
        names.add(f"deal-{room}")
        check_facts(client, names)
    site.end(signal.SIGKILL)
    check_facts(site.start(), names)
    site.end(signal.SIGTERM)
    assert '"status": 201' in site.log()
    assert "Traceback" not in site.log()
