"""Which control account stands against a transaction of each code: where the money comes from or goes to."""

INCOME = "income"

_CONTROLS = {
    "hb": ("RHB", "RHA"),
    "uc": ("RUC", "RDT"),
    "direct_debit": ("RDD", "RDN"),
    "card": ("RCP",),
    "wages": ("RDP", "RDS"),
    "refunds": ("REF", "RDR"),
    "write_offs": ("WOF", "WON"),
    "suspense": ("RIT",),
    "opening": ("OPB",),
    INCOME: ("RCI", "RPD", "RWA", "RTM"),  # Given up or paid out as an incentive: less income.
}
"""What comes through a control account of its own. Other receipts come as cash, and charges are income."""

CONTROL_OF = {code: control for control, codes in _CONTROLS.items() for code in codes}


def control_of(code: str, *, family: str, group: str) -> str:
    """Return the control account of a transaction code, by its family, in a rent group."""
    control = _control(code, family)
    return f"{INCOME}.{group}" if control == INCOME else control


def belongs_to(code: str, book: str, *, family: str) -> bool:
    """Return whether the movements of a transaction code go through a control account: cash, income.hra."""
    return _control(code, family) == (INCOME if book.startswith(f"{INCOME}.") else book)


def _control(code: str, family: str) -> str:
    """Return the control account, the income of whatever group as one."""
    return CONTROL_OF.get(code, INCOME if family == "debit" else "cash")
