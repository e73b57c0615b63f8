"""Handovers: while an officer is away, or for good, each piece of the work goes to somebody who accepted it."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, RestrictedRecord
from rooftree.staff.models import Absence, Officer


class Handover(CouncilOwned):
    """The handover card of one absence: made from live data, and added to while it lasts."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="handovers", db_constraint=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="handovers", db_constraint=False)
    note = models.TextField(blank=True, db_comment="What the officer, or who entered the absence, wants known.")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    waits_since = models.DateTimeField(
        db_comment="Since when somebody has to stand in: when it was made, or taken up again."
    )
    told_manager_at = models.DateTimeField(null=True, blank=True)
    told_head_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True,
        blank=True,
        db_comment="When the officer was back, or all was moved; set aside while another absence lasts.",
    )

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["council", "absence"], name="one_handover_an_absence"),
            models.UniqueConstraint(
                fields=["council", "officer"], name="one_handover_at_a_time", condition=Q(ended_at=None)
            ),
        ]


class HandoverPiece(RestrictedRecord):
    """One case of a handover: offered to a colleague, accepted or declined. Live until it ends.

    While it is live and accepted, `covered_by` answers for the case. Its groups follow the case's.
    """

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="pieces", db_constraint=False)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="handover_pieces", db_constraint=False, db_index=False
    )
    person_restricted_to = models.IntegerField(default=0, db_default=0)
    offered_to = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="pieces_offered", db_constraint=False
    )
    offered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    waits_since = models.DateTimeField(
        db_comment="Since when somebody has to be found: when it came, or when a cover fell away."
    )
    because = models.TextField(
        blank=True, db_default="", db_comment="Why it was offered to this colleague, in words."
    )
    agreed_at = models.DateTimeField(
        null=True, blank=True, db_comment="When the colleague agreed, ahead of an absence that is still to come."
    )
    covered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="pieces_covered", db_constraint=False
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.TextField(blank=True, db_comment="Why it was last declined.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "handover", "case"], name="one_piece_a_case"),
            models.UniqueConstraint(
                fields=["council", "case"], name="one_live_piece_a_case", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                condition=Q(covered_by__isnull=True, accepted_at__isnull=True)
                | Q(covered_by__isnull=False, accepted_at__isnull=False),
                name="accepted_piece_says_who",
            ),
            models.CheckConstraint(
                condition=Q(offered_to__isnull=True, offered_at__isnull=True)
                | Q(offered_to__isnull=False, offered_at__isnull=False),
                name="offered_piece_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(covered_by__isnull=True) | Q(covered_by=F("offered_to")),
                name="offered_before_accepted",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(offered_to__isnull=False), name="agreed_piece_says_who"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "covered_by"], name="piece_by_cover", condition=Q(ended_at=None)),
            models.Index(
                fields=["council", "offered_to"],
                name="piece_offered",
                condition=Q(ended_at=None, covered_by=None),
            ),
        ]
