"""Nobody real can be reached or found by what the demo makes up."""

import re

from rooftree.demo.profile import words
from rooftree.demo.tests.reading import day

PHONE = re.compile(r"(?:\+44 ?|0)[\d ]{9,13}")
KEPT_FOR_DRAMA = re.compile(r"07700900\d{3}|01632960\d{3}")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b", re.IGNORECASE)


def numbers(rows) -> list[str]:
    cells = [row[column] for row in rows for column in ("mobile", "phone")]
    return [found.replace(" ", "").replace("+44", "0") for cell in cells for found in PHONE.findall(cell)]


def test_phone_numbers_are_those_kept_for_drama(found):
    all_numbers = [number for file in found.of("people") for number in numbers(file.rows)]

    assert len(all_numbers) > 1000
    assert [number for number in all_numbers if not KEPT_FOR_DRAMA.fullmatch(number)] == []


def test_email_addresses_reach_nobody(found):
    cells = [row["email"] for layout in ("people", "officers") for row in found.good(layout)]
    domains = {domain.rstrip(";") for cell in cells for domain in re.findall(r"@([a-z.-]+\.[a-z]+)", cell)}

    assert domains
    assert [domain for domain in domains if not domain.endswith((".test", "example.org"))] == []


def test_postcodes_are_in_areas_given_to_nowhere(found):
    text = " ".join(f"{row['postcode']} " for row in found.good("places")) + " ".join(
        row["correspondence_address"] for row in found.good("people")
    )
    areas = {code[:2].upper() for code in POSTCODE.findall(text)}

    assert areas <= {"KE", "DU"}
    assert areas


def test_national_insurance_numbers_were_never_given_out(found):
    prefixes = {
        row["ni_number"].replace(" ", "").upper()[:2]
        for row in found.good("people")
        if len(row["ni_number"].replace(" ", "")) == 9
    }

    assert {prefix[0] for prefix in prefixes - {"XX"}} == {"G"}
    assert "GY" not in prefixes


def test_uprns_are_nobodys(found):
    uprns = [row["uprn"] for row in found.good("places") if row["uprn"].isdigit()]

    assert {uprn[:3] for uprn in uprns} == {"990"}


def test_homes_stand_in_the_sea(found):
    eastings = [int(row["easting"]) for row in found.good("places") if row["easting"].isdigit()]

    assert min(eastings) > 600_000
    assert max(eastings) < 660_000


def test_word_lists_say_that_they_are_our_own():
    lists = {name: words(name) for name in ("forenames", "surnames", "places", "mess_names")}

    assert all(len(found) > 3 for found in lists.values())


def test_nobody_is_born_before_1870(found):
    born = [day(row["date_of_birth"], latest=2026) for row in found.good("people")]

    assert min(filter(None, born)).year > 1870
