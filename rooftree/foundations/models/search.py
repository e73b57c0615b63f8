"""What Find searches: one row of words for each thing that can be found, and the list of known words."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from rooftree.foundations.models.base import CouncilOwned, RestrictedRecord


class SearchEntry(RestrictedRecord):
    """The words by which one person or one place is found. Rebuilt from the facts at any time.

    The app's log-in can neither read nor write it: only the functions of `sql/0003_search.sql` can.
    A word stands in `words` with a letter that says what it is, and its council: "n7_okafor".
    """

    id = models.BigAutoField(primary_key=True)
    person_id = models.BigIntegerField(null=True, db_comment="Whom the words are about; or the place is set.")
    place_id = models.BigIntegerField(null=True)
    words = SearchVectorField(
        db_comment="n name, f former or other name, b birth date, a address and c postcode of a place, "
        "l lives at and m its postcode, p lived at and q its postcode; then the council, a low line, the word."
    )
    address = models.TextField(
        db_default="", db_comment="Of a place: its address words, for those who live there."
    )
    postcode = models.CharField(
        max_length=8, db_default="", db_comment="Of a place: in small letters, without the space."
    )
    standing = models.SmallIntegerField(
        db_default=2, db_comment="Shown first: 0 tenants, 1 occupants and homes, 2 others, 3 former tenants."
    )

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person_id"],
                name="one_search_entry_a_person",
                condition=Q(person_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["council", "place_id"],
                name="one_search_entry_a_place",
                condition=Q(place_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(person_id__isnull=True, place_id__isnull=False, restricted_to=0)
                | Q(person_id__isnull=False, place_id__isnull=True),
                name="search_entry_is_of_one_thing",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="search_entry_by_words")]


class SearchWord(CouncilOwned):
    """A word of a council's names or addresses, so that a misspelt one can be set right.

    Restricted people's names are among them, so the app's log-in cannot read it.
    """

    NAME, ADDRESS = "n", "a"

    pk = models.CompositePrimaryKey("council_id", "word", "kind")
    kind = models.CharField(max_length=1, db_comment="n of a name, a of an address.")
    word = models.TextField(db_collation="C")
    sound = models.TextField(db_collation="C", db_comment="What is left when spelling is taken away.")
    uses = models.IntegerField(db_comment="How often, roughly: common words are tried first.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["council", "sound"], name="search_word_by_sound")]
