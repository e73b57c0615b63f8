"""A promise is broken, the apology goes by her own channel, and her reply by email reaches the case."""

import datetime as dt
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from playwright.sync_api import Page, expect

from rooftree.cases.actions import promise
from rooftree.contact.models import Enquiry
from rooftree.correspondence import outbox
from rooftree.correspondence.backends.smtp import as_email
from rooftree.correspondence.models import Message
from rooftree.correspondence.replies import reading
from rooftree.foundations import dates
from rooftree.journeys import replies
from rooftree.people.models import ContactPoint, Person
from rooftree.staff.models import Officer
from tests.browser.signing_in import come_in
from tests.builders import a_person, a_team, an_enquiry, an_officer, by
from tests.journeys.hands import Mouse
from tests.live import SCREEN, assert_no_axe_violations

pytestmark = pytest.mark.browser

HERS = "grace@example.org"


@pytest.fixture
def grace(acting, live_site) -> Person:
    """Grace, who likes to be written to by email."""
    grace = a_person("Grace", "Okafor", preferred_channel="email")
    ContactPoint.objects.create(council_id=grace.council_id, person=grace, kind="email", value=HERS)
    ContactPoint.objects.create(council_id=grace.council_id, person=grace, kind="mobile", value="+447700900123")
    return grace


@pytest.fixture
def adviser() -> Officer:
    return an_officer("adviser", name="Priya Nair")


@pytest.fixture
def enquiry(grace: Person, adviser: Officer) -> Enquiry:
    """Her enquiry, in which we promised to ring her."""
    a_team("contact")
    enquiry = an_enquiry(grace, asked="Why did my rent go up twice?", acting=by(officer=adviser, at=dates.now()))
    until = dates.now() + dt.timedelta(hours=2)
    promise(enquiry.case, what="Priya rings you", until=until, by=adviser, at=dates.now(), key="promised")
    return enquiry


def test_a_broken_promise_is_apologised_for_and_her_reply_reaches_the_case(
    enquiry, adviser, live_site, new_page, settings
):
    settings.MAIL_FROM = {"alder": "housing@alder.example"}
    settings.MAIL_REPLIES_TO = {"alder": "housing+{tag}@alder.example"}
    page = new_page(viewport=SCREEN)
    come_in(page, live_site, adviser)
    hand = Mouse(page)

    we_say_that_it_was_not_kept(page, hand, enquiry)
    apology = the_apology_went_to_her_by_email()
    she_replies(apology, enquiry)
    her_reply_is_on_the_case(page, enquiry)


def we_say_that_it_was_not_kept(page: Page, hand: Mouse, enquiry: Enquiry) -> None:
    page.goto(f"/staff/cases/{enquiry.case.reference}/")
    hand.follow("Not kept")
    page.get_by_role("main").get_by_role("textbox").fill("Priya was called away")
    page.get_by_role("main").get_by_role("button").last.click()
    hand.follow("What was sent, and what came back")
    expect(page.get_by_role("main")).to_contain_text("We are sorry")
    assert_no_axe_violations(page)
    hand.follow("We are sorry")
    expect(page.get_by_role("main")).to_contain_text(f"By email to {HERS}: Grace Okafor likes to be written to")
    assert_no_axe_violations(page)


def the_apology_went_to_her_by_email() -> EmailMessage:
    """The apology as the mail server is given it."""
    message = Message.objects.get(code="contact.promise_missed")
    assert (message.channel, message.to_address) == ("email", HERS)
    return as_email(outbox.envelope_of(message, message.council))


def she_replies(apology: EmailMessage, enquiry: Enquiry) -> None:
    """Her program answers to the address that the apology gives, and leaves our reference out."""
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"], reply["To"] = f"Grace Okafor <{HERS}>", str(apology["Reply-To"])
    reply["Subject"], reply["Message-ID"] = "Tomorrow is fine", "<answer@example.org>"
    reply.set_content("Ring me after four.\n\n> We are sorry.")
    assert BytesParser(policy=policy.SMTP).parsebytes(reply.as_bytes())["To"].startswith("housing+r")
    assert reading.read(reply.as_bytes()).words == "Ring me after four."
    replies.take_mail(reply.as_bytes(), council=enquiry.case.council, at=dates.now())


def her_reply_is_on_the_case(page: Page, enquiry: Enquiry) -> None:
    page.goto(f"/staff/cases/{enquiry.case.reference}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Replied by email")
    expect(main).to_contain_text("Ring me after four.")
    expect(main).to_contain_text(re.compile("Read the email from Grace Okafor, and answer it"))
    assert_no_axe_violations(page)
