"""Offices, teams, officers, the roles they hold, their hours, and who covers for them."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned, RestrictedRecord


class Office(CouncilOwned):
    """A place where staff work and residents may call."""

    name = models.CharField(max_length=80)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="one_office_of_a_name")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(CouncilOwned):
    """When an office is open on a day of the week. Two rows a day where it shuts for lunch."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="opening_hours", db_constraint=False)
    weekday = models.SmallIntegerField(db_comment="1 is Monday, 7 is Sunday.")
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="opening_weekday_exists"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="office_closes_after_opening"),
            models.UniqueConstraint(
                fields=["council", "office", "weekday", "opens_at"], name="one_opening_a_time"
            ),
        ]


class OfficeClosure(CouncilOwned):
    """A day on which an office does not open. It stops no legal clock."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closures", db_constraint=False)
    closed_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "office", "closed_on"], name="one_closure_a_day")
        ]


class Officer(CouncilOwned):
    """A member of staff as one council knows them. Someone who works for two has a row with each."""

    sign_in = models.ForeignKey("foundations.SignIn", models.PROTECT, null=True, related_name="officers")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    job_title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_constraint=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, db_constraint=False)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, db_comment="Contracted.")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True, blank=True, db_comment="The first day no longer here.")

    roles: frozenset[str] = frozenset()
    """The codes of the roles held on the day that `queries` loaded this officer for; none until then."""

    limited_to: frozenset[str] | None = None
    """The names of the only permissions that count, where a token acts for the officer; None for all."""

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "email"], name="one_officer_an_email"),
            models.UniqueConstraint(
                fields=["council", "sign_in"],
                name="one_officer_a_sign_in",
                condition=Q(sign_in__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="officer_leaves_after_starting",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SetUpLink(CouncilOwned):
    """A link by which an officer chooses a password: who made it, and until when it works. Only added to.

    The link itself is not kept: it is signed, and stops working with its first use (`sign_ins`).
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="set_up_links", db_constraint=False)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    works_until = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(works_until__gt=F("made_at")), name="set_up_link_works_for_a_time")
        ]


class Team(CouncilOwned):
    """Who answers for a piece of the service."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    function = models.CharField(max_length=40, blank=True, db_comment="The part of the service it answers for.")
    manager = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="teams_managed", db_constraint=False
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, db_constraint=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["council", "code"], name="one_team_a_code")]

    def __str__(self) -> str:
        return self.name


class RoleHeld(CouncilOwned):
    """An officer holds a role, in a team or for the whole council, from a day until a day."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="roles_held", db_constraint=False)
    role = models.CharField(max_length=40, db_comment="A code of the list staff.roles in the rule book.")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="role_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["council", "officer", "role", "team", "from_on"],
                name="one_role_a_start",
                nulls_distinct=False,
            ),
        ]


class GroupMember(CouncilOwned):
    """An officer belongs to a restricted group, and so may open what is restricted to it."""

    group = models.ForeignKey(
        "foundations.RestrictedGroup", models.PROTECT, related_name="members", db_constraint=False
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="groups", db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="group_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["council", "group", "officer", "from_on"], name="one_group_membership_a_start"
            ),
        ]


class WorkingHours(CouncilOwned):
    """When an officer works on a day of the week."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="working_hours", db_constraint=False)
    weekday = models.SmallIntegerField(db_comment="1 is Monday, 7 is Sunday.")
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="working_weekday_exists"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="work_ends_after_starting"),
            models.UniqueConstraint(
                fields=["council", "officer", "weekday", "starts_at"], name="one_start_of_work_a_time"
            ),
        ]


class Cover(CouncilOwned):
    """While an officer is away, another looks after the work. Says nothing of why."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="covers", db_constraint=False)
    covered_by = models.ForeignKey(Officer, models.PROTECT, related_name="covering", db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(db_comment="The first day that the officer is back.")
    arranged_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(officer=F("covered_by")), name="nobody_covers_themselves"),
            one_at_a_time("council", "officer", name="one_cover_at_a_time", starts="from_on", ends="until_on"),
        ]


class Absence(CouncilOwned):
    """An officer is away, or leaves for good: from when until when, and never why."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="absences", db_constraint=False)
    starts = models.DateTimeField(db_comment="From now on for one that was not planned.")
    until_on = models.DateField(
        null=True, blank=True, db_comment="The first day that the officer is expected back; empty while unknown."
    )
    is_for_good = models.BooleanField(
        default=False, db_comment="The officer leaves: the work moves, not only its cover."
    )
    is_planned = models.BooleanField()
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="When the officer was back.")
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_absence_says_who",
            ),
        ]
        indexes = [models.Index(fields=["council", "starts"], name="absence_by_start")]


class SafetyMarkerTerms(RestrictedRecord):
    """What a marker says: the risk to staff, the facts, and what to do about it."""

    code = models.CharField(max_length=8, db_comment="A code of the list staff.safety_markers.")
    incident_on = models.DateField(null=True, blank=True)
    source_reference = models.CharField(max_length=60, blank=True)
    reason = models.TextField(db_comment="Facts only. Shown to those who need to know.")
    control_measure = models.TextField(db_comment="What to do: shown to everybody who visits or meets.")
    is_temporary = models.BooleanField(
        default=False, db_default=False, db_comment="The short form of the code: it is not renewed."
    )

    class Meta:
        abstract = True


class StaffSafetyMarker(SafetyMarkerTerms):
    """A risk to staff, from a person or at an address: approved, reviewed, expiring (practice.md 1.3)."""

    approved_by = models.CharField(max_length=120, db_comment="Name of the officer who approved it.")
    told_on = models.DateField(null=True, blank=True, db_comment="When the person was told.")
    not_told_reason = models.TextField(blank=True)
    start_on = models.DateField()
    review_on = models.DateField()
    until_on = models.DateField(db_comment="It ends by itself on this day unless renewed.")
    review_decision = models.TextField(blank=True, db_comment="The reasons of the last review.")

    class Meta:
        abstract = True
        ordering = ["start_on"]


class SafetyMarkerProposal(SafetyMarkerTerms):
    """A marker that somebody asks for. It has no effect until somebody else approves it."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["proposed_at", "id"]

    @staticmethod
    def constraints(subject: str) -> list[models.BaseConstraint]:
        """Return what the database refuses of proposals about this subject."""
        return [
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name=f"{subject}_marker_decision_says_who",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name=f"{subject}_marker_not_self_approved",
            ),
            models.UniqueConstraint(
                fields=["council", subject, "code"],
                name=f"one_open_{subject}_marker_proposal",
                condition=Q(decision=""),
            ),
        ]


class SafetyMarkerReview(RestrictedRecord):
    """Somebody asked whether a marker is still needed, and decided. Only added to."""

    class Decision(models.TextChoices):
        RENEWED = "renewed", "Renewed"
        ENDED = "ended", "Ended"

    reviewed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    reviewed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField()
    until_before = models.DateField(db_comment="When the marker would have ended.")
    until_after = models.DateField(db_comment="When it ends now.")

    class Meta:
        abstract = True
        ordering = ["reviewed_at", "id"]


class SavedView(CouncilOwned):
    """A way of looking at a list that an officer wants again: its filters and order, under a name."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="saved_views", db_constraint=False)
    page = models.CharField(max_length=40, db_comment="Which list it is of, by the name of its page.")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True, db_comment="The filters, as the page's address has them.")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "officer", "page", "name"], name="one_view_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]
