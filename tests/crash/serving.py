"""Serve the small graph on an inherited socket, as `spacegraph serve` would."""

import socket
import sys
from pathlib import Path

import uvicorn

from spacegraph.cli.site import create_site
from spacegraph.settings import Settings
from spacegraph.web.connection import Connection
from spacegraph.web.logs import set_up
from spacegraph.web.server import DRAIN_SECONDS, FAREWELL_SECONDS, Server

sys.path.insert(0, str(Path(__file__).parent))
from small import instance_of


def main() -> None:
    """Build what the files ask for, then serve."""
    set_up("json", sys.stderr)
    instance = instance_of(Settings.from_environment())
    instance.ensure()
    site = create_site(instance)
    config = uvicorn.Config(
        site,
        http=Connection,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS + FAREWELL_SECONDS,
    )
    listener = socket.socket(fileno=int(sys.argv[1]))
    Server(config, site.state.store.close).run(sockets=[listener])


if __name__ == "__main__":
    main()
