"""Reading emails as real programs write them, and as those write them who mean harm."""

import base64
import datetime as dt
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from rooftree.correspondence.replies import reading
from rooftree.correspondence.replies.pages import text_of
from rooftree.correspondence.replies.reading import Mail, Unreadable, new_words, read
from rooftree.correspondence.replies.reports import Report, Wrote

FOLDER = Path(__file__).parent / "mail"
A_MOMENT = 3.0
"""Seconds: what reading may cost at the worst, on a slow machine."""


def the(name: str) -> Mail:
    return read((FOLDER / f"{name}.eml").read_bytes())


# --- What people send -------------------------------------------------------------------------------


def test_an_answer_from_a_phone_gives_who_what_and_to_which_message():
    mail = the("reply_from_a_phone")

    assert (mail.sender, mail.sender_name) == ("grace.okafor@example.org", "Gráce Okafor")
    assert mail.recipients == ("housing@alder.example",)
    assert mail.subject == "Re: We did not ring you back [E-7XK4-2PM]"
    assert (
        mail.words
        == "Thank you. After 4 is good, here is the letter I got – it says £12 more.\n\nSent from my iPhone"
    )
    assert "We said that we would ring you on Friday." in mail.text
    assert mail.answers == ("7d3f4c5e@alder.example", "first@alder.example")
    assert mail.written_at == dt.datetime(2026, 11, 23, 18, 4, 11, tzinfo=dt.UTC)
    assert mail.wrote is Wrote.PERSON
    assert not mail.is_forged


def test_the_files_of_an_answer_come_with_their_names_and_types():
    picture, program = the("reply_from_a_phone").files

    assert (picture.filename, picture.declared, picture.data[:4]) == ("llithyr.png", "image/png", b"\x89PNG")
    assert program.filename == "letter.pdf.exe"


def test_of_plain_text_and_page_the_plain_text_is_read():
    assert the("reply_from_webmail").words == "Diolch, mae popeth yn iawn nawr."


def test_a_page_is_read_as_the_words_that_a_person_sees():
    mail = the("reply_as_a_page")

    assert mail.words == "It’s still damp.\n\n• bedroom\n• hall\n\nCan you <come> on Friday?"
    assert "never" not in mail.text
    assert "color:red" not in mail.text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<blockquote>old</blockquote>new", "> old\n>\nnew"),
        ("<script>x</script><scr<script>ipt>y", "ipt>y"),
        ("<style><script></style>shown", "shown"),
        ("<svg>x</svg>z", "z"),
        ("<div onclick=alert(1)>a</div>", "a"),
        ("&lt;script&gt;", "<script>"),
        ("<title>x", ""),
        ("", ""),
    ],
)
def test_of_a_page_only_what_is_seen_stays(page, words):
    assert text_of(page) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("New\n\nOn 23 Nov 2026, at 10:02, Us <a@b.example> wrote:\n> Old", "New"),
        ("New\n\nOn Mon, 23 Nov 2026 at 10:02 Us <a@b.example>\nwrote:\n> Old", "New"),
        ("New\n-----Original Message-----\nFrom: us", "New"),
        ("New\n________________________________\nFrom: us", "New"),
        ("> You asked\nYes\n> And\nNo", "> You asked\nYes\n> And\nNo"),
        ("On Friday I wrote to you", "On Friday I wrote to you"),
        ("No quote at all", "No quote at all"),
        ("", ""),
    ],
)
def test_what_is_new_stands_above_what_is_answered(text, words):
    assert new_words(text) == words


# --- What machines send -----------------------------------------------------------------------------


def test_an_answer_that_sends_itself_is_known_as_one():
    assert the("away").wrote is Wrote.MACHINE


def test_a_report_says_to_whom_which_message_did_not_go_and_why():
    mail = the("did_not_arrive")

    assert mail.wrote is Wrote.POSTMASTER
    assert mail.report == Report(True, "grace.okafor@example.org", "5.1.1", "550 5.1.1 No such user here")
    assert mail.answers[0] == "7d3f4c5e@alder.example"
    assert mail.files == ()


def test_a_report_of_a_delay_is_not_the_end():
    assert the("will_be_tried_again").report == Report(
        False, "grace.okafor@example.org", "4.4.1", "450 4.4.1 Try later"
    )


def test_a_message_that_came_back_without_a_formal_report_is_known_too():
    mail = the("came_back_whole")

    assert mail.wrote is Wrote.POSTMASTER
    assert mail.report is not None
    assert (mail.report.is_final, mail.report.status, mail.report.recipient) == (
        True,
        "5.2.2",
        "grace.okafor@example.org",
    )
    assert mail.answers[0] == "7d3f4c5e@alder.example"


def test_a_message_that_its_own_domain_disowns_is_forged():
    raw = (FOLDER / "reply_from_a_phone.eml").read_bytes().replace(b"dmarc=pass", b"dmarc=fail")

    assert read(raw).is_forged


# --- What means harm --------------------------------------------------------------------------------


def built(**headings: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "grace.okafor@example.org"
    for name, value in headings.items():
        message[name] = value
    message.set_content("Hello")
    return message


def nested(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )
    return b"From: a@b.example\r\n" + head + b"Content-Type: text/plain\r\n\r\nDeep"


def test_a_message_larger_than_any_is_not_read():
    with pytest.raises(Unreadable, match="larger than 25 MB"):
        read(b"From: a@b.example\r\n\r\n" + b"x" * reading.LARGEST)


def test_parts_within_parts_without_end_are_not_read():
    with pytest.raises(Unreadable, match="parts within parts"):
        read(nested(2_000))


def test_parts_within_parts_as_a_person_sends_them_are_read():
    assert read(nested(8)).text == "Deep"


def test_more_parts_than_anybody_sends_are_not_read():
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    with pytest.raises(Unreadable, match="more than 100 parts"):
        read(
            b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 101 + b"--b--\r\n"
        )


def test_headings_without_number_are_not_read():
    with pytest.raises(Unreadable, match="more headings"):
        read(b"From: a@b.example\r\n" + b"X-A: b\r\n" * 600 + b"\r\nHello")


def test_a_heading_without_end_is_not_read():
    hostile = b"Content-Type: text/plain; " + b'";' * 200_000
    began = time.perf_counter()

    with pytest.raises(Unreadable, match="longer than a heading"):
        read(b"From: a@b.example\r\n" + hostile + b"\r\n\r\nHello")

    assert time.perf_counter() - began < A_MOMENT


@pytest.mark.parametrize(
    "page",
    ["<!--" * 500_000, "<a " * 500_000, "<" * 1_000_000, "<blockquote>" * 200_000, "&#" * 500_000],
    ids=["comments", "tags", "brackets", "quotes", "signs"],
)
def test_a_page_built_to_take_long_takes_a_moment(page):
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content(page, subtype="html")
    began = time.perf_counter()

    read(message.as_bytes())

    assert time.perf_counter() - began < A_MOMENT


def test_more_files_than_are_taken_are_named():
    message = built()
    for number in range(reading.FILES_AT_MOST + 1):
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=f"{number}.pdf")

    mail = read(message.as_bytes())

    assert len(mail.files) == reading.FILES_AT_MOST
    assert mail.left_out == ("“20.pdf” is one more than the 20 files that are taken from one message.",)


def test_a_message_within_a_message_is_named_not_read():
    message = built()
    message.add_attachment(built(Subject="Inner", To="secret@example.org"))

    mail = read(message.as_bytes())

    assert (mail.text, mail.subject, mail.recipients, mail.files) == ("Hello", "", (), ())
    assert "is another message" in mail.left_out[0]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \r\n\r\n",
        b"From: =?utf-8?B?////?= <a@b.example>\r\nSubject: =?nonsense?Q?a?=\r\nDate: never\r\n\r\nHello",
        b"From: a@b.example\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xe9",
        b"From: a@b.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"From: a@b.example, c@d.example\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: a@b.example\r\nDate: Mon, 99 Foo 99999999999999999 10:00:00 +9999\r\n\r\nHello",
        b'From: "\r\nTo: <<<>>>@@\r\nMessage-ID: <>\r\n\r\n',
    ],
)
def test_what_is_badly_built_is_read_as_far_as_it_goes(raw):
    mail = read(raw)

    assert len(mail.digest) == 64
    assert mail.written_at is None


def test_a_heading_cannot_break_its_line():
    mail = read(b"From: =?utf-8?Q?A=0D=0AB?= <a@b.example>\r\nSubject: =?utf-8?Q?a=0Ab?=\r\n\r\n")

    assert (mail.sender_name, mail.subject) == ("A B", "a b")


def test_signs_that_turn_the_writing_round_are_gone():
    encoded = base64.b64encode("safe\u202egpj.exe\x00\x1b[31m".encode()).decode()

    mail = read(f"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}".encode())

    assert mail.text == "safegpj.exe[31m"
