"""A document as a value that shows itself in a notebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Generic, TypeVar

from spacegraph.analytics.order import Document
from spacegraph.analytics.writers.render import render, write

D = TypeVar("D", bound=Document)

_HEIGHT = 640


@dataclass(frozen=True, slots=True, repr=False)
class Shown(Generic[D]):
    """A report, comparison or profile; its figures are the fields of `document`."""

    document: D

    def text(self, format: str = "html") -> str:
        """Give the document in a format: html, md, json; csv, graphml, gexf where it has them."""
        return render(self.document, format)

    def write(self, folder: str | Path, formats: Iterable[str] = ()) -> tuple[Path, ...]:
        """Write its files into a folder, all formats unless some are named."""
        return write(self.document, Path(folder), formats)

    def _repr_html_(self) -> str:
        """Show the page in a frame of its own, so that its style reaches nothing else.

        The frame runs no script; its links open beside it.
        """
        page = self.text().replace("<head>", '<head>\n<base target="_blank">', 1)
        return (
            f'<iframe srcdoc="{escape(page)}" sandbox="allow-popups '
            f'allow-popups-to-escape-sandbox" title="Report" width="100%" height="{_HEIGHT}" '
            'style="border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<{type(self.document).__name__}: {self.document.command}>"
