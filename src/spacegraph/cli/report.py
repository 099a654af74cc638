"""`spacegraph report`: who is central, who bridges, who depends on whom."""

from collections.abc import Iterable
from pathlib import Path

import click

from spacegraph.analytics.change import compare as compare_years
from spacegraph.analytics.layers import DEFAULT
from spacegraph.analytics.profile import Profile, profile
from spacegraph.analytics.report import build_report
from spacegraph.analytics.writers.movement import FILES as CHANGE_FILES
from spacegraph.analytics.writers.movement import write_change
from spacegraph.analytics.writers.portrait import WRITERS as PROFILE_WRITERS
from spacegraph.analytics.writers.portrait import render_profile
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
@click.option(
    "--weight",
    type=click.Choice(["events", "value"]),
    default="events",
    show_default=True,
    help="What an edge weighs: how often, or how much in its layer's unit.",
)
@click.option("--compare", nargs=2, type=int, metavar="YEAR YEAR", help="Who rose and who fell.")
@click.option("--profile", "organisation", help="Describe one organisation instead.")
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
    weight: str,
    compare: tuple[int, int] | None,
    organisation: str | None,
) -> None:
    """Write a report on the network of organisations, with every edge's claims.

    \b
    Example:
      spacegraph report --layers contract,cooperation,affiliation,funding --out report
      spacegraph report --compare 2019 2025 --out change
      spacegraph report --profile landspace --out landspace
    """
    if compare and organisation:
        raise click.UsageError("--compare and --profile are two different reports")
    view = view_of(None, known_by, settle)
    with stages("report") as report:
        store = Instance.of(Settings.from_environment()).open(view, report)
        layers, wanted = _names(layer_names) or (), _names(formats)
        if compare:
            before, after = compare
            change = compare_years(
                store, before, after, layers, types=_names(types), provinces=_names(provinces)
            )
            files = write_change(change, out, _offered(wanted, CHANGE_FILES))
        elif organisation:
            found = profile(store, organisation)
            files = _write_profile(found, out, _offered(wanted, PROFILE_WRITERS))
        else:
            whole = build_report(
                store,
                layers,
                as_of=str(as_of) if as_of else None,
                since=str(since) if since else None,
                until=str(until) if until else None,
                types=_names(types),
                provinces=_names(provinces),
                weight=weight,
                view=view,
                progress=report,
            )
            report("write the files")
            files = write_report(whole, out, wanted or ())
    if view:
        click.echo(f"# {view}", err=True)
    for file in files:
        click.echo(file)


def _offered(wanted: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    """Leave out the formats of the full report that this one does not come in."""
    choices = list(known)
    return [name for name in wanted or choices if name in choices or name not in FORMATS]


def _write_profile(found: Profile, out: Path, formats: Iterable[str]) -> tuple[Path, ...]:
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for name in sorted(set(formats)):
        path = out / f"profile.{name}"
        path.write_text(render_profile(found, name), encoding="utf-8", newline="")
        files.append(path)
    return tuple(files)
