"""Answers to the equality questions, held apart: no key leads from a person to them, and the app cannot read them.

Only the functions of `sql/0002_equality.sql` reach these tables.
"""

from django.db import models

from rooftree.foundations.models import CouncilOwned


class EqualityDeclaration(CouncilOwned):
    """Somebody answered the equality questions: who is known by a one-way name alone."""

    pseudonym = models.CharField(max_length=64, db_comment="A keyed hash. The key is readable by nobody's log-in.")
    declared_on = models.DateField(db_comment="The day alone: a moment could be matched with a visit.")
    on_paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "pseudonym"], name="one_equality_declaration")]


class EqualityAnswer(CouncilOwned):
    """One answer of one declaration."""

    declaration = models.ForeignKey(
        EqualityDeclaration, models.CASCADE, related_name="answers", db_constraint=False
    )
    question = models.CharField(max_length=30, db_comment="A code of information_rights.equality.")
    answer = models.CharField(max_length=30, db_comment="A code of information_rights.equality_answers.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "declaration", "question"], name="one_equality_answer")
        ]
