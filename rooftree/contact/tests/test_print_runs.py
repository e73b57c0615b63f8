"""Letters are gathered for a printer of our own: each is in one run, printed once, and lost by nobody."""

import csv
import datetime as dt
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from pypdf import PdfReader

from rooftree.contact import telling
from rooftree.correspondence import outbox, owned_work
from rooftree.correspondence.actions import print_runs
from rooftree.correspondence.models import Attempt, LetterInRun, Message, Waiting
from rooftree.correspondence.print_files import MANIFEST, as_zip, rows_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Adjustment, ContactPoint, Person
from tests.builders import NOON, TODAY, a_group, a_person, an_enquiry, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "printed_here")]


@pytest.fixture
def printed_here(settings, tmp_path):
    settings.MESSAGES_BY = {"email": "folder", "text": "folder", "letter": "print"}
    settings.MESSAGES_FOLDER = tmp_path


def a_letter(name: str = "Grace", words: str = "Come on Friday", address: str = "12 Elm Walk, ZZ1 1AA") -> Message:
    person = a_person(name)
    ContactPoint.objects.create(council_id=person.council_id, person=person, kind="post", value=address)
    message = telling.written(an_enquiry(person).case, words=words, by=an_officer("adviser"), at=NOON, key=words)
    assert message is not None
    return message


def gathered(council, **facts):
    return print_runs.gather(council, **by("adviser", **facts))


def unpacked(run) -> dict[str, bytes]:
    with ZipFile(BytesIO(as_zip(run, rows_of(run)))) as file:
        return {name: file.read(name) for name in file.namelist()}


def manifest(run) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(unpacked(run)[MANIFEST].decode("utf-8-sig"))))


def status_of(message: Message) -> str:
    return Message.objects.get(pk=message.pk).status


def test_the_worker_leaves_letters_to_be_printed_alone_and_raises_no_alarm(council):
    letter = a_letter()
    late = NOON + dt.timedelta(days=1)

    assert owned_work.standing(council, at=late) == ""
    assert status_of(letter) == "queued"
    assert "letter" not in {str(each) for each in outbox.backends.handed_over()}


def test_a_run_holds_each_letter_as_pdf_and_a_table_of_them(council):
    a_letter("Grace", "Come on Friday")
    a_letter("Dai", "The lift is mended", "Flat 2, 3 Oak Row, Alderbridge, ZZ1 1AB")

    run = gathered(council)

    names = sorted(unpacked(run))
    assert names[0].startswith("0001-E-")
    assert names[-1] == MANIFEST
    first = PdfReader(BytesIO(unpacked(run)[names[0]])).pages[0].extract_text()
    assert "Come on Friday" in first
    [grace, dai] = manifest(run)
    assert (grace["Name"], grace["Address"], grace["Postcode"], grace["Pages"]) == (
        "Grace Okafor",
        "12 Elm Walk",
        "ZZ1 1AA",
        "1",
    )
    assert dai["Address"] == "Flat 2, 3 Oak Row, Alderbridge"


def test_the_same_run_gives_the_same_bytes(council):
    a_letter()
    run = gathered(council)

    assert as_zip(run, rows_of(run)) == as_zip(run, rows_of(run))


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(council):
    letter = a_letter()
    Person.objects.filter(pk=letter.person_id).update(forenames="=HYPERLINK(1)")
    a_letter("=cmd|' /C calc'!A0", "Second")

    names = [row["Name"] for row in manifest(gathered(council))]

    assert names[-1].startswith("'=cmd")


def test_a_letter_is_in_one_run_however_often_they_are_gathered(council):
    a_letter()
    acting = by("adviser")

    first = print_runs.gather(council, **acting)
    again = print_runs.gather(council, **acting)

    assert first == again
    with pytest.raises(Refused, match="No letter waits"):
        gathered(council)


def test_letters_are_sent_once_they_are_printed_and_not_before(council):
    letter = a_letter()
    run = gathered(council)
    before = status_of(letter)

    print_runs.mark_printed(run, **by("adviser"))

    letter.refresh_from_db()
    assert (before, letter.status, letter.backend) == ("queued", "sent", "print")
    assert letter.backend_reference == f"print run {run.pk}"
    assert not Waiting.objects.exists()
    assert Attempt.objects.get(message=letter).outcome == "handed_over"


def test_what_is_printed_is_not_printed_again(council):
    letter, acting = a_letter(), by("adviser")
    run = gathered(council)
    print_runs.mark_printed(run, **acting)

    print_runs.mark_printed(run, **acting)

    assert Attempt.objects.filter(message=letter).count() == 1
    with pytest.raises(Refused, match="Nothing is printed twice"):
        print_runs.mark_printed(run, **by("adviser"))
    with pytest.raises(Refused, match="Nothing is printed twice"):
        print_runs.put_back(run, **by("adviser"))


def test_letters_that_were_put_back_are_in_the_next_run(council):
    letter = a_letter()
    print_runs.put_back(gathered(council), **by("adviser"))

    run = gathered(council)

    assert [row.message_id for row in rows_of(run)] == [letter.pk]
    assert status_of(letter) == "queued"


def test_the_database_lets_a_letter_be_in_one_run_at_a_time(council):
    row = LetterInRun.objects.get(run=gathered(a_letter().person.council))

    with pytest.raises(IntegrityError):
        LetterInRun.objects.create(council=council, run=row.run, message=row.message, number=2)


def test_whose_record_is_not_open_to_somebody_is_not_printed_by_them(council):
    letter, group = a_letter(), a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        Person.objects.filter(pk=letter.person_id).update(restricted_to=group.pk)

    with pytest.raises(Refused, match="No letter waits"):
        gathered(council)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        run = gathered(council)
    with pytest.raises(Refused, match="not open to you"):
        print_runs.mark_printed(run, **by("adviser"))


def test_an_auditor_prints_nothing(council):
    a_letter()

    with pytest.raises(PermissionDenied):
        print_runs.gather(council, **by("auditor"))


def test_large_print_says_so_in_the_table(council):
    person = a_person("Rhian")
    Adjustment.objects.create(
        council_id=person.council_id, person=person, code="large_print", from_on=TODAY, reviewed_on=TODAY
    )
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="post", value="1 Oak Row, ZZ1 1AB"
    )
    telling.written(an_enquiry(person).case, words="Come", by=an_officer("adviser"), at=NOON, key="large")

    assert manifest(gathered(council))[0]["Print"] == "Large print"


def test_a_letter_to_an_address_that_is_not_safe_any_more_is_not_printed(council):
    unsafe, safe = a_letter(), a_letter("Femi", words="Come on Monday", address="14 Elm Walk, ZZ1 1AA")
    ContactPoint.objects.filter(pk=unsafe.point_id).update(safe_to_write=False)

    run = gathered(council)

    assert [row.message for row in rows_of(run)] == [safe]
    assert status_of(unsafe) == "failed"
    assert (
        Message.objects.get(pk=unsafe.pk).failure == "It was not printed: 12 Elm Walk, ZZ1 1AA, which is not safe."
    )
