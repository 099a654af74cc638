"""The `spacegraph` command: one sub-command a job, errors told in one place."""

import logging
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

import click

from spacegraph.errors import DataError, SpacegraphError

ERROR = 2
STOPPED = 130

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "accept": "submit",
        "ask": "ask",
        "backup": "backup",
        "build": "build",
        "check": "check",
        "coverage": "coverage",
        "export": "export",
        "history": "records",
        "import": "catalogue",
        "quarantine": "records",
        "query": "query",
        "report": "report",
        "restore": "backup",
        "retract": "submit",
        "search": "search",
        "serve": "serve",
        "template": "template",
        "validate": "submit",
    }
)
"""Each command and the module of `spacegraph.cli` that holds it as `<command>_command`."""


class Commands(click.Group):
    """A group that loads a command when it is called: each needs other heavy libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command in order of names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"spacegraph.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="spacegraph")
def cli() -> None:
    """The open, sourced, queryable knowledge graph of China's space sector.

    Settings are environment variables (SPACEGRAPH_HOME, SPACEGRAPH_PORT, …); see docs/settings.md.
    Exit status: 0 done, 1 a check or validation found errors, 2 the command could not run.
    """


def main() -> None:
    """Run the command line; turn every error into words and an exit status."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(ERROR)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(STOPPED)
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
