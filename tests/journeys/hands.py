"""The ways in which somebody uses a page: with a mouse, or with the keys alone."""

import re

from playwright.sync_api import Locator, Page

FURTHEST = 120
"""As many times as anybody would press Tab to reach something on one of our pages, and more."""


class Mouse:
    """Somebody who points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def find(self, typed: str) -> None:
        """Look for something in the box at the top of the page."""
        self._box().fill(typed)
        self._box().press("Enter")

    def open(self, link: str) -> None:
        """Follow a link."""
        self._link(link).click()

    def follow(self, beginning: str) -> None:
        """Follow the link whose words begin so: the rest says, to those who do not see the page, of what it is."""
        name = re.compile(f"^{re.escape(beginning)}")
        self._main().get_by_role("link", name=name).first.click()

    def write(self, label: str, text: str) -> None:
        """Write into a box, in place of what is there."""
        self._field(label).fill(text)

    def choose(self, question: str, answer: str) -> None:
        """Choose an answer to a question."""
        self._answer(question, answer).check()

    def select(self, label: str, beginning: str) -> None:
        """Choose from a list what begins, or goes on, with these words."""
        box = self._field(label)
        box.select_option(box.locator("option", has_text=beginning).first.get_attribute("value"))

    def press(self, button: str) -> None:
        """Press a button."""
        self._button(button).click()

    def _main(self) -> Locator:
        return self.page.get_by_role("main")

    def _box(self) -> Locator:
        return self.page.get_by_role("banner").get_by_role("searchbox")

    def _link(self, name: str) -> Locator:
        return self._main().get_by_role("link", name=name, exact=True).first

    def _field(self, label: str) -> Locator:
        return self._main().get_by_label(label, exact=True)

    def _answer(self, question: str, answer: str) -> Locator:
        return self._main().get_by_role("group", name=question).get_by_label(answer, exact=True)

    def _button(self, name: str) -> Locator:
        return self._main().get_by_role("button", name=name, exact=True)


class Keyboard(Mouse):
    """Somebody who has no mouse, or cannot use one."""

    def find(self, typed: str) -> None:
        self.page.wait_for_load_state()  # The keys are heard once the page's script has run.
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type(typed)
        self.page.keyboard.press("Enter")

    def open(self, link: str) -> None:
        self._go_to(self._link(link))
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self._go_to(self._field(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, question: str, answer: str) -> None:
        self._go_to(self._main().get_by_role("group", name=question).locator(":focus"))
        for _ in range(FURTHEST):
            if self._answer(question, answer).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The keys do not reach “{answer}” under “{question}”.")

    def press(self, button: str) -> None:
        self._go_to(self._button(button))
        self.page.keyboard.press("Enter")

    def _go_to(self, wanted: Locator) -> None:
        """Press Tab until the focus is on what is wanted."""
        for _ in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if wanted.count() and wanted.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"The keys do not reach {wanted}.")
