"""What was refused is kept with its reasons, within bounds."""

from datetime import date
from pathlib import Path

import pytest

from spacegraph.errors import NotFound
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.model.findings import Finding, Severity

DAY = date(2026, 11, 20)


def refused(name: str = "a.ttl") -> Verdict:
    return Verdict.of(name, [Finding(Severity.ERROR, "wrong", f"{name}:1", advice="mend it")])


def test_a_refusal_comes_back_as_it_was(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "quarantine")
    kept = quarantine.keep(b"\xff not a text", refused(), DAY, media_type="text/turtle")
    refusal, content = quarantine.show(kept.id)
    assert content == b"\xff not a text"
    assert refusal == kept
    assert refusal.findings == refused().findings
    assert quarantine.list() == (kept,)


def test_the_same_again_is_kept_once(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    quarantine.keep(b"a", refused(), DAY)
    quarantine.keep(b"a", refused(), date(2026, 11, 21))
    (refusal,) = quarantine.list()
    assert refusal.day == date(2026, 11, 21)


def test_beyond_its_bounds_the_oldest_go(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path, count=2)
    for day in (1, 2, 3):
        quarantine.keep(b"%d" % day, refused(), date(2026, 1, day))
    assert [refusal.day.day for refusal in quarantine.list()] == [3, 2]
    small = Quarantine(tmp_path, size=1)
    small.keep(b"456", refused(), date(2026, 1, 4))
    assert [refusal.day.day for refusal in small.list()] == [4]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("id", ["nobody", "../../etc/passwd", ""])
def test_an_unknown_id_names_the_latest(id: str, tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    kept = quarantine.keep(b"a", refused(), DAY)
    with pytest.raises(NotFound) as caught:
        quarantine.show(id)
    assert caught.value.nearest == (kept.id,)


def test_a_released_one_is_gone_and_a_damaged_one_is_not_listed(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    kept = quarantine.keep(b"a", refused(), DAY)
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    quarantine.release(kept.id)
    assert quarantine.list() == ()
