"""What is held is packed, given and fetched: a PDF to read, data, files, and what was left out."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from rooftree.cases.models import Clock
from rooftree.foundations import files
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.models import Gathering, Release, RightsRequest
from rooftree.information_rights.rules import Decision
from rooftree.information_rights.tests.held_things import a_request, a_thing, decided, gathered, handling
from tests.builders import NOON, a_group, a_person, an_officer, by, the_council

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def given(request: RightsRequest, **facts) -> Release:
    """What is given of a request once it was looked through by a colleague."""
    actions.finish_review(request, **handling())
    return actions.release(request, **(facts or handling()))


def archive(made: Release) -> ZipFile:
    _, content = actions.open_package(made, by=an_officer("records_officer"))
    return ZipFile(BytesIO(content.read()))


def data(made: Release) -> dict:
    return json.loads(archive(made).read("data/everything.json"))


def pages(made: Release) -> str:
    reader = PdfReader(BytesIO(archive(made).read("what-we-hold.pdf")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_what_is_given_can_be_read_and_is_data():
    request, _ = gathered(a_thing(said=(("surname", "Okafor"),)))

    made = given(request)

    assert data(made)["things"] == [
        {"kind": "Other name", "facts": {"surname": "Okafor"}, "has_words_taken_out": False}
    ]
    assert list(csv.reader(StringIO(archive(made).read("data/other-name.csv").decode("utf-8-sig")))) == [
        ["surname"],
        ["Okafor"],
    ]
    assert "What we hold on Grace Okafor" in pages(made)
    assert "surname Okafor" in pages(made)


def test_the_pdf_can_be_read_aloud():
    request, _ = gathered()

    reader = PdfReader(BytesIO(archive(given(request)).read("what-we-hold.pdf")))

    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert catalogue["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in catalogue


def test_the_contents_and_what_was_left_out_stand_first():
    request, _ = gathered(a_thing(1), a_thing(2))

    made = given(request)

    assert "Other name 2" in pages(made)
    assert "Search words: Made of what is given here" in pages(made)
    contents = list(csv.reader(StringIO(archive(made).read("data/contents.csv").decode("utf-8-sig"))))
    assert contents[1:] == [
        ["Other name", "2", ""],
        ["left out", "", "Search words: Made of what is given here"],
    ]


def test_words_are_taken_out_wherever_they_stand():
    said = (("note", "Dele said that DELE did it, not Deleforth"),)
    request, _ = gathered(a_thing(said=said, calls=frozenset({"third_party"}), take_out=("Dele",)))

    made = given(request)

    assert data(made)["things"][0]["facts"]["note"] == ("[withheld] said that [withheld] did it, not Deleforth")
    assert made.redacted == 1


def test_what_is_held_back_is_not_in_it_and_the_reason_is():
    request, gathering = gathered(a_thing(1), a_thing(2, said=(("note", "The neighbour rang"),)))
    decided(request, gathering, 2)

    made = given(request)

    whole = b"".join(archive(made).read(name) for name in archive(made).namelist() if name.startswith("data"))
    assert b"neighbour rang" not in whole
    assert "It is about somebody else, and giving it would not be fair to them: 1" in pages(made)
    assert (made.given, made.withheld) == (1, 1)


def test_that_something_would_do_harm_is_not_told():
    request, gathering = gathered(a_thing(1), a_thing(2))
    decided(request, gathering, 2, reason="serious_harm")

    made = given(request)

    assert "harm" not in pages(made)


def test_nothing_in_a_fact_is_run():
    said = (("note", '#read("/etc/passwd") $x$ *bold* <b> =cmd|1'), ("=1+1", "@SUM(A1)"))
    request, _ = gathered(a_thing(said=said))

    made = given(request)

    assert '#read("/etc/passwd") $x$ *bold*' in pages(made)
    rows = list(csv.reader(StringIO(archive(made).read("data/other-name.csv").decode("utf-8-sig"))))
    assert rows == [["note", "'=1+1"], ['#read("/etc/passwd") $x$ *bold* <b> =cmd|1', "'@SUM(A1)"]]


def test_letters_that_no_face_has_spoil_nothing():
    said = (("name", "گریس 𓀀 \u202eevil\u202c 张"), ("note", "x" * 5_000))
    request, _ = gathered(a_thing(said=said))

    made = given(request)

    assert data(made)["things"][0]["facts"]["name"].startswith("گریس")
    assert "What we hold" in pages(made)


def test_files_go_with_it_under_harmless_names():
    kept = files.keep(BytesIO(b"Dear council"), filename="letter.txt", council=the_council(), at=NOON)
    thing = a_thing(said=(("file", "../../letter.txt"),), file_id=kept.pk, calls=frozenset({"file"}))
    request, gathering = gathered(thing)
    decided(request, gathering, decision=Decision.KEEP, why="Her own letter")

    found = archive(given(request))

    (name,) = [each for each in found.namelist() if each.startswith("files/")]
    assert (name, found.read(name)) == ("files/001--..-letter.txt", b"Dear council")


def test_giving_closes_the_request_in_time():
    request, _ = gathered()

    given(request)

    request = RightsRequest.objects.select_related("case").get(pk=request.pk)
    assert (request.status, request.case.closed_at) == ("answered", NOON)
    assert Clock.objects.get(case=request.case, duty="information_rights.access").outcome == "met"


def test_given_twice_it_is_given_once():
    request, _ = gathered()
    actions.finish_review(request, **handling())
    sent = handling()

    assert actions.release(request, **sent) == actions.release(request, **sent)
    assert Release.objects.count() == 1


def test_nothing_is_given_before_it_was_looked_through():
    request, _ = gathered()

    with pytest.raises(Refused, match="being looked through"):
        actions.release(request, **handling())


def test_who_held_something_back_does_not_give_it_alone():
    request, gathering = gathered()
    decided(request, gathering)
    officer = an_officer("records_officer")
    actions.finish_review(request, **by(officer=officer))

    with pytest.raises(Refused, match="a colleague takes a second look"):
        actions.release(request, **by(officer=officer))

    assert actions.release(request, **handling()).withheld == 1


def test_with_nothing_held_back_one_officer_is_enough():
    request, _ = gathered()
    officer = an_officer("records_officer")
    actions.finish_review(request, **by(officer=officer))

    assert actions.release(request, **by(officer=officer)).withheld == 0


def test_a_package_with_things_of_a_group_is_opened_by_the_group_alone():
    group = a_group("Protected persons")
    request, gathering = gathered(a_thing(groups=(group.pk,), calls=frozenset({"restricted"})))
    members = acting_for([the_council().pk], groups=[group.pk], who="test")
    with members:
        decided(request, gathering, decision=Decision.KEEP, why="She told us herself")

    made = given(request)

    assert made.groups == [group.pk]
    with pytest.raises(Refused, match="restricted group"):
        archive(made)
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        assert data(made)["things"]


def test_how_it_reached_her_is_kept():
    request, _ = gathered()
    made = given(request)

    made = actions.note_fetched(made, how="Printed, and handed over at the office", **handling())

    assert made.fetched_at == NOON


def test_a_package_that_was_cleared_away_says_so():
    request, _ = gathered(request=a_request(a_person()))
    made = given(request)
    made.file = None

    with pytest.raises(Refused, match="cleared away"):
        actions.open_package(made, by=an_officer("records_officer"))


def test_the_newest_gathering_is_given():
    request, _ = gathered(a_thing(said=(("value", "Old"),)))
    gathered(a_thing(said=(("value", "New"),)), request=request)

    made = given(RightsRequest.objects.get(pk=request.pk))

    assert data(made)["things"][0]["facts"] == {"value": "New"}
    assert Gathering.objects.count() == 2
