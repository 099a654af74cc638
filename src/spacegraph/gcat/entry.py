"""What the catalogue says of one thing, split by how sure it is: a row for each degree."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacegraph.gcat.codes import Code
from spacegraph.model.columns import SEPARATOR

Cells = dict[str, str]


@dataclass(slots=True)
class Entry:
    """A row in the making; what the catalogue marks as uncertain goes to a second row."""

    id: str
    sources: list[str] = field(default_factory=list)
    confidence: str = ""
    _stated: dict[str, list[str]] = field(default_factory=dict)
    _probable: dict[str, list[str]] = field(default_factory=dict)
    _doubts: list[str] = field(default_factory=list)
    _remarks: list[str] = field(default_factory=list)

    def say(self, column: str, value: str | Code) -> None:
        """Add a value to a cell; empty and repeated values are ignored."""
        code = Code(value) if isinstance(value, str) else value
        values = (self._probable if code.doubt else self._stated).setdefault(column, [])
        text = " ".join(code.text.replace(SEPARATOR.strip(), "/").split())
        if text and text not in values:
            values.append(text)
            if code.doubt and code.doubt not in self._doubts:
                self._doubts.append(code.doubt)

    def remark(self, text: str) -> None:
        """Add to the note of what is stated; empty and repeated remarks are ignored."""
        if text and text not in self._remarks:
            self._remarks.append(text)

    def name(self, column: str, value: str) -> None:
        """Fill a cell that takes one value, unless it is filled."""
        if not self._stated.get(column):
            self.say(column, value)

    def has(self, column: str, value: str = "") -> bool:
        """Tell whether a cell is filled, or holds this value."""
        values = self._stated.get(column, [])
        return value in values if value else bool(values)

    def rows(self) -> Iterator[Cells]:
        """Yield the row of what is stated, then that of what is only probable."""
        for values, confidence, note in (
            (self._stated, self.confidence, "; ".join(self._remarks)),
            (self._probable, "probable", "; ".join(self._doubts)),
        ):
            cells = {column: SEPARATOR.join(texts) for column, texts in values.items() if texts}
            if cells:
                sources = SEPARATOR.join(dict.fromkeys(self.sources))
                yield {
                    "id": self.id,
                    **cells,
                    "source_url": sources,
                    "confidence": confidence,
                    "note": note,
                }
