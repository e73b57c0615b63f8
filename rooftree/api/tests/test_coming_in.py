"""Who is let in: tokens that work, and all that does not."""

import datetime as dt
import logging

import pytest
from django.db import connection

from rooftree.api.tests.coming_in import API, Machine, a_token, as_officer
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.models import AuditChange, AuditRead, SignIn
from rooftree.machines.models import Credential
from rooftree.people.actions import open_by_exception
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from tests.builders import a_group, a_person, a_sign_in, a_team, an_enquiry, an_officer, by


def test_without_a_token_nothing_is_read(client):
    answer = client.get(f"{API}/me")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Rooftree"'
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer rtp_wrong", "Bearer \u00e9\u00e9", "Token x"]
)
def test_what_is_no_token_of_ours_lets_nobody_in(header):
    machine = Machine("x")
    machine.headers = {"Authorization": header}

    assert machine.get("/me").status_code == 401


def test_a_browser_that_is_signed_in_is_nobody_here(client):
    client.force_login(an_officer("adviser").sign_in)

    assert client.get(f"{API}/me").status_code == 401


def test_a_token_that_is_too_old_lets_nobody_in():
    long_ago = dates.now() - dt.timedelta(days=31)

    assert Machine(a_token(an_officer("adviser"), at=long_ago, days=30)).get("/me").status_code == 401


def test_a_token_that_was_revoked_lets_nobody_in():
    machine = as_officer(an_officer("adviser"))
    Credential.objects.update(revoked_at=dates.now())

    assert machine.get("/me").status_code == 401


def test_the_token_of_somebody_who_left_lets_nobody_in():
    asha = an_officer("adviser")
    machine = as_officer(asha)
    Officer.objects.filter(pk=asha.pk).update(until_on=dates.london_day(dates.now()))

    assert machine.get("/me").status_code == 401


def test_the_token_of_a_sign_in_that_was_closed_lets_nobody_in():
    asha = an_officer("adviser")
    machine = as_officer(asha)
    SignIn.objects.filter(pk=asha.sign_in_id).update(is_active=False)

    assert machine.get("/me").status_code == 401


def test_only_a_digest_of_a_token_is_kept():
    token = a_token(an_officer("adviser"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM machines_credential c")
        kept = " ".join(row for (row,) in cursor.fetchall())

    assert token not in kept
    assert token[:10] in kept


def test_a_token_is_neither_in_the_audit_nor_in_a_log(caplog):
    caplog.set_level(logging.DEBUG)
    token = a_token(an_officer("adviser"))

    Machine(token).get("/me")
    Machine(token).get("/nothing")

    audited = " ".join(f"{each.before} {each.after} {each.who} {each.why}" for each in AuditChange.objects.all())
    assert token not in audited
    assert token not in caplog.text


@pytest.mark.parametrize("name", ["access_token", "token", "q"])
def test_a_token_in_an_address_is_refused(name):
    token = a_token(an_officer("adviser"))

    answer = Machine(token).get("/find", **{name: token})

    assert answer.status_code == 400
    assert "never sent in an address" in answer.json()["detail"]


def test_when_a_token_was_used_is_kept():
    machine = as_officer(an_officer("adviser"))

    machine.get("/me")

    assert Credential.objects.get().used_at is not None


# --- What a token was made for --------------------------------------------------------------------


def test_a_token_does_only_what_it_was_made_for():
    grace = a_person("Grace", "Okafor")
    case = an_enquiry(grace).case
    machine = as_officer(an_officer("adviser"), "find")

    assert machine.get(f"/people/{grace.reference}").status_code == 200
    assert machine.get(f"/cases/{case.reference}").status_code == 403
    assert machine.post(f"/cases/{case.reference}/notes", {"words": "Rang."}).status_code == 403


def test_a_token_without_the_register_of_vulnerability_reads_none_of_it():
    grace = a_person("Grace", "Okafor")
    machine = as_officer(an_officer("adviser"), "find")

    assert machine.get(f"/people/{grace.reference}").json()["vulnerabilities"] is None


def test_a_token_does_no_more_than_its_officer_may_by_now():
    grace = a_person("Grace", "Okafor")
    asha = an_officer("adviser")
    machine = as_officer(asha)
    asha.roles_held.all().delete()

    assert machine.get(f"/people/{grace.reference}").status_code == 403


def test_cases_are_not_found_by_a_token_that_may_not_read_them():
    case = an_enquiry(a_person()).case
    machine = as_officer(an_officer("adviser"), "find")

    assert machine.get("/find", q=case.reference).json()["items"] == []


# --- Two councils, and what is restricted ---------------------------------------------------------


def test_nothing_of_another_council_is_found(other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_person("Grace", "Okafor", council=other_council)
    machine = as_officer(an_officer("service_manager"))

    assert machine.get(f"/people/{theirs.reference}").status_code == 404
    assert machine.get(f"/people/{theirs.reference}/timeline").status_code == 404
    assert machine.get(f"/people/{theirs.reference}/cases").status_code == 404
    assert machine.get("/find", q=theirs.reference).json()["items"] == []


def test_what_is_not_there_and_what_one_may_not_know_of_look_alike():
    hidden = _hidden(a_group())
    machine = as_officer(an_officer("adviser"))

    refused = machine.get(f"/people/{hidden.reference}")
    nothing = machine.get("/people/P-0000-0000")

    assert (refused.status_code, refused.content) == (nothing.status_code, nothing.content)
    assert refused.status_code == 404


def test_a_member_opens_what_is_restricted_and_it_is_logged():
    asha = an_officer("adviser")
    group = a_group("Protected persons", asha)
    hidden = _hidden(group)
    machine = as_officer(asha)
    credential = Credential.objects.get()

    said = machine.get(f"/people/{hidden.reference}").json()

    assert said["is_restricted"]
    assert [(read.who, read.row_ids) for read in _reads(group)] == [(f"token:{credential.pk}", [hidden.pk])]


def _hidden(group, **facts):
    with acting_for(now_acting().councils, groups=[group.pk], who="test"):
        return a_person("Grace", "Okafor", restricted_to=group.pk, **facts)


def _reads(group):
    with acting_for(now_acting().councils, groups=[group.pk], who="test"):
        return list(AuditRead.objects.filter(table_name="people_person"))


def test_what_somebody_opened_by_exception_stays_theirs_alone():
    asha = an_officer("service_manager")
    hidden = _hidden(a_group(), reference="P-MH6M-KN2P")
    machine = as_officer(asha)
    open_by_exception(hidden.reference, reason="She is in the office now.", **by(officer=asha, at=dates.now()))

    assert machine.get(f"/people/{hidden.reference}").status_code == 404


def test_somebody_of_two_councils_reads_both(other_council):
    sign_in = a_sign_in()
    an_officer("adviser", sign_in=sign_in)
    with acting_for([other_council.pk], who="test"):
        there = an_officer("adviser", sign_in=sign_in, council=other_council)
        theirs = a_person("Grace", "Okafor", council=other_council)
    machine = as_officer(there)

    assert machine.get(f"/people/{theirs.reference}").json()["council"] == "birch"


def test_a_case_of_a_restricted_person_is_on_no_list():
    asha = an_officer("adviser")
    hidden = a_person("Grace", "Okafor")
    team = a_team()
    an_enquiry(hidden)
    group = a_group()
    with acting_for(now_acting().councils, groups=[group.pk], who="test"):
        Person.objects.filter(pk=hidden.pk).update(restricted_to=group.pk)

    assert as_officer(asha).get(f"/worklists/teams/{team.pk}").json()["counts"]["all"] == 0


# --- How often ------------------------------------------------------------------------------------


def test_a_token_that_asks_too_often_is_told_when_to_ask_again(settings):
    settings.API_RATE = 3
    machine = as_officer(an_officer("adviser"))

    answers = [machine.get("/me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61


def test_another_token_is_not_held_up_by_the_first(settings):
    settings.API_RATE = 1
    busy, quiet = as_officer(an_officer("adviser")), as_officer(an_officer("adviser"))
    busy.get("/me")

    assert (busy.get("/me").status_code, quiet.get("/me").status_code) == (429, 200)
