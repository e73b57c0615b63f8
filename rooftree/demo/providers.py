"""As whom the demo's councils are known to Bacs and to the stand-in for GOV.UK Pay. Nothing here needs Django."""

from rooftree.demo.profile import profile
from rooftree.rents import pay_stand_in


def keys() -> dict[str, str]:
    """Return the key of each council at the stand-in for GOV.UK Pay."""
    return {each["code"]: f"{pay_stand_in.KEY}{each['code']}" for each in profile()["council"]}


def bacs_users() -> dict[str, str]:
    """Return each council as Bacs knows it, as ROOFTREE_BACS_USERS has it. The bank accounts are of no bank."""
    codes = [each["code"] for each in profile()["council"]]
    return {code: f"12345{n}/20000{n}/5577991{n}/{code.upper()} HOUSING" for n, code in enumerate(codes)}
