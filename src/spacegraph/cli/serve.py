"""`spacegraph serve`: answer over HTTP."""

import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import FrameType
from typing import Final

import click
import uvicorn

from spacegraph.cli.progress import stages
from spacegraph.cli.selfcheck import check_machine, check_settings, check_store
from spacegraph.cli.site import create_site
from spacegraph.cli.submit import today
from spacegraph.errors import DataError, StoreError
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Finding, Severity
from spacegraph.settings import Settings
from spacegraph.web.connection import counted
from spacegraph.web.crowd import Crowd, affordable
from spacegraph.web.logs import set_up
from spacegraph.web.server import DRAIN_SECONDS, FAREWELL_SECONDS, Server

_SWITCH_SECONDS: Final = 0.001
"""How long a thread that draws a report or reads a long text may keep light queries waiting."""
_ADVICE: Final[Mapping[int | None, str]] = {
    errno.EADDRINUSE: "is it serving already? choose another port: --port 8001 or SPACEGRAPH_PORT",
    errno.EACCES: "ports below 1024 need a privilege; choose one above: --port 8001",
}
_LOG: Final = logging.getLogger("spacegraph.serve")


@click.command("serve")
@click.option("--host", help="Address to listen on.  [SPACEGRAPH_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[SPACEGRAPH_PORT, 8000]")
def serve_command(host: str | None, port: int | None) -> None:
    """Serve SPARQL, questions, pages and reports over HTTP.

    Looks first whether the settings, the machine and the store are sound, and builds the store
    when it does not fit the files. Ctrl-C or SIGTERM ends it: nothing new is taken, requests under
    way get ten seconds to end; a second one ends them at once. Log lines go to the error stream,
    see SPACEGRAPH_LOG.

    \b
    Example:
      spacegraph serve --port 8080
    """
    given = Settings.from_environment()
    settings = replace(given, host=host or given.host, port=port or given.port)
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end)
    set_up(settings.log, sys.stderr)
    _judge(check_settings(settings, os.environ))
    listener = _listen(settings.host, settings.port)
    _judge(check_machine(settings, today()))
    instance = Instance.of(settings)
    with stages("build") as report:
        manifest = instance.ensure(report)
    if not settings.remote:
        _judge(check_store(settings.store_path, manifest))
    if manifest.view:
        _LOG.info("%s", manifest.view)
    _LOG.info(
        "%s claims, %s quads, generation %s",
        f"{manifest.claims:,}",
        f"{manifest.quads:,}",
        manifest.generation,
    )
    _LOG.info("http://%s:%d/ (Ctrl-C ends it)", _shown(settings.host), settings.port)
    sys.setswitchinterval(_SWITCH_SECONDS)
    site = create_site(instance)
    crowd = Crowd(settings.client_connections, affordable(), settings.trusted_proxy)
    config = uvicorn.Config(
        site,
        http=counted(crowd),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS + FAREWELL_SECONDS,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxy,
    )
    Server(config, site.state.store.close).run(sockets=[listener])


def _judge(findings: Iterable[Finding]) -> None:
    """Log what is doubtful; what cannot work ends the command with every reason at once."""
    errors = []
    for finding in findings:
        if finding.severity is Severity.ERROR:
            errors.append(f"{finding.message}: {finding.advice}")
        else:
            _LOG.warning("%s: %s", finding.message, finding.advice)
    if errors:
        raise DataError("this cannot be served", hint="mend it", findings=tuple(errors))


def _end(signal_number: int, frame: FrameType | None) -> None:
    """End in order; the server catches the signal first and raises it again when it is done."""
    sys.exit(0)


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else, so that a port in use is told at once.

    Connections inherit TCP_NODELAY: headers and body are two writes, and the second would wait
    40 ms for the reader's delayed acknowledgement of the first.
    """
    try:
        listener = socket.create_server((host, port), family=_family(host), backlog=2048)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]
        hint = "name an address of this machine: --host 127.0.0.1 or SPACEGRAPH_HOST"
        raise StoreError(
            f"cannot listen on {host}:{port}: {reason}", hint=_ADVICE.get(error.errno, hint)
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
