"""A worker that tells an endpoint and is killed while it does, for a test: it says when it has begun."""

import sys
from pathlib import Path


def main(council: int, endpoint: int, begun: Path) -> None:
    """Tell an endpoint what waits for it; the first message never gets an answer."""
    import django

    django.setup()

    from rooftree.machines import deliveries, jobs

    send = deliveries.send

    def slowly(*args, **kwargs):
        outcome = send(*args, **kwargs)
        begun.touch()
        import time

        time.sleep(60)
        return outcome

    deliveries.send = slowly
    jobs.tell_endpoint(council_id=council, endpoint_id=endpoint)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
