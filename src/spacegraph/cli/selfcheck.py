"""Look before serving whether this machine and these settings can bear it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from pyoxigraph import Store as Quads
from rapidfuzz import process

from spacegraph.errors import StoreError
from spacegraph.gate.records.restore import RESTORING
from spacegraph.graph.book import RECORDED
from spacegraph.graph.manifest import Manifest
from spacegraph.model.findings import Finding, Severity
from spacegraph.settings import PREFIX, Settings
from spacegraph.store.manifest import quads_folder
from spacegraph.store.roster import memory_of_machine
from spacegraph.web.logs import FORMS
from spacegraph.web.writers import HASHED

_SHORT_TOKEN: Final = 20
_DIGEST: Final = 64
_LAST_PORT: Final = 65535
_LEAST_FREE: Final = 256 << 20
_KNOWN: Final = (
    "ASK { GRAPH ?claim { ?s ?p ?o } ?claim a <https://w3id.org/spacegraph/ontology/Claim> }"
)


def check_settings(settings: Settings, variables: Mapping[str, str]) -> Iterator[Finding]:
    """Find variables that set nothing, values that mean nothing, tokens that protect nothing."""
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
    for variable in sorted(variables):
        if variable.startswith(PREFIX) and variable not in known:
            nearest = process.extractOne(variable, sorted(known))
            yield _warn(f"{variable} is no setting", f"did you mean {nearest[0]}?")
    if settings.log not in ("", *FORMS):
        yield _stop(f"SPACEGRAPH_LOG = {settings.log!r}", f"write {' or '.join(FORMS)}")
    if settings.port > _LAST_PORT:
        yield _stop(f"SPACEGRAPH_PORT = {settings.port} is no port", f"write 1 to {_LAST_PORT}")
    for token in settings.token.split():
        digest = token.removeprefix(HASHED).lower()
        if token.startswith(HASHED) and (
            len(digest) != _DIGEST or set(digest) - set("0123456789abcdef")
        ):
            yield _stop(
                "a token in SPACEGRAPH_TOKEN begins with sha256: and is no such hash",
                "write its 64 hexadecimal digits",
            )
    if not is_loopback(settings.host):
        yield from _check_exposure(settings)


def _check_exposure(settings: Settings) -> Iterator[Finding]:
    tokens = settings.token.split()
    if any(not each.startswith(HASHED) and len(each) < _SHORT_TOKEN for each in tokens):
        yield _warn(
            f"a token of fewer than {_SHORT_TOKEN} characters guards a server that others reach",
            "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    if tokens:
        yield _warn(
            f"{settings.host} is reached from outside, and tokens travel in clear",
            "put a proxy with TLS in front; see deploy/README.md",
        )


def check_machine(settings: Settings, today: date) -> Iterator[Finding]:
    """Find what would fail later: a folder that cannot be written, no room, a wrong clock."""
    if today < RECORDED:
        yield _stop(f"the clock says {today}, before the facts were recorded", "set the clock")
    if (settings.home / RESTORING).exists():
        yield _stop(
            f"a restore into {settings.home} was interrupted",
            "run it again: spacegraph restore FILE --replace",
        )
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home) as file:
            file.write(b"x")
            os.fsync(file.fileno())
    except OSError as error:
        yield _stop(
            f"cannot write to {settings.home}: {error.strerror}",
            "own the folder, or name another with SPACEGRAPH_HOME",
        )
        return
    free, needed = shutil.disk_usage(settings.home).free, _LEAST_FREE
    needed += 2 * sum(each.stat().st_size for each in _files(settings.store_path))
    if free < needed:
        yield _warn(
            f"{free >> 20} MiB are free at {settings.home}, and a rebuild may take {needed >> 20}",
            "make room; facts that cannot be written are refused",
        )
    memory, one = memory_of_machine() >> 20, settings.query_memory_mb
    if memory < 2 * one:
        yield _warn(
            f"this machine has {memory} MiB of memory, and one query may take {one}",
            f"set SPACEGRAPH_QUERY_MEMORY_MB to {max(memory // 4, 64)} or less",
        )


def check_store(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Find a store that holds something else than its manifest says."""
    try:
        quads = Quads.read_only(str(quads_folder(folder)))
        count, answered = len(quads), bool(quads.query(_KNOWN))
    except (OSError, StoreError) as error:
        yield _stop(f"the store {folder} cannot be read: {error}", "run `spacegraph build`")
        return
    if count != manifest.quads:
        yield _stop(
            f"the store {folder} holds {count:,} quads, its manifest says {manifest.quads:,}",
            "run `spacegraph build`",
        )
    elif not answered and manifest.claims:
        yield _stop(f"the store {folder} finds none of its claims", "run `spacegraph build`")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file())


def _warn(message: str, advice: str) -> Finding:
    return Finding(Severity.WARNING, message, advice=advice)


def _stop(message: str, advice: str) -> Finding:
    return Finding(Severity.ERROR, message, advice=advice)
