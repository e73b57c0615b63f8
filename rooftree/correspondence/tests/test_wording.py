"""What is filled in, what words may not say, and how the files of templates are read. No database."""

import pytest

from rooftree.correspondence import catalogue, wording
from rooftree.correspondence.catalogue import Mistakes
from rooftree.correspondence.rules import Channel
from rooftree.correspondence.wording import Words
from rooftree.foundations.refusals import Refused

TRIAL = catalogue.template("correspondence.trial")
PLAIN = Words(
    subject="A message from ((council))",
    preview="A message from your council.",
    body="Dear ((name))\n\nThis is ((council)).",
    text="((council)): hello, ((name)).",
)


def changed(**parts: str) -> Words:
    return Words(**{name: words for name, words in PLAIN.each()} | parts)


def test_facts_are_filled_in():
    filled = wording.fill(PLAIN, {"name": "Grace", "council": "Alder"})

    assert filled.subject == "A message from Alder"
    assert filled.body == "Dear Grace\n\nThis is Alder."


def test_what_is_filled_in_is_not_read_for_placeholders():
    filled = wording.fill(PLAIN, {"name": "((council))", "council": "Alder"})

    assert filled.body.startswith("Dear ((council))\n")


def test_a_fact_cannot_begin_another_line_of_a_subject():
    filled = wording.fill(PLAIN, {"name": "Grace", "council": "Alder\nBcc: everybody@example.test"})

    assert filled.subject == "A message from Alder Bcc: everybody@example.test"


def test_control_characters_of_a_fact_are_left_out():
    assert wording.tidy("  Gr\x00a\u202ece\x1b \n") == "Grace"


def test_a_number_is_written_as_it_is():
    assert wording.tidy(20) == "20"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"name": "Grace"}, "cannot be sent without council (The name of the council). Nothing was sent."),
        ({"name": "Grace", "council": " \n"}, "cannot be sent without council"),
        ({}, "cannot be sent without name (What the person likes to be called) and council"),
        ({"name": "Grace", "council": "Alder", "rent": "£3"}, "has no place for rent. Nothing was sent."),
    ],
)
def test_exactly_the_facts_that_are_filled_in_are_given(facts, says):
    with pytest.raises(Refused) as refused:
        wording.check_facts(TRIAL, facts)

    assert says in str(refused.value)


def test_a_secret_message_is_kept_without_what_is_secret():
    assert wording.mask(PLAIN).text == "[not kept]: hello, [not kept]."


def test_a_text_message_says_its_short_words():
    assert wording.for_channel(PLAIN, Channel.TEXT).body == "((council)): hello, ((name))."
    assert wording.for_channel(PLAIN, Channel.EMAIL).body == PLAIN.body


def test_plain_words_have_no_mistakes():
    assert list(wording.mistakes(TRIAL, "en", PLAIN)) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (changed(body=""), "it has no body"),
        (changed(preview=""), "it has no preview"),
        (changed(subject=""), "it has no subject"),
        (changed(text="x" * 460), "a text message has 459 characters at most"),
        (changed(text="", body="x " * 250), "a text message has 459 characters at most"),
        (changed(body="Dear ((nobody))"), "the body fills in ((nobody)), which nobody gives"),
        (changed(body="Dear ((Name))"), "has a placeholder that is not written ((like_this))"),
        (changed(body="Dear <b>((name))</b>"), "holds a mark of HTML"),
        (changed(subject="Two\nlines"), "the subject is one line"),
        (changed(preview="x" * 121), "the preview is one line of 120 characters"),
        (changed(preview="A message for ((name))"), "the preview fills in name"),
        (changed(subject="Your rent arrears"), "the subject says “arrears…”"),
        (changed(preview="About your eviction."), "the preview says “evict…”"),
        (changed(text="You owe ((council)) money, ((name))."), "the text message says “owe…”"),
        (changed(body="Pursuant to our letter, ((name))."), "the body says “pursuant to”"),
        (changed(body=" ".join(["word"] * 31)), "the body has a sentence of more than 30 words"),
    ],
)
def test_what_is_wrong_with_words_is_said(words, says):
    assert any(says in each for each in wording.mistakes(TRIAL, "en", words))


def test_thirty_words_are_a_sentence_and_so_is_each_line():
    words = changed(body="\n".join([" ".join(["word"] * 30)] * 2))

    assert list(wording.mistakes(TRIAL, "en", words)) == []


def test_telling_words_are_known_in_welsh_too():
    words = changed(subject="Eich ôl-ddyledion")

    assert any("ôl-ddyled" in each for each in wording.mistakes(TRIAL, "cy", words))


# --- The files ------------------------------------------------------------------------------------

GOOD = """
[[message]]
code = "trial.one"
version = 1
label = "One"
area = "Trials"
purpose = "To try"
tone = 1
channels = ["email"]
safe = "usual"
sensitive = ["about"]
[message.facts]
name = "The name"
about = "What it is about"
[message.en]
subject = "Hello"
preview = "A message."
body = "Dear ((name)), this is about ((about))."
"""


@pytest.fixture
def read(tmp_path):
    def read(*texts: str) -> dict:
        paths = [tmp_path / f"{number}.toml" for number, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return catalogue.read((path.name, path) for path in paths)

    return read


def test_a_template_is_read(read):
    template = read(GOOD)["trial.one"]

    assert template.channels == (Channel.EMAIL,)
    assert template.sensitive == {"about"}
    assert template.words["en"].subject == "Hello"
    assert template.lasts is None


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('label = "One"\n', "", "“label” is missing"),
        ('label = "One"', 'label = " "', "“label” is empty"),
        ("tone = 1", "tone = 6", "tone is from 1, friendly, to 5"),
        ("tone = 1", "tone = 1\ncolour = 3", "“colour” is not known here"),
        ("version = 1", "version = 0", "version is a whole number from 1"),
        ('["email"]', '["pigeon"]', "channels are some of"),
        ('["email"]', "[]", "channels are some of"),
        ('"usual"', '"never"', "safe is one of usual, stated"),
        ("tone = 1", "tone = 1\nlasts_minutes = 0", "lasts_minutes is a whole number"),
        ("tone = 1", 'tone = 1\nlanguages = ["en", "cy"]', "it says “cy” and has no words in it"),
        ("tone = 1", 'tone = 1\nlanguages = ["en", "fr"]', "not fr"),
        ('preview = "A message."', 'preview = "A message."\nfooter = "x"', "“footer” under en is not one of"),
        ('["about"]', '["income"]', "sensitive names income, which nobody gives"),
        ('subject = "Hello"', 'subject = "About ((about))"', "the subject fills in about, which is sensitive"),
        ("this is about ((about))", "this is nothing", "in en, nothing fills in about"),
        ("[[message]]", "[message]", "it holds templates as [[message]]"),
        ("[[message]]", "[[message", "this is not TOML"),
    ],
)
def test_each_mistake_in_a_file_is_named(read, before, after, says):
    with pytest.raises(Mistakes) as mistakes:
        read(GOOD.replace(before, after))

    assert says in str(mistakes.value)
    assert "0.toml" in str(mistakes.value)


def test_every_mistake_of_every_file_is_told_at_once(read):
    with pytest.raises(Mistakes) as mistakes:
        read(GOOD.replace("tone = 1", "tone = 9"), GOOD.replace("version = 1", "version = 0"))

    assert len(mistakes.value.found) == 2


def test_two_templates_of_one_code_are_a_mistake(read):
    with pytest.raises(Mistakes, match="another template has this code"):
        read(GOOD, GOOD)


def test_every_template_of_the_house_can_be_filled_in():
    for template in catalogue.known().values():
        facts = {name: "something" for name in template.facts}
        wording.check_facts(template, facts)
        assert "((" not in "".join(
            part for words in template.words.values() for _, part in wording.fill(words, facts).each()
        )
