"""Constraints that PostgreSQL keeps for us without any extension."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class DateSpan(Func):
    """A date range in SQL from two columns: the first day included, the last not."""

    function = "daterange"
    output_field: ClassVar[Any] = models.Field()


class IdSpan(Func):
    """A key as a range of one, so that a plain index can keep two rows of one thing from overlapping."""

    function = "int8range"
    output_field: ClassVar[Any] = models.Field()

    def __init__(self, column: str) -> None:
        super().__init__(F(column), F(column), Value("[]"))


def one_at_a_time(*columns: str, name: str, starts: str, ends: str, only: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that periods of rows alike in these key columns do not overlap."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((IdSpan(column), RangeOperators.OVERLAPS) for column in columns),
            (DateSpan(F(starts), F(ends)), RangeOperators.OVERLAPS),
        ],
        condition=only,
    )
