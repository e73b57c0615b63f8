"""The tree of places, what makes one a home, and the patches that look after them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rooftree.foundations.constraints import one_at_a_time
from rooftree.foundations.models import CouncilOwned, LegacyReference
from rooftree.staff.models import (
    Officer,
    SafetyMarkerProposal,
    SafetyMarkerReview,
    StaffSafetyMarker,
    Team,
)


class Place(CouncilOwned):
    """Anything with an address, or within one: estate, block, core, home, lift, garage, office."""

    reference = models.CharField(max_length=12, db_comment="Never changes and is never reused.")
    kind = models.CharField(max_length=20, db_comment="A code of places.kinds.")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_constraint=False
    )
    name = models.CharField(max_length=120, blank=True)
    address_1 = models.CharField(max_length=120, blank=True)
    address_2 = models.CharField(max_length=120, blank=True)
    address_3 = models.CharField(max_length=120, blank=True)
    address_4 = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True, db_comment="Capitals, one space.")
    uprn = models.BigIntegerField(null=True, blank=True, db_comment="Unique property reference number.")
    easting = models.IntegerField(null=True, blank=True, db_comment="British National Grid, metres.")
    northing = models.IntegerField(null=True, blank=True, db_comment="British National Grid, metres.")
    ward = models.CharField(max_length=80, blank=True)
    area_office = models.CharField(max_length=80, blank=True)
    year_built = models.SmallIntegerField(null=True, blank=True)
    floors = models.SmallIntegerField(null=True, blank=True)
    lifts = models.SmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_place_a_reference"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="place_is_not_within_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["council", "postcode"], name="place_by_postcode"),
            models.Index(fields=["council", "uprn"], name="place_by_uprn", condition=Q(uprn__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.address or self.name

    @property
    def address(self) -> str:
        """The address on one line."""
        lines = (self.address_1, self.address_2, self.address_3, self.address_4, self.postcode)
        return ", ".join(line for line in lines if line)


class Home(CouncilOwned):
    """What makes a place a dwelling."""

    place = models.OneToOneField(Place, models.PROTECT, primary_key=True, related_name="home", db_constraint=False)
    property_type = models.CharField(max_length=20, blank=True, db_comment="A code of places.property_types.")
    bedrooms = models.SmallIntegerField(null=True, blank=True)
    bed_spaces = models.SmallIntegerField(null=True, blank=True)
    floor = models.SmallIntegerField(null=True, blank=True, db_comment="0 is the ground floor.")
    lift = models.BooleanField(null=True)
    heating = models.CharField(max_length=60, blank=True)
    garden = models.CharField(max_length=40, blank=True)
    own_entrance = models.BooleanField(null=True)
    internal_steps = models.SmallIntegerField(null=True, blank=True)
    external_steps = models.SmallIntegerField(null=True, blank=True)
    adaptations = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    accessibility_category = models.CharField(max_length=10, blank=True)
    epc = models.CharField(max_length=2, blank=True)
    council_tax_band = models.CharField(max_length=2, blank=True)
    tenure_group = models.CharField(max_length=40, blank=True)
    lettable_status = models.CharField(max_length=40, blank=True, db_comment="A code of places.lettable_statuses.")
    lettable_reason = models.CharField(
        max_length=200, blank=True, db_default="", db_comment="Why it cannot be let, or is held."
    )
    ready_to_let_on = models.DateField(null=True, blank=True)
    key_location = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bedrooms__isnull=True) | Q(bedrooms__gte=0), name="bedrooms_not_negative"
            )
        ]


class PlaceMarker(StaffSafetyMarker):
    """A risk to staff at an address."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="markers", db_constraint=False)

    class Meta(StaffSafetyMarker.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("start_on")), name="place_marker_ends_after_start"),
            models.UniqueConstraint(
                fields=["council", "place", "code", "start_on"], name="one_place_marker_a_start"
            ),
        ]


class PlaceMarkerProposal(SafetyMarkerProposal):
    """A marker of a place that somebody asks for."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="marker_proposals", db_constraint=False)

    class Meta(SafetyMarkerProposal.Meta):
        abstract = False
        constraints = SafetyMarkerProposal.constraints("place")


class PlaceMarkerReview(SafetyMarkerReview):
    """A review of a place's marker."""

    marker = models.ForeignKey(PlaceMarker, models.CASCADE, related_name="reviews", db_constraint=False)

    class Meta(SafetyMarkerReview.Meta):
        abstract = False


class Patch(CouncilOwned):
    """Places that one officer looks after for one purpose. Geographies of different purposes overlap."""

    class Purpose(models.TextChoices):
        TENANCY = "tenancy", "Tenancy"
        INCOME = "income", "Income"
        REPAIRS = "repairs", "Repairs"
        GROUNDS = "grounds", "Grounds"

    code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20, choices=Purpose)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, db_constraint=False)

    class Meta:
        ordering = ["purpose", "code"]
        verbose_name_plural = "patches"
        constraints = [models.UniqueConstraint(fields=["council", "purpose", "code"], name="one_patch_a_code")]

    def __str__(self) -> str:
        return self.code


class PatchOfficer(CouncilOwned):
    """An officer looks after a patch from a day until a day."""

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="officers", db_constraint=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="patches", db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="patch_officer_ends_after_start",
            ),
            one_at_a_time(
                "council_id",
                "patch_id",
                name="one_officer_of_a_patch_at_a_time",
                starts="from_on",
                ends="until_on",
            ),
        ]


class PatchPlace(CouncilOwned):
    """A place, and all within it unless nearer said otherwise, belongs to a patch for a time."""

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="places", db_constraint=False)
    purpose = models.CharField(max_length=20, db_comment="The patch's, repeated so that a constraint can see it.")
    place = models.ForeignKey(Place, models.PROTECT, related_name="patches", db_constraint=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="patch_place_ends_after_start",
            ),
            *(
                one_at_a_time(
                    "council_id",
                    "place_id",
                    name=f"one_{purpose}_patch_of_a_place_at_a_time",
                    starts="from_on",
                    ends="until_on",
                    only=Q(purpose=purpose),
                )
                for purpose in ("tenancy", "income", "repairs", "grounds")
            ),
        ]


class PlaceLegacyReference(LegacyReference):
    """What an old system called this place: in its `places` file, or in its `homes` file."""

    layout = models.CharField(max_length=20, default="places", db_comment="The file that said so.")
    place = models.ForeignKey(Place, models.PROTECT, related_name="legacy_references", db_constraint=False)

    class Meta:
        ordering = ["source_system", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_system", "layout", "reference"],
                name="one_place_a_legacy_reference",
            )
        ]
