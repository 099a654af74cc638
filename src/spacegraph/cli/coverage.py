"""`spacegraph coverage`: how complete the graph is."""

import click

from spacegraph.cli.progress import stages
from spacegraph.graph.coverage import measure, to_markdown
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings


@click.command("coverage")
def coverage_command() -> None:
    """Print how much the graph knows, class by class, as a Markdown table.

    \b
    Example:
      spacegraph coverage > docs/coverage.md
    """
    instance = Instance.of(Settings.from_environment())
    with stages("coverage") as report:
        rows = measure(instance.open(report=report))
    click.echo(to_markdown(rows), nl=False)
