"""Whose money is: what is certain, what is only likely, and the words for it. No database."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.rents import payment_references
from rooftree.rents.matching import (
    Candidate,
    Decision,
    Money,
    Weights,
    decide,
    near_references,
    payer_name,
    stronger_than,
)

WEIGHTS = Weights(
    frozenset({"reference", "near_reference", "name", "collection"}),
    {
        "reference": 100,
        "collection": 95,
        "near_reference": 90,
        "name": 80,
        "near": 70,
        "before": 60,
        "full_name": 50,
        "joint_tenant": 45,
        "initial": 40,
        "former": 30,
        "void": 20,
    },
)
MONEY = Money(Decimal("109.60"), "10000000112", "GRACE OKAFOR")
NEAR = Candidate(1, "near", "10000000113", is_expected=True, slip="one digit is wrong")
NAME = Candidate(1, "full_name", "10000000113", is_expected=True)


def decided(*candidates, money=MONEY):
    return decide(money, candidates, WEIGHTS)


def test_a_slip_and_the_expected_amount_are_certain():
    assert decided(NEAR) == Decision(
        1,
        "near_reference",
        True,
        "10000000112 is nearly 10000000113 (one digit is wrong), and £109.60 is what it is expected to pay.",
    )


def test_a_slip_with_another_amount_is_only_suggested():
    decision = decided(NEAR._replace(is_expected=False))

    assert (decision.account, decision.posts) == (1, False)
    assert decision.because.endswith("but £109.60 is not what it usually pays.")


def test_a_digit_left_out_is_only_suggested():
    assert not decided(NEAR._replace(slip="a digit is left out")).posts


def test_the_full_name_of_one_tenant_alone_and_the_amount_are_certain():
    assert (decided(NAME).evidence, decided(NAME).posts) == ("name", True)


@pytest.mark.parametrize(
    "facts", [{"is_alone": False}, {"is_expected": False}, {"evidence": "joint_tenant"}, {"evidence": "initial"}]
)
def test_less_than_that_is_only_suggested(facts):
    assert not decided(NAME._replace(**facts)).posts


def test_a_name_and_digits_that_disagree_post_nothing():
    other = NEAR._replace(account=2, reference="10000000210", is_expected=False)

    decision = decided(NAME, other)

    assert (decision.account, decision.posts) == (1, False)


def test_two_certain_accounts_post_nothing_and_are_named():
    assert decided(NEAR, NEAR._replace(account=2, reference="10000000210")) == Decision(
        None, "several", False, "2 accounts fit equally well: 10000000113, 10000000210."
    )


def test_an_earlier_payment_is_suggested_with_when_it_was():
    decision = decided(Candidate(1, "before", "10000000113", times=2))

    assert decision == Decision(
        1, "before", False, "This payer paid the same amount to 10000000113 2 times before."
    )


def test_nothing_known_says_so():
    assert decided(money=replace(MONEY, reference="", payer="")).because.startswith("No reference was quoted")


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("MRS GRACE OKAFOR", ("grace okafor", "okafor grace")),
        ("OKAFOR, G", ()),
        ("O'BRIEN SEAN", ("o'brien sean", "sean o'brien")),
        ("MR & MRS", ()),
        ("", ()),
    ],
)
def test_the_ways_a_name_may_stand(written, full):
    assert payer_name(written).full == full


REFERENCES = st.integers(0, payment_references.MODULUS - 1).map(payment_references.make)


@given(reference=REFERENCES, place=st.integers(1, 10), more=st.integers(1, 9))
def test_one_wrong_digit_leads_back(reference, place, more):
    digit = str((int(reference[place]) + more) % 10)
    quoted = reference[:place] + digit + reference[place + 1 :]

    assert (reference, "one digit is wrong") in near_references(quoted)


@given(reference=REFERENCES, one=st.integers(1, 10), two=st.integers(1, 10))
def test_two_exchanged_digits_lead_back(reference, one, two):
    digits = list(reference)
    digits[one], digits[two] = digits[two], digits[one]
    quoted = "".join(digits)

    assert quoted == reference or reference in dict(near_references(quoted))


@given(reference=REFERENCES, place=st.integers(0, 10))
def test_a_digit_left_out_or_too_many_leads_back(reference, place):
    assert reference in dict(near_references(reference[:place] + reference[place + 1 :])) | {"": ""} or place == 0
    assert reference in dict(near_references(reference[:place] + "7" + reference[place:]))


@given(quoted=st.text(max_size=14))
def test_nothing_that_is_quoted_raises_and_all_that_is_near_is_ours(quoted):
    assert all(payment_references.is_ours(near) for near, _ in near_references(quoted))


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        account=st.integers(1, 4),
        evidence=st.sampled_from(
            ["near", "full_name", "joint_tenant", "initial", "before", "former", "reference"]
        ),
        reference=st.just("10000000113"),
        is_expected=st.booleans(),
        is_alone=st.booleans(),
        slip=st.sampled_from(["one digit is wrong", "two digits are exchanged", "a digit is left out"]),
    ),
    max_size=6,
)


@given(candidates=CANDIDATES)
def test_what_is_posted_has_certain_evidence_for_one_account_and_no_digits_against_it(candidates):
    decision = decided(*candidates)

    posting = {each.account for each in candidates if decided(each).posts}
    assert not decision.posts or posting == {decision.account}
    assert not decision.posts or all(
        each.account == decision.account for each in candidates if each.evidence == "near"
    )
    assert decision.because


@given(candidates=CANDIDATES)
def test_beside_what_outranks_it_an_initial_says_nothing_more(candidates):
    stronger = [each for each in candidates if each.evidence in stronger_than("initial", WEIGHTS)]
    without = [each for each in candidates if each.evidence != "initial"]

    assert not stronger or decided(*candidates) == decided(*without)


def test_evidence_that_posts_by_itself_is_looked_for_beside_any_other():
    posting = replace(WEIGHTS, posting=WEIGHTS.posting | {"initial"})

    assert stronger_than("initial", posting) == []
    assert "full_name" in stronger_than("initial", WEIGHTS)
    assert "former" not in stronger_than("initial", WEIGHTS)
