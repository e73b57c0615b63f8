"""What somebody's part in an agreement is called: a tenant, a joint leaseholder, somebody who lives there."""

from collections.abc import Callable

from rooftree.pages.labels import Labels
from rooftree.tenancies.models import TenancyParty


def part_words(labels: Labels) -> Callable[[str, str], str]:
    """Return what says somebody's part in an agreement of a tenure, by its role: "Joint leaseholder"."""

    def words(tenure: str, role: str) -> str:
        holder = str(labels.flag("tenancies.tenures", tenure, "holder") or "Tenant")
        held = {TenancyParty.Role.TENANT: holder, TenancyParty.Role.JOINT_TENANT: f"Joint {holder.lower()}"}
        return held.get(TenancyParty.Role(role)) or TenancyParty.Role(role).label

    return words
