"""The pages of messages: what was sent, what did not arrive, replies, letters to print, and words."""

from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from rooftree.cases.models import CaseFile, Event
from rooftree.contact import telling
from rooftree.correspondence import troubles
from rooftree.correspondence.models import InboundMail, Message, PrintRun, TemplateVersion, Waiting
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.journeys import replies
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import ContactPoint, Person
from rooftree.staffweb.tests.asking import on, refused, text_of, words_of
from rooftree.staffweb.tests.case_making import NOW, TODAY, a_case_of, a_member
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_person, a_team, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

KEY = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MESSAGES_BY = {"email": "folder", "text": "folder", "letter": "print"}
    settings.VAR_DIR = tmp_path


@pytest.fixture
def team(acting):
    return a_team("contact", name="Contact centre")


@pytest.fixture
def officer(team):
    return a_member(team)


@pytest.fixture
def visitor(client, officer):
    return sign_in_as(client, officer)


@pytest.fixture
def manager(client, team):
    return sign_in_as(client, a_member(team, "service_manager", name="Moira Hall"))


def reached(name: str = "Grace", kind: str = "email", value: str = "grace@example.org") -> Person:
    person = a_person(name)
    ContactPoint.objects.create(council_id=person.council_id, person=person, kind=kind, value=value)
    return person


@pytest.fixture
def case(officer):
    return a_case_of(officer, person=reached())


def written(case, words: str = "Come on Friday\nat four.") -> Message:
    message = telling.written(case, words=words, by=an_officer("adviser"), at=NOW, key=words)
    assert message is not None
    return message


def failed(message: Message, why: str = "No such mailbox") -> Message:
    Message.objects.filter(pk=message.pk).update(status="failed", failed_at=NOW, failure=why)
    Waiting.objects.filter(pk=message.pk).delete()
    return message


def an_email(subject: str, *, attached: bool = False) -> bytes:
    email = EmailMessage()
    email["From"], email["Subject"] = "Grace <grace@example.org>", subject
    email.set_content(f"About {subject}.\n\n> You wrote")
    if attached:
        email.add_attachment(PNG, maintype="image", subtype="png", filename="damp.png")
    return email.as_bytes()


def came(council, subject: str = "My boiler", *, attached: bool = False) -> InboundMail:
    return replies.take_mail(an_email(subject, attached=attached), council=council, at=NOW).mail


def get(client, name, *args, **asked):
    return client.get(reverse(f"staff:{name}", args=args), asked)


def send(client, name, *args, **said):
    return client.post(reverse(f"staff:{name}", args=args), {"key": KEY, **said})


# --- What was sent ----------------------------------------------------------------------------------


def test_a_message_is_read_again_as_it_was_sent_with_why_and_what_became_of_it(visitor, case):
    message = written(case)

    response = get(visitor, "message", message.token)

    words = words_of(response)
    assert "Come on Friday at four." in words
    assert "grace@example.org" in words
    assert "it is the first that is known and safe" in words
    assert "Waiting to go" in words
    assert_valid_html(response)


def test_what_somebody_wrote_is_shown_as_words_and_never_as_a_page(visitor, case):
    response = get(visitor, "message", written(case, "<script>alert(1)</script>").token)

    assert "<script>alert(1)" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_the_case_and_the_person_lead_to_their_messages(visitor, case):
    assert f'href="/staff/cases/{case.reference}/messages/"' in text_of(get(visitor, "case", case.reference))
    person = case.person.reference
    assert f'href="/staff/people/{person}/messages/"' in text_of(get(visitor, "person", person))


def test_the_messages_of_a_case_stand_with_what_came_back(visitor, case, council):
    written(case)
    came(council, f"Re: {case.reference}")

    response = get(visitor, "messages_about", case.reference)

    assert f"About your case: {case.reference}" in words_of(response)
    assert f"Re: {case.reference}" in words_of(response)
    assert_valid_html(response)


def test_the_messages_of_a_person_cost_the_same_however_many_there_are(visitor, case, django_assert_num_queries):
    reference = case.person.reference
    written(case, "One")
    with django_assert_num_queries(PERSON_QUERIES):
        get(visitor, "messages_to", reference)
    written(case, "Two")
    written(case, "Three")

    with django_assert_num_queries(PERSON_QUERIES):
        response = get(visitor, "messages_to", reference)

    assert words_of(response).count("About your case") == 3
    assert_valid_html(response)


PERSON_QUERIES = 16


def test_the_messages_of_a_case_cost_the_same_however_many_there_are(visitor, case, django_assert_num_queries):
    written(case, "One")
    with django_assert_num_queries(CASE_QUERIES):
        get(visitor, "messages_about", case.reference)
    written(case, "Two")
    written(case, "Three")

    with django_assert_num_queries(CASE_QUERIES):
        get(visitor, "messages_about", case.reference)


CASE_QUERIES = 13


def test_one_message_costs_the_same_however_often_it_was_tried(visitor, case, django_assert_num_queries):
    message = written(case)
    with django_assert_num_queries(MESSAGE_QUERIES):
        get(visitor, "message", message.token)
    message.attempts.create(
        council_id=message.council_id, at=NOW, backend="smtp", outcome="temporary", words="Later"
    )
    message.attempts.create(
        council_id=message.council_id, at=NOW, backend="smtp", outcome="temporary", words="Later"
    )

    with django_assert_num_queries(MESSAGE_QUERIES):
        response = get(visitor, "message", message.token)

    assert words_of(response).count("Not taken now") == 2


MESSAGE_QUERIES = 12


def test_a_letter_can_be_read_again_as_pdf(visitor, officer):
    case = a_case_of(officer, person=reached(kind="post", value="12 Elm Walk, ZZ1 1AA"))
    message = written(case)

    first, second = (get(visitor, "message_letter", message.token) for _ in range(2))

    assert first.content.startswith(b"%PDF-")
    assert first.content == second.content
    assert (
        get(visitor, "message_letter", written(a_case_of(officer, person=reached("Dai"))).token).status_code == 404
    )


def test_a_message_of_a_restricted_person_is_not_there_for_others_and_opening_it_is_logged(
    visitor, case, officer, council
):
    message, group = written(case), a_group("Protected", officer)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        Person.objects.filter(pk=case.person_id).update(restricted_to=group.pk)

    answer = get(visitor, "message", message.token)

    assert answer.status_code == 200
    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert AuditRead.objects.filter(council=council).exists()


def test_for_who_is_not_of_the_group_there_is_no_such_message(visitor, case, council):
    message, group = written(case), a_group("Protected")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        Person.objects.filter(pk=case.person_id).update(restricted_to=group.pk)

    assert get(visitor, "message", message.token).status_code == 404


# --- What did not arrive ----------------------------------------------------------------------------


def test_what_did_not_arrive_stands_on_a_list_with_whose_work_it_is(visitor, case):
    failed(written(case))

    response = get(visitor, "undelivered")

    words = words_of(response)
    assert "Did not arrive" in words
    assert "No such mailbox" in words
    assert "Asha Bell" in words
    assert 'aria-current="page">Messages</a>' in text_of(response)
    assert_valid_html(response)


def test_the_list_costs_the_same_however_many_are_on_it(visitor, case, django_assert_num_queries):
    failed(written(case, "One"))
    with django_assert_num_queries(LIST_QUERIES):
        get(visitor, "undelivered")
    failed(written(case, "Two"))
    failed(written(case, "Three"))

    with django_assert_num_queries(LIST_QUERIES):
        get(visitor, "undelivered")


LIST_QUERIES = 11


def test_saying_how_it_was_dealt_with_takes_it_off_the_list(visitor, case):
    message = failed(written(case))

    answer = send(visitor, "settle_message", message.token, words="Told her on the phone")

    assert answer.status_code == 302
    assert "Told her on the phone" in words_of(visitor.get(answer["Location"]))
    assert "Every message arrived" in words_of(get(visitor, "undelivered"))


def test_dealing_with_it_needs_words(visitor, case):
    assert "Enter what was done" in refused(send(visitor, "settle_message", failed(written(case)).token, words=""))


def test_it_goes_again_the_way_that_is_best_now(visitor, case):
    message = failed(written(case))
    ContactPoint.objects.update(value="grace.okafor@example.org")

    send(visitor, "send_message_again", message.token)
    send(visitor, "send_message_again", message.token)

    assert Message.objects.get(again_of=message).to_address == "grace.okafor@example.org"


def test_an_auditor_reads_messages_and_deals_with_none(client, team, case):
    message = failed(written(case))
    auditor = sign_in_as(client, a_member(team, "auditor"))

    assert "Say how it was dealt with" not in words_of(get(auditor, "message", message.token))
    assert send(auditor, "settle_message", message.token, words="Done").status_code == 403


def test_where_messages_do_not_arrive_is_said_until_somebody_knows_that_it_works(visitor, case):
    message = failed(written(case))
    trouble = troubles.note(message, words="No such mailbox", at=NOW)
    assert trouble is not None
    reference = case.person.reference

    page = get(visitor, "messages_to", reference)
    assert "Messages do not arrive at grace@example.org" in words_of(page)
    assert_valid_html(page)
    form = get(visitor, "end_trouble", reference, trouble.pk)
    assert_valid_html(form)
    send(visitor, "end_trouble", reference, trouble.pk, words="She wrote from there")

    assert "do not arrive" not in words_of(get(visitor, "messages_to", reference))


# --- Writing ----------------------------------------------------------------------------------------


def test_an_officer_sees_how_a_message_goes_and_why_before_it_is_sent(visitor, case):
    response = send(visitor, "write_message", case.reference, fact_words="The plumber comes on Friday.", see="1")

    words = words_of(response)
    assert "By email to grace@example.org" in words
    assert "It goes by itself, within minutes." in words
    assert "The plumber comes on Friday." in words
    assert not Message.objects.filter(code="contact.written").exists()
    assert_valid_html(response)


def test_what_is_sent_is_on_the_story_once(visitor, case):
    said = {"fact_words": "The plumber comes on Friday.", "send": "1"}
    send(visitor, "write_message", case.reference, **said)
    send(visitor, "write_message", case.reference, **said)

    message = Message.objects.get(code="contact.written")
    assert (message.case_id, message.status) == (case.pk, "queued")
    assert Event.objects.filter(case=case, kind="contact.written").count() == 1


def test_any_template_can_be_written_with_what_it_needs(visitor, case):
    page = get(visitor, "write_message", case.reference, template="contact.promise_missed")

    assert "What we promised, in the words given to the person" in words_of(page)
    assert "By when it was promised" in words_of(page)
    assert_valid_html(page)


@pytest.mark.parametrize("code", ["portal.code", "correspondence.trial", "no.such"])
def test_what_only_rooftree_sends_is_not_written_by_hand(visitor, case, code):
    assert get(visitor, "write_message", case.reference, template=code).status_code == 404


def test_nothing_written_is_refused_with_what_to_do(visitor, case):
    assert "Write what the officer writes" in refused(send(visitor, "write_message", case.reference, send="1"))


def test_that_there_is_no_safe_way_is_said_before_it_is_sent(visitor, case):
    ContactPoint.objects.update(safe_to_write=False)

    words = words_of(send(visitor, "write_message", case.reference, fact_words="Hello", see="1"))

    assert "There is no way to write to" in words
    assert "It cannot go." in words


# --- Replies ----------------------------------------------------------------------------------------


def test_email_that_waits_stands_on_a_list_with_who_it_may_be_from(visitor, case, council):
    came(council)

    response = get(visitor, "replies")

    words = words_of(response)
    assert "My boiler" in words
    assert "may be Grace Okafor" in words
    assert "Contact centre" in words
    assert_valid_html(response)


def test_the_replies_cost_the_same_however_many_wait(visitor, case, council, django_assert_num_queries):
    came(council, "One")
    with django_assert_num_queries(REPLIES_QUERIES):
        get(visitor, "replies")
    came(council, "Two")
    came(council, "Three")

    with django_assert_num_queries(REPLIES_QUERIES):
        get(visitor, "replies")


REPLIES_QUERIES = 11


def test_an_email_is_read_with_its_files_which_are_saved_and_never_run(visitor, case, council):
    mail = came(council, attached=True)

    response = get(visitor, "reply", mail.pk)
    file = get(visitor, "reply_file", mail.pk, mail.files.get().pk)

    assert "About My boiler." in words_of(response)
    assert "damp.png" in words_of(response)
    assert file["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file["Content-Security-Policy"]
    assert_valid_html(response)


def test_an_email_is_put_on_the_case_that_somebody_names(visitor, case, council):
    mail = came(council, attached=True)

    answer = send(visitor, "match_reply", mail.pk, reference=case.reference.lower())

    assert answer.status_code == 302
    assert "found that it belongs to" in words_of(visitor.get(answer["Location"]))
    assert CaseFile.objects.get(case=case).title == "damp.png"


@pytest.mark.parametrize(
    ("reference", "why"), [("", "Enter the reference"), ("X", "not one of our references"), ("E-2222-222H", "")]
)
def test_a_reference_that_leads_nowhere_is_refused(visitor, case, council, reference, why):
    assert why in refused(send(visitor, "match_reply", came(council).pk, reference=reference))


def test_an_email_that_belongs_nowhere_is_dealt_with_in_words(visitor, case, council):
    mail = came(council)

    send(visitor, "deal_with_reply", mail.pk, words="Not for the council")

    assert "No reply waits for anybody." in words_of(get(visitor, "replies"))
    assert "Not for the council" in words_of(get(visitor, "reply", mail.pk))


# --- Letters to print -------------------------------------------------------------------------------


@pytest.fixture
def letter(officer):
    return written(a_case_of(officer, person=reached(kind="post", value="12 Elm Walk, ZZ1 1AA")))


def test_letters_are_gathered_downloaded_and_printed_once(visitor, letter):
    waiting = get(visitor, "letters_to_print")
    assert "1 letter waiting" in words_of(waiting)
    assert_valid_html(waiting)

    send(visitor, "gather_letters", "alder")
    run = PrintRun.objects.get()
    file = get(visitor, "print_file", run.pk)
    page = get(visitor, "print_run", run.pk)
    assert_valid_html(page)
    visitor.post(reverse("staff:letters_printed", args=[run.pk]), {"key": "5d0f8a2e-7c39-4d6e-9a53-2f6d7c1e8b90"})

    with ZipFile(BytesIO(file.content)) as packed:
        assert len(packed.namelist()) == 2
    letter.refresh_from_db()
    assert letter.status == "sent"
    assert get(visitor, "print_file", run.pk).status_code == 404
    assert "0 letters waiting" in words_of(get(visitor, "letters_to_print"))


def test_the_letters_cost_the_same_however_many_wait(visitor, letter, django_assert_num_queries):
    with django_assert_num_queries(LETTERS_QUERIES):
        get(visitor, "letters_to_print")
    written(letter.case, "Two")
    written(letter.case, "Three")

    with django_assert_num_queries(LETTERS_QUERIES):
        get(visitor, "letters_to_print")


LETTERS_QUERIES = 11


def test_letters_that_were_not_printed_are_put_back(visitor, letter):
    send(visitor, "gather_letters", "alder")

    visitor.post(
        reverse("staff:put_back_letters", args=[PrintRun.objects.get().pk]),
        {"key": "5d0f8a2e-7c39-4d6e-9a53-2f6d7c1e8b90"},
    )

    assert "1 letter waiting" in words_of(get(visitor, "letters_to_print"))


# --- Words ------------------------------------------------------------------------------------------

OWN = {
    "subject": "Your case ((reference))",
    "preview": "A message from your council.",
    "asks": "Read it.",
    "body": "Dear ((name))\n\n((words))\n\n((officer)), ((council))",
    "text": "",
    "reason": "Shorter",
}


def replacing(client, **said):
    address = reverse("staff:replace_words", args=["contact.written", "en"])
    return client.post(address, {"key": KEY, **OWN, **on("applies_from", TODAY), **said})


def test_every_template_is_listed_with_what_it_is_for(visitor):
    response = get(visitor, "templates")

    assert "CT1 We did not do what we promised" in words_of(response)
    assert "CT3 What we do differently for you" in words_of(response)
    assert_valid_html(response)


def test_a_template_shows_its_words_its_law_and_what_is_filled_in(visitor):
    response = get(visitor, "template", "contact.adjustments_confirmed", "cy")

    assert "Equality Act 2010 s 20" in words_of(response)
    assert "Annwyl ((name))" in words_of(response)
    assert_valid_html(response)


def test_new_words_are_shown_filled_in_before_they_hold(manager):
    response = replacing(manager, see="1")

    assert "Your case [The reference to quote]" in words_of(response)
    assert not TemplateVersion.objects.exists()
    assert_valid_html(response)


def test_new_words_hold_from_their_day_with_the_reason(manager, case):
    replacing(manager, hold="1")

    assert written(case).subject == f"Your case {case.reference}"
    assert "Shorter" in words_of(get(manager, "template", "contact.written", "en"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"body": "Dear ((nobody))", "see": "1"}, "which nobody gives"),
        ({"preview": "About your arrears", "hold": "1"}, "tells others what it is about"),
        ({"reason": "", "hold": "1"}, "Enter the reason"),
    ],
)
def test_words_that_will_not_do_are_refused_and_nothing_typed_is_lost(manager, said, why):
    response = replacing(manager, **said)

    assert why in refused(response)
    assert "Your case ((reference))" in text_of(response)


def test_the_words_that_came_with_rooftree_can_be_brought_back(manager, case):
    replacing(manager, hold="1")

    manager.post(
        reverse("staff:bring_back_words", args=["contact.written", "en"]),
        {"key": "5d0f8a2e-7c39-4d6e-9a53-2f6d7c1e8b90", "reason": "Too short", **on("applies_from", TODAY)},
    )

    assert written(case).subject.startswith("About your case")


def test_an_adviser_reads_words_and_replaces_none(visitor):
    assert "Write the council’s own" not in words_of(get(visitor, "template", "contact.written", "en"))
    assert get(visitor, "replace_words", "contact.written", "en").status_code == 403


def test_nobody_who_is_not_signed_in_reads_a_message(client, case):
    assert get(client, "message", written(case).token).status_code == 302
