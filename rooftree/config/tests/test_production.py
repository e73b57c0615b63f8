"""Production refuses to start unsafely, and says each reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rooftree.config.production import DEVELOPMENT_SECRET, refuse_unsafe, unsafe

ROOT = Path(__file__).resolve().parents[3]
SAFE = {
    "PRODUCTION": True,
    "DEBUG": False,
    "DEMO": False,
    "HTTPS": True,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["housing.alder.example"],
    "EMBEDDED": False,
    "VAR_DIR": Path("/srv/rooftree/var"),
    "DATABASES": {"default": {"HOST": "db.alder.example", "USER": "rooftree_app"}},
    "MESSAGES_BY": {"email": "smtp", "text": "notify", "letter": "none"},
    "MAIL_FROM": {"alder": "housing@alder.example"},
    "SMTP_HOST": "mail.alder.example",
    "SMTP_SECURITY": "starttls",
    "NOTIFY_URL": "https://api.notifications.service.gov.uk",
    "NOTIFY_KEYS": {"alder": "a key"},
    "NOTIFY_RECEIPT_TOKENS": {"alder": "t" * 32},
    "GOVUK_PAY_URL": "https://publicapi.payments.service.gov.uk",
    "GOVUK_PAY_PAGES": ["https://www.payments.service.gov.uk"],
    "GOVUK_PAY_API_KEYS": {"alder": "api_live_1"},
    "GOVUK_PAY_WEBHOOK_SECRETS": {"alder": "s" * 32},
}


def a_database(**facts: str) -> dict:
    return {"DATABASES": {"default": SAFE["DATABASES"]["default"] | facts}}


def test_safe_settings_start():
    refuse_unsafe(SAFE)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DEBUG": True}, "ROOFTREE_DEBUG is on"),
        ({"DEMO": True}, "ROOFTREE_DEMO is on"),
        ({"HTTPS": False}, "ROOFTREE_HTTPS is off"),
        ({"SECRET_KEY": "k" * 49}, "ROOFTREE_SECRET_KEY has fewer than 50 characters"),
        ({"SECRET_KEY": DEVELOPMENT_SECRET}, "ROOFTREE_SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": ["housing.alder.example", "*"]}, "ROOFTREE_HOSTS allows any host"),
        ({"EMBEDDED": True}, "leads to the embedded database"),
        (a_database(HOST="/srv/rooftree/var/postgres"), "leads to the embedded database"),
        (a_database(USER="rooftree_owner"), "logs in as rooftree_owner"),
        (a_database(USER="postgres"), "logs in as postgres"),
        ({"MESSAGES_BY": SAFE["MESSAGES_BY"] | {"letter": "folder"}}, "ROOFTREE_SEND_LETTER_BY is a folder"),
        ({"SMTP_SECURITY": "none"}, "ROOFTREE_SMTP_SECURITY is none"),
        ({"MAIL_FROM": {}}, "ROOFTREE_MAIL_FROM names no address"),
        ({"NOTIFY_URL": "http://stand-in.example"}, "ROOFTREE_NOTIFY_URL is not https"),
        ({"NOTIFY_KEYS": {}}, "ROOFTREE_NOTIFY_KEYS names no key"),
        ({"NOTIFY_RECEIPT_TOKENS": {"alder": "t" * 31}}, "has a token of fewer than 32 characters"),
        ({"GOVUK_PAY_URL": "http://127.0.0.1:8010"}, "ROOFTREE_GOVUK_PAY_URL is not https"),
        ({"GOVUK_PAY_PAGES": ["http://127.0.0.1:8010"]}, "names a page that is not https"),
        ({"GOVUK_PAY_API_KEYS": {"alder": "stand_in_alder"}}, "holds the key of the stand-in"),
        ({"GOVUK_PAY_WEBHOOK_SECRETS": {"alder": "s" * 31}}, "has a secret of fewer than 32 characters"),
    ],
)
def test_each_unsafe_setting_is_named(changed, says):
    reasons = list(unsafe(SAFE | changed))

    assert len(reasons) == 1
    assert says in reasons[0]
    with pytest.raises(ImproperlyConfigured, match="will not start in production"):
        refuse_unsafe(SAFE | changed)


def test_every_reason_is_given_at_once():
    assert len(list(unsafe(SAFE | {"DEBUG": True, "DEMO": True, "EMBEDDED": True}))) == 3


def test_nothing_is_refused_outside_production():
    refuse_unsafe({"PRODUCTION": False})


SAY_THEM = """
import rooftree.config.settings as s
print(s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS)
"""


def loading_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            SAY_THEM,
        ],
        env={**kept, "ROOFTREE_PRODUCTION": "1", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_settings_themselves_refuse():
    refused = loading_settings()

    assert refused.returncode != 0
    assert "ROOFTREE_SECRET_KEY is not set" in refused.stderr
    assert "leads to the embedded database" in refused.stderr


def test_the_settings_start_when_safe_with_secure_cookies():
    started = loading_settings(
        ROOFTREE_SECRET_KEY="a secret that is long enough for production, by far",
        DATABASE_URL="postgresql://rooftree_app@db.alder.example/rooftree",
        ROOFTREE_HOSTS="housing.alder.example",
        ROOFTREE_SEND_EMAIL_BY="smtp",
        ROOFTREE_MAIL_FROM="alder=housing@alder.example",
        ROOFTREE_SEND_TEXT_BY="none",
        ROOFTREE_SEND_LETTER_BY="none",
    )

    assert started.stdout == "True __Host-rooftree 31536000\n", started.stderr
