"""What residents ask, add and say in their own accounts; and every way in which it is refused."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from rooftree.cases import actions as cases
from rooftree.cases.models import Alarm, Case, CaseFile, Clock, Event, Task
from rooftree.contact import actions, rules
from rooftree.contact.actions import Asked
from rooftree.contact.actions.residents import ways_to_answer
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations import files
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people.actions import restrict_person
from rooftree.people.models import PersonMarker
from rooftree.people.portal import Scope
from rooftree.staff.models import RoleHeld
from tests.builders import (
    NOON,
    TODAY,
    a_case,
    a_group,
    a_home,
    a_person,
    a_phone,
    a_place,
    a_team,
    a_tenancy,
    an_officer,
    by,
)
from tests.herself import as_she_sees, here_for, herself, sent

pytestmark = pytest.mark.django_db

TAP = Asked("REP-NEW", "The kitchen tap drips all night")


@pytest.fixture
def grace(acting):
    """Grace of 12 Elm Walk, in a council whose repairs team answers for repairs."""
    grace = a_person("Grace", "Okafor")
    a_tenancy(a_home("12 Elm Walk"), grace)
    a_team("repairs", name="Repairs team")
    a_team("contact", name="Contact team")
    return grace


@pytest.fixture
def joiner(grace):
    """An officer who works on cases of the repairs team."""
    joiner = an_officer("tenancy_officer", name="Ben Ode")
    RoleHeld.objects.filter(officer=joiner).update(team=a_team("repairs"))
    return joiner


def an_asked(resident, asked=TAP, **facts) -> Enquiry:
    return actions.ask(asked, **sent(resident, **facts))


def answered(enquiry: Enquiry, officer) -> Enquiry:
    return actions.answer(enquiry, words="The plumber came", **by(officer=officer))


def events(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


# --- Asking -------------------------------------------------------------------------------------------


def test_what_she_asks_goes_where_its_reason_leads_and_is_timed(grace):
    enquiry = an_asked(herself(grace))

    clocks = set(Clock.objects.filter(case=enquiry.case).values_list("duty", flat=True))
    assert (enquiry.case.team.name, enquiry.asked) == ("Repairs team", "The kitchen tap drips all night")
    assert "“Report a new repair, not an emergency” goes to Repairs." in enquiry.routed_because
    assert clocks == {"contact.answer", "cases.take_up"}


def test_it_is_her_own_contact_about_her_home(grace):
    enquiry = an_asked(herself(grace))

    contact = Contact.objects.get()
    assert (contact.channel, contact.by_resident, contact.handler) == ("portal", grace, None)
    assert (contact.caller, contact.person, contact.case) == ("person", grace, enquiry.case)
    assert contact.place.address_1 == "12 Elm Walk"


def test_the_story_says_that_she_did_it(grace):
    enquiry = an_asked(herself(grace))

    told = Event.objects.get(case=enquiry.case)
    assert (told.kind, told.by, told.by_resident) == ("enquiry.opened", None, grace)
    assert told.words == "The kitchen tap drips all night"


def test_sent_twice_it_is_asked_once(grace):
    twice = sent(herself(grace))

    first, second = actions.ask(TAP, **twice), actions.ask(TAP, **twice)

    assert (first.pk, Enquiry.objects.count(), Contact.objects.count()) == (second.pk, 1, 1)


def test_long_words_are_kept_whole_and_a_line_of_them_shown(grace):
    words = "The tap drips. " * 60

    enquiry = an_asked(herself(grace), Asked("REP-NEW", words))

    contact = Contact.objects.get()
    assert (enquiry.asked, contact.note) == (words.strip(), words.strip())
    assert (len(contact.asked), contact.asked[-1], len(enquiry.case.summary)) == (300, "…", 199)


def test_a_reason_that_is_our_failure_says_what_went_wrong(grace):
    an_asked(herself(grace), Asked("REP-CHS", "Nobody came", failure_cause="did_not_turn_up"))

    contact = Contact.objects.get()
    assert (contact.demand, contact.failure_cause) == ("failure", "did_not_turn_up")


def test_an_urgent_request_in_a_queue_raises_an_alarm(grace):
    enquiry = an_asked(herself(grace), Asked("REP-HTG", "No heating, and a baby here"))

    assert enquiry.case.reference in Alarm.objects.get().sentence


def test_how_she_wants_to_be_answered_is_kept(grace):
    a_phone(grace, safe_to_text=True)

    enquiry = an_asked(herself(grace), Asked("REP-NEW", "It drips", answer_by="text"))

    assert enquiry.answer_by == "text"


def test_somebody_with_authority_asks_in_her_place(grace):
    samuel = a_person("Samuel", "Okafor")

    enquiry = an_asked(here_for(grace, Scope.ASK, by=samuel))

    contact = Contact.objects.get()
    assert (enquiry.case.person, contact.caller, contact.caller_name) == (grace, "third_party", "Samuel Okafor")
    assert contact.by_resident == samuel


def test_an_authority_that_does_not_say_so_lets_nobody_ask(grace):
    samuel = a_person("Samuel", "Okafor")

    with pytest.raises(PermissionDenied):
        an_asked(here_for(grace, Scope.SEE_REQUESTS, by=samuel))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked("REP-NEW", "  "), "Write what you want to tell us"),
        (Asked("REP-NEW", "x" * 4001), "4,001 characters long. Write 4,000 at most"),
        (Asked("NO-SUCH", "It drips"), "is not in the list"),
        (Asked("REP-NEW", "It drips", answer_by="text"), "no number or address by which we can answer you safely"),
        (Asked("REP-NEW", "It drips", answer_by="pigeon"), "is not in the list"),
        (Asked("REP-CHS", "It drips", failure_cause="no_such"), "is not in the list"),
    ],
)
def test_it_is_refused(grace, asked, says):
    with pytest.raises(Refused, match=says):
        an_asked(herself(grace), asked)


def test_a_number_that_is_not_safe_to_text_is_no_way_to_answer(grace):
    a_phone(grace, safe_to_text=False)

    with pytest.raises(Refused, match="answer you safely"):
        an_asked(herself(grace), Asked("REP-NEW", "It drips", answer_by="text"))


def test_for_somebody_protected_only_what_was_said_to_be_safe_is(grace):
    a_phone(grace, safe_to_call=True)
    PersonMarker.objects.create(
        council_id=grace.council_id, person=grace, code="DV", reason="Her safety", control_measure="By email only",
        approved_by="Ada Obi", start_on=TODAY, review_on=dt.date(2027, 1, 1), until_on=dt.date(2027, 5, 1),
    )  # fmt: skip

    assert ways_to_answer(grace, on=TODAY) == ["portal", "phone"]


def test_no_more_can_be_sent_in_a_day_than_the_rule_book_says(grace):
    for _ in range(10):
        an_asked(herself(grace))

    with pytest.raises(Refused, match="You have sent us 10 requests today"):
        an_asked(herself(grace))
    assert an_asked(herself(grace), at=NOON + dt.timedelta(days=1)).pk


def test_a_limit_is_hers_also_where_she_asks_for_another(grace):
    samuel = a_person("Samuel", "Okafor")
    representative = here_for(grace, Scope.ASK, by=samuel)
    for _ in range(10):
        an_asked(representative)

    with pytest.raises(Refused, match="10 requests today"):
        an_asked(herself(samuel))


def test_somebody_without_a_home_of_ours_can_ask(grace):
    enquiry = an_asked(herself(a_person("Ada", "Bell")), Asked("HOM-TON", "I have nowhere to sleep"))

    assert (enquiry.case.place, enquiry.case.team.name) == (None, "Contact team")


def test_a_garage_is_not_where_she_lives(grace):
    a_tenancy(a_place("garage", address_1="Garage 4"), grace, starts_on=dt.date(2020, 1, 1))

    assert an_asked(herself(grace)).case.place.address_1 == "12 Elm Walk"


# --- Restricted people --------------------------------------------------------------------------------


@pytest.fixture
def protected(grace, council):
    """Grace, whose record only a group may open."""
    member = an_officer("adviser", "team_leader", name="Mia Okoro")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        restrict_person(grace, group, reason="Her safety", **by(officer=member))
        grace.refresh_from_db()
    return grace


def test_somebody_whose_record_is_restricted_asks_as_everybody_does(protected):
    with as_she_sees(herself(protected)):
        enquiry = an_asked(herself(protected))

    assert enquiry.case.person_restricted_to == protected.restricted_to
    assert not Case.objects.filter(pk=enquiry.pk).exists()


def test_the_group_reads_what_she_asked_and_nobody_else(protected, council):
    with as_she_sees(herself(protected)):
        enquiry = an_asked(herself(protected))

    with acting_for([council.pk], groups=[protected.restricted_to], who="test"):
        assert Contact.objects.get().case_id == enquiry.pk
    assert list(Event.objects.all()) == list(Contact.objects.all()) == []


def test_she_adds_to_it_when_she_comes_again(protected):
    resident = herself(protected)
    with as_she_sees(resident):
        enquiry = an_asked(resident)

    with as_she_sees(resident, enquiry.pk):
        actions.add_words(Case.objects.get(pk=enquiry.pk), words="Worse now", **sent(resident))
        assert events(Case.objects.get(pk=enquiry.pk)) == ["enquiry.opened", "contact.logged"]


# --- Adding -------------------------------------------------------------------------------------------


def test_what_she_adds_is_told_and_given_to_be_read_the_next_working_day(grace):
    case = an_asked(herself(grace)).case

    actions.add_words(case, words="It is worse now", **sent(herself(grace)))

    told, task = Event.objects.filter(case=case).last(), Task.objects.get()
    assert (told.kind, told.words, told.by_resident) == ("contact.logged", "It is worse now", grace)
    assert (task.what, task.due_at) == (
        "Read what the resident wrote, and answer",
        dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    )


def test_however_often_she_adds_there_is_one_thing_to_read(grace):
    case = an_asked(herself(grace)).case

    actions.add_words(case, words="It is worse now", **sent(herself(grace)))
    actions.add_words(case, words="And it floods", **sent(herself(grace)))

    assert (Task.objects.count(), Contact.objects.count()) == (1, 3)


def test_sent_twice_it_is_added_once(grace):
    case, twice = an_asked(herself(grace)).case, sent(herself(grace))

    actions.add_words(case, words="It is worse now", **twice)
    actions.add_words(case, words="It is worse now", **twice)

    assert Contact.objects.count() == 2


def test_that_she_has_heard_nothing_is_our_failure(grace):
    case = an_asked(herself(grace)).case

    contact = actions.add_words(case, words="Nobody rang", has_heard_nothing=True, **sent(herself(grace)))

    assert (contact.demand, contact.failure_cause) == ("failure", "not_told")
    assert events(case)[-1] == "contact.chased"


def test_a_promise_that_is_late_caused_it(grace, joiner):
    case = an_asked(herself(grace)).case
    until = NOON + dt.timedelta(hours=2)
    promised = cases.promise(case, what="The plumber rings you", until=until, **by(officer=joiner))

    contact = actions.add_words(
        case, words="Nobody rang", has_heard_nothing=True, **sent(herself(grace), at=until)
    )

    assert (contact.failure_cause, contact.broken_promise) == ("not_on_time", promised)


def test_an_answer_to_a_message_says_to_which(grace):
    case = an_asked(herself(grace)).case

    actions.add_words(case, words="Monday is fine", reply_to=17, **sent(herself(grace)))

    assert Event.objects.filter(case=case).last().facts["reply_to"] == 17


def test_nothing_is_added_to_a_request_that_is_closed(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)
    actions.say_settled(enquiry, **sent(herself(grace)))

    with pytest.raises(Refused, match="If it is not settled, say so on its page"):
        actions.add_words(Case.objects.get(pk=enquiry.pk), words="And more", **sent(herself(grace)))


def test_nothing_is_added_without_words(grace):
    case = an_asked(herself(grace)).case

    with pytest.raises(Refused, match="Write what you want to tell us"):
        actions.add_words(case, words=" ", **sent(herself(grace)))


def test_nobody_adds_to_a_request_of_somebody_else(grace):
    case = an_asked(herself(grace)).case

    with pytest.raises(PermissionDenied, match="somebody else’s"):
        actions.add_words(case, words="Hello", **sent(herself(a_person("Ada", "Bell"))))


def test_a_joint_tenant_does_not_add_to_what_the_other_asked(grace):
    samuel = a_person("Samuel", "Okafor")
    a_tenancy(a_home("4 Ash Row"), grace, samuel)
    case = an_asked(herself(grace)).case

    with pytest.raises(PermissionDenied):
        actions.add_words(case, words="Hello", **sent(herself(samuel)))


def test_she_adds_to_what_was_asked_under_a_record_merged_into_hers(grace):
    double = a_person("Grace", "Okafo")
    case = a_case(double)
    double.merged_into = grace
    double.save()

    assert actions.add_words(case, words="It is I", **sent(herself(grace))).person == grace


def test_no_more_is_added_in_a_day_than_the_rule_book_says(grace):
    case = an_asked(herself(grace)).case
    for _ in range(30):
        actions.add_words(case, words="Again", **sent(herself(grace)))

    with pytest.raises(Refused, match="added to your requests 30 times today"):
        actions.add_words(case, words="Once more", **sent(herself(grace)))


# --- Files --------------------------------------------------------------------------------------------


@pytest.fixture
def kept_under(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def a_photograph() -> BytesIO:
    exif = Image.Exif()
    exif[0x0110] = "Her telephone"
    written = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, "JPEG", exif=exif)
    written.seek(0)
    return written


def a_sent_file(case, resident, stream=None, filename="leak.jpg", **facts) -> CaseFile:
    return actions.send_file(
        case, stream or a_photograph(), filename=filename, title="The leak", **sent(resident, **facts)
    )


def test_a_photograph_is_kept_without_what_it_says_of_her(grace, council, kept_under):
    case = an_asked(herself(grace)).case

    attached = a_sent_file(case, herself(grace))

    _, stored = files.open_again(attached.file_id, council=council)
    with stored:
        assert b"telephone" not in stored.read()
    assert (attached.by, attached.by_resident) == (None, grace)
    assert events(case)[-1] == "case.file_attached"


def test_a_file_sent_twice_is_kept_once(grace, kept_under):
    case, twice = an_asked(herself(grace)).case, sent(herself(grace))

    for _ in range(2):
        actions.send_file(case, a_photograph(), filename="leak.jpg", title="The leak", **twice)

    assert CaseFile.objects.count() == 1


@pytest.mark.parametrize(
    ("stream", "filename", "says"),
    [
        (BytesIO(b"MZ\x90\0"), "leak.jpg", "cannot be kept here. Send a JPEG"),
        (BytesIO(b"\xff\xd8\xff\xe0\0\x10JF"), "leak.jpg", "damaged"),
        (BytesIO(b"\0\0\0\x18ftypheic\0\0\0\0"), "leak.heic", "cannot be kept here. Send a JPEG"),
        (BytesIO(b""), "leak.jpg", "cannot be kept here"),
    ],
)
def test_a_file_is_refused(grace, kept_under, stream, filename, says):
    case = an_asked(herself(grace)).case

    with pytest.raises(Refused, match=says):
        a_sent_file(case, herself(grace), stream, filename)


def test_a_file_that_is_too_large_is_refused(grace, kept_under):
    case = an_asked(herself(grace)).case

    with pytest.raises(Refused, match="larger than 25 MB"):
        a_sent_file(case, herself(grace), BytesIO(b"%PDF-1.7" + bytes(25_000_000)), "letter.pdf")


def test_nobody_sends_a_file_to_somebody_elses_request(grace, kept_under):
    case = an_asked(herself(grace)).case

    with pytest.raises(PermissionDenied):
        a_sent_file(case, herself(a_person("Ada", "Bell")))


# --- Whether it is settled ----------------------------------------------------------------------------


def test_she_says_that_it_is_settled_and_it_closes(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)

    enquiry = actions.say_settled(enquiry, words="It is dry", **sent(herself(grace)))

    assert (enquiry.status, enquiry.accepted, enquiry.accepted_words) == ("settled", "yes", "It is dry")
    assert (enquiry.case.closed_by, enquiry.case.closed_by_resident) == (None, grace)
    assert not Clock.objects.filter(case=enquiry.case, stopped_at=None).exists()


def test_what_she_added_need_not_be_read_once_she_says_that_it_is_settled(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)
    actions.add_words(enquiry.case, words="It is dry", **sent(herself(grace)))

    actions.say_settled(enquiry, **sent(herself(grace)))

    assert Task.objects.get().is_done


def test_it_is_not_settled_before_there_is_an_answer(grace):
    with pytest.raises(Refused, match="There is no answer yet"):
        actions.say_settled(an_asked(herself(grace)), **sent(herself(grace)))


def test_it_stays_open_while_a_promise_is_not_kept(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)
    cases.promise(enquiry.case, what="The plumber comes again", **by(officer=joiner))

    with pytest.raises(Refused, match="We have not done yet what we promised: “The plumber comes again”"):
        actions.say_settled(enquiry, **sent(herself(grace)))


def test_settled_twice_is_settled_once(grace, joiner):
    enquiry, twice = answered(an_asked(herself(grace)), joiner), sent(herself(grace))

    actions.say_settled(enquiry, **twice)
    actions.say_settled(enquiry, **twice)

    assert events(enquiry.case).count("enquiry.accepted") == 1


def test_what_is_not_settled_is_answered_again_with_a_clock_anew(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)

    enquiry = actions.say_not_settled(enquiry, words="It drips again", **sent(herself(grace)))

    assert (enquiry.status, enquiry.accepted, enquiry.case.owner) == ("received", "no", joiner)
    assert Clock.objects.filter(case=enquiry.case, duty="contact.answer", stopped_at=None).count() == 1


def test_a_closed_request_opens_again_under_its_reference(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)
    actions.say_settled(enquiry, **sent(herself(grace)))

    enquiry = actions.say_not_settled(enquiry, words="It drips again", **sent(herself(grace)))

    assert (enquiry.case.closed_at, enquiry.case.closed_by_resident) == (None, None)
    assert events(enquiry.case)[-1] == "enquiry.not_accepted"


def test_what_is_not_settled_is_said_in_words(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)

    with pytest.raises(Refused, match="Write what you want to tell us"):
        actions.say_not_settled(enquiry, words="", **sent(herself(grace)))


def test_what_is_being_answered_cannot_be_refused(grace):
    with pytest.raises(Refused, match="being answered now"):
        actions.say_not_settled(an_asked(herself(grace)), words="Bad", **sent(herself(grace)))


def test_she_needs_no_answer_any_more(grace):
    enquiry = actions.take_back(an_asked(herself(grace)), words="My son mended it", **sent(herself(grace)))

    outcomes = set(Clock.objects.filter(case=enquiry.case).values_list("outcome", flat=True))
    assert (enquiry.status, enquiry.case.closed_by_resident) == ("withdrawn", grace)
    assert outcomes == {"not_required"}


def test_what_is_over_cannot_be_taken_back(grace, joiner):
    enquiry = answered(an_asked(herself(grace)), joiner)
    actions.say_settled(enquiry, **sent(herself(grace)))

    with pytest.raises(Refused, match="closed already"):
        actions.take_back(enquiry, **sent(herself(grace)))


@pytest.mark.parametrize("say", [actions.say_settled, actions.take_back])
def test_nobody_says_it_for_somebody_else(grace, joiner, say):
    enquiry = answered(an_asked(herself(grace)), joiner)

    with pytest.raises(PermissionDenied):
        say(enquiry, **sent(herself(a_person("Ada", "Bell"))))


def test_nobody_of_another_council_says_it(grace, joiner, other_council):
    enquiry = answered(an_asked(herself(grace)), joiner)
    with acting_for([other_council.pk], who="test"):
        stranger = a_person("Ada", "Bell", council=other_council)

    with pytest.raises(PermissionDenied):
        actions.say_settled(enquiry, **sent(herself(stranger)))


def test_no_reason_is_left_without_a_word_for_residents():
    listed = rules.REASONS.version(on=TODAY)
    topics = {item.code for item in rules.TOPICS.version(on=TODAY)}

    assert {item.code for item in listed if not item.flags["resident_words"]} == set()
    assert {str(item.flags["topic"]) for item in listed} == topics
