"""Registers the record: reads across everything, and changes nothing."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "rooftree.record"
    label = "record"
