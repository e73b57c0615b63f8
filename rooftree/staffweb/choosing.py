"""Fields in which an officer says which person, place or tenancy is meant: by its reference, as Find shows it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.people.queries import standing_record
from rooftree.places.models import Place
from rooftree.tenancies.models import Tenancy


class RecordField(forms.CharField):
    """A reference, typed with or without its hyphens, which gives the record that it is of.

    The form says of which council by `council_id`: nobody of the other council of a shared service
    is put into a record of this one.
    """

    council_id: int | None = None

    def __init__(self, model: type[Model], *, nothing: str, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.model = model
        self.nothing = nothing

    def prepare_value(self, value: Any) -> Any:
        """Return what the box shows: the reference, also of a record that the form began with."""
        return getattr(value, "reference", value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        assert self.council_id, "The form has to say of which council the record is."
        try:
            reference = references.parse(typed)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        found = self.model._default_manager.filter(council_id=self.council_id, reference=reference).first()
        if found is None:
            raise ValidationError(self.nothing.format(reference))
        return standing_record(found) if isinstance(found, Person) else found


def person_field(**kwargs: Any) -> RecordField:
    """Return a field for a person; of a record that was merged it gives the one that stands."""
    return RecordField(Person, nothing="We know nobody with the reference {}. Find them by name first", **kwargs)


def place_field(**kwargs: Any) -> RecordField:
    """Return a field for a place."""
    return RecordField(Place, nothing="No place has the reference {}. Find it by its address first", **kwargs)


def tenancy_field(**kwargs: Any) -> RecordField:
    """Return a field for a tenancy."""
    return RecordField(Tenancy, nothing="No tenancy has the reference {}. Its home shows it", **kwargs)


def of_council(form: forms.Form, council_id: int) -> None:
    """Say for a form of which council the records are that can be named in it."""
    for field in form.fields.values():
        if isinstance(field, RecordField):
            field.council_id = council_id
