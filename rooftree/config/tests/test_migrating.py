"""A model rendered alone is as Django renders it together with all that is related to it."""

from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState, StateApps

from rooftree.config.migrating import new_models_alone


def told(apps: StateApps) -> dict[str, Any]:
    """All that a migration may ask of the classes: fields, keys to and from them, and what stands in the table."""
    return {model._meta.label: told_of(model) for model in apps.get_models(include_auto_created=True)}


def told_of(model: type[models.Model]) -> dict[str, Any]:
    meta = model._meta
    fields = [(field.name, field.column, field.db_parameters(connection)) for field in meta.local_fields]
    return {
        "table": (meta.db_table, meta.pk.name, fields),
        "bases": [getattr(base, "_meta", None) and base._meta.label for base in model.__bases__],
        "leads to": sorted((f.name, f.related_model._meta.label) for f in meta.get_fields() if f.is_relation),
        "hidden": sorted(str(each.field) for each in meta.related_objects),
        "way back": sorted(name for name in dir(model) if name.endswith("_set")),
        "held to": [each.deconstruct() for each in (*meta.constraints, *meta.indexes)],
    }


def rendered(state: ProjectState) -> ProjectState:
    assert state.apps  # Makes the classes.
    return state


def test_our_models_added_one_by_one_are_as_when_rendered_together():
    whole = MigrationLoader(None).project_state()
    one_by_one = rendered(ProjectState(real_apps=whole.real_apps))

    with new_models_alone():
        for model in whole.models.values():
            one_by_one.add_model(model.clone())

    assert told(one_by_one.apps) == told(StateApps(whole.real_apps, whole.models))
    assert len(whole.models) > 150


def a_model(name: str, *, bases: tuple[Any, ...] = (models.Model,), **fields: models.Field) -> ModelState:
    own = {} if "one.Council" in bases else {"id": models.AutoField(primary_key=True)}
    return ModelState("one", name, [*own.items(), *fields.items()], bases=bases)


def a_key(to: str, **facts: Any) -> models.Field:
    return models.ForeignKey(to, models.CASCADE, **facts)


COUNCIL = a_model("Council")
NEW = [
    [a_model("Person", council=a_key("one.Council"))],
    [a_model("Home", council=a_key("one.Council"), above=a_key("self"))],
    [a_model("Person", council=a_key("one.Council", related_name="+")), a_model("Team", of=a_key("one.Person"))],
    [a_model("Tag"), a_model("Home", tags=models.ManyToManyField("one.Tag"), council=a_key("one.Council"))],
    [a_model("District", bases=("one.Council",)), a_model("Ward", district=a_key("one.District"))],
]


def changed_after(new: list[ModelState]) -> ProjectState:
    """The state after each was added to a copy of the one before, and councils got longer ids."""
    state = rendered(ProjectState())
    for model in [COUNCIL, *new]:
        state = state.clone()
        state.add_model(model.clone())
    state = state.clone()
    state.alter_field("one", "council", "id", models.BigAutoField(primary_key=True), preserve_default=True)
    return state


@pytest.mark.parametrize("new", NEW, ids=["key", "to itself", "no way back", "many to many", "inherited"])
def test_what_is_changed_after_finds_the_new_ones(new):
    with new_models_alone():
        ours = changed_after(new)

    assert told(ours.apps) == told(changed_after(new).apps)


def test_outside_the_block_django_does_as_ever():
    usual = ProjectState.add_model

    with new_models_alone():
        within = ProjectState.add_model

    assert ProjectState.add_model is usual is not within
