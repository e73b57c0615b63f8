"""Registers tenancies: who holds which home, on what terms, from when until when."""

from django.apps import AppConfig


class TenanciesConfig(AppConfig):
    name = "rooftree.tenancies"
    label = "tenancies"
