"""Finds a port of this machine for a server of ours that starts a moment later."""

import random
import socket

LOWEST, HIGHEST = 20_000, 29_999
"""Below those that systems lend to outgoing connections (Linux from 32768): none of these takes one meanwhile."""
TRIES = 200


def free_port() -> int:
    """Return a port on which nothing listens now. Raises OSError where none is found."""
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST + 1), TRIES):
        if _is_free(port):
            return port
    raise OSError(f"No free port was found among {TRIES} from {LOWEST} to {HIGHEST}.")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
