"""Prefect's server for one home, run by `serve`: on a socket that is open, behind a secret in its environment."""

import os
import socket
import sys

from flows.family import end_with_parent


def main(descriptor: int) -> None:
    """Answer on the socket until told to end."""
    end_with_parent()
    # Its database holds what the nights said: nobody else reads it.
    os.umask(0o077)
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    if not get_current_settings().server.api.auth_string:
        sys.exit("no secret, no server")
    with socket.socket(fileno=descriptor) as listening:
        # A page that somebody left open holds nothing up for longer than this.
        config = uvicorn.Config(create_app(final=True), log_level="warning", timeout_graceful_shutdown=2)
        uvicorn.Server(config).run(sockets=[listening])
