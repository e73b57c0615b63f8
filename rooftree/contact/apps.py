"""Contact: people who get in touch, what they ask, and the enquiry that lasts until they have an answer."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "rooftree.contact"
    label = "contact"

    def ready(self) -> None:
        """Let the case kernel know the enquiry."""
        from rooftree.cases import kinds
        from rooftree.contact import rules, weighing

        kinds.register(
            kinds.CaseKind(
                name=rules.KIND,
                label="Enquiry",
                prefix=rules.PREFIX,
                duties=tuple(rules.DUTIES.values()),
                weigh=weighing.weigh,
                about_none=True,
                events={**rules.EVENTS, **rules.CONTACT_EVENTS},
            )
        )
