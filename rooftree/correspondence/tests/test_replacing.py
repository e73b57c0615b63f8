"""A council's own words hold from a day on, and what was sent before stays as it was."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.correspondence import actions, catalogue
from rooftree.correspondence.models import TemplateVersion
from rooftree.correspondence.tests.letterbox import CODE, a_message, now, somebody
from rooftree.correspondence.wording import Words
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, TODAY, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]

TOMORROW = TODAY + dt.timedelta(days=1)
OURS = Words(
    subject="Hello from ((council))",
    preview="A message from us.",
    body="Hello ((name)).",
    text="((council)): hello ((name)).",
)


def replace(**more) -> TemplateVersion:
    given = {"words": OURS, "applies_from": TODAY, "reason": "Shorter", **by("administrator"), **more}
    return actions.replace_words(CODE, "en", **given)


def test_a_councils_own_words_hold_from_their_day_on():
    before = a_message(somebody())
    version = replace(applies_from=TOMORROW)

    same_day = a_message(somebody(), key="k2")
    next_day = a_message(somebody(), key="k3", at=NOON + dt.timedelta(days=1))

    assert same_day.subject == before.subject == "A trial message from Alder Borough Council"
    assert (next_day.subject, next_day.body) == ("Hello from Alder Borough Council", "Hello Grace.")
    assert (same_day.council_version, next_day.council_version) == (None, version)
    assert now(before).body == before.body


def test_the_newest_words_hold():
    replace()
    replace(words=Words(**{**vars(OURS), "body": "Good day ((name))."}))

    assert a_message().body == "Good day Grace."
    assert [version.number for version in TemplateVersion.objects.order_by("number")] == [1, 2]


def test_the_standard_words_can_be_brought_back():
    replace()
    actions.bring_back_words(CODE, "en", applies_from=TODAY, reason="They were better", **by("administrator"))

    message = a_message()

    assert (message.subject, message.council_version) == ("A trial message from Alder Borough Council", None)


def test_words_of_one_language_leave_the_other_as_it_is(council):
    replace()

    assert catalogue.in_force(
        catalogue.template(CODE), "cy", council_id=council.pk, on=TODAY
    ).words.subject.startswith("Neges brawf")


def test_another_council_keeps_its_words(other_council):
    replace()

    with acting_for([other_council.pk], who="test"):
        assert a_message(somebody(council=other_council)).subject.startswith("A trial message")


def test_words_that_no_longer_fit_the_template_are_left_aside(monkeypatch):
    replace()
    template = catalogue.template(CODE)
    fewer = {name: what for name, what in template.facts.items() if name != "name"}
    changed = type(template)(**{**vars(template), "facts": fewer})

    held = catalogue.in_force(changed, "en", council_id=a_message().council_id, on=TODAY)

    assert held.council_version is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"words": Words(**{**vars(OURS), "preview": "About your arrears"})}, "The preview says “arrears…”"),
        ({"words": Words(**{**vars(OURS), "body": "Hello ((rent))"})}, "fills in ((rent)), which nobody gives"),
        ({"words": Words(**{**vars(OURS), "subject": ""})}, "It has no subject."),
        ({"applies_from": TODAY - dt.timedelta(days=1)}, "is past. What was sent stays as it was"),
        ({"reason": " "}, "Say why the words change"),
    ],
)
def test_words_that_will_not_do_are_refused(changed, says):
    with pytest.raises(Refused) as refused:
        replace(**changed)

    assert says in str(refused.value)
    assert not TemplateVersion.objects.exists()


def test_a_language_without_words_is_refused():
    with pytest.raises(Refused, match="has no words in that language"):
        actions.replace_words(CODE, "fr", words=OURS, applies_from=TODAY, reason="x", **by("administrator"))


def test_standard_words_that_hold_already_are_not_brought_back():
    with pytest.raises(Refused, match="hold already"):
        actions.bring_back_words(CODE, "en", applies_from=TODAY, reason="x", **by("administrator"))


def test_sent_twice_there_is_one_version():
    keeper = by("administrator")

    assert replace(**keeper) == replace(**keeper)


def test_an_adviser_replaces_no_words():
    with pytest.raises(PermissionDenied):
        replace(**by("adviser"))
