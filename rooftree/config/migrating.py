"""Migrates as Django does, but for one thing: a model that is new is rendered alone (docs/decisions/0029).

Django keeps classes of all models as they stand at each migration, and makes those anew that are
related to the one that changes, however far. With us that is every model each time, since each
belongs to a council. Nothing about the others changes when a model is created: its own keys point to
classes that are there, and hang themselves on those as they are made.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState

_usual = ProjectState.add_model


def migrate_tables() -> None:
    """Bring the tables up to date as their owner."""
    with new_models_alone():
        call_command("migrate", database="owner", verbosity=0, interactive=False)


@contextmanager
def new_models_alone() -> Iterator[None]:
    """Render each new model alone for the length of a block.

    Only for going forwards: a state shares its classes with the one before, which is not looked at again.
    """
    _put(_add_model)
    try:
        yield
    finally:
        _put(_usual)


def _put(add_model: Callable[..., None]) -> None:
    """Have states add a model so."""
    ProjectState.add_model = add_model  # type: ignore[method-assign]


def _add_model(state: ProjectState, model_state: ModelState) -> None:
    """Add a model to a state, and a class of it to those that are made already."""
    key = model_state.app_label, model_state.name_lower
    made = state.__dict__.get("apps")
    if made is None or key in state.models:
        _usual(state, model_state)
        return
    state.models[key] = model_state
    if state.__dict__["_relations"] is not None:
        state.resolve_model_relations(key)
    for other in made.get_models(include_auto_created=True):
        other._meta.apps = made  # Where it looks for keys that point to it: here, no longer in the state before.
    made.render_multiple([model_state])
