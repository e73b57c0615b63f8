"""Keeps the words by which people are found: names, former names, dates of birth."""

from rooftree.foundations import search


def refresh(people: search.Ids) -> None:
    """Write the words of these people as the facts now say them.

    `people` are ids, or the name of a temporary table with a column `id`. Call it in the transaction
    that changed a name, another name or a date of birth, or made the person. Phone numbers, emails and
    references are found where they stand, and need nothing.
    """
    search.call("refresh_people_words", people)
