"""`spacegraph report`: who is central, who bridges, who depends on whom."""

from pathlib import Path

import click

from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.order import Order, fulfil, names
from spacegraph.analytics.writers import FORMATS, write
from spacegraph.cli.options import DateType, view_of
from spacegraph.cli.progress import stages
from spacegraph.graph.authority import Policy
from spacegraph.graph.instance import Instance
from spacegraph.model.dates import PartialDate
from spacegraph.settings import Settings


@click.command("report")
@click.option(
    "--layers",
    "layer_names",
    help=f"Relations to draw, joined by commas. [default: {','.join(DEFAULT)}]",
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
    help=f"Files to write, joined by commas: {', '.join(FORMATS)}. [default: all there are]",
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
    help="What decides when sources disagree.",
)
@click.option(
    "--weight",
    type=click.Choice(["events", "value"]),
    help="What an edge weighs: how often, or how much in its layer's unit. [default: events]",
)
@click.option("--compare", nargs=2, type=int, metavar="YEAR YEAR", help="Who rose and who fell.")
@click.option("--measure", help="What to compare by. [default: betweenness]")
@click.option("--profile", "organisation", help="Describe one organisation instead.")
@click.option("--province", help="Describe one province instead.")
def report_command(
    layer_names: str | None,
    out: Path,
    formats: str | None,
    as_of: PartialDate | None,
    since: PartialDate | None,
    until: PartialDate | None,
    types: str | None,
    provinces: str | None,
    known_by: PartialDate | None,
    settle: str,
    weight: str | None,
    compare: tuple[int, int] | None,
    measure: str | None,
    organisation: str | None,
    province: str | None,
) -> None:
    """Write a report on the network of organisations, with every edge's claims.

    \b
    Example:
      spacegraph report --layers contract,cooperation,affiliation,funding --out report
      spacegraph report --compare 2019 2025 --measure degree --out change
      spacegraph report --profile landspace --out landspace
      spacegraph report --province sichuan --out sichuan
    """
    order = Order(
        layers=names(layer_names),
        as_of=str(as_of or ""),
        since=str(since or ""),
        until=str(until or ""),
        types=names(types),
        provinces=names(provinces),
        weight=weight or "",
        measure=measure or "",
        compare=compare,
        organisation=organisation or "",
        province=province or "",
        view=view_of(None, known_by, settle),
    )
    with stages(order.kind) as report:
        store = Instance.of(Settings.from_environment()).open(order.view, report)
        found = fulfil(store, order, report)
        report("write the files")
        files = write(found, out, names(formats))
    if order.view:
        click.echo(f"# {order.view}", err=True)
    for file in files:
        click.echo(file)
