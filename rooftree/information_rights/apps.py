"""What people may ask of what we hold on them."""

from django.apps import AppConfig


class InformationRightsConfig(AppConfig):
    name = "rooftree.information_rights"
    label = "information_rights"

    def ready(self) -> None:
        """Let the case kernel know the request about one's data, and the data-protection complaint."""
        from rooftree.cases import kinds
        from rooftree.information_rights import rules

        kinds.register(
            kinds.CaseKind(
                name=rules.REQUEST,
                label="Request about one's data",
                prefix=rules.REQUEST_PREFIX,
                duties=tuple(rules.DUTIES.values()),
                events=rules.EVENTS,
            )
        )
        kinds.register(
            kinds.CaseKind(
                name=rules.COMPLAINT,
                label="Data-protection complaint",
                prefix=rules.COMPLAINT_PREFIX,
                duties=(rules.ACKNOWLEDGE, rules.TELL_OUTCOME),
                events=rules.COMPLAINT_EVENTS,
            )
        )
