"""The `spacegraph` command: one sub-command a job, errors told in one place."""

import logging
import sys

import click

from spacegraph.cli.ask import ask_command
from spacegraph.cli.build import build_command
from spacegraph.cli.catalogue import import_command
from spacegraph.cli.coverage import coverage_command
from spacegraph.cli.export import export_command
from spacegraph.cli.query import query_command
from spacegraph.cli.report import report_command
from spacegraph.cli.search import search_command
from spacegraph.cli.serve import serve_command
from spacegraph.errors import DataError, SpacegraphError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
ERROR = 2


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="spacegraph")
def cli() -> None:
    """The open, sourced, queryable knowledge graph of China's space sector.

    Settings are environment variables (SPACEGRAPH_HOME, SPACEGRAPH_PORT, …); see docs/settings.md.
    Exit status: 0 done, 1 a check or validation found errors, 2 the command could not run.
    """


for command in (
    ask_command,
    build_command,
    coverage_command,
    export_command,
    import_command,
    query_command,
    report_command,
    search_command,
    serve_command,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; turn every error into words and an exit status."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(ERROR)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except DataError as error:
        for finding in error.findings:
            click.echo(finding, err=True)
        click.echo(f"error: {error}", err=True)
        sys.exit(ERROR)
    except SpacegraphError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(ERROR)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ERROR)
    except Exception:
        logging.getLogger("spacegraph").exception("this is a defect of spacegraph")
        sys.exit(ERROR)
