"""Settings of the whole site. Every value that a council may set comes from the environment.

`docs/configuration.md` lists each of them; a test fails for one that is missing there.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from environs import Env, validate

from rooftree.config import logs
from rooftree.config.production import DEVELOPMENT_SECRET, refuse_unsafe
from rooftree.staffweb import directories

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("ROOFTREE_VAR", str(BASE_DIR / "var")))

DEMO = env.bool("ROOFTREE_DEMO", False)
DEBUG = env.bool("ROOFTREE_DEBUG", False)
PRODUCTION = env.bool("ROOFTREE_PRODUCTION", False)
SECRET_KEY = env.str("ROOFTREE_SECRET_KEY", DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS: list[str] = env.list("ROOFTREE_OLD_SECRET_KEYS", [])
ALLOWED_HOSTS = env.list("ROOFTREE_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("ROOFTREE_ORIGINS", [])
HTTPS = env.bool("ROOFTREE_HTTPS", PRODUCTION)

# --- Database: the app's log-in serves, the owner's migrates (docs/decisions/0002). ---------------


def _database(url: str) -> dict:
    return {
        **dj_database_url.parse(url),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


EMBEDDED = env.bool("ROOFTREE_EMBEDDED", "DATABASE_URL" not in os.environ)
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
    "allauth.socialaccount",
    "rooftree.foundations",
    "rooftree.staff",
    "rooftree.people",
    "rooftree.places",
    "rooftree.ledger",
    "rooftree.tenancies",
    "rooftree.rents",
    "rooftree.cases",
    "rooftree.correspondence",
    "rooftree.contact",
    "rooftree.machines",
    "rooftree.information_rights",
    "rooftree.record",
    "rooftree.migration",
    "rooftree.staffweb",
    "rooftree.residentweb",
    "rooftree.api",
]

MIDDLEWARE = [
    "rooftree.config.health.AnswerHealth",
    "rooftree.config.security.NoteRefusals",
    "rooftree.config.security.RefuseAtTheDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "rooftree.api.middleware.AnswerMachines",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rooftree.staffweb.idle.EndIdleSessions",
    "rooftree.staffweb.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rooftree.config.security.PermissionsPolicy",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rooftree.staffweb.middleware.SecondFactor",
    "rooftree.staffweb.middleware.ActAsOfficer",
    "rooftree.residentweb.middleware.ActAsResident",
]

ROOT_URLCONF = "rooftree.config.urls"
WSGI_APPLICATION = "rooftree.config.wsgi.application"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "rooftree" / "residentweb" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "foundations.SignIn"


# --- Pages: Jinja2 only, so that every page is strict about its names (rooftree/pages/jinja.py). ---

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            BASE_DIR / "rooftree" / channel / "templates"
            for channel in ("pages", "staffweb", "residentweb", "api")
        ],
        "OPTIONS": {
            "environment": "rooftree.pages.jinja.environment",
            "context_processors": [
                "rooftree.pages.jinja.page",
                "rooftree.staffweb.frame.page",
                "rooftree.residentweb.frame.page",
            ],
        },
    }
]

# --- Built assets: named by their content, so that they can be kept for ever. ---------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "rooftree" / "pages" / "served"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rooftree.config.assets.NamedByContent"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STATICFILES_DIRS = [BASE_DIR / "rooftree" / "pages" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

# --- What a browser may do with our pages (docs/decisions/0004). -----------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
PROXIES = env.int("ROOFTREE_PROXIES", 0)
"""How many proxies of ours stand before the server, each adding to X-Forwarded-For."""
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A browser takes a cookie named __Host- only over HTTPS, and only from this very host.
SESSION_COOKIE_NAME = "__Host-rooftree" if HTTPS else "rooftree"
CSRF_COOKIE_NAME = "__Host-rooftree-form" if HTTPS else "rooftree-form"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rooftree.pages.errors.forged"

# --- Staff sign-in: password and second factor, by django-allauth (rooftree/staffweb/signin.py). ----

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "rooftree.config.demo_sign_ins.NotTheDemonstrations"},
    {"NAME": "rooftree.config.passwords.NotOurOwnWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "rooftree.staffweb.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# A whole office may share one address, so the limits by address are wide and those by account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "rooftree.staffweb.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_TOTP_ISSUER = "Rooftree"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

# --- Staff single sign-on by the councils' own directories (rooftree/staffweb/single_sign_on.py). ----------

DIRECTORIES = directories.read(env.list("ROOFTREE_DIRECTORIES", []), os.environ)
SOCIALACCOUNT_ADAPTER = "rooftree.staffweb.adapters.DirectoryAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# Tries are counted in the database, because every worker must see the others' count.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staffweb_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Jobs: the queue and the timetable are in the database (rooftree/config/jobs.py). ----------------

PROCRASTINATE_IMPORT_PATHS = ["rooftree.config.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 60 * 60}
"""A job missed because no worker ran is done by the next worker to start, if that is within a day."""
BANK_HOLIDAYS_LIVE = env.bool("ROOFTREE_BANK_HOLIDAYS_LIVE", False)
"""Whether to fetch the published bank holidays each night, rather than wait for the next release."""

# --- Messages: by what each channel goes (docs/messages.md). Councils are named by their codes. ------------

ONE_OF = validate.OneOf
MESSAGES_BY: dict[str, str] = {
    "email": env.str("ROOFTREE_SEND_EMAIL_BY", "folder", validate=ONE_OF(("folder", "smtp", "notify", "none"))),
    "text": env.str("ROOFTREE_SEND_TEXT_BY", "folder", validate=ONE_OF(("folder", "notify", "none"))),
    "letter": env.str("ROOFTREE_SEND_LETTER_BY", "folder", validate=ONE_OF(("folder", "notify", "print", "none"))),
}
MESSAGES_FOLDER = Path(env.str("ROOFTREE_MESSAGES_FOLDER", str(VAR_DIR / "messages")))
MAIL_FROM: dict[str, str] = env.dict("ROOFTREE_MAIL_FROM", {})
MAIL_REPLIES_TO: dict[str, str] = env.dict("ROOFTREE_MAIL_REPLIES_TO", {})
MAILBOXES: dict[str, str] = env.dict("ROOFTREE_MAILBOXES", {})
"""The mailbox that replies come to, by council: imaps://user:password@host/folder, its parts percent-encoded."""
SMTP_HOST = env.str("ROOFTREE_SMTP_HOST", "localhost")
SMTP_PORT = env.int("ROOFTREE_SMTP_PORT", 587)
SMTP_SECURITY = env.str("ROOFTREE_SMTP_SECURITY", "starttls", validate=ONE_OF(("starttls", "tls", "none")))
SMTP_USER = env.str("ROOFTREE_SMTP_USER", "")
SMTP_PASSWORD = env.str("ROOFTREE_SMTP_PASSWORD", "")
SMTP_TIMEOUT = env.int("ROOFTREE_SMTP_TIMEOUT", 30)
NOTIFY_URL = env.str("ROOFTREE_NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_KEYS: dict[str, str] = env.dict("ROOFTREE_NOTIFY_KEYS", {})
NOTIFY_EMAIL_TEMPLATES: dict[str, str] = env.dict("ROOFTREE_NOTIFY_EMAIL_TEMPLATES", {})
NOTIFY_TEXT_TEMPLATES: dict[str, str] = env.dict("ROOFTREE_NOTIFY_TEXT_TEMPLATES", {})
NOTIFY_POSTAGE = env.str("ROOFTREE_NOTIFY_POSTAGE", "second", validate=ONE_OF(("first", "second")))
NOTIFY_TIMEOUT = env.int("ROOFTREE_NOTIFY_TIMEOUT", 30)
NOTIFY_RECEIPT_TOKENS: dict[str, str] = env.dict("ROOFTREE_NOTIFY_RECEIPT_TOKENS", {})

# --- Residents: whose pages each host shows, and where a quick exit leads (docs/residents.md). -------

COUNCIL_HOSTS: dict[str, str] = env.dict("ROOFTREE_COUNCIL_HOSTS", {})
LEAVE_TO = env.str("ROOFTREE_LEAVE_TO", "https://www.bbc.co.uk/weather")
DEMO_RESIDENT = env.str("ROOFTREE_DEMO_RESIDENT", "")
"""In the demo, the one email address or number whose codes are shown on the page."""

# --- Other systems (rooftree/machines, rooftree/api). ---------------------------------------------------

API_RATE = env.int("ROOFTREE_API_RATE", 300)
"""How many requests a personal token may make in a minute. A client's own is said when it is let in."""
WEBHOOKS_LOOPBACK = env.bool("ROOFTREE_WEBHOOKS_LOOPBACK", DEMO)
"""Whether webhooks may go to this very machine, and without HTTPS: for the demonstration and for tests."""

# --- Paying rent: direct debits and cards (docs/paying.md). Councils are named by their codes. --------------

BACS_USERS: dict[str, str] = env.dict("ROOFTREE_BACS_USERS", {})
"""The council as Bacs knows it: number/sort code/account number/name."""
GOVUK_PAY_URL = env.str("ROOFTREE_GOVUK_PAY_URL", "https://publicapi.payments.service.gov.uk")
GOVUK_PAY_API_KEYS: dict[str, str] = env.dict("ROOFTREE_GOVUK_PAY_API_KEYS", {})
GOVUK_PAY_WEBHOOK_SECRETS: dict[str, str] = env.dict("ROOFTREE_GOVUK_PAY_WEBHOOK_SECRETS", {})
GOVUK_PAY_TIMEOUT = env.int("ROOFTREE_GOVUK_PAY_TIMEOUT", 10)
_PAY_PAGES = ["https://www.payments.service.gov.uk", "https://card.payments.service.gov.uk"]
GOVUK_PAY_PAGES: list[str] = env.list("ROOFTREE_GOVUK_PAY_PAGES", _PAY_PAGES)
"""Where the pages are on which somebody types the number of a card: a form of ours may lead there."""
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = [SELF, *GOVUK_PAY_PAGES]

LOGGING = logs.SETTINGS
"""Every line passes through a formatter that leaves secrets out (rooftree/config/logs.py)."""

refuse_unsafe(globals())
