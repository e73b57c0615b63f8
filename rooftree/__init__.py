"""Rooftree: one system for an English council's housing service."""

__version__ = "0.1.0"
