"""Serve the small graph on an inherited socket, as `spacegraph serve` would."""

import socket
import sys
from pathlib import Path

import uvicorn

from spacegraph.cli.site import create_site
from spacegraph.settings import Settings
from spacegraph.web.logs import set_up

sys.path.insert(0, str(Path(__file__).parent))
from small import instance_of


def main() -> None:
    """Build what the files ask for, then serve."""
    set_up("json", sys.stderr)
    instance = instance_of(Settings.from_environment())
    instance.ensure()
    config = uvicorn.Config(create_site(instance), log_config=None, access_log=False)
    listener = socket.socket(fileno=int(sys.argv[1]))
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
