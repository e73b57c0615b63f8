"""The transaction codes: every one of practice 4.2, with flags that go together."""

from datetime import date

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.rents import codes
from rooftree.tenancies.rules import TENURES

TODAY = date(2026, 11, 20)
PRACTICE = set(
    "DBR DSC DTA DMF DGA DCP DPP DST DHE DHW DHM DWR DWS DWW DCB DCE DGM DLL DCT DCO DCI DRR DRP DCC DTL DTV DKF "
    "DLK DGR DMC DMR DSA DSB DIN DLP DVA RDD RDN RSO RCP RPY RBP RHB RHA RUC RDT RDP RDS RCO RQP RPO RRC RIT REF "
    "RDR RBA RCI RPD RWA RTM WOF WON".split()
)
DEBITS_OF_THE_CREDIT_FAMILY = {"RDN", "RRC", "RHA", "REF", "RDR", "WON"}


@pytest.fixture(scope="module")
def listed() -> dict[str, codes.TransactionCode]:
    return codes.all_codes(on=TODAY)


def test_every_code_of_practice_is_there(listed):
    assert set(listed) >= PRACTICE
    assert len(PRACTICE) == 62


def test_d_codes_are_charges_and_the_others_receipts(listed):
    assert {code for code in PRACTICE if listed[code].family == "debit"} == {
        code for code in PRACTICE if code.startswith("D")
    }


def test_what_undoes_a_receipt_debits_back(listed):
    credits = {code for code in PRACTICE if listed[code].family == "credit"}

    assert {code for code in credits if listed[code].sign == "debit"} == DEBITS_OF_THE_CREDIT_FAMILY
    assert {code for code in credits if listed[code].sign == "either"} == {"RIT"}


def test_only_watersure_reduces_among_charges(listed):
    charges = [listed[code] for code in PRACTICE if listed[code].family == "debit"]

    assert [each.code for each in charges if each.sign != "debit"] == ["DWW"]


def test_what_counts_as_rent_arrears_is_the_rent_part_and_nothing_else(listed):
    charges = [listed[code] for code in PRACTICE if listed[code].family == "debit"]

    assert {each.code for each in charges if each.arrears} == {
        each.code for each in charges if each.part == "rent"
    }
    assert listed["DBR"].arrears
    assert not listed["DCC"].arrears
    assert (listed["DCC"].part, listed["DRR"].part) == ("court_costs", "recharges")


def test_every_code_has_its_flags(listed):
    for code in PRACTICE:
        each = listed[code]
        assert each.gl, code
        assert each.words, code
        assert each.vat in ("outside", "exempt", "standard"), code
        assert each.part in ("rent", "services", "recharges", "court_costs", "hb_overpayment"), code
        assert each.priority > 0, code


def test_rent_is_paid_before_recharges_and_court_costs(listed):
    assert listed["DBR"].priority < listed["DRR"].priority < listed["DCC"].priority


def test_receipts_are_not_charged():
    charges = dict(codes.charge_choices(on=TODAY))

    assert "DBR" in charges
    assert "RCP" not in charges


def test_a_code_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="is not in the list"):
        codes.code("XYZ", on=TODAY)


def test_every_tenure_has_at_most_one_group():
    groups = codes.GROUPS.version(on=TODAY)
    named = [tenure for group in groups for tenure in str(group.flags["tenures"]).split()]
    tenures = {item.code for item in TENURES.version(on=TODAY)}

    assert len(named) == len(set(named))
    assert set(named) <= tenures
    assert tenures - set(named) == {"DEC"}  # The first tenancy goes on being charged.


def test_the_group_of_a_tenure():
    assert codes.group_of_tenure("SEC", on=TODAY) == "hra"
    assert codes.group_of_tenure("DEC", on=TODAY) == ""
