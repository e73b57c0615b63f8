"""How often one officer may do what a program could do all day: copy the record out, or fill the disk."""

from datetime import datetime, timedelta

from rooftree.foundations.tries import count_try

SEARCHES = 180
"""A minute: each pause while typing is a search, and nobody pauses three times a second."""
UPLOADS = 100
"""In ten minutes: more than the photographs of a whole home."""


def count_search(sign_in_id: int, *, at: datetime) -> None:
    """Count one search. Raises TooMany."""
    count_try("staff.find", str(sign_in_id), limit=SEARCHES, per=timedelta(minutes=1), at=at)


def count_upload(sign_in_id: int, *, at: datetime) -> None:
    """Count one file that is sent. Raises TooMany."""
    count_try("staff.upload", str(sign_in_id), limit=UPLOADS, per=timedelta(minutes=10), at=at)
