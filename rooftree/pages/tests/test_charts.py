"""Charts that the server draws: what they say, how they are scaled, and that nothing in them is run."""

import re
from decimal import Decimal
from xml.etree import ElementTree

from rooftree.pages import charts
from rooftree.pages.charts import Bar, Column

SVG = "{http://www.w3.org/2000/svg}"


def a_week(charged: str = "0", paid: str = "0", balance: str = "0", *, name: str = "A week", tick: str = ""):
    return Column(name, tick, (Decimal(charged),), (Decimal(0), Decimal(paid)), Decimal(balance))


def drawn(*weeks: Column) -> ElementTree.Element:
    said = charts.columns("What was charged", weeks, line="Balance", stand="Charged and paid")
    return ElementTree.fromstring(said)


def all_of(picture: ElementTree.Element, tag: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in picture.iter(SVG + tag) if kind in each.get("class", "").split()]


def scale_of(picture: ElementTree.Element) -> list[str]:
    return [each.text for each in all_of(picture, "text", "chart__scale")]


def test_a_chart_is_one_picture_with_its_sentence():
    picture = drawn(a_week("110.00"))

    assert (picture.get("role"), picture.get("aria-label")) == ("img", "What was charged")


def test_each_time_says_its_figures_to_whoever_points_at_it():
    picture = drawn(a_week("110.00", name="Week of Monday 6 April 2026: charged £110.00"))

    assert [each.text for each in picture.iter(SVG + "title")] == ["Week of Monday 6 April 2026: charged £110.00"]


def test_what_is_charged_rises_and_what_is_paid_hangs_from_the_same_line():
    picture = drawn(a_week("100.00", "50.00"))

    (up,) = all_of(picture, "rect", "chart__up")
    (down,) = all_of(picture, "rect", "chart__down1")
    assert float(up.get("y")) + float(up.get("height")) == float(down.get("y"))
    assert float(up.get("height")) == 2 * float(down.get("height"))


def test_nothing_is_drawn_of_a_sum_of_nought():
    picture = drawn(a_week())

    assert all_of(picture, "rect", "chart__up") == []


def test_the_scale_stands_at_round_sums_and_holds_the_highest_and_the_lowest():
    picture = drawn(a_week("117.40", "480.00", "243.10"))

    assert scale_of(picture) == ["£0", "£100", "£200", "£300", "−£600", "−£400", "−£200", "£0", "£200"]


def test_a_year_in_which_nothing_was_owed_has_a_scale_all_the_same():
    assert scale_of(drawn(a_week())) == ["£0", "£1", "£0", "£1"]


def test_pennies_have_a_scale_of_whole_pounds():
    assert scale_of(drawn(a_week("0.40", "0", "0.02"))) == ["£0", "£1", "£0", "£1"]


def test_the_line_leads_from_each_time_to_the_next():
    picture = drawn(a_week(balance="0"), a_week(balance="100"), a_week(balance="50"))

    first, second = all_of(picture, "line", "chart__line")
    assert (first.get("x2"), first.get("y2")) == (second.get("x1"), second.get("y1"))


def test_a_time_that_has_no_room_is_not_named():
    weeks = [a_week(tick="Nov"), a_week(tick="Dec"), *(a_week() for _ in range(50))]

    assert [each.text for each in all_of(drawn(*weeks), "text", "chart__tick")] == ["Dec"]


def test_bars_are_as_long_as_what_they_compare():
    long, short = Bar("The rest", Decimal(200), "£200.00"), Bar("Not yet due", Decimal(50), "£50.00")

    picture = ElementTree.fromstring(charts.bars("Arrears by cause", [long, short]))

    widths = [float(each.get("width").rstrip("%")) for each in picture.iter(SVG + "rect")]
    assert widths[0] == 4 * widths[1]


def test_a_bar_of_less_than_nought_has_no_length():
    picture = ElementTree.fromstring(charts.bars("Credit", [Bar("Credit", Decimal(-5), "−£5.00")]))

    assert [each.get("width") for each in picture.iter(SVG + "rect")] == ["0.00%"]


def test_what_a_chart_says_is_shown_and_never_run():
    said = charts.bars("<script>", [Bar("<b>Rents</b>", Decimal(1), "&")]) + charts.columns(
        '"', [a_week("1", name="<script>alert(1)</script>", tick="<i>")], line="<u>", stand="<u>"
    )

    assert not re.search(r"<(script|b|i|u)\b", said)
    assert "style=" not in said
