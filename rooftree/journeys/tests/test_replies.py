"""Replies by email reach their case, once; what belongs nowhere waits for somebody; nothing is lost."""

import datetime as dt
from email.message import EmailMessage

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from rooftree.cases.models import Alarm, CaseFile, Event, Task
from rooftree.contact import telling
from rooftree.contact.models import Contact
from rooftree.correspondence.actions.replies import deal_with
from rooftree.correspondence.models import InboundFile, InboundMail, Message, PointTrouble
from rooftree.correspondence.replies import waiting
from rooftree.correspondence.replies.addresses import reply_address
from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.journeys import promises, replies
from rooftree.people.models import ContactPoint
from tests.builders import NOON, a_group, a_person, an_enquiry, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

HERS = "grace@example.org"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40


@pytest.fixture(autouse=True)
def _kept_here(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def case():
    """Grace's open case, acknowledged by email."""
    grace = a_person("Grace", "Okafor")
    ContactPoint.objects.create(council_id=grace.council_id, person=grace, kind="email", value=HERS)
    return an_enquiry(grace, asked="Why did my rent go up?").case


def an_email(
    subject: str = "Hello", text: str = "Thank you, that helps.", *, sender: str = HERS, **headings
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Grace <{sender}>"
    message["To"] = headings.pop("to", "housing@alder.example")
    message["Subject"] = subject
    message["Message-ID"] = headings.pop("message_id", f"<{abs(hash((subject, text, sender)))}@example.org>")
    for name, value in headings.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def take(message: EmailMessage | bytes, council, *, at=NOON) -> InboundMail:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return replies.take_mail(raw, council=council, at=at).mail


def the_message() -> Message:
    return Message.objects.get(code="contact.enquiry_received")


# --- Where it belongs -------------------------------------------------------------------------------


def test_a_reply_to_the_address_of_a_message_reaches_its_case(case, council):
    to = reply_address("housing+{tag}@alder.example", str(the_message().token))

    mail = take(an_email("Re: anything at all", to=to), council)

    assert (mail.case_id, mail.known_by, mail.answers_id) == (case.pk, "address", the_message().pk)
    assert (mail.status, mail.is_from_them) == ("on_case", True)


def test_a_reply_in_the_thread_of_a_message_reaches_its_case(case, council):
    mail = take(an_email("Re: no reference", in_reply_to=f"<{the_message().token}@alder.example>"), council)

    assert (mail.case_id, mail.known_by) == (case.pk, "thread")


def test_a_reference_in_the_subject_leads_to_its_case(case, council):
    mail = take(an_email(f"AW: your letter [{case.reference.lower()}]"), council)

    assert (mail.case_id, mail.known_by) == (case.pk, "reference")


@pytest.mark.parametrize(
    "to", ["housing+r{}aaaaaaaaaa@alder.example", "housing+{}@alder.example", "r@alder.example"]
)
def test_an_address_that_we_did_not_sign_leads_nowhere(case, council, to):
    signed = reply_address("{tag}", str(the_message().token))

    mail = take(an_email("Hello", to=to.format(signed[1:27])), council)

    assert (mail.status, mail.case_id) == ("waits", None)


def test_a_reply_becomes_a_contact_a_line_of_the_story_and_something_to_read(case, council):
    mail = take(an_email(case.reference, "After four is good.\n\nOn Monday you wrote:\n> Hello"), council)

    contact = Contact.objects.get(mail=mail)
    event = Event.objects.get(case=case, kind="contact.replied")
    assert (contact.channel, contact.handler, contact.asked) == ("email", None, "After four is good.")
    assert (event.words, event.is_shown) == ("After four is good.", True)
    assert Task.objects.get(case=case).what == "Read the email from Grace, and answer it."


def test_what_an_unknown_address_writes_is_kept_marked_and_not_shown_to_her(case, council):
    mail = take(an_email(case.reference, sender="somebody@elsewhere.example"), council)

    event = Event.objects.get(case=case, kind="contact.replied")
    assert (mail.status, mail.is_from_them) == ("on_case", False)
    assert "an address that we do not know" in mail.why
    assert event.is_shown is False
    assert event.facts["from"] == "somebody@elsewhere.example (not known as theirs)"
    assert Contact.objects.get(mail=mail).caller == "anonymous"


def test_what_comes_from_a_relatives_address_is_not_from_her(case, council):
    ContactPoint.objects.update(owner="child")

    assert take(an_email(case.reference), council).is_from_them is False


def test_a_sender_whose_own_domain_disowns_it_is_not_known(case, council):
    mail = take(an_email(case.reference, Authentication_Results="mx.alder.example; dmarc=fail"), council)

    assert mail.is_from_them is False


def test_an_address_that_she_no_longer_has_is_not_known(case, council):
    ContactPoint.objects.update(until_on=NOON.date())

    assert take(an_email(case.reference), council).is_from_them is False


def test_of_another_councils_case_nothing_is_known(case, other_council):
    with acting_for([other_council.pk], who="test"):
        mail = take(an_email(case.reference, in_reply_to=f"<{the_token(case)}@alder.example>"), other_council)

        assert (mail.case_id, mail.person_id, mail.status) == (None, None, "waits")


def the_token(case) -> str:
    with acting_for([case.council_id], who="test"):
        return str(the_message().token)


def test_an_email_that_belongs_nowhere_waits_with_whom_it_may_be_from(case, council):
    mail = take(an_email("My boiler"), council)

    assert (mail.status, mail.person, mail.case) == ("waits", case.person, None)
    assert list(waiting.waiting([council.pk])) == [mail]


def test_a_reply_about_a_closed_case_waits_for_somebody_to_decide(case, council):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_clock SET stopped_at = started_at, outcome = 'met' WHERE case_id = %s", [case.pk]
        )
    case.closed_at, case.closed_by = NOON, an_officer("adviser")
    case.save()

    mail = take(an_email(case.reference), council)

    assert (mail.status, mail.case_id) == ("waits", case.pk)
    assert "is closed" in mail.why


def test_a_reference_with_a_wrong_character_leads_nowhere(case, council):
    wrong = references.make("E", 1)[:-1]

    assert take(an_email(f"{wrong}X"), council).case is None


# --- Once -------------------------------------------------------------------------------------------


def test_the_same_email_twice_is_taken_once(case, council):
    email = an_email(case.reference)
    first = take(email, council)

    again = take(email, council, at=NOON + dt.timedelta(minutes=2))
    email["Received"] = "from somewhere by another way"
    other_way = take(email, council)

    assert first == again == other_way
    assert Contact.objects.filter(mail=first).count() == 1
    assert Event.objects.filter(kind="contact.replied").count() == 1


def test_an_email_that_could_not_be_put_on_its_case_is_not_kept_half(case, council, monkeypatch):
    monkeypatch.setattr(replies, "log_reply", broken)
    email = an_email(case.reference)

    with pytest.raises(RuntimeError):
        take(email, council)

    assert not InboundMail.objects.exists()
    monkeypatch.undo()
    assert take(email, council).status == "on_case"


def broken(*_args, **_facts) -> None:
    raise RuntimeError("The machine stops.")


# --- Files ------------------------------------------------------------------------------------------


def test_files_that_may_be_kept_are_on_the_case_and_others_are_named(case, council):
    email = an_email(case.reference)
    email.add_attachment(PNG, maintype="image", subtype="png", filename="../../letter.png")
    email.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
    email.add_attachment(b"<script>", maintype="image", subtype="png", filename="a.png")

    mail = take(email, council)

    assert [each.title for each in CaseFile.objects.filter(case=case)] == ["letter.png"]
    assert len(mail.left_out) == 2
    assert "run.exe" in mail.left_out[0]


def test_the_files_of_an_email_that_waits_are_kept_with_it(council, case):
    email = an_email("My boiler")
    email.add_attachment(PNG, maintype="image", subtype="png", filename="boiler.png")

    mail = take(email, council)

    assert InboundFile.objects.get(mail=mail).file.filename == "boiler.png"


# --- Machines ---------------------------------------------------------------------------------------


def a_report(token: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.alder.example\r\nMessage-ID: <report@mx>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not go.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {HERS}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 No such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{token}@alder.example>\r\n\r\n--b--\r\n"
    ).encode()


def sent(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=NOON)
    return message


def test_a_report_that_a_message_came_back_becomes_its_failure(case, council):
    message = sent(the_message())

    mail = take(a_report(str(message.token)), council)

    message.refresh_from_db()
    assert (mail.status, mail.wrote) == ("kept", "postmaster")
    assert message.status == "failed"
    assert "550 No such user" in message.failure
    assert PointTrouble.objects.filter(point=message.point).exists()
    assert not Event.objects.filter(kind="contact.replied").exists()


def test_a_full_mailbox_is_a_failure_but_no_fault_of_the_address(case, council):
    message = sent(the_message())

    take(a_report(str(message.token), status="5.2.2"), council)

    message.refresh_from_db()
    assert message.status == "failed"
    assert not PointTrouble.objects.exists()


def test_a_delay_changes_nothing(case, council):
    message = sent(the_message())

    take(a_report(str(message.token), status="4.4.1", action="delayed"), council)

    message.refresh_from_db()
    assert message.status == "sent"


def test_an_automatic_answer_is_kept_and_asks_nobody_for_anything(case, council):
    mail = take(an_email(f"Automatic reply {case.reference}", Auto_Submitted="auto-replied"), council)

    assert (mail.status, mail.wrote, mail.case_id) == ("kept", "machine", case.pk)
    assert not Task.objects.filter(case=case).exists()
    assert not Event.objects.filter(kind="contact.replied").exists()


def test_an_email_that_cannot_be_read_is_work_for_somebody(council, case):
    mail = take(b"From: a@b.example\r\n\r\n" + b"x" * 25_000_001, council)

    assert (mail.status, mail.wrote) == ("waits", "unreadable")
    assert "It is still in the mailbox" in mail.why


# --- Dealt with -------------------------------------------------------------------------------------


def test_an_officer_finds_where_an_email_belongs(case, council):
    email = an_email("My boiler")
    email.add_attachment(PNG, maintype="image", subtype="png", filename="boiler.png")
    mail, acting = take(email, council), by("adviser")

    replies.match(mail, case, **acting)
    replies.match(mail, case, **acting)

    mail.refresh_from_db()
    assert (mail.status, mail.case_id, mail.known_by, mail.is_from_them) == ("on_case", case.pk, "hand", True)
    assert Contact.objects.get(mail=mail).handler == acting["by"]
    assert CaseFile.objects.get(case=case).title == "boiler.png"


def test_what_is_dealt_with_is_not_dealt_with_again(case, council):
    mail = take(an_email("My boiler"), council)
    deal_with(mail, words="Rang her: it is her landlord’s", **by("adviser"))

    with pytest.raises(Refused, match="dealt with this email already"):
        replies.match(mail, case, **by("adviser"))
    with pytest.raises(Refused, match="dealt with this email already"):
        deal_with(mail, words="Again", **by("adviser"))


def test_somebody_must_say_what_was_done(case, council):
    with pytest.raises(Refused, match="Say what was done"):
        deal_with(take(an_email("My boiler"), council), words="  ", **by("adviser"))


def test_an_auditor_reads_and_deals_with_nothing(case, council):
    with pytest.raises(PermissionDenied):
        deal_with(take(an_email("My boiler"), council), words="Done", **by("auditor"))


def test_an_email_on_a_restricted_case_is_seen_by_its_group_alone(case, council):
    mail = take(an_email(case.reference), council)
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        type(case).objects.filter(pk=case.pk).update(restricted_to=group.pk)
        assert InboundMail.objects.filter(pk=mail.pk).exists()

    assert not InboundMail.objects.filter(pk=mail.pk).exists()


def test_what_came_can_never_be_changed(case, council):
    mail = take(an_email(case.reference), council)

    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        InboundMail.objects.filter(pk=mail.pk).update(words="She wrote something else")


def test_the_database_takes_the_same_bytes_once(case, council):
    mail = take(an_email(case.reference), council)
    mail.pk = None

    with pytest.raises(IntegrityError):
        mail.save(force_insert=True)


# --- Watched ----------------------------------------------------------------------------------------


def test_email_that_waits_half_a_day_is_told_of_until_it_is_dealt_with(case, council):
    mail = take(an_email("My boiler"), council)
    soon, late = NOON + dt.timedelta(hours=1), NOON + dt.timedelta(hours=5)
    waiting.watch(council, at=soon)
    assert not open_alarms()

    waiting.watch(council, at=late)
    assert open_alarms() == ["correspondence.mail_waits"]

    deal_with(mail, words="Rang her", **by("adviser"))
    waiting.watch(council, at=late)
    assert not open_alarms()


def open_alarms() -> list[str]:
    return list(Alarm.objects.filter(closed_at__isnull=True).values_list("code", flat=True))


def test_a_broken_promise_is_apologised_for_and_her_reply_reaches_the_case(case, council):
    task = promises.promise(case, what="We ring you", **by("adviser"))
    promises.not_keep(task, reason="Nobody was there", **by("adviser"))
    apology = Message.objects.get(code=telling.MISSED)

    mail = take(an_email("Re: sorry", to=reply_address("h+{tag}@alder.example", str(apology.token))), council)

    assert (mail.case_id, mail.answers_id) == (case.pk, apology.pk)
