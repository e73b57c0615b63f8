"""Every page of residents': it opens, is valid, says what is wrong, and does what it says."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse
from PIL import Image

from rooftree.cases.models import Case, CaseFile, Event, Task
from rooftree.contact import actions
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations.dates import now
from rooftree.foundations.models import LocalRule
from rooftree.foundations.periods import DAY
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment, ContactPoint, Person
from rooftree.people.portal import Scope
from rooftree.residentweb import drafts, page_urls, rent_urls, sessions
from rooftree.residentweb.tests.grace import ABOUT_ME, everything_of_grace, her_browser, sent
from tests.builders import a_person, an_officer
from tests.once_a_module import once_a_module
from tests.residents import a_mandate, an_account, let_in, the_code
from tests.visits import sign_in_as

pytestmark = pytest.mark.django_db


made = once_a_module(everything_of_grace)


@pytest.fixture
def hers(acting, made):
    return made()


@pytest.fixture
def browser(hers, client):
    return her_browser(hers, client)


@pytest.fixture
def stranger(hers, client):
    """A browser in which somebody else is signed in."""
    return let_in(client, an_account(a_person("Ada", "Bell")))


def page(browser, name, *args):
    return browser.get(reverse(f"resident:{name}", args=args))


def send(browser, name, *args, **fields):
    return browser.post(reverse(f"resident:{name}", args=args), fields)


def text_of(response) -> str:
    """What a page says, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- Every page ---------------------------------------------------------------------------------------


def test_every_page_opens_and_is_valid(hers, browser):
    for name, args in hers.addresses.items():
        response = page(browser, name, *args)

        assert response.status_code == 200, f"{name} answers {response.status_code}."
        assert_valid_html(response)


ON_THE_WAY = {
    *("ask_about", "ask_cause", "ask_words", "ask_answer", "ask_check"),
    *("change_point", "point_value", "point_safety", "point_check", "send_confirming_code", "confirm_point"),
    *("about_me", "letter", "request_file"),
    *("rent_statement_pdf", "rent_statement_csv", "rent_pay", "rent_paid"),
    *("rent_debit_day", "rent_debit_more", "rent_debit_bank", "rent_debit_change", "rent_debit_cancel"),
    "rent_debit_move",
}
"""Pages that others lead to, and files: tried one by one below."""


def test_no_page_is_forgotten(hers):
    pages = [*page_urls.urlpatterns, *rent_urls.urlpatterns]
    assert {page.name for page in pages} == {*hers.addresses, *ON_THE_WAY}


@pytest.mark.parametrize("question", ABOUT_ME)
def test_every_question_about_her_opens_and_is_valid(browser, question):
    response = page(browser, "about_me", question)

    assert response.status_code == 200
    assert_valid_html(response)


OWN = ("request", "asked", "add_words", "heard_nothing", "add_file", "settle", "not_settled", "take_back")


def test_nobody_opens_anothers(hers, stranger):
    answers = {name: page(stranger, name, hers.open.reference).status_code for name in OWN}
    answers |= {name: page(stranger, name, hers.message).status_code for name in ("message", "reply", "letter")}
    answers |= {
        name: page(stranger, name, hers.phone).status_code for name in ("reach", "end_point", "change_point")
    }
    answers["keep_adjustment"] = page(stranger, "keep_adjustment", hers.adjustment).status_code
    answers["end_adjustment"] = page(stranger, "end_adjustment", hers.adjustment).status_code

    assert set(answers.values()) == {404}


def test_nobody_changes_anothers_by_sending_a_form(hers, stranger):
    before = Event.objects.count()

    answers = [
        send(stranger, "add_words", hers.open.reference, words="Hello").status_code,
        send(stranger, "settle", hers.answered.reference, settled="yes").status_code,
        send(stranger, "take_back", hers.open.reference).status_code,
        send(stranger, "end_point", hers.phone).status_code,
        send(stranger, "send_confirming_code", hers.phone).status_code,
        send(stranger, "end_adjustment", hers.adjustment).status_code,
    ]

    assert set(answers) <= {403, 404}
    assert Event.objects.count() == before


def test_every_page_of_hers_asks_a_visitor_to_sign_in(hers, client):
    open_to_all = {"home", "ask"}
    answers = {
        name: page(client, name, *args).get("Location", "")
        for name, args in hers.addresses.items()
        if name not in open_to_all
    }

    assert {where.split("?")[0] for where in answers.values()} == {"/sign-in/"}


SCOPES = {
    "requests": Scope.SEE_REQUESTS,
    "messages": Scope.SEE_MESSAGES,
    "details": Scope.CHANGE_DETAILS,
    "adjustments": Scope.CHANGE_DETAILS,
    "household": Scope.SEE_HOME,
}


@pytest.mark.parametrize(("name", "scope"), SCOPES.items())
def test_an_authority_opens_what_it_says_and_no_more(hers, client, name, scope):
    samuel = a_person("Sam", "Reed")
    account = an_account(samuel)
    rest = a_mandate(hers.grace, samuel, *set(Scope) - {scope})

    assert page(let_in(client, account, authority=rest), name).status_code == 403

    rest.may = [scope]
    rest.save()
    assert page(client, name).status_code == 200


# --- The first page -----------------------------------------------------------------------------------


def test_a_visitor_finds_the_way_in_and_what_to_do_in_an_emergency(client, acting):
    client.cookies["rooftree-council"] = "alder"

    response = client.get("/")

    assert_valid_html(response)
    assert "phone 999" in text_of(response)
    assert {"/sign-in/", "/open-account/", "/ask/"} <= set(
        re.findall(r'href="([^"]+)"', response.content.decode())
    )


OUR_WAYS = [
    {"code": "phone", "label": "Phone", "flags": {"value": "01632 960001", "hours": "8 to 6"}},
    *({"code": code, "label": code} for code in ("out_of_hours", "text", "relay", "email", "office", "post")),
]


def test_a_visitor_reads_how_to_reach_the_council(client, council, acting):
    officer = an_officer("administrator")
    LocalRule.objects.create(
        council=council, code="contact.reach_us", applies_from=now().date(), decided_by=officer, decided_at=now(),
        reason="Ours",
        value={"items": OUR_WAYS},
    )  # fmt: skip
    client.cookies["rooftree-council"] = "alder"

    assert "Phone 01632 960001 (8 to 6)" in text_of(client.get("/"))


def test_her_first_page_says_what_we_promised_who_has_it_and_where_she_lives(hers, browser):
    said = text_of(browser.get("/"))

    assert "The plumber texts you due tomorrow by" in said
    assert "It waits for somebody in Repairs team." in said
    assert "You hold 12 Elm Walk, ZZ1 1AA, since" in said
    assert re.search(r"The plumber comes , .* from \d\d:\d\d to \d\d:\d\d", said)


def test_a_promise_that_is_late_is_said_plainly(hers, browser):
    Task.objects.filter(kind="promise").update(due_at=F("due_at") - 3 * DAY)

    assert "We are late with this, and we are sorry." in text_of(browser.get("/"))


def test_her_first_page_costs_a_fixed_number_of_queries(hers, browser, django_assert_max_num_queries):
    browser.get("/")

    with django_assert_max_num_queries(10):
        browser.get("/")


# --- Asking -------------------------------------------------------------------------------------------


def ask_as_far_as_words(browser, reason="REP-NEW", words="The tap drips"):
    send(browser, "ask", topic="repairs")
    send(browser, "ask_about", reason=reason)
    return send(browser, "ask_words", words=words)


def test_she_asks_one_question_to_a_page(hers, browser):
    ask_as_far_as_words(browser)
    send(browser, "ask_answer", answer_by="text")
    check = text_of(page(browser, "ask_check"))
    sent_page = send(browser, "ask_check")

    enquiry = Enquiry.objects.latest("case_id")
    assert "Something needs repairing" in check
    assert (enquiry.asked, enquiry.answer_by, enquiry.reason) == ("The tap drips", "text", "REP-NEW")
    assert sent_page["Location"] == reverse("resident:asked", args=[enquiry.case.reference])
    said = text_of(browser.get(sent_page["Location"]))
    assert enquiry.case.reference in said
    assert "It waits for somebody in Repairs team." in said
    assert "working day 5 is" in said


def test_sent_twice_it_is_one_request(hers, browser):
    before = Enquiry.objects.count()
    ask_as_far_as_words(browser)
    send(browser, "ask_answer", answer_by="portal")
    held = browser.session[drafts.ASK]

    send(browser, "ask_check")
    session = browser.session
    session[drafts.ASK] = held
    session.save()
    send(browser, "ask_check")

    assert Enquiry.objects.count() == before + 1


def test_where_something_went_wrong_she_says_what(hers, browser):
    send(browser, "ask", topic="repairs")
    following = send(browser, "ask_about", reason="REP-MIS")
    send(browser, "ask_cause", cause="did_not_turn_up")
    send(browser, "ask_words", words="Nobody came")
    send(browser, "ask_answer", answer_by="portal")
    send(browser, "ask_check")

    assert following["Location"] == "/ask/what-went-wrong/"
    assert Contact.objects.latest("pk").failure_cause == "did_not_turn_up"


def test_what_a_visitor_began_is_still_there_after_signing_in(hers, client):
    client.cookies["rooftree-council"] = "alder"
    following = ask_as_far_as_words(client, words="Typed before signing in")
    asked_to_sign_in = client.get(following["Location"])

    carried = drafts.carried(client, hers.account.pk)
    browser = let_in(client, hers.account)

    assert asked_to_sign_in["Location"].startswith("/sign-in/?next=%2Fask%2Fanswer%2F")
    assert carried[drafts.ASK]["answers"]["words"] == "Typed before signing in"
    send(browser, "ask_answer", answer_by="portal")
    assert "Typed before signing in" in text_of(page(browser, "ask_check"))


def test_what_somebody_else_began_while_signed_in_is_not_there(hers, client):
    ask_as_far_as_words(let_in(client, an_account(a_person("Ada", "Bell"))))

    assert drafts.carried(client, hers.account.pk) == {}


def test_an_old_draft_is_forgotten(hers, browser):
    ask_as_far_as_words(browser)
    session = browser.session
    session[drafts.ASK] = {**session[drafts.ASK], "at": session[drafts.ASK]["at"] - drafts.KEPT_FOR - 1}
    session.save()

    assert page(browser, "ask_check")["Location"] == "/ask/"


def test_whoever_may_ask_but_not_see_requests_is_told_the_reference(hers, client):
    samuel = a_person("Sam", "Reed")
    browser = let_in(client, an_account(samuel), authority=a_mandate(hers.grace, samuel, Scope.ASK))
    ask_as_far_as_words(browser)
    send(browser, "ask_answer", answer_by="portal")

    response = send(browser, "ask_check")

    assert response["Location"] == "/"
    assert Enquiry.objects.latest("case_id").case.reference in text_of(browser.get("/"))


def test_whoever_may_not_ask_is_not_asked_what_about(hers, client):
    samuel = a_person("Sam", "Reed")
    rest = a_mandate(hers.grace, samuel, *set(Scope) - {Scope.ASK})

    assert page(let_in(client, an_account(samuel), authority=rest), "ask").status_code == 403


@pytest.mark.parametrize(
    ("name", "fields", "says"),
    [
        ("ask", {}, "Choose what it is about"),
        ("ask_about", {}, "Choose what it is about"),
        ("ask_about", {"reason": "TEN-DA"}, "Select a valid choice"),
        ("ask_words", {"words": " "}, "Write what you want to ask or tell us"),
        ("ask_words", {"words": "x" * 4001}, "Write 4000 characters at most: there are 4001"),
        ("ask_answer", {}, "Choose how we should answer you"),
        ("ask_answer", {"answer_by": "phone"}, "Select a valid choice"),
    ],
)
def test_a_page_of_asking_says_what_is_wrong(browser, name, fields, says):
    ask_as_far_as_words(browser)

    response = send(browser, name, **fields)

    assert (response.status_code, "There is a problem" in text_of(response)) == (422, True)
    assert says in text_of(response)
    assert_valid_html(response)


def test_the_reason_that_a_link_names_is_taken(browser):
    response = browser.get("/ask/words/?about=TEN-DET")

    assert "My details or who lives with me has changed" in text_of(response)


def test_nobody_sends_before_everything_is_answered(browser):
    assert page(browser, "ask_check")["Location"] == "/ask/"


# --- Her requests -------------------------------------------------------------------------------------


def test_a_request_tells_who_has_it_why_by_when_and_what_happened(hers, browser):
    said = text_of(page(browser, "request", hers.open.reference))

    assert "goes to Repairs." in said
    assert "Council practice" in said
    assert "You asked us by you, on this website" in said
    assert "We promised by Ben Ode" in said


def test_she_tells_us_more(hers, browser):
    response = send(browser, "add_words", hers.open.reference, words="It is worse now")

    assert response["Location"] == reverse("resident:request", args=[hers.open.reference])
    assert "It is worse now" in text_of(browser.get(response["Location"]))


def test_that_she_has_heard_nothing_is_counted(hers, browser):
    send(browser, "heard_nothing", hers.open.reference, words="Nobody rang")

    assert Contact.objects.latest("pk").demand == "failure"


def test_she_says_that_the_answer_settles_it(hers, browser):
    send(browser, "settle", hers.answered.reference, settled="yes")

    hers.answered.refresh_from_db()
    assert hers.answered.closed_by_resident == hers.grace


def test_she_says_why_it_does_not(hers, browser):
    send(browser, "settle", hers.answered.reference, settled="no", words="It still rattles")

    assert Enquiry.objects.get(pk=hers.answered.pk).accepted_words == "It still rattles"


def test_what_is_closed_can_be_asked_again(hers, browser):
    send(browser, "not_settled", hers.closed.reference, words="It stands still again")

    hers.closed.refresh_from_db()
    assert hers.closed.closed_at is None


def test_she_needs_no_answer_any_more(hers, browser):
    case = actions.ask(actions.Asked("REP-NEW", "A door sticks"), **sent(hers.account, "door")).case

    send(browser, "take_back", case.reference)

    assert Enquiry.objects.get(pk=case.pk).status == "withdrawn"


def test_while_a_promise_is_open_her_request_stays_so(hers, browser):
    response = send(browser, "take_back", hers.open.reference)

    assert response.status_code == 422
    assert "We have not done yet what we promised: “The plumber texts you”" in text_of(response)


@pytest.mark.parametrize(
    ("name", "which", "fields", "says"),
    [
        ("add_words", "open", {"words": ""}, "Write what you want to tell us"),
        ("add_words", "closed", {"words": "More"}, "is closed. If it is not settled"),
        ("heard_nothing", "open", {"words": ""}, "Write what you want to tell us"),
        ("settle", "answered", {}, "Choose yes or no"),
        ("settle", "answered", {"settled": "no"}, "Write what is not settled"),
        ("settle", "open", {"settled": "yes"}, "There is no answer yet"),
        ("not_settled", "open", {"words": "No"}, "This is being answered now"),
        ("add_file", "open", {}, "Choose a photo or a document"),
    ],
)
def test_a_page_of_a_request_says_what_is_wrong(hers, browser, name, which, fields, says):
    response = send(browser, name, getattr(hers, which).reference, **fields)

    assert response.status_code == 422
    assert says in text_of(response)
    assert_valid_html(response)


def a_photograph() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x0110] = "Her telephone"
    written = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("leak.jpg", written.getvalue(), content_type="image/jpeg")


def test_she_sends_a_photograph_and_opens_it_again(hers, browser, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    send(browser, "add_file", hers.open.reference, file=a_photograph(), title="The leak")

    attached = CaseFile.objects.get()
    response = page(browser, "request_file", hers.open.reference, attached.pk)
    content = b"".join(response.streaming_content)
    assert (response["Content-Type"], b"telephone" in content) == ("image/jpeg", False)
    assert response["Content-Disposition"].startswith("attachment")
    assert "The leak" in text_of(page(browser, "request", hers.open.reference))


def test_a_file_of_an_officer_is_not_hers_to_open(hers, browser, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    send(browser, "add_file", hers.open.reference, file=a_photograph(), title="The leak")
    attached = CaseFile.objects.get()
    CaseFile.objects.filter(pk=attached.pk).update(by_resident=None, by=hers.officer)

    assert page(browser, "request_file", hers.open.reference, attached.pk).status_code == 404


# --- Messages -----------------------------------------------------------------------------------------


def test_a_message_can_be_read_again_and_kept_as_a_letter(hers, browser):
    said = text_of(page(browser, "message", hers.message))
    letter = page(browser, "letter", hers.message)

    assert "between nine and noon" in said
    assert (letter["Content-Type"], letter.content[:5]) == ("application/pdf", b"%PDF-")


def test_her_answer_to_a_message_goes_to_whoever_has_the_request(hers, browser):
    send(browser, "reply", hers.message, words="Monday is fine")

    told = Event.objects.filter(case=hers.open).latest("pk")
    assert (told.words, told.facts["reply_to"]) == ("Monday is fine", hers.message)


# --- Her details --------------------------------------------------------------------------------------


def change_the_phone(browser, hers, value="07700 900456", **safe):
    page(browser, "change_point", hers.phone)
    send(browser, "point_value", value=value)
    send(browser, "point_safety", **{"safe_text": "yes", "safe_call": "no", "safe_voicemail": "no", **safe})
    return send(browser, "point_check")


def test_a_number_is_changed_once_and_she_sees_where_it_reaches(hers, browser):
    response = change_the_phone(browser, hers)

    held = ContactPoint.objects.get(person=hers.grace, kind="mobile", until_on=None)
    assert (held.value, held.safe_to_text, held.safe_to_call) == ("+447700900456", True, False)
    assert response["Location"] == reverse("resident:reach", args=[held.pk])
    said = text_of(browser.get(response["Location"]))
    assert "The kitchen tap drips all night" in said
    assert "Send me a code" in said


def test_before_she_keeps_it_she_sees_what_is_on_its_way_to_the_old_one(hers, browser):
    page(browser, "change_point", hers.phone)
    send(browser, "point_value", value="07700 900456")
    send(browser, "point_safety", safe_text="yes")

    said = text_of(page(browser, "point_check"))
    assert "It takes the place of 07700 900123" in said
    assert "The kitchen tap drips all night" in said


def test_a_code_confirms_the_new_number(hers, browser):
    change_the_phone(browser, hers)
    held = ContactPoint.objects.get(person=hers.grace, kind="mobile", until_on=None)
    send(browser, "send_confirming_code", held.pk)

    wrong = send(browser, "confirm_point", held.pk, code="000000")
    send(browser, "confirm_point", held.pk, code=the_code())

    held.refresh_from_db()
    assert (wrong.status_code, held.verified_on) == (422, now().date())


def test_she_adds_an_address(hers, browser):
    send(browser, "add_point", kind="landline")
    send(browser, "point_value", value="01632 960001")
    send(browser, "point_safety", safe_call="yes")
    send(browser, "point_check")

    assert ContactPoint.objects.get(kind="landline").safe_to_call is True


@pytest.mark.parametrize(
    ("name", "fields", "says"),
    [
        ("point_value", {"value": ""}, "Enter the number or the address"),
        ("point_value", {"value": "12"}, "Enter a mobile number like"),
        ("point_safety", {"safe_call": "no", "safe_voicemail": "yes"}, "not safe to leave a voice message either"),
        ("add_point", {}, "Choose what you want to add"),
    ],
)
def test_a_page_of_a_number_says_what_is_wrong(hers, browser, name, fields, says):
    page(browser, "change_point", hers.phone)

    response = send(browser, name, **fields)

    assert response.status_code == 422
    assert says in text_of(response)
    assert_valid_html(response)


def test_the_last_one_that_lets_her_in_stays(hers, browser):
    email = ContactPoint.objects.get(kind="email")

    response = send(browser, "end_point", email.pk)

    assert response.status_code == 422
    assert "the only number or address that you can sign in with" in text_of(response)


@pytest.mark.parametrize(
    ("question", "fields", "held"),
    [
        ("name", {"preferred_name": "Gee"}, {"preferred_name": "Gee"}),
        ("channel", {"preferred_channel": "text"}, {"preferred_channel": "text", "preferred_name": "Gracie"}),
        ("times", {"best_times": "After six"}, {"best_times": "After six", "preferred_name": "Gracie"}),
        ("interpreter", {"interpreter": "yes"}, {"interpreter": True, "preferred_name": "Gracie"}),
    ],
)
def test_one_question_about_her_changes_one_thing(hers, browser, question, fields, held):
    send(browser, "about_me", question, **fields)

    person = Person.objects.get(pk=hers.grace.pk)
    assert {name: getattr(person, name) for name in held} == held


def test_the_language_she_likes_best_stands_first(hers, browser):
    send(browser, "about_me", "language", language="cym")

    assert list(hers.grace.languages.filter(is_main=True).values_list("language", flat=True)) == ["cym"]


# --- What we must do differently ----------------------------------------------------------------------


def test_she_adds_what_we_must_do_differently_in_her_own_words(hers, browser):
    send(browser, "add_adjustment", code="knock_loudly", note="I cannot hear the bell")

    assert "“I cannot hear the bell”" in text_of(page(browser, "adjustments"))


def test_it_is_still_right_and_then_needed_no_longer(hers, browser):
    send(browser, "keep_adjustment", hers.adjustment, note="Deaf in both ears")
    kept = Adjustment.objects.get(pk=hers.adjustment)
    send(browser, "end_adjustment", hers.adjustment)

    assert (kept.note, Adjustment.objects.get(pk=hers.adjustment).until_on) == ("Deaf in both ears", now().date())


def test_something_else_needs_words(browser):
    response = send(browser, "add_adjustment", code="specific", note="")

    assert response.status_code == 422
    assert "Write in your own words what we must do differently" in text_of(response)


# --- Officers -----------------------------------------------------------------------------------------


def test_the_case_page_says_that_she_did_it_herself(hers, client):
    response = sign_in_as(client, hers.officer).get(reverse("staff:case", args=[hers.open.reference]))

    assert "by Grace Okafor, in their own account" in text_of(response)


def test_the_person_page_says_where_a_number_came_from(hers, browser):
    change_the_phone(browser, hers)

    response = sign_in_as(Client(), hers.officer).get(reverse("staff:person", args=[hers.grace.reference]))
    assert "not checked, from own account" in text_of(response)


def test_nothing_typed_is_lost_when_the_session_is_over(hers, browser):
    session = browser.session
    session[sessions.KEY] = {**session[sessions.KEY], "seen": session[sessions.KEY]["seen"] - sessions.IDLE - 1}
    session.save()

    response = send(browser, "add_words", hers.open.reference, words="Typed for half an hour")

    assert response["Location"].startswith("/sign-in/")
    browser.session[sessions.KEPT_KEY]["fields"].index(["words", "Typed for half an hour"])
    assert Case.objects.get(pk=hers.open.pk).closed_at is None
