"""Where in the catalogue a fact stands: a source for each file and state of the file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacegraph.gcat.entry import Cells
from spacegraph.gcat.tsv import Record, TsvFile
from spacegraph.tables.rows import Row

ROOT = "https://planet4589.org/space/gcat"
PUBLISHER = "Jonathan McDowell, planet4589.org"

_PLACES = {
    "satcat": ("cat", "standard satellite catalog"),
    "auxcat": ("cat", "auxiliary catalog"),
    "ftocat": ("cat", "failed to orbit catalog"),
    "deepcat": ("cat", "deep space catalog"),
    "psatcat": ("cat", "payload catalog"),
    "launch": ("launch", "launch list"),
    "launchlog": ("derived", "orbital launch log"),
    "orgs": ("tables", "organizations and states"),
    "lv": ("tables", "launch vehicles"),
    "sites": ("tables", "launch sites"),
    "lp": ("tables", "launch points"),
    "platforms": ("tables", "launch platforms"),
}
_SNAPSHOT = re.compile(r"([a-z]+)@(\d{4}(?:-\d{2}(?:-\d{2})?)?)")


@dataclass(slots=True)
class Provenance:
    """Collects the sources that rows cite; the day of a file's state is the fragment of its URL."""

    cited: dict[str, Cells] = field(default_factory=dict)

    def address(self, stem: str, day: str) -> str:
        """Return the address of a file in the state of a day, and remember to list it."""
        folder, title = _PLACES[stem]
        url = f"{ROOT}/tsv/{folder}/{stem}.tsv" + (f"#{day}" if day else "")
        self.cited[url] = {
            "id": "-".join(part for part in ("gcat", stem, day) if part),
            "url": url,
            "title": f"General Catalog of Artificial Space Objects, {stem}.tsv: {title}",
            "publisher": PUBLISHER,
            "date": day,
            "lang": "en",
            "kind": "catalogue",
            "reliability": "B",
            "note": "CC BY 4.0; rows selected, joined and re-expressed",
        }
        return url

    def of(self, record: Record, file: TsvFile) -> list[str]:
        """Return the addresses behind a record: those it names itself, else its file."""
        printed = record.get("X_Source") or record.get("Source")
        named = [(stem, day) for stem, day in _SNAPSHOT.findall(printed) if stem in _PLACES]
        if not named:
            named = [(file.name.removesuffix(".tsv"), file.updated)]
        return [self.address(stem, day) for stem, day in named]

    def rows(self, addresses: Iterable[str], earlier: Iterable[Row]) -> list[Cells]:
        """Return a row for each address that is cited, now or since an earlier import."""
        known = {row.get("url"): {**row.cells} for row in earlier} | self.cited
        return [known[url] for url in sorted(set(addresses)) if url in known]
