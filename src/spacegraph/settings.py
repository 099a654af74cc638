"""Read the settings of an instance from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from spacegraph.errors import DataError

PREFIX = "SPACEGRAPH_"

_MAY_BE_ZERO = frozenset(
    f"{PREFIX}CLIENT_{limit}" for limit in ("CONCURRENCY", "RATE", "CONNECTIONS")
)
"""Limits that 0 turns off."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set; each field is the variable SPACEGRAPH_<FIELD>.

    Sizes are in bytes or mebibytes as the name says, times in seconds.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    home: Path = Path(".spacegraph")
    store: str = ""
    store_update: str = ""
    store_graphs: str = ""
    store_union: str = ""
    store_user: str = ""
    store_password: str = field(default="", repr=False)
    token: str = ""
    query_seconds: float = 30.0
    query_memory_mb: int = 1024
    result_mb: int = 256
    workers: int = 4
    upload_mb: int = 16
    client_concurrency: int = 8
    client_rate: float = 50.0
    client_connections: int = 256
    trusted_proxy: str = "127.0.0.1"
    service_hosts: str = ""
    log: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Take every SPACEGRAPH_ variable that names a field; refuse one that is malformed."""
        known = {each.name: type(each.default) for each in fields(cls)}
        values: dict[str, object] = {}
        for variable in sorted(environment):
            name = variable.removeprefix(PREFIX).lower()
            if not variable.startswith(PREFIX) or name not in known:
                continue
            values[name] = _parse(variable, environment[variable], known[name])
        return cls(**values)  # type: ignore[arg-type]

    @property
    def services(self) -> frozenset[str]:
        """The hosts that SERVICE may ask."""
        return frozenset(self.service_hosts.lower().split())

    @property
    def remote(self) -> bool:
        """Tell whether the store is a SPARQL server, not a folder."""
        return self.store.startswith(("http://", "https://"))

    @property
    def store_path(self) -> Path:
        """The folder of the embedded store: SPACEGRAPH_STORE, or `store` in the home."""
        return Path(self.store) if self.store and not self.remote else self.home / "store"


def _parse(variable: str, text: str, kind: type) -> object:
    if kind not in (int, float):
        return Path(text) if issubclass(kind, Path) else text
    try:
        value = kind(text)
    except ValueError:
        value = -1
    if value == 0 and variable in _MAY_BE_ZERO:
        return value
    if not 0 < value < 2**40:
        raise DataError(f"{variable} = {text!r} is not a positive number", hint="write e.g. 30")
    return value
