"""The old systems of the two councils: which files they give, and how each writes them.

Kelverton's landlord system `nest` gives the standard layout. Its housing options system `hopts` has
headings and codes of its own, semicolons and an old encoding. Dunmarrow's `lodge` gives a
spreadsheet, a file with tabs and one with pipes.
"""

from collections.abc import Iterable
from pathlib import Path

from rooftree.demo.sheets import FileStyle

LANDLORD = {"kelverton": "nest", "dunmarrow": "lodge"}
OPTIONS = {"kelverton": "hopts"}

_NEST = tuple(
    FileStyle(
        layout, f"{layout}.csv", "nest", says_system=True, extra=("mobile_verified",) if layout == "people" else ()
    )
    for layout in (
        "places",
        "homes",
        "people",
        "tenancies",
        "tenancy_people",
        "markers",
        "patches",
        "officers",
        "contacts",
        "cases",
        "rent_transactions",
        "rent_balances",
    )
)

_HOPTS = (
    FileStyle(
        "people",
        "hopts_clients.csv",
        "hopts",
        encoding="cp1252",
        delimiter=";",
        yes="T",
        no="F",
        extra=("source_updated",),
        headings={
            "source_updated": "Last Amended",
            "person_ref": "Client No",
            "title": "Title",
            "forenames": "First Name(s)",
            "surname": "Family Name",
            "preferred_name": "Known As",
            "former_surname": "Previous Family Name",
            "date_of_birth": "Birth Date",
            "ni_number": "NINO",
            "mobile": "Mobile Tel",
            "phone": "Other Tel",
            "email": "E-mail",
            "correspondence_address": "Care Of / Contact Address",
            "language": "Main Language",
            "interpreter": "Interp Req?",
            "needs": "Support Needs",
            "vulnerability": "Vuln Flags",
            "deceased_on": "Date of Death",
        },
        codes={
            "needs": {
                "LP": "large_print",
                "KNOCK": "knock_loudly",
                "RING": "ring_several_times",
                "TXT": "text_not_phone",
                "NOTICE": "notice_before_visit",
                "GENDER": "same_gender_officer",
                "LEVEL": "level_access",
                "ADV": "speak_to_advocate",
                "PAIRS": "visits_in_pairs",
                "BSL": "bsl",
                "EASY": "easy_read",
            },
            "vulnerability": {
                "OLD": "older",
                "DIS": "disabled",
                "HEALTH": "health_condition",
                "MH": "mental_illness",
                "MOB": "impaired_mobility",
                "CARER": "unpaid_carer",
                "LD": "learning_disability",
                "ENG": "low_english",
                "LIT": "low_literacy",
                "ADDICT": "addiction",
                "BEREAV": "bereavement",
                "DEBT": "debt",
                "ABUSE": "abuse",
                "PREG": "pregnancy",
                "CARELV": "leaving_care",
            },
        },
    ),
    FileStyle(
        "tenancies",
        "hopts_placements.csv",
        "hopts",
        encoding="cp1252",
        delimiter=";",
        pound_sign=True,
        headings={
            "tenancy_ref": "Placement No",
            "place_ref": "Unit",
            "tenure": "Basis",
            "start_on": "Moved In",
            "end_on": "Last Night",
            "end_reason": "Outcome",
            "payment_ref": "Pay Ref",
            "weekly_rent": "Charge",
        },
        codes={
            "tenure": {"TA licence": "LTA"},
            "end_reason": {"Moved on": "transfer", "PRS": "private_rented", "Left": "abandoned", "Other": "other"},
        },
    ),
    FileStyle(
        "tenancy_people",
        "hopts_household.csv",
        "hopts",
        encoding="cp1252",
        delimiter=";",
        headings={
            "tenancy_ref": "Placement No",
            "person_ref": "Client No",
            "role": "Position",
            "from_on": "From",
            "until_on": "To",
            "relationship": "Relation to Main",
        },
        codes={"role": {"Main": "tenant", "Member": "occupant"}},
    ),
)

_LODGE = (
    FileStyle("places", "lodge_places.txt", "lodge", encoding="utf-8-sig", delimiter="\t"),
    FileStyle(
        "homes",
        "lodge_dwellings.xlsx",
        "lodge",
        sheet_name="Dwellings",
        date_style="serial",
        yes="1",
        no="0",
        headings={
            "place_ref": "DWELLING",
            "property_type": "TYPE",
            "bedrooms": "BEDS",
            "bed_spaces": "BEDSPACES",
            "lettable_status": "STATUS",
            "ready_to_let_on": "READY",
        },
        codes={
            "property_type": {"FL": "flat", "HO": "house", "BU": "bungalow", "MA": "maisonette"},
        },
    ),
    FileStyle(
        "people",
        "lodge_persons.txt",
        "lodge",
        delimiter="|",
        headings={
            "person_ref": "PER_NO",
            "forenames": "FORENAMES",
            "surname": "SURNAME",
            "date_of_birth": "DOB",
            "ni_number": "NI_NO",
            "mobile": "TEL_1",
            "phone": "TEL_2",
            "vulnerability": "VULN",
        },
    ),
    FileStyle(
        "tenancies",
        "lodge_tenancies.csv",
        "lodge",
        date_style="%d-%b-%y",
        pound_sign=True,
        headings={"tenancy_ref": "TEN_NO", "place_ref": "DWELLING", "start_on": "START", "end_on": "END"},
        codes={
            "tenure": {
                "Secure Weekly": "SEC",
                "Introductory": "INT",
                "Flexible 5yr": "FLX",
                "Demoted": "DEM",
                "Non-secure": "NON",
                "Sheltered": "SPT",
                "Garage": "GAR",
                "Lease RTB": "LEA",
                "Lease resale": "SPS",
                "Shared own": "SHO",
            }
        },
    ),
    *(
        FileStyle(layout, f"{layout}.csv", "lodge", yes="1", no="0", says_system=True)
        for layout in ("tenancy_people", "markers", "patches", "officers", "cases")
    ),
    FileStyle(
        "contacts",
        "lodge_calls.csv",
        "lodge",
        delimiter=";",
        headings={"contact_ref": "CALL_NO", "at": "LOGGED", "reason_code": "REASON", "officer_email": "TAKEN_BY"},
        codes={
            "channel": {
                "TEL": "phone",
                "EML": "email",
                "WWW": "web",
                "LTR": "letter",
                "OFF": "office",
                "VIS": "visit",
                "SMS": "text",
            }
        },
    ),
)

_LODGE_RENTS = (
    FileStyle(
        "rent_transactions",
        "lodge_ledger.txt",
        "lodge",
        delimiter="|",
        date_style="%d-%b-%y",
        headings={
            "transaction_ref": "TRX_NO",
            "payment_ref": "ACCOUNT",
            "posted_on": "POSTED",
            "effective_on": "FOR_DATE",
            "code": "TRX_TYPE",
            "amount": "VALUE",
            "reversal_of": "REVERSES",
        },
        codes={
            "code": {"Rent": "DBR", "Svc chg": "DSC", "Garage": "DGA", "B/F": "OPB", "HB": "RHB", "APA": "RUC"}
        },
    ),
    FileStyle(
        "rent_balances",
        "lodge_balances.csv",
        "lodge",
        date_style="%d-%b-%y",
        pound_sign=True,
        headings={"payment_ref": "ACCOUNT", "as_at": "AS_AT", "balance": "BALANCE"},
    ),
)

_STYLES = {"kelverton": (*_NEST, *_HOPTS), "dunmarrow": (*_LODGE, *_LODGE_RENTS)}


def styles(council: str) -> tuple[FileStyle, ...]:
    """Return the files that a council's old systems give."""
    return _STYLES[council]


def write_mapping(folder: Path, files: Iterable[FileStyle]) -> Path:
    """Write the mapping of these files beside them, as `rooftree load --mapping` reads it."""
    path = folder / "mapping.toml"
    path.write_text("\n".join(_described(style) for style in files), encoding="utf-8")
    return path


def _described(style: FileStyle) -> str:
    lines = ["[[file]]", *_settings(style)]
    if style.headings:
        lines.append("[file.columns]")
        lines += [f"{ours} = {_quoted(theirs)}" for ours, theirs in style.headings.items()]
    for column, codes in style.codes.items():
        lines.append(f"[file.codes.{column}]")
        lines += [f"{_quoted(theirs)} = {_quoted(ours)}" for theirs, ours in codes.items()]
    return "\n".join(lines) + "\n"


def _settings(style: FileStyle) -> list[str]:
    """Return the lines that say what a file is; what can be guessed safely is left to be guessed."""
    settings = {"path": style.filename, "layout": style.layout, "source_system": style.source_system}
    if style.encoding == "cp1252":
        settings["encoding"] = style.encoding
    if style.delimiter == ";":
        settings["delimiter"] = style.delimiter
    if style.sheet_name:
        settings["sheet"] = style.sheet_name
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    if style.source_system == "hopts":
        lines.append(f"dates = [{_quoted(style.date_style)}]")
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
