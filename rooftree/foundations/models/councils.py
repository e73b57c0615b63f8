"""Councils, the groups that may open restricted records, and sign-ins."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Council(models.Model):
    """A council that this Rooftree serves. Holds nobody's data, so it has no policy."""

    code = models.SlugField(max_length=20, unique=True, db_comment="Said on the command line and in files.")
    name = models.CharField(max_length=100)
    accent = models.CharField(
        max_length=7, default="#1d5d5a", db_comment="One colour of its own, as #rrggbb, checked for contrast."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SignInManager(BaseUserManager["SignIn"]):
    """Makes sign-ins."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> "SignIn":
        """Make a sign-in with this email address, in lower case, and password."""
        sign_in = self.model(email=email.strip().lower(), **facts)
        sign_in.set_password(password)
        sign_in.save(using=self._db)
        return sign_in


class SignIn(AbstractBaseUser):
    """The means of signing in. Who the person is stands with the council that employs or houses them."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SignInManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class RestrictedGroup(models.Model):
    """Who may open a restricted record: staff who are tenants, protected persons, and the like.

    Group 0 is no row: it means open to all staff of the council.
    """

    council = models.ForeignKey(Council, models.PROTECT, db_constraint=False, db_index=False)
    name = models.CharField(max_length=60)
    purpose = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="one_restricted_group_of_a_name")]

    def __str__(self) -> str:
        return self.name
