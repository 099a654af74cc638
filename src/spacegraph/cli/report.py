"""`spacegraph report`: who is central, who bridges, who depends on whom."""

from pathlib import Path

import click

from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.report import build_report
from spacegraph.analytics.writers.render import FORMATS, write_report
from spacegraph.cli.options import DateType, view_of
from spacegraph.cli.progress import stages
from spacegraph.graph.authority import Policy
from spacegraph.graph.instance import Instance
from spacegraph.model.dates import PartialDate
from spacegraph.settings import Settings


def _names(text: str | None) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


@click.command("report")
@click.option(
    "--layers",
    "layer_names",
    default=",".join(DEFAULT),
    show_default=True,
    help="Relations to draw, joined by commas.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the files.",
)
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    help="Files to write, joined by commas.",
)
@click.option("--as-of", type=DateType(), help="What held then.")
@click.option("--since", type=DateType(), help="Only what happened or lasted from then on.")
@click.option("--until", type=DateType(), help="Only what happened or began by then.")
@click.option("--types", help="Only organisations of these types, joined by commas.")
@click.option("--provinces", help="Only organisations seated in these provinces, joined by commas.")
@click.option("--known-by", type=DateType(), help="Only what was published by then.")
@click.option(
    "--settle",
    type=click.Choice([policy.value for policy in Policy]),
    default=Policy.MOST_RELIABLE.value,
    show_default=True,
)
def report_command(
    layer_names: str,
    out: Path,
    formats: str,
    as_of: PartialDate | None,
    since: PartialDate | None,
    until: PartialDate | None,
    types: str | None,
    provinces: str | None,
    known_by: PartialDate | None,
    settle: str,
) -> None:
    """Write a report on the network of organisations, with every edge's claims.

    \b
    Example:
      spacegraph report --layers contract,cooperation,affiliation,funding --out report
    """
    view = view_of(None, known_by, settle)
    with stages("report") as report:
        store = Instance.of(Settings.from_environment()).open(view, report)
        found = build_report(
            store,
            _names(layer_names) or (),
            as_of=str(as_of) if as_of else None,
            since=str(since) if since else None,
            until=str(until) if until else None,
            types=_names(types),
            provinces=_names(provinces),
            title="",
            progress=report,
        )
        report("write the files")
        files = write_report(found, out, _names(formats) or ())
    if view:
        click.echo(f"# {view}", err=True)
    for file in files:
        click.echo(file)
