"""What ties sign-ins to accounts at a council's own directory, and the roles that its groups give."""

from django.db import models
from django.db.models import F, Q

from rooftree.foundations.models import CouncilOwned, SignIn
from rooftree.staff.models.who import Officer, RoleHeld, Team


class DirectoryAccount(models.Model):
    """The account at a directory that a sign-in belongs to. Holds no personal fact, so it is of no council."""

    sign_in = models.ForeignKey(SignIn, models.CASCADE, related_name="directory_accounts")
    issuer = models.CharField(max_length=200, db_comment="The directory, as it calls itself in every token.")
    subject = models.CharField(max_length=255, db_comment="The account, as the directory calls it for ever.")
    tied_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_sign_in_an_account"),
            models.UniqueConstraint(fields=["issuer", "sign_in"], name="one_account_a_sign_in"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.subject}"


class DirectoryRole(CouncilOwned):
    """Whoever the directory says is in a group holds a role, from a day until a day."""

    directory = models.CharField(max_length=40, db_comment="The code of the directory in the settings.")
    group = models.CharField(max_length=200, db_comment="The group, as the directory writes it in its claim.")
    role = models.CharField(max_length=40, db_comment="A code of the list staff.roles in the rule book.")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    reason = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, db_comment="The first day on which it gives nothing.")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["directory", "group", "role", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="directory_role_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="directory_role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_because=""), name="ended_directory_role_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} of {self.directory}"


class RoleFromDirectory(CouncilOwned):
    """A role is held because the directory says so. A role without such a row was given by hand."""

    role_held = models.OneToOneField(RoleHeld, models.CASCADE, related_name="from_directory", db_constraint=False)
    mapping = models.ForeignKey(DirectoryRole, models.PROTECT, related_name="given", db_constraint=False)

    def __str__(self) -> str:
        return str(self.mapping)
