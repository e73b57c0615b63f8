"""Keeps where people live and lived among the words by which they are found."""

from rooftree.foundations import search


def refresh(tenancies: search.Ids) -> None:
    """Write where the parties to these tenancies live and lived, as the facts now say.

    `tenancies` are ids, or the name of a temporary table with a column `id`. Call it in the transaction
    that made or ended a tenancy, or changed its parties. References need nothing.
    """
    search.call("refresh_tenancies_words", tenancies)


def refresh_people(people: search.Ids) -> None:
    """Write where these people live and lived. For parties that were taken off a tenancy."""
    search.call("refresh_residence_words", people)


def refresh_all_of_people(people: search.Ids) -> None:
    """Write all the words of these people at once: names and homes. For loads.

    Half the work of refreshing names and homes one after the other. The places must have their words.
    """
    search.call("refresh_all_words_of_people", people)
