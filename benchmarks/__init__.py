"""Measurements: each prints a figure beside the floor it is compared with, taken in the same run."""
