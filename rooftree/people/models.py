"""People, their households, how to reach them, and the three registers (practice.md 1.2 and 1.3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned, LegacyReference, RestrictedRecord
from rooftree.staff.models import SafetyMarkerProposal, SafetyMarkerReview, StaffSafetyMarker


class BirthDateCertainty(models.TextChoices):
    """How sure we are of a date of birth."""

    SEEN = "seen", "Document seen"
    STATED = "stated", "As stated"
    UNKNOWN = "unknown", "Not known"


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of people that more than one place needs."""

    def standing(self) -> "PersonQuerySet":
        """Return people who have not been merged into another record."""
        return self.filter(merged_into__isnull=True)


class Person(RestrictedRecord):
    """A person, known once. What they are to us (tenant, applicant, relative) stands elsewhere."""

    reference = models.CharField(max_length=12, db_comment="Quoted to the person. Never reused.")
    title = models.CharField(max_length=30, blank=True)
    forenames = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, db_comment="The only name of somebody who has one name.")
    preferred_name = models.CharField(max_length=120, blank=True, db_comment="What they like to be called.")
    date_of_birth = models.DateField(null=True, blank=True)
    birth_date_certainty = models.CharField(
        max_length=10, choices=BirthDateCertainty, default=BirthDateCertainty.UNKNOWN
    )
    ni_number = models.CharField(max_length=9, blank=True, db_comment="Without spaces, capitals.")
    interpreter = models.BooleanField(null=True, db_comment="Needs an interpreter; empty: nobody asked.")
    preferred_channel = models.CharField(
        max_length=20, blank=True, db_default="", db_comment="A code of people.channels."
    )
    best_times = models.CharField(max_length=120, blank=True, db_default="", db_comment="In the person's words.")
    needs_asked_on = models.DateField(
        null=True,
        blank=True,
        db_comment="When somebody last asked what we must do differently; having none is also an answer.",
    )
    deceased_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_constraint=False,
        db_comment="The record that stands for both. "
        "What hangs on this one stays on it, so a merge can be undone.",
    )
    created_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_person_a_reference"),
            models.CheckConstraint(
                condition=Q(date_of_birth__isnull=True) | Q(birth_date_certainty__in=["seen", "stated"]),
                name="birth_date_says_how_sure",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True)
                | Q(date_of_birth__isnull=True)
                | Q(deceased_on__gte=F("date_of_birth")),
                name="death_follows_birth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="not_merged_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "ni_number"], name="person_by_ni", condition=~Q(ni_number="")),
            models.Index(fields=["council", "date_of_birth", "surname"], name="person_by_birth_and_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The legal name, without the title."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def known_as(self) -> str:
        """What to call this person."""
        return self.preferred_name or self.full_name


class OfPerson(RestrictedRecord):
    """A fact about one person. It is restricted as the person is: the database sees to that."""

    class Meta:
        abstract = True


class OtherName(OfPerson):
    """A name that the person had or uses besides the legal one: still found by it."""

    class Kind(models.TextChoices):
        FORMER = "former", "Former name"
        ALIAS = "alias", "Also known as"

    person = models.ForeignKey(Person, models.CASCADE, related_name="other_names", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind)
    forenames = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120)
    until_on = models.DateField(null=True, blank=True, db_comment="The first day it no longer held.")

    class Meta:
        ordering = ["kind", "surname"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person", "kind", "forenames", "surname"], name="one_other_name_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


class SpokenLanguage(OfPerson):
    """A language of the person. One may be marked as the main one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="languages", db_constraint=False)
    language = models.CharField(max_length=40, db_comment="A code of people.languages, or the words given.")
    is_main = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_main", "language"]
        constraints = [
            models.UniqueConstraint(fields=["council", "person", "language"], name="one_language_once"),
            models.UniqueConstraint(
                fields=["council", "person"], name="one_main_language", condition=Q(is_main=True)
            ),
        ]


class ContactPoint(OfPerson):
    """A number or an address by which to reach a person, whose it is, and whether using it is safe."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", "Mobile"
        LANDLINE = "landline", "Phone"
        EMAIL = "email", "Email"
        POST = "post", "Postal address"
        OVERSEAS = "overseas", "Address abroad"

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=300, db_comment="Phones in E.164 where they can be; else as written.")
    note = models.CharField(max_length=200, blank=True, db_comment="Whatever else the cell or the caller said.")
    owner = models.CharField(
        max_length=20, default="self", db_comment="Whose it is: a code of people.contact_owners."
    )
    owner_name = models.CharField(max_length=120, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    safe_to_call = models.BooleanField(null=True, db_comment="Empty: nobody asked.")
    safe_to_text = models.BooleanField(null=True)
    safe_to_write = models.BooleanField(null=True)
    safe_to_voicemail = models.BooleanField(null=True)
    source = models.CharField(max_length=40, blank=True, db_comment="The system or service that gave it.")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True, db_comment="The first day it no longer works.")

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person", "kind", "value"],
                name="one_contact_point_once",
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="contact_point_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["council", "value"], name="contact_point_by_value")]

    def __str__(self) -> str:
        return self.value


class Adjustment(OfPerson):
    """What we must do differently for this person. Everybody who serves them sees it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="adjustments", db_constraint=False)
    code = models.CharField(max_length=40, db_comment="A code of people.adjustments.")
    note = models.CharField(max_length=300, blank=True, db_comment="In the person's own words.")
    from_on = models.DateField()
    reviewed_on = models.DateField(db_comment="When somebody last asked: is this still right?")
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person", "code"],
                name="one_adjustment_once",
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="adjustment_ends_after_start",
            ),
        ]


class Vulnerability(OfPerson):
    """A factor that may need extra help. Housing staff see it; contractors only what we do differently."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="vulnerabilities", db_constraint=False)
    factor = models.CharField(max_length=40, db_comment="A code of people.vulnerabilities.")
    note = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, db_comment="Temporary factors expire unless renewed.")

    class Meta:
        ordering = ["factor"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person", "factor", "from_on"], name="one_vulnerability_a_start"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="vulnerability_ends_after_start",
            ),
        ]


class Strength(OfPerson):
    """What the person has going for them: it drives the plan as much as any vulnerability."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="strengths", db_constraint=False)
    code = models.CharField(max_length=40, db_comment="A code of people.strengths.")
    note = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["council", "person", "code", "from_on"], name="one_strength_a_start")
        ]


class PersonMarker(StaffSafetyMarker):
    """A risk to staff from a person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="markers", db_constraint=False)

    class Meta(StaffSafetyMarker.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("start_on")), name="person_marker_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["council", "person", "code", "start_on"], name="one_person_marker_a_start"
            ),
        ]


class PersonMarkerProposal(SafetyMarkerProposal):
    """A marker of a person that somebody asks for."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="marker_proposals", db_constraint=False)

    class Meta(SafetyMarkerProposal.Meta):
        abstract = False
        constraints = SafetyMarkerProposal.constraints("person")


class PersonMarkerReview(SafetyMarkerReview):
    """A review of a person's marker."""

    marker = models.ForeignKey(PersonMarker, models.CASCADE, related_name="reviews", db_constraint=False)

    class Meta(SafetyMarkerReview.Meta):
        abstract = False


class Authority(OfPerson):
    """Somebody may act for this person: who, in what, from when until when, on what paper."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="authorities", db_constraint=False)
    representative = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="acts_for", db_constraint=False
    )
    representative_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40, db_comment="A code of people.authorities.")
    scope = models.TextField(db_comment="What they may do and be told, and nothing more.")
    may = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        db_comment="Codes of people.authority_scopes: what they may on the website. None: nothing.",
    )
    paper = models.CharField(
        max_length=200, blank=True, db_default="", db_comment="What shows it: the paper, its date, where it is."
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(representative__isnull=False) | ~Q(representative_name=""),
                name="authority_names_somebody",
            )
        ]


class Household(CouncilOwned):
    """People who live together, or ask for a home together, for a time."""

    reference = models.CharField(max_length=12)
    purpose = models.CharField(max_length=20, db_comment="tenancy, or homeless: a code of people.households.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_household_a_reference"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="household_ends_after_start",
            ),
        ]


class HouseholdMember(OfPerson):
    """A person is in a household from a day until a day."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", db_constraint=False)
    relationship = models.CharField(max_length=40, blank=True, db_comment="To the first member.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="membership_ends_after_start",
            ),
            one_at_a_time(
                "council_id",
                "household_id",
                "person_id",
                name="one_membership_at_a_time",
                starts="from_on",
                ends="until_on",
            ),
        ]


class PersonLegacyReference(LegacyReference):
    """What an old system called this person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="legacy_references", db_constraint=False)

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "reference"], name="one_person_a_legacy_reference"
            )
        ]


class PossibleMatch(CouncilOwned):
    """Two records that may be one person, the evidence for it, and, once somebody decided, the answer.

    The lower id stands first, so a pair is held once. An answer holds for ever.
    """

    class Answer(models.TextChoices):
        SAME = "same", "Same person"
        NOT_SAME = "not_same", "Not the same person"

    one = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    restricted_to = models.IntegerField(default=0, db_comment="Follows the first person's group.")
    other_restricted_to = models.IntegerField(default=0, db_comment="Follows the other person's group.")
    evidence = ArrayField(models.TextField(), db_comment="Sentences: what agrees, what does not.")
    found_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey("staff.Officer", models.PROTECT, null=True, blank=True, db_constraint=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["found_at", "id"]
        verbose_name_plural = "possible matches"
        constraints = [
            models.UniqueConstraint(fields=["council", "one", "other"], name="one_match_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="lower_person_stands_first"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="match_answer_says_who_and_when",
            ),
        ]


class PersonMerge(OfPerson):
    """Two records were found to be one person: who said so, why, and, if it was wrong, who undid it.

    `person` is the record merged away, `into` the one that stands. While `undone_at` is empty,
    `person.merged_into` is `into`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="merges", db_constraint=False)
    into = models.ForeignKey(Person, models.PROTECT, related_name="merges_taken", db_constraint=False)
    reason = models.TextField()
    merged_by = models.ForeignKey("staff.Officer", models.PROTECT, related_name="+", db_constraint=False)
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        "staff.Officer", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["merged_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"], name="one_merge_in_force", condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undone_merge_says_who_and_when",
            ),
        ]


class PersonRestriction(RestrictedRecord):
    """A person was restricted to a group: who said so, why, and, once it is over, who lifted it.

    The row is restricted to that group for ever, also when the person is open to all again.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions", db_constraint=False)
    group = models.ForeignKey("foundations.RestrictedGroup", models.PROTECT, db_constraint=False)
    reason = models.TextField()
    restricted_by = models.ForeignKey("staff.Officer", models.PROTECT, related_name="+", db_constraint=False)
    restricted_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        "staff.Officer", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["restricted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"],
                name="one_restriction_in_force",
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="lifted_restriction_says_who",
            ),
        ]


class ExceptionalOpening(CouncilOwned):
    """Somebody outside the group opened a restricted record, why, and until when. Only added to."""

    person_id = models.BigIntegerField()
    sign_in = models.ForeignKey("foundations.SignIn", models.PROTECT)
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["council", "sign_in", "until"], name="opening_by_sign_in")]


class PortalAccount(OfPerson):
    """A person's own way into the residents' pages. Closing it says who did and why; none is opened again."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="portal_accounts", db_constraint=False)
    language = models.CharField(max_length=5, default="en", db_comment="Of the pages: en or cy.")
    opened_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True, blank=True, db_comment="The last time.")
    signed_out_at = models.DateTimeField(
        null=True, blank=True, db_comment="Signed out everywhere: sessions from before it are over."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "staff.Officer", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"], name="one_open_portal_account", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_reason="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_reason="")),
                name="closed_portal_account_says_who_and_why",
            ),
        ]


class PortalCode(CouncilOwned):
    """A one-time code that a browser asked for. The code itself is nowhere: see `people/portal_codes.py`.

    A row is written for every question, also one that leads to nobody: so both cost the same.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", "Sign in"
        OPEN_ACCOUNT = "open_account", "Open an account"
        CONFIRM = "confirm", "Confirm a number or an address"

    purpose = models.CharField(max_length=12, choices=Purpose)
    people = ArrayField(models.BigIntegerField(), db_comment="Who it may be for; often nobody.")
    value = models.CharField(max_length=300, blank=True, db_comment="The number or address, if it is one we hold.")
    asked_with = models.CharField(max_length=64, db_comment="Keyed digest of what was typed: the newest holds.")
    seed = models.BinaryField(max_length=32, db_comment="Random. With the site's secret it makes the code.")
    language = models.CharField(max_length=5, default="en")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    replaced_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "asked_with"], name="portal_code_by_question")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("asked_at")), name="portal_code_ends_after_asked")
        ]
