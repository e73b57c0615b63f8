"""The annual increase: what a home is worth by formula, the exercise, its lines and what was checked of them."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned
from rooftree.places.models import Place
from rooftree.rents.models.charges import Charge
from rooftree.staff.models import Officer


class HomeValue(CouncilOwned):
    """What the rent of a home is reckoned from, from a day until a day: its kind of rent and its value."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="values", db_constraint=False)
    rent_type = models.CharField(max_length=12, db_comment="A code of rents.rent_types.")
    value_1999 = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        db_comment="Existing-use value in January 1999, pounds.",
    )
    county = models.CharField(max_length=30, blank=True, db_comment="A code of rents.counties, as of 1999.")
    bedrooms = models.SmallIntegerField(
        null=True, blank=True, db_comment="As valued; empty: those of the home today."
    )
    is_supported = models.BooleanField(default=False, db_comment="Supported housing has more flexibility.")
    market_rent = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        db_comment="Pounds a week with services, for an affordable rent.",
    )
    market_on = models.DateField(null=True, blank=True, db_comment="When the market rent was valued.")
    source = models.CharField(max_length=100, db_comment="Who valued it, or which file said so.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value_1999__isnull=True) | Q(value_1999__gt=0), name="value_is_above_nought"
            ),
            models.CheckConstraint(
                condition=Q(bedrooms__isnull=True) | Q(bedrooms__gte=0), name="valued_bedrooms_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="value_ends_after_start"
            ),
            one_at_a_time(
                "council_id", "place_id", name="one_value_of_a_home_at_a_time", starts="from_on", ends="until_on"
            ),
        ]


class RentIncrease(CouncilOwned):
    """One annual increase of one rent group: rehearsed, checked, approved, told, and then charged."""

    class Status(models.TextChoices):
        REHEARSED = "rehearsed", "Rehearsed"
        APPROVED = "approved", "Approved"
        APPLIED = "applied", "Charged"
        WITHDRAWN = "withdrawn", "Withdrawn"

    group = models.CharField(max_length=20, db_comment="A code of rents.groups.")
    starts_on = models.DateField(db_comment="The first debit day of the new rents.")
    weeks = models.SmallIntegerField(db_comment="Of the new rent year: 52 or 53.")
    free_weeks_before = models.SmallIntegerField(db_comment="Weeks not charged in the year before.")
    free_weeks = models.SmallIntegerField(db_comment="Weeks not charged in the new year.")
    cpi = models.DecimalField(max_digits=5, decimal_places=2, db_comment="Of the September before, per cent.")
    cpi_source = models.CharField(max_length=200, db_comment="Where that figure is published.")
    most = models.DecimalField(max_digits=5, decimal_places=2, db_comment="Per cent that a rent may rise at most.")
    convergence = models.DecimalField(
        max_digits=6, decimal_places=2, db_comment="Pounds a week more at most, towards formula rent."
    )
    services_by = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        db_comment="Per cent that service charges rise of which nothing else is said.",
    )
    services_file = models.CharField(
        max_length=120,
        blank=True,
        db_default="",
        db_comment="What services cost home by home: the file that said so.",
    )
    notice_by = models.DateField(db_comment="The last day on which tenants can be told in time.")
    status = models.CharField(max_length=10, choices=Status)
    homes = models.IntegerField(default=0)
    exceptions = models.IntegerField(default=0, db_comment="Lines that an officer looks at.")
    old_weekly = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_comment="Rents, all homes.")
    new_weekly = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_comment="Rents, all homes.")
    uc_accounts = models.IntegerField(default=0, db_comment="Accounts that Universal Credit pays towards.")
    uc_shortfall = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, db_comment="Pounds of a 53rd week that it does not pay."
    )
    prepared_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, db_comment="When every tenant's letter was written.")
    applied_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "group", "starts_on"],
                name="one_increase_of_a_group_a_year",
                condition=~Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="increase_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="increase_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True, applied_at__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False, approved_at__isnull=False),
                name="increase_applied_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["rehearsed", "withdrawn"])
                | (Q(status="approved", approved_at__isnull=False, applied_at__isnull=True))
                | Q(status="applied", applied_at__isnull=False),
                name="increase_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(approved_at__isnull=False),
                name="tenants_are_told_what_is_approved",
            ),
            models.CheckConstraint(condition=Q(weeks__in=[52, 53]), name="increase_for_a_year_of_52_or_53_weeks"),
        ]

    def __str__(self) -> str:
        return f"{self.group} from {self.starts_on:%d/%m/%Y}"


class IncreaseService(CouncilOwned):
    """How the service charges of one code change in an increase: by so many per cent, or to so many pounds."""

    increase = models.ForeignKey(RentIncrease, models.PROTECT, related_name="services", db_constraint=False)
    code = models.CharField(max_length=3, db_comment="A debit of rents.transaction_codes.")
    per_cent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, db_comment="Pounds each time it is charged."
    )
    source = models.CharField(max_length=200, blank=True, db_comment="Where the amount comes from.")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["council", "increase", "code"], name="one_change_of_a_service"),
            models.CheckConstraint(
                condition=Q(per_cent__isnull=True, amount__gt=0) & ~Q(source="")
                | Q(per_cent__isnull=False, amount__isnull=True),
                name="a_service_changes_by_or_to",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RentIncreaseLine(CouncilOwned):
    """What one charge of one home becomes, and why. Rents are for a week of 52, charges as they are charged."""

    class Kind(models.TextChoices):
        RENT = "rent", "Rent"
        SERVICE = "service", "Service charge"

    increase = models.ForeignKey(RentIncrease, models.PROTECT, related_name="lines", db_constraint=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_constraint=False)
    charge = models.ForeignKey(
        Charge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="As it stood at the rehearsal. Empty: nothing is charged.",
    )
    kind = models.CharField(max_length=7, choices=Kind)
    code = models.CharField(max_length=3, db_comment="A debit of rents.transaction_codes.")
    per = models.CharField(max_length=8, db_comment="week, month or night.")
    rent_type = models.CharField(max_length=12, blank=True, db_comment="A code of rents.rent_types.")
    old_charge = models.DecimalField(max_digits=10, decimal_places=2)
    new_charge = models.DecimalField(max_digits=10, decimal_places=2)
    old = models.DecimalField(max_digits=10, decimal_places=2)
    uprated = models.DecimalField(max_digits=10, decimal_places=2)
    formula = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cap = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    convergence = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    new = models.DecimalField(max_digits=10, decimal_places=2)
    why = models.CharField(max_length=400)
    exception = models.CharField(
        max_length=30, blank=True, db_comment="A code of rents.increase_exceptions, or none."
    )
    new_charge_line = models.ForeignKey(
        Charge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_comment="The charge that it became.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "increase", "charge"], name="one_line_a_charge"),
            models.CheckConstraint(
                condition=Q(old_charge__gte=0) & Q(new_charge__gte=0), name="increase_line_not_below_nought"
            ),
            models.CheckConstraint(
                condition=Q(kind="service") | Q(new=F("uprated") + F("convergence")) | ~Q(exception=""),
                name="new_rent_is_its_sum",
            ),
            models.CheckConstraint(
                condition=Q(kind="rent") | Q(formula__isnull=True, cap__isnull=True, convergence=0),
                name="services_have_no_formula",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "increase", "place"], name="increase_lines_of_a_place"),
            models.Index(
                fields=["council", "increase", "exception"],
                name="increase_exceptions",
                condition=~Q(exception=""),
            ),
        ]


class IncreaseCheck(CouncilOwned):
    """An officer reckoned one line by hand: whether it is right. Only added to."""

    line = models.ForeignKey(RentIncreaseLine, models.PROTECT, related_name="checks", db_constraint=False)
    is_right = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_right=True) | ~Q(note=""), name="a_wrong_rent_says_what_is_wrong"
            )
        ]
