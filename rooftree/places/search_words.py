"""Keeps the words by which places are found: their addresses, and the names of what they stand in."""

from rooftree.foundations import search


def refresh(places: search.Ids) -> None:
    """Write the words of these places, and of everything in them, as the facts now say them.

    `places` are ids, or the name of a temporary table with a column `id`. Call it in the transaction
    that made a place or changed its address, its name, its parent, or whether it is a home. The words
    of those who live there follow by themselves. UPRNs and references need nothing.
    """
    search.call("refresh_places_words", places)
