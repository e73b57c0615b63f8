"""Casework by the API: done once, by the same actions as on the staff site, and told in the story."""

import pytest

from rooftree.api.tests.coming_in import as_officer
from rooftree.cases.models import Case, Event, Task
from rooftree.contact.models import Contact
from rooftree.correspondence.models import Message
from rooftree.foundations.models import AuditChange
from rooftree.machines.models import Credential
from rooftree.people.models import ContactPoint
from tests.builders import a_home, a_person, a_team, an_enquiry, an_officer

ASKED = {"channel": "web_form", "reasons": ["GEN-OTH"], "asked": "Is my gas check booked?", "demand": "value"}


@pytest.fixture
def asha(acting):
    return an_officer("service_manager", name="Asha Bell")


@pytest.fixture
def machine(asha):
    return as_officer(asha)


def test_an_enquiry_is_opened_where_its_reason_leads(machine, asha):
    a_team(name="Contact centre")
    grace = a_person("Grace", "Okafor")

    answer = machine.post("/enquiries", {**ASKED, "person": grace.reference})

    case = Case.objects.get(person=grace)
    assert (answer.status_code, answer.json()["case"]) == (201, case.reference)
    assert (case.team.name, case.enquiry.opening_contact.handler) == ("Contact centre", asha)
    assert answer.json()["href"] == f"/api/v1/cases/{case.reference}"


def test_an_enquiry_of_nobody_names_the_council(machine):
    a_team()

    answer = machine.post("/enquiries", {**ASKED, "caller": "anonymous", "council": "alder"})

    assert answer.status_code == 201


def test_an_enquiry_for_a_council_that_one_does_not_act_for_is_not_opened(machine):
    answer = machine.post("/enquiries", {**ASKED, "caller": "anonymous", "council": "birch"})

    assert answer.status_code == 404


def test_what_a_rule_refuses_is_said_in_its_own_sentence(machine):
    a_team()

    answer = machine.post("/enquiries", {**ASKED, "caller": "anonymous", "reasons": ["NO-SUCH"]})

    assert (answer.status_code, Contact.objects.count()) == (409, 0)
    assert answer.json()["detail"] == "“NO-SUCH” is not in the list “Why people get in touch”."


def test_a_note_is_in_the_story_under_the_name_of_the_officer(machine, asha):
    case = an_enquiry().case

    said = machine.post(f"/cases/{case.reference}/notes", {"words": "Rang twice."}).json()

    noted = Event.objects.get(pk=said["event"])
    assert (noted.words, noted.by, said["code"]) == ("Rang twice.", asha, "case.noted")
    assert AuditChange.objects.filter(table_name="cases_event").latest("pk").who == f"token:{_token().pk}"


def _token():
    return Credential.objects.get()


def test_something_to_do_is_added_and_finished(machine):
    case = an_enquiry().case

    task = machine.post(
        f"/cases/{case.reference}/tasks", {"what": "Ring her", "due_at": "2099-01-05T10:00:00+00:00"}
    ).json()["task"]
    done = machine.post(f"/cases/{case.reference}/tasks/{task}/finish", {"ending": "Rang."})

    assert done.json()["code"] == "case.task_finished"
    assert Task.objects.get(pk=task).is_done


def test_a_visit_begins_at_a_moment_and_nothing_else_does(machine):
    case = an_enquiry().case
    begins = {"what": "See the door", "starts_at": "2099-01-05T10:00:00Z"}

    visit = machine.post(f"/cases/{case.reference}/tasks", {**begins, "kind": "visit"})
    task = machine.post(f"/cases/{case.reference}/tasks", begins)

    assert Task.objects.get(pk=visit.json()["task"]).starts_at.year == 2099
    assert (task.status_code, task.json()["detail"][:27]) == (409, "Only a visit begins at a mo")


def test_a_promise_is_made_and_kept(machine):
    case = an_enquiry().case

    task = machine.post(f"/cases/{case.reference}/promises", {"what": "We ring on Monday."}).json()["task"]
    kept = machine.post(f"/cases/{case.reference}/tasks/{task}/finish", {})

    assert kept.json()["code"] == "case.promise_kept"


@pytest.mark.parametrize("clock", ["-18:50", "+23:59", "+00:00"])
def test_a_moment_by_any_clock_is_a_moment(machine, clock):
    case = an_enquiry().case
    said = {"what": "We ring on Monday.", "until": f"2093-02-13T23:23:57.5146{clock}"}

    assert machine.post(f"/cases/{case.reference}/promises", said).status_code == 201


def test_a_promise_by_the_api_is_told_in_writing_when_made_and_when_kept(machine):
    grace = a_person("Grace", "Okafor")
    ContactPoint.objects.create(council_id=grace.council_id, person=grace, kind="email", value="g@example.org")
    case = an_enquiry(grace).case

    task = machine.post(f"/cases/{case.reference}/promises", {"what": "We ring on Monday."}).json()["task"]
    machine.post(f"/cases/{case.reference}/tasks/{task}/finish", {})

    told = Message.objects.filter(person=grace).order_by("pk").values_list("code", flat=True)
    assert list(told)[1:] == ["contact.promise_made", "contact.promise_kept"]


def test_a_case_is_taken_given_handed_over_and_passed_on(machine, asha):
    case = an_enquiry().case
    colleague = an_officer("adviser", name="Mo Clarke")
    other_team = a_team("repairs", name="Repairs")
    address = f"/cases/{case.reference}"

    codes = [
        machine.post(f"{address}/take").json()["code"],
        machine.post(f"{address}/give", {"officer": colleague.email, "reason": "Her patch."}).json()["code"],
        machine.post(f"{address}/hand-over", {"officer": asha.email, "because": "He leaves."}).json()["code"],
        machine.post(f"{address}/put-back", {"reason": "I am away."}).json()["code"],
        machine.post(f"{address}/give-to-team", {"team": other_team.pk, "reason": "A repair."}).json()["code"],
    ]

    assert codes == ["case.taken", "case.given", "case.handed_over", "case.put_back", "case.given_to_team"]
    assert Case.objects.get(pk=case.pk).team == other_team


def test_an_enquiry_is_answered(machine):
    case = an_enquiry(a_person()).case

    answer = machine.post(f"/enquiries/{case.reference}/answer", {"words": "It is on Tuesday."})

    assert answer.json()["code"] == "enquiry.answered"


def test_a_colleague_whom_nobody_knows_is_not_found(machine):
    case = an_enquiry().case

    answer = machine.post(f"/cases/{case.reference}/give", {"officer": "x@example.test", "reason": "So"})

    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "No colleague of this council has that email address.",
    )


def test_somebody_who_may_not_give_a_colleagues_case_is_told_why():
    case = an_enquiry().case
    as_officer(an_officer("adviser", name="Mo Clarke")).post(f"/cases/{case.reference}/take")
    other = an_officer("adviser", name="Zoe Hill")

    answer = as_officer(an_officer("adviser")).post(
        f"/cases/{case.reference}/give", {"officer": other.email, "reason": "So"}
    )

    assert answer.status_code == 403
    assert "Give a colleague's case to somebody else" in answer.json()["detail"]


# --- Once -----------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_done(machine):
    case = an_enquiry().case

    answer = machine.post(f"/cases/{case.reference}/notes", {"words": "Rang."}, key=None)

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "Idempotency-Key")


def test_sent_again_with_its_key_it_is_done_once_and_answered_the_same(machine):
    case = an_enquiry().case
    body = {"words": "Rang twice."}

    first = machine.post(f"/cases/{case.reference}/notes", body, key="mine")
    again = machine.post(f"/cases/{case.reference}/notes", body, key="mine")

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert Event.objects.filter(case=case, kind="case.noted").count() == 1


def test_the_answer_stays_the_same_when_more_has_happened(machine):
    case = an_enquiry().case
    first = machine.post(f"/cases/{case.reference}/take", key="mine")
    machine.post(f"/cases/{case.reference}/put-back", {"reason": "I am away."})

    again = machine.post(f"/cases/{case.reference}/take", key="mine")

    assert first.content == again.content
    assert Case.objects.get(pk=case.pk).owner is None


def test_a_key_with_another_body_is_refused_and_does_nothing(machine):
    case = an_enquiry().case
    machine.post(f"/cases/{case.reference}/notes", {"words": "Rang."}, key="mine")

    answer = machine.post(f"/cases/{case.reference}/notes", {"words": "Wrote."}, key="mine")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert Event.objects.filter(case=case, kind="case.noted").count() == 1


def test_a_key_of_somebody_else_is_another_key(machine):
    case = an_enquiry().case
    other = as_officer(an_officer("adviser"))

    machine.post(f"/cases/{case.reference}/notes", {"words": "Rang."}, key="mine")
    other.post(f"/cases/{case.reference}/notes", {"words": "Wrote."}, key="mine")

    assert Event.objects.filter(case=case, kind="case.noted").count() == 2


def test_what_was_refused_leaves_its_key_unused(machine):
    a_team()
    home = a_home()
    refused = {**ASKED, "caller": "anonymous", "place": home.reference, "started_at": "2099-01-05T10:00:00Z"}

    first = machine.post("/enquiries", refused, key="mine")
    second = machine.post("/enquiries", {**refused, "started_at": "2026-01-05T10:00:00Z"}, key="mine")

    assert (first.status_code, second.status_code) == (409, 201)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_end_of_time_is_refused_by_a_rule(machine, moment):
    a_team()
    case = an_enquiry().case

    asked = machine.post("/enquiries", {**ASKED, "caller": "anonymous", "started_at": moment})
    due = machine.post(f"/cases/{case.reference}/tasks", {"what": "Ring", "due_at": moment})

    assert (asked.status_code, due.status_code) == (409, 409)
