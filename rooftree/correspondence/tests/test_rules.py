"""Which way a message goes, and why: practice.md 0 (rules 9 and 13), 1.3 and Annex D. No database."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.correspondence import rules
from rooftree.correspondence.rules import (
    Channel,
    Choice,
    Format,
    Point,
    Reader,
    Status,
    Wanted,
    choose,
    choose_point,
)
from rooftree.foundations.refusals import Refused
from rooftree.people.rules import Safety

ASKED_NOBODY = Safety()
SAFE = Safety(call=True, text=True, write=True)
UNSAFE = Safety(call=False, text=False, write=False)

MOBILE = Point("mobile", "+447700900123", ASKED_NOBODY, id=1)
EMAIL = Point("email", "grace@example.test", ASKED_NOBODY, id=2)
POST = Point("post", "12 Elm Walk, ZZ1 1AA", ASKED_NOBODY, id=3)
HOME = Point(rules.HOME, "12 Elm Walk, ZZ1 1AA", ASKED_NOBODY)
LANDLINE = Point("landline", "+441632960001", SAFE, id=4)
ABROAD = Point("overseas", "Rua 1, Lisboa", ASKED_NOBODY, id=5)

ALL = (Channel.TEXT, Channel.EMAIL, Channel.LETTER)
LANGUAGES = {"en": "eng", "cy": "cym"}


def said(point: Point, safety: Safety) -> Point:
    return Point(point.kind, point.value, safety, point.id)


def grace(*points: Point, **facts) -> Reader:
    facts["adjustments"] = frozenset(facts.get("adjustments", ()))
    return Reader("Grace", points, **facts)


def wanted(*channels: Channel, **facts) -> Wanted:
    return Wanted(channels or ALL, facts.pop("languages", LANGUAGES), **facts)


def chosen(reader: Reader, *channels: Channel, sending=ALL, **facts) -> Choice:
    return choose(reader, wanted(*channels, **facts), sending=sending)


@pytest.mark.parametrize(
    ("reader", "channel", "why"),
    [
        (grace(MOBILE, EMAIL, POST), Channel.TEXT, "has not said which way"),
        (grace(MOBILE, EMAIL, POST, preferred="letter"), Channel.LETTER, "likes to be written to in this way"),
        (grace(MOBILE, EMAIL, POST, preferred="email"), Channel.EMAIL, "likes to be written to in this way"),
        (grace(MOBILE, EMAIL, preferred="phone"), Channel.TEXT, "likes to be spoken to"),
        (grace(MOBILE, EMAIL, preferred="letter"), Channel.TEXT, "Not by letter: no postal address"),
        (grace(EMAIL, POST), Channel.EMAIL, "Not by text message: no mobile number"),
        (grace(EMAIL, MOBILE, preferred="visit", adjustments=["text_not_phone"]), Channel.TEXT, "asked for texts"),
        (grace(HOME), Channel.LETTER, "12 Elm Walk"),
        (grace(ABROAD), Channel.LETTER, "Lisboa"),
        (grace(said(MOBILE, UNSAFE), EMAIL), Channel.EMAIL, "+447700900123, which is not safe"),
        (grace(said(MOBILE, SAFE), EMAIL), Channel.TEXT, "first that is known and safe"),
    ],
)
def test_a_message_goes_the_way_that_is_liked_known_and_safe(reader, channel, why):
    choice = chosen(reader)

    assert (choice.status, choice.channel) == (Status.QUEUED, channel)
    assert why in choice.because


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (grace(), "no mobile number of theirs is known; not by email: no email address"),
        (grace(LANDLINE), "no mobile number of theirs is known"),
        (grace(said(MOBILE, UNSAFE)), "+447700900123, which is not safe"),
        (grace(said(EMAIL, UNSAFE), said(POST, UNSAFE)), "grace@example.test, which is not safe"),
        (grace(said(POST, UNSAFE), HOME), "12 Elm Walk, ZZ1 1AA, which is not safe"),
        (grace(MOBILE, EMAIL, POST, HOME, is_protected=True), "safety rules protect this person"),
        (grace(MOBILE, EMAIL, POST, has_died=True), "Grace has died"),
        (grace(MOBILE, adjustments=["speak_to_advocate"], advocate="Ann Lee"), "their advocate (Ann Lee)"),
        (grace(MOBILE, adjustments=["speak_to_advocate"]), "nobody is named on the record yet"),
    ],
)
def test_what_cannot_go_says_why(reader, why):
    choice = chosen(reader)

    assert (choice.status, choice.channel, choice.point) == (Status.CANNOT, None, None)
    assert why in choice.because


@pytest.mark.parametrize(
    ("safety", "status"), [(SAFE, Status.QUEUED), (ASKED_NOBODY, Status.CANNOT), (UNSAFE, Status.CANNOT)]
)
def test_whoever_safety_rules_protect_gets_only_what_was_said_to_be_safe(safety, status):
    assert chosen(grace(said(MOBILE, safety), is_protected=True)).status is status


@pytest.mark.parametrize(
    ("safety", "status"), [(SAFE, Status.QUEUED), (ASKED_NOBODY, Status.CANNOT), (UNSAFE, Status.CANNOT)]
)
def test_a_message_that_wants_it_stated_goes_only_where_it_was(safety, status):
    assert chosen(grace(said(EMAIL, safety)), stated_only=True).status is status


def test_the_home_is_never_the_way_to_somebody_whom_safety_rules_protect():
    choice = chosen(grace(said(MOBILE, SAFE), HOME, is_protected=True), Channel.LETTER)

    assert choice.status is Status.CANNOT


def test_where_messages_do_not_arrive_they_go_another_way():
    broken = Point("mobile", "+447700900123", SAFE, 1, trouble="where messages do not arrive: no such number")

    choice = chosen(grace(broken, EMAIL))

    assert choice.channel is Channel.EMAIL
    assert "where messages do not arrive: no such number" in choice.because


def test_a_second_number_takes_what_the_first_cannot():
    second = Point("mobile", "+447700900456", ASKED_NOBODY, 9)

    assert chosen(grace(said(MOBILE, UNSAFE), second)).point is second


def test_only_what_the_template_allows_and_the_council_sends_is_used():
    assert chosen(grace(MOBILE, EMAIL, preferred="text"), Channel.EMAIL).channel is Channel.EMAIL

    choice = chosen(grace(MOBILE, EMAIL), sending=[Channel.EMAIL])

    assert choice.channel is Channel.EMAIL
    assert "this council sends no text messages" in choice.because


@pytest.mark.parametrize(
    ("needs", "facts", "status", "channel", "made"),
    [
        ("large_print", {}, Status.QUEUED, Channel.TEXT, Format.STANDARD),
        ("large_print", {"preferred": "letter"}, Status.QUEUED, Channel.LETTER, Format.LARGE_PRINT),
        ("braille", {}, Status.BY_HAND, Channel.LETTER, Format.BRAILLE),
        ("braille", {"preferred": "email"}, Status.QUEUED, Channel.EMAIL, Format.STANDARD),
        ("audio", {}, Status.BY_HAND, Channel.LETTER, Format.AUDIO),
        ("easy_read", {}, Status.BY_HAND, Channel.TEXT, Format.EASY_READ),
        ("translated", {"language": "pol"}, Status.BY_HAND, Channel.TEXT, Format.TRANSLATED),
        ("translated", {"language": "cym"}, Status.QUEUED, Channel.TEXT, Format.STANDARD),
        ("translated", {"language": "eng"}, Status.QUEUED, Channel.TEXT, Format.STANDARD),
        ("knock_loudly", {}, Status.QUEUED, Channel.TEXT, Format.STANDARD),
    ],
)
def test_what_a_person_needs_is_made_or_is_work_for_somebody(needs, facts, status, channel, made):
    choice = chosen(grace(MOBILE, EMAIL, POST, adjustments=[needs], **facts))

    assert (choice.status, choice.channel, choice.format) == (status, channel, made)


def test_braille_too_is_posted_only_where_that_is_safe():
    assert chosen(grace(said(POST, UNSAFE), adjustments=["braille"])).status is Status.CANNOT


@pytest.mark.parametrize(
    ("language", "offered", "used"),
    [
        ("cym", {"en": "eng", "cy": "cym"}, "cy"),
        ("cym", {"en": "eng"}, "en"),
        ("eng", {"en": "eng", "cy": "cym"}, "en"),
        ("pol", {"en": "eng", "cy": "cym"}, "en"),
        ("", {"en": "eng", "cy": "cym"}, "en"),
    ],
)
def test_a_message_is_in_the_persons_language_where_the_template_has_it(language, offered, used):
    assert chosen(grace(MOBILE, language=language), languages=offered).language == used


@pytest.mark.parametrize(
    ("reader", "point", "status"),
    [
        (grace(), MOBILE, Status.QUEUED),
        (grace(adjustments=["braille", "speak_to_advocate"]), MOBILE, Status.QUEUED),
        (grace(), said(MOBILE, UNSAFE), Status.CANNOT),
        (grace(is_protected=True), MOBILE, Status.CANNOT),
        (grace(is_protected=True), said(MOBILE, SAFE), Status.QUEUED),
        (grace(has_died=True), MOBILE, Status.CANNOT),
        (grace(), LANDLINE, Status.CANNOT),
    ],
)
def test_exactly_one_point_is_used_if_that_is_safe(reader, point, status):
    choice = choose_point(reader, wanted(), point, sending=ALL)

    assert choice.status is status
    assert point.value in choice.because or reader.has_died


def test_one_point_of_a_channel_that_is_not_sent_by_is_not_used():
    choice = choose_point(grace(), wanted(), MOBILE, sending=[Channel.EMAIL])

    assert (choice.status, choice.because) == (
        Status.CANNOT,
        "Not to +447700900123: this council sends no text messages.",
    )


# --- What holds of everybody ----------------------------------------------------------------------

answers = st.sampled_from([None, True, False])
safeties = st.builds(Safety, text=answers, write=answers)
points = st.builds(
    Point,
    st.sampled_from(["mobile", "email", "post", "overseas", "landline"]),
    st.text("abc", min_size=1, max_size=3),
    safeties,
    st.integers(1, 99),
    st.sampled_from(["", "where messages do not arrive"]),
)
homes = st.lists(st.just(HOME), max_size=1)
readers = st.builds(
    lambda listed, home, **facts: Reader("Grace", (*listed, *home), **facts),
    st.lists(points, max_size=4),
    homes,
    preferred=st.sampled_from(["", "phone", "text", "email", "letter", "visit"]),
    language=st.sampled_from(["", "eng", "cym", "pol"]),
    adjustments=st.frozensets(
        st.sampled_from(["braille", "audio", "easy_read", "large_print", "translated", "speak_to_advocate"])
    ),
    is_protected=st.booleans(),
    has_died=st.booleans(),
)
offers = st.builds(
    Wanted,
    st.lists(st.sampled_from(list(Channel)), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from([{"en": "eng"}, {"en": "eng", "cy": "cym"}]),
    st.booleans(),
)
sendings = st.sets(st.sampled_from(list(Channel)))


@given(readers, offers, sendings)
def test_nothing_ever_goes_where_it_is_not_safe(reader, offer, sending):
    choice = choose(reader, offer, sending=sending)

    used = getattr(choice.point.safety, rules.USE[choice.channel]) if choice.point and choice.channel else True
    assert used is not False
    assert used is True or not (reader.is_protected or offer.stated_only)


@given(readers, offers, sendings)
def test_nothing_goes_to_the_dead_nor_past_an_advocate(reader, offer, sending):
    choice = choose(reader, offer, sending=sending)

    unwritten = reader.has_died or "speak_to_advocate" in reader.adjustments
    assert (choice.status is Status.CANNOT) or not unwritten


@given(readers, offers, sendings)
def test_every_choice_says_why_and_only_what_is_offered_is_chosen(reader, offer, sending):
    choice = choose(reader, offer, sending=sending)

    assert choice.because.strip().endswith(".")
    assert choice.channel is None or choice.channel in set(offer.channels) & sending
    assert (choice.channel is None) == (choice.status is Status.CANNOT) == (choice.point is None)
    assert choice.language in offer.languages
    assert choice.point is None or not choice.point.trouble


# --- How a message moves, and when it is tried again ------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_a_message_moves_only_as_the_table_says(status):
    refused = [after for after in Status if after not in rules.MOVES.get(status, ())]

    assert all(not rules.may_move(status, after) for after in refused)
    with pytest.raises(Refused, match=f"This message is “{status.label.lower()}”"):
        rules.check_move(status, refused[0])


def test_what_was_dealt_with_moves_no_more():
    assert Status.SETTLED not in rules.MOVES


def test_waits_grow_and_end_after_a_day_or_so():
    waits = [rules.next_try(tries) for tries in range(1, len(rules.WAITS) + 1)]

    assert all(shorter < longer for shorter, longer in pairwise(waits))
    assert timedelta(hours=20) < sum(waits, timedelta()) < timedelta(hours=30)
    assert rules.next_try(len(rules.WAITS) + 1) is None
