"""`spacegraph search`: find things by any of their names."""

import json
import sys
from dataclasses import asdict

import click

from spacegraph.cli.options import view_of, view_options
from spacegraph.cli.progress import stages
from spacegraph.graph.instance import Instance
from spacegraph.model.dates import PartialDate
from spacegraph.namespaces import to_curie
from spacegraph.search.index import Index
from spacegraph.search.names import KINDS, read_names
from spacegraph.search.search import search
from spacegraph.settings import Settings

NOTHING = 1


@click.command("search")
@click.argument("text")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(sorted(KINDS)),
    help="Only things of this kind; may be repeated.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@view_options
def search_command(
    text: str,
    kinds: tuple[str, ...],
    limit: int,
    format_: str,
    as_of: PartialDate | None,
    known_by: PartialDate | None,
    settle: str,
) -> None:
    """Find organisations, spacecraft, vehicles, missions and places by name.

    English, Chinese in either script, pinyin, abbreviations, former names, small typos.
    Exit status 1 when nothing is found.

    \b
    Example:
      spacegraph search "weina xingkong"
    """
    with stages("search") as report:
        view = view_of(as_of, known_by, settle)
        store = Instance.of(Settings.from_environment()).open(view, report)
        index = Index.of(read_names(store))
        hits = search(index, text, kinds=kinds or None, limit=limit)
    if format_ == "json":
        found = [{**asdict(hit), "reason": str(hit.reason)} for hit in hits]
        click.echo(json.dumps({"query": text, "results": found}, ensure_ascii=False, indent=2))
    else:
        for hit in hits:
            names = f"{hit.label} {hit.label_zh}".strip()
            click.echo(f"{hit.score:.2f}  {to_curie(hit.iri)}  {names}  ({hit.why})")
    if not hits:
        click.echo(f"nothing is called {text!r}", err=True)
        sys.exit(NOTHING)
