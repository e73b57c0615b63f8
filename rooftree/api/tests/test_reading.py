"""Reading the record by the API: what the pages show, as far as the asker may see it."""

from rooftree.api.tests.coming_in import as_officer
from tests.builders import a_contact, a_home, a_person, a_phone, a_team, a_tenancy, an_enquiry, an_officer, by


def test_who_one_is():
    machine = as_officer(an_officer("adviser", name="Asha Bell"), "find", "read_cases")

    me = machine.get("/me").json()

    assert me["scopes"] == ["find", "read_cases"]
    assert me["acting_as"] == [
        {
            "council": {"code": "alder", "name": "Alder Borough Council"},
            "officer": "Asha Bell",
            "roles": ["adviser"],
        }
    ]


def test_a_person_is_read_as_the_page_shows_them():
    grace = a_person("Grace", "Okafor")
    a_phone(grace, safe_to_text=False)
    home = a_home("12 Elm Walk")
    a_tenancy(home, grace)

    said = as_officer(an_officer("adviser")).get(f"/people/{grace.reference}").json()

    assert (said["known_as"], said["council"], said["is_restricted"]) == ("Grace Okafor", "alder", False)
    assert said["contact_points"][0]["not_safe"] == ["text"]
    assert [part["place_reference"] for part in said["lives_at"]] == [home.reference]
    assert said["vulnerabilities"] == []


def test_a_home_and_its_tenancy_are_read():
    home = a_home("12 Elm Walk", bedrooms=2)
    tenancy = a_tenancy(home, a_person("Grace", "Okafor"))
    machine = as_officer(an_officer("adviser"))

    place = machine.get(f"/places/{home.reference}").json()
    held = machine.get(f"/tenancies/{tenancy.reference}").json()

    assert (place["home"]["bedrooms"], place["people"][0]["name"]) == (2, "Grace Okafor")
    assert (held["place_reference"], held["parties"][0]["name"]) == (home.reference, "Grace Okafor")


def test_finding_says_why():
    person = a_person("Grace", "Okafor")

    found = as_officer(an_officer("adviser")).get("/find", q=person.reference).json()

    assert [(one["reference"], one["href"]) for one in found["items"]] == [
        (person.reference, f"/api/v1/people/{person.reference}")
    ]
    assert found["items"][0]["because"] == [f"reference {person.reference}"]


def test_a_case_is_read_with_its_clocks_and_its_story():
    case = an_enquiry(a_person("Grace", "Okafor"), asked="Is my gas check booked?").case
    machine = as_officer(an_officer("adviser"))

    read = machine.get(f"/cases/{case.reference}").json()
    story = machine.get(f"/cases/{case.reference}/story").json()

    assert (read["summary"], read["person_known_as"]) == ("Is my gas check booked?", "Grace Okafor")
    assert "Take up" in " ".join(clock["label"] for clock in read["clocks"]) or read["clocks"]
    assert [event["code"] for event in story["items"]] == ["enquiry.opened"]
    assert story["next"] is None


def test_what_is_open_about_somebody():
    grace = a_person("Grace", "Okafor")
    case = an_enquiry(grace).case

    found = as_officer(an_officer("adviser")).get(f"/people/{grace.reference}/cases").json()

    assert [each["reference"] for each in found["items"]] == [case.reference]


def test_contacts_are_read():
    grace = a_person("Grace", "Okafor")
    contact = a_contact(grace, asked="When are you open?")
    machine = as_officer(an_officer("adviser"))

    listed = machine.get(f"/people/{grace.reference}/contacts").json()["items"]
    one = machine.get(f"/contacts/{contact.pk}").json()

    assert [each["id"] for each in listed] == [contact.pk]
    assert (one["asked"], one["person"]) == ("When are you open?", grace.reference)


def test_worklists_are_read_page_by_page():
    asha = an_officer("adviser")
    team = a_team()
    cases = {an_enquiry(acting=by("adviser", officer=asha)).case.reference for _ in range(3)}
    machine = as_officer(asha)

    first = machine.get(f"/worklists/teams/{team.pk}", limit=2).json()
    second = machine.get(f"/worklists/teams/{team.pk}", limit=2, cursor=first["next"]).json()

    assert {row["reference"] for row in first["items"] + second["items"]} == cases
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert first["counts"]["all"] == 3


def test_a_timeline_goes_on_page_by_page():
    grace = a_person("Grace", "Okafor")
    contacts = [a_contact(grace, asked=f"Question {number}") for number in range(3)]
    machine = as_officer(an_officer("adviser"))

    first = machine.get(f"/people/{grace.reference}/timeline", limit=2).json()
    second = machine.get(f"/people/{grace.reference}/timeline", limit=2, cursor=first["next"]).json()

    told = [line["words"] for line in first["items"] + second["items"] if line["kind"] == "contact"]
    assert len(told) == len(contacts)


def test_teams_colleagues_and_codes_are_read():
    team = a_team(name="Contact centre")
    machine = as_officer(an_officer("adviser", name="Asha Bell"))

    assert machine.get("/teams").json()["items"] == [
        {"id": team.pk, "council": "alder", "name": "Contact centre", "function": "contact"}
    ]
    assert "Asha Bell" in [each["name"] for each in machine.get("/colleagues").json()["items"]]
    assert "GEN-OTH" in [item["code"] for item in machine.get("/lists/contact.reasons").json()["items"]]
