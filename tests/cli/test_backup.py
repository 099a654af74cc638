"""A backup holds what was accepted and refused; a restore takes nothing else, and nothing by half."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest

from spacegraph.cli.desk import desk_of, quarantine_of
from spacegraph.errors import DataError, Refused
from spacegraph.gate.records.backup import back_up, fingerprint
from spacegraph.gate.records.inventory import INVENTORY, examine
from spacegraph.gate.records.restore import RESTORING, restore
from spacegraph.graph.book import Book
from spacegraph.graph.build import Sources
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import read_records
from spacegraph.resources import folder
from spacegraph.settings import Settings

BOOK = Path(__file__).parents[1] / "gate" / "book"
TODAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
HEADER = "id,title,date,date_kind,kind,status,buyer_ids,supplier_ids,amount,currency,source_url\n"
ROW = "{0},Deal {0},2025-05-18,award,launch-service,signed,{1},landspace,5,CNY,https://e.org/{0}\n"


def deal(name: str, buyer: str = "minospace") -> bytes:
    return (HEADER + ROW.format(name, buyer)).encode()


def instance_at(home: Path) -> Instance:
    sources = Sources(book=Book(BOOK, home / "accepted"), ontology=folder("ontology"))
    return Instance(Settings(home=home), sources)


def accept(instance: Instance, name: str) -> None:
    receipt = desk_of(instance).accept(deal(name), "contracts.csv", TODAY)
    assert receipt.accepted


def refuse(instance: Instance) -> None:
    content = deal("bad", "nobody-of-this-name")
    receipt = desk_of(instance).accept(content, "contracts.csv", TODAY)
    assert not receipt.accepted
    quarantine_of(instance).keep(content, receipt.verdict, TODAY)


def files(home: Path) -> dict[str, bytes]:
    """Read everything that an instance keeps, the store apart."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for part in ("accepted", "quarantine")
        for path in sorted((home / part).rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """An instance that has accepted two submissions and refused one."""
    instance = instance_at(tmp_path_factory.mktemp("lived"))
    instance.build()
    accept(instance, "one")
    accept(instance, "two")
    refuse(instance)
    return instance


@pytest.fixture(scope="module")
def kept(lived: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("kept") / "backup.zip"
    back_up(lived, file, MOMENT)
    return file


def test_it_says_what_it_holds(lived: Instance, kept: Path) -> None:
    inventory = examine(kept)
    assert (inventory.records, inventory.refusals) == (2, 1)
    assert {item.place for item in inventory.items} == set(files(lived.settings.home))
    manifest = lived.standing()
    assert inventory.generation == manifest.generation
    assert (inventory.claims, inventory.quads) == (manifest.claims, manifest.quads)
    assert inventory.created == "2026-11-20T12:30:00+00:00"
    assert not list(kept.parent.glob("*.part*"))


def test_the_same_state_gives_the_same_bytes(lived: Instance, kept: Path, tmp_path: Path) -> None:
    back_up(lived, tmp_path / "again.zip", MOMENT)
    assert (tmp_path / "again.zip").read_bytes() == kept.read_bytes()


def test_a_backup_is_not_written_over(lived: Instance, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(Refused, match="exists already"):
        back_up(lived, kept, MOMENT)
    assert kept.read_bytes() == before


def test_it_comes_back_as_it_was(lived: Instance, kept: Path, tmp_path: Path) -> None:
    """The store was changed by commits; the one built from the backup holds the same quads."""
    again = instance_at(tmp_path)
    done = restore(again, kept, MOMENT)
    assert done.comparable
    assert done.same
    assert done.aside is None
    assert files(tmp_path) == files(lived.settings.home)
    assert fingerprint(again.quads()) == fingerprint(lived.quads())
    accept(again, "three")


def test_what_a_home_holds_is_not_touched_unless_told(kept: Path, tmp_path: Path) -> None:
    other = instance_at(tmp_path)
    other.build()
    accept(other, "other")
    before = files(tmp_path)
    with pytest.raises(Refused, match="holds records"):
        restore(other, kept, MOMENT)
    assert files(tmp_path) == before
    done = restore(other, kept, MOMENT, replace=True)
    assert done.same
    assert done.aside == tmp_path / "replaced-20261120T123000Z"
    assert files(done.aside) == before
    assert len(list(read_records(tmp_path / "accepted"))) == 2


def test_other_shipped_facts_are_told(kept: Path, tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(BOOK, book)
    with (book / "places.csv").open("a") as places:
        header = (BOOK / "places.csv").read_text().splitlines()[0].split(",")
        cells = {"id": "france", "name_en": "France", "kind": "country", "iso_code": "FR"}
        source = (BOOK / "places.csv").read_text().splitlines()[1].split(",")
        cells["source_url"] = source[header.index("source_url")]
        places.write(",".join(cells.get(name, "") for name in header) + "\n")
    home = tmp_path / "home"
    sources = Sources(book=Book(book, home / "accepted"), ontology=folder("ontology"))
    done = restore(Instance(Settings(home=home), sources), kept, MOMENT)
    assert not done.comparable
    assert not done.same


def test_it_waits_for_writers_and_they_for_it(lived: Instance, tmp_path: Path) -> None:
    """Whatever is accepted meanwhile, the fingerprint fits the records that were packed."""
    home = tmp_path / "home"
    shutil.copytree(lived.settings.home, home)
    busy = instance_at(home)
    writer = threading.Thread(target=lambda: [accept(busy, f"meanwhile-{n}") for n in range(3)])
    writer.start()
    backups = []
    while writer.is_alive() or not backups:
        file = tmp_path / f"{len(backups)}.zip"
        backups.append((file, back_up(busy, file, MOMENT)))
    writer.join()
    for number in {0, len(backups) - 1}:
        file, inventory = backups[number]
        done = restore(instance_at(tmp_path / f"home-{number}"), file, MOMENT)
        assert done.same
        assert inventory.records >= 2


Tamper = Callable[[ZipFile, dict[str, bytes]], None]


def plain(name: str, mode: int = 0o100644) -> ZipInfo:
    member = ZipInfo(name)
    member.external_attr = mode << 16
    return member


def _listed(target: ZipFile, content: dict[str, bytes], member: ZipInfo, data: bytes) -> None:
    """Write a member that the inventory lists as it ought to be listed."""
    inventory = json.loads(content[INVENTORY])
    digest = hashlib.sha256(data).hexdigest()
    inventory["items"].append({"place": member.filename, "size": len(data), "digest": digest})
    for name, each in content.items():
        target.writestr(plain(name), json.dumps(inventory) if name == INVENTORY else each)
    target.writestr(member, data)


def _changed(
    target: ZipFile, content: dict[str, bytes], change: Callable[[dict[str, Any]], object]
) -> None:
    inventory = json.loads(content[INVENTORY])
    change(inventory)
    for name, each in content.items():
        target.writestr(plain(name), json.dumps(inventory) if name == INVENTORY else each)


TAMPERED: dict[str, Tamper] = {
    "a path that leads out": lambda z, c: _listed(z, c, plain("accepted/../../x.trig"), b"x"),
    "an absolute path": lambda z, c: _listed(z, c, plain("/tmp/2026/x.trig"), b"x"),
    "a backslash": lambda z, c: _listed(z, c, plain("accepted\\2026\\x.trig"), b"x"),
    "a hidden file": lambda z, c: _listed(z, c, plain("accepted/2026/.x.trig"), b"x"),
    "a file of the store": lambda z, c: _listed(z, c, plain("store/manifest.json"), b"{}"),
    "a symbolic link": lambda z, c: _listed(
        z, c, plain("accepted/2026/x.trig", stat.S_IFLNK | 0o777), b"/etc/passwd"
    ),
    "a folder": lambda z, c: _listed(z, c, plain("accepted/2026/"), b""),
    "a device": lambda z, c: _listed(z, c, plain("accepted/2026/x.trig", stat.S_IFCHR), b""),
    "a file more than listed": lambda z, c: [
        z.writestr(plain(name), each)
        for name, each in {**c, "accepted/2026/more.trig": b"more"}.items()
    ],
    "a file less than listed": lambda z, c: [
        z.writestr(plain(name), each) for name, each in list(c.items())[1:]
    ],
    "another content": lambda z, c: [
        z.writestr(plain(name), each[:-1] + b"?" if name.endswith(".trig") else each)
        for name, each in c.items()
    ],
    "no inventory": lambda z, c: [
        z.writestr(plain(name), each) for name, each in c.items() if name != INVENTORY
    ],
    "an inventory that is none": lambda z, c: [
        z.writestr(plain(name), b"[]" if name == INVENTORY else each) for name, each in c.items()
    ],
    "another packing": lambda z, c: [
        z.writestr(plain(name), each, compress_type=ZIP_BZIP2) for name, each in c.items()
    ],
    "a later format": lambda z, c: _changed(z, c, lambda i: i.update(format=2)),
    "a size that lies": lambda z, c: _changed(z, c, lambda i: i["items"][0].update(size=1)),
    "a digest that lies": lambda z, c: _changed(
        z, c, lambda i: i["items"][0].update(digest="0" * 64)
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_changes_nothing(name: str, kept: Path, tmp_path: Path) -> None:
    with ZipFile(kept) as source:
        content = {each: source.read(each) for each in source.namelist()}
    file, home = tmp_path / "tampered.zip", tmp_path / "home"
    with ZipFile(file, "w") as target:
        TAMPERED[name](target, content)
    with pytest.raises(DataError, match="damaged or no backup"):
        restore(instance_at(home), file, MOMENT)
    assert not home.exists()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_what_was_cut_off_changes_nothing(share: float, kept: Path, tmp_path: Path) -> None:
    file, home = tmp_path / "cut.zip", tmp_path / "home"
    file.write_bytes(kept.read_bytes()[: int(kept.stat().st_size * share)])
    with pytest.raises(DataError):
        restore(instance_at(home), file, MOMENT)
    assert not home.exists()


def test_a_bit_that_flips_anywhere_is_noticed(kept: Path, tmp_path: Path) -> None:
    """Or it flips where nothing is kept: in the names of times and hosts of a zip's members."""
    good = kept.read_bytes()
    inventory = examine(kept)
    for position in range(0, len(good), 97):
        file = tmp_path / "flipped.zip"
        file.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
        try:
            assert examine(file) == inventory
        except DataError:
            continue


def test_a_record_that_cannot_be_read_changes_nothing(kept: Path, tmp_path: Path) -> None:
    file, home = tmp_path / "odd.zip", tmp_path / "home"
    with ZipFile(kept) as source:
        content = {each: source.read(each) for each in source.namelist()}
    with ZipFile(file, "w") as target:
        _listed(target, content, plain("accepted/2026/odd.trig"), b"<a> <b>")
    with pytest.raises(DataError, match=r"odd\.trig"):
        restore(instance_at(home), file, MOMENT)
    assert files(home) == {}
    assert not (home / RESTORING).exists()


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        examine(tmp_path / "nothing.zip")


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spacegraph", *words],
        env={**os.environ, "SPACEGRAPH_HOME": str(home)},
        capture_output=True,
        text=True,
    )


def test_the_commands(home: Path, tmp_path: Path) -> None:
    """On the shipped graph, whose home is read only here."""
    copy, file = tmp_path / "home", tmp_path / "backup.zip"
    shutil.copytree(home, copy)
    made = run(copy, "backup", str(file))
    assert (made.returncode, made.stderr) == (0, "")
    assert "0 records, 0 refused submissions" in made.stdout
    checked = run(tmp_path / "nowhere", "restore", "--check", str(file))
    assert checked.returncode == 0
    assert "sound" in checked.stdout
    assert not (tmp_path / "nowhere").exists()
    file.write_bytes(file.read_bytes()[:-40])
    broken = run(tmp_path / "nowhere", "restore", str(file))
    assert broken.returncode == 2
    assert "error:" in broken.stderr
    assert "Traceback" not in broken.stderr


@pytest.mark.slow
def test_the_shipped_graph_comes_back(home: Path, tmp_path: Path) -> None:
    copy, file, again = tmp_path / "home", tmp_path / "backup.zip", tmp_path / "again"
    shutil.copytree(home, copy)
    (tmp_path / "contracts.csv").write_bytes(deal("kept"))
    assert run(copy, "accept", str(tmp_path / "contracts.csv")).returncode == 0
    assert run(copy, "backup", str(file)).returncode == 0
    done = run(again, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "the graph is the one that was backed up" in done.stdout
