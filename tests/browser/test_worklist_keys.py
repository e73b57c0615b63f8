"""The way about a worklist by the keyboard: j and k within the list, and nothing of that elsewhere."""

import pytest
from playwright.sync_api import expect

from rooftree.cases.models import Case
from rooftree.foundations import dates
from tests.browser.signing_in import come_in
from tests.builders import a_case, a_person, an_officer, by

pytestmark = pytest.mark.browser


def test_j_and_k_go_through_the_list_and_letters_are_letters_elsewhere(acting, live_site, page):
    asha = an_officer("adviser")
    for name in ("Ada", "Bea", "Cem"):
        case = a_case(a_person(name, "Okafor"), acting=by(officer=asha, at=dates.now()))
        Case.objects.filter(pk=case.pk).update(owner=asha)
    come_in(page, live_site, asha)
    page.goto("/staff/")
    first, second, third = (page.get_by_role("link", name=f"{name} Okafor") for name in ("Ada", "Bea", "Cem"))

    page.keyboard.press("j")
    expect(first).not_to_be_focused()
    first.focus()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("j")
    expect(third).to_be_focused()
    page.keyboard.press("j")
    expect(third).to_be_focused()
    page.keyboard.press("k")
    expect(second).to_be_focused()
    page.get_by_role("searchbox").fill("")
    page.keyboard.type("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")
