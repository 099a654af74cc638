"""`spacegraph serve`: answer over HTTP."""

import socket

import click
import uvicorn

from spacegraph.cli.progress import stages
from spacegraph.cli.site import create_site
from spacegraph.errors import StoreError
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings


@click.command("serve")
@click.option("--host", help="Address to listen on.  [SPACEGRAPH_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[SPACEGRAPH_PORT, 8000]")
def serve_command(host: str | None, port: int | None) -> None:
    """Serve SPARQL, questions, pages and reports over HTTP.

    Builds the store first when it does not fit the files. Ctrl-C ends it after the requests that
    are under way.

    \b
    Example:
      spacegraph serve --port 8080
    """
    settings = Settings.from_environment()
    address = (host or settings.host, port or settings.port)
    listener = _listen(*address)
    instance = Instance.of(settings)
    with stages("build") as report:
        manifest = instance.ensure(report)
    if manifest.view:
        click.echo(f"# {manifest.view}", err=True)
    click.echo(
        f"{manifest.claims:,} claims, {manifest.quads:,} quads, generation {manifest.generation}\n"
        f"http://{_shown(address[0])}:{address[1]}/ (Ctrl-C ends it)",
        err=True,
    )
    config = uvicorn.Config(
        create_site(instance),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


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
        raise StoreError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="is it serving already? choose another port: --port 8001 or SPACEGRAPH_PORT",
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
