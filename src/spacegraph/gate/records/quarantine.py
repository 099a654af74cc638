"""Keep what was refused, with the reasons, so that nothing somebody typed is lost."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePath

from spacegraph.errors import NotFound, StoreError
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.model.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Refusal:
    """A submission that was refused; `id` names it, `size` is in bytes."""

    id: str
    name: str
    media_type: str
    day: date
    size: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The folder `quarantine` of an instance. Beyond `count` or `size` the oldest go."""

    folder: Path
    count: int = 200
    size: int = 256 << 20

    def keep(
        self, content: bytes, verdict: Verdict, today: date, *, media_type: str = ""
    ) -> Refusal:
        """Keep a refused submission; the same one again only renews its findings and its day."""
        name = PurePath(verdict.name).name
        digest = hashlib.sha256(name.encode() + b"\0" + content).hexdigest()[:12]
        refusal = Refusal(digest, name, media_type, today, len(content), verdict.findings)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self._content(digest), content)
            text = json.dumps(_to_json(refusal), ensure_ascii=False, indent=1)
            _write(self._findings(digest), text.encode())
        except OSError as error:
            raise StoreError(
                f"cannot keep the refused submission: {error.strerror or type(error).__name__}",
                where=self.folder,
            ) from error
        self._trim()
        return refusal

    def list(self) -> tuple[Refusal, ...]:
        """Return everything that is kept, the latest first."""
        found = (self._read(path) for path in self.folder.glob("*.json"))
        return tuple(
            sorted(filter(None, found), key=lambda each: (each.day, each.id), reverse=True)
        )

    def show(self, id: str) -> tuple[Refusal, bytes]:
        """Return a refused submission and its content."""
        refusal = self._read(self._findings(id)) if id.isalnum() else None
        if refusal is None:
            nearest = tuple(each.id for each in self.list()[:3])
            raise NotFound(
                f"nothing in quarantine is called {id!r}",
                hint=f"the latest are {', '.join(nearest)}" if nearest else "it is empty",
                nearest=nearest,
            )
        return refusal, self._content(id).read_bytes()

    def release(self, id: str) -> None:
        """Drop a submission, because it has been accepted or is not wanted any more."""
        self._findings(id).unlink(missing_ok=True)
        self._content(id).unlink(missing_ok=True)

    def _trim(self) -> None:
        total = 0
        for number, refusal in enumerate(self.list()):
            total += refusal.size
            if number >= self.count or (total > self.size and number):
                self.release(refusal.id)

    def _read(self, path: Path) -> Refusal | None:
        """Read the findings of a submission; None where they are damaged or gone."""
        try:
            return _from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _content(self, id: str) -> Path:
        return self.folder / f"{id}.submission"

    def _findings(self, id: str) -> Path:
        return self.folder / f"{id}.json"


def _write(path: Path, content: bytes) -> None:
    """Replace a file as a whole, so that a crash leaves the old one or the new one."""
    half = path.with_name(f"{path.name}.half-{os.getpid()}")
    half.write_bytes(content)
    half.replace(path)


def _to_json(refusal: Refusal) -> dict[str, object]:
    return {**asdict(refusal), "day": refusal.day.isoformat()}


def _from_json(read: dict[str, object]) -> Refusal:
    findings = tuple(_findings(read["findings"]))
    return Refusal(
        id=str(read["id"]),
        name=str(read["name"]),
        media_type=str(read["media_type"]),
        day=date.fromisoformat(str(read["day"])),
        size=int(str(read["size"])),
        findings=findings,
    )


def _findings(read: object) -> Iterator[Finding]:
    for each in read if isinstance(read, list) else ():
        yield Finding(**{**each, "severity": Severity(each["severity"])})
