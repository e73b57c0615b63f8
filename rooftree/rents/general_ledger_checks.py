"""What is checked of the general ledger each night: that it was handed what the books say, from the beginning."""

from collections.abc import Iterator
from datetime import date

from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.rents import general_ledger
from rooftree.rents.models import GeneralLedgerFile


def handed_over(council: Council, on: date) -> Iterator[str]:
    """Yield which accounts of the books the general ledger has otherwise, even with the next file."""
    if not GeneralLedgerFile.objects.filter(council=council).exists():
        return
    coming = general_ledger.next_file(council.pk, until_on=on)
    rows = general_ledger.compared(council.pk, coming, since_on=date.min)
    differ = [f"{row.book} differs by {in_words(row.difference)}" for row in rows if row.difference]
    if differ:
        yield (
            f"The general ledger was handed something else than the books say: {'; '.join(differ)}. Compare the "
            "files with the books before the next is made."
        )
