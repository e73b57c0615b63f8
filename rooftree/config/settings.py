"""Settings of the whole site. Every value that a council may set comes from the environment.

`docs/configuration.md` lists each of them; a test fails for one that is missing there.
"""

from pathlib import Path

import dj_database_url
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("ROOFTREE_VAR", str(BASE_DIR / "var")))

DEMO = env.bool("ROOFTREE_DEMO", False)
DEBUG = env.bool("ROOFTREE_DEBUG", False)
PRODUCTION = env.bool("ROOFTREE_PRODUCTION", False)
SECRET_KEY = env.str("ROOFTREE_SECRET_KEY", "only-for-development-and-tests-never-for-a-council")
ALLOWED_HOSTS = env.list("ROOFTREE_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("ROOFTREE_ORIGINS", [])
HTTPS = env.bool("ROOFTREE_HTTPS", PRODUCTION)

# --- Database: the app's log-in serves, the owner's migrates (docs/decisions/0002). ---------------


def _database(url: str) -> dict:
    return {
        **dj_database_url.parse(url),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = env.str("DATABASE_URL", "postgresql://rooftree_app@/rooftree")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", DATABASE_URL)
DATABASES = {
    "default": _database(DATABASE_URL),
    "owner": _database(DATABASE_OWNER_URL),
}
DATABASE_ROUTERS = ["rooftree.config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rooftree.foundations",
    "rooftree.staff",
    "rooftree.people",
    "rooftree.places",
    "rooftree.tenancies",
    "rooftree.record",
    "rooftree.migration",
    "rooftree.staffweb",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "rooftree.config.urls"
WSGI_APPLICATION = "rooftree.config.wsgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "foundations.SignIn"

STATIC_URL = "static/"
