"""Data made once a module: in every test, as it was made, and in no module that commits."""

from types import SimpleNamespace

import pytest

from rooftree.people.models import Person
from tests.builders import a_person
from tests.once_a_module import once_a_module, refuse_commits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

made = once_a_module(lambda: [a_person("Grace", "Okafor")])


@pytest.mark.parametrize("name", ["Gracie", "Graça"])
def test_what_a_test_changes_no_other_finds_changed(made, name):
    [grace] = made()
    before = grace.forenames

    grace.forenames = name
    grace.save()
    a_person("Ada", "Bell")

    assert before == "Grace"
    assert [person.forenames for person in Person.objects.order_by("pk")] == [name, "Ada"]


def test_each_has_a_copy_of_its_own(made):
    one, other = made(), made()

    one.clear()

    assert [person.forenames for person in other] == ["Grace"]


def test_it_is_there_for_who_does_not_ask_for_it():
    assert Person.objects.get().forenames == "Grace"


def an_item(name: str, *fixtures: str, **mark: bool) -> SimpleNamespace:
    kept = pytest.mark.django_db(**mark).mark
    return SimpleNamespace(name=name, path="one", fixturenames=fixtures, get_closest_marker=lambda _: kept)


@pytest.mark.parametrize(
    "item", [an_item("in_life", "live_site"), an_item("in_life", transaction=True)], ids=["site", "mark"]
)
def test_a_module_with_a_test_that_commits_is_refused(item):
    request = SimpleNamespace(path="one", session=SimpleNamespace(items=[an_item("usual", "db"), item]))

    with pytest.raises(AssertionError, match=r"never committed, but these tests commit: \['in_life'\]"):
        refuse_commits(request)


def test_what_another_module_commits_is_its_own_affair():
    item = an_item("in_life", "live_site")

    refuse_commits(SimpleNamespace(path="another", session=SimpleNamespace(items=[item])))
