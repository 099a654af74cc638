"""Serve the protocols over the store that the environment names, on a port given as argument."""

import sys

import uvicorn

from spacegraph.settings import Settings
from spacegraph.web.app import create_app, open_pool
from spacegraph.web.connection import Connection


def main() -> None:
    """Serve until ended."""
    settings = Settings.from_environment()
    config = uvicorn.Config(
        create_app(settings, open_pool(settings)),
        http=Connection,
        port=int(sys.argv[1]),
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
