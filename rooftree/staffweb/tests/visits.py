"""Signing an officer in for a page test: residents' tests, which may not import this, use tests.visits."""

from tests.visits import sign_in_as as sign_in_as
