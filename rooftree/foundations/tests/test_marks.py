"""Marks in plain text."""

from rooftree.foundations.marks import as_plain, blocks


def test_a_text_is_read_as_headings_lists_steps_insets_rules_and_paragraphs():
    body = "One\ntwo\n\n# Next\nThree\n* a\n* b\n\n1. c\n2. d\n^ e\n---\nFour"

    assert [(part["kind"], part["lines"]) for part in blocks(body)] == [
        ("text", ["One", "two"]),
        ("heading", ["Next"]),
        ("text", ["Three"]),
        ("bullets", ["a", "b"]),
        ("steps", ["c", "d"]),
        ("inset", ["e"]),
        ("rule", []),
        ("text", ["Four"]),
    ]


def test_where_no_mark_is_understood_insets_stand_in_and_headings_stand_bare():
    assert as_plain("# Next\n\nYou asked:\n\n^ A leak.\n\n* a\n1. b") == (
        "Next\n\nYou asked:\n\n    A leak.\n\n* a\n1. b"
    )


def test_a_mark_within_a_line_or_without_words_is_text():
    assert as_plain("2^3 is 8\n^\n#") == "2^3 is 8\n^\n#"
