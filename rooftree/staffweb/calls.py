"""The call screen: one page from the ring of the phone to what was logged."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from rooftree.cases.routing import Routed
from rooftree.contact.figures import Span, reason_shares
from rooftree.contact.models import Contact
from rooftree.contact.permissions import may_log_contacts
from rooftree.contact.routing import where_it_goes
from rooftree.foundations import links
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import was_done
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_read_vulnerability
from rooftree.record.find import MOST, Findings, search
from rooftree.staffweb.call_endings import call_of, ended_of, finish
from rooftree.staffweb.call_form import CALLBACK, ENQUIRY, CallForm, Desk, as_typed, began_at
from rooftree.staffweb.callers import Caller, find_caller
from rooftree.staffweb.case_subject import page_of_case
from rooftree.staffweb.council_pages import Asked, asked
from rooftree.staffweb.find import AS_WHAT, page_of
from rooftree.staffweb.people import USE_WORDS, part_words
from rooftree.staffweb.reason_picker import COMMON, Reasons
from rooftree.staffweb.requests import StaffRequest

FROM_ADDRESS = ("person", "place", "case", "channel", "council", "home")
"""What another page may say of the contact in the link to this one."""
LATELY = timedelta(days=28)
"""Over so many days the common reasons are counted."""


def call(request: StaffRequest) -> HttpResponse:
    """Note a contact while it goes on: find who it is, see what is open, write what they ask, and end it.

    Nothing is kept before “Log it” is pressed. Every other button shows the page again with what was typed.
    """
    who = asked(request, may_log_contacts)
    data = _typed(request, who.at)
    desk = _desk(request, who, data)
    if request.method == "POST" and "log" in request.POST:
        return _log(request, desk, data)
    return _show(request, desk, as_typed(data, desk=desk), data)


def _typed(request: StaffRequest, at: datetime) -> QueryDict:
    """Return what was typed so far, with the caller who was just chosen; on opening, what the link said."""
    data = request.POST.copy() if request.method == "POST" else QueryDict(mutable=True)
    if request.method != "POST":
        data.update({name: request.GET[name] for name in FROM_ADDRESS if name in request.GET})
        data["about"] = request.GET.get("case", "")
    for name, said in data.lists():
        data.setlist(name, [links.without_nulls(each) for each in said])
    data.setdefault("began", str(int(at.timestamp())))
    if chosen := data.get("choose"):
        what, _, reference = chosen.partition(":")
        for name in ("person", "place", "case", "about", "home", "identity"):
            data.pop(name, None)
        data["q"] = ""
        data["caller"] = Contact.Caller.PERSON if what == "person" else Contact.Caller.ANONYMOUS
        data["nobody"] = "yes" if what == "nobody" else ""
        if what in ("person", "place"):
            data[what] = reference
    return data


def _desk(request: StaffRequest, who: Asked, data: QueryDict) -> Desk:
    """Return who takes the contact, and who is calling. Raises Http404 and PermissionDenied as pages do."""
    references = {name: data.get(name, "") for name in ("person", "place")}
    caller = find_caller(**references, case=data.get("about", ""), at=who.at, on=who.on)
    caller = replace(caller, former_home=data.get("home", ""))
    if caller.person and not data.get("person"):
        data["person"] = caller.person.reference
    by_code = {officer.council.code: council_id for council_id, officer in who.officers.items()}
    council_id = caller.council_id or by_code.get(data.get("council", "")) or next(iter(who.officers))
    if council_id not in who.officers:
        raise PermissionDenied(may_log_contacts(request.officer.at(council_id)).because)
    officer = who.officers[council_id]
    data["council"] = officer.council.code
    labels = Labels(on=who.on, council_id=council_id)
    councils = [(council.code, council.name) for council in who.councils]
    return Desk(officer, who.at, labels, Reasons.of(council_id, on=who.on), caller, councils)


def _log(request: StaffRequest, desk: Desk, data: QueryDict) -> HttpResponse:
    """Log the contact and go to its page; refused, or not yet shown where it goes, show all of it again."""
    form = CallForm(data, desk=desk)
    if form.is_valid() and _must_see_the_way(form, desk, data):
        return _show(request, desk, as_typed(data, desk=desk), data, confirm=True)
    made: list[Contact] = []

    def send(key: str, **said: Any) -> None:
        done = finish(call_of(desk, said), ended_of(desk, said), by=desk.officer, at=desk.at, key=key)
        made.append(done)

    if was_done(form, send):
        messages.success(request, "Logged.")
        return redirect("staff:contact", made[0].pk)
    return _show(request, desk, form, data, status=422)


def _must_see_the_way(form: CallForm, desk: Desk, data: QueryDict) -> bool:
    """Say whether this opens an enquiry whose team the adviser has not been shown yet."""
    said = form.cleaned_data
    if said["ending"] not in (ENQUIRY, CALLBACK) or said["case"]:
        return False
    routed, _ = _way(desk, data)
    return routed is not None and data.get("way_shown", "") != _token(routed)


def _way(desk: Desk, data: QueryDict) -> tuple[Routed | None, str]:
    """Return where an enquiry with the reason and the home chosen would go, or why it can go nowhere."""
    reason = data.get("reason", "")
    if reason not in desk.reasons.reasons:
        return None, ""
    tenancy = desk.caller.tenancy(data.get("home", _first_home(desk.caller)))
    place = desk.caller.place or (tenancy.place if tenancy else None)
    council_id = desk.officer.council_id
    try:
        return where_it_goes(council_id=council_id, reason=reason, place=place, on=desk.labels.on), ""
    except Refused as refusal:
        return None, str(refusal)


def _first_home(caller: Caller) -> str:
    """Return the home that is chosen when the page opens: the first."""
    return next((reference for reference, _ in caller.homes()), "")


def _token(routed: Routed) -> str:
    return f"{routed.team.pk}-{routed.officer.pk if routed.officer else 0}"


def _show(
    request: StaffRequest,
    desk: Desk,
    form: CallForm,
    data: QueryDict,
    *,
    status: int = 200,
    confirm: bool = False,
) -> HttpResponse:
    on, caller = desk.labels.on, desk.caller
    typed = data.get("q", "").strip()
    reason = data.get("reason", "")
    routed, nowhere = _way(desk, data)
    _choose_first(form, desk, data)
    shares = reason_shares(Span(desk.officer.council_id, on - LATELY, on + timedelta(days=1)))
    context = {
        "form": form,
        "desk": desk,
        "subject": caller,
        "page": caller.person_page or caller.place_page,
        "labels": desk.labels,
        "now": desk.at,
        "on": on,
        "began": began_at(data.get("began", ""), now=desk.at),
        "typed": typed,
        "findings": _found(typed, request, on=on) if typed and not caller.is_known else None,
        "most": MOST,
        "as_what": AS_WHAT,
        "page_of": page_of,
        "page_of_case": page_of_case,
        "nobody": data.get("nobody") == "yes",
        "reason": reason if reason in desk.reasons.reasons else "",
        "groups": desk.reasons.groups(
            chosen=reason,
            words=data.get("reason_words", "").strip(),
            common=[share.reason for share in shares[:COMMON]],
        ),
        "routed": routed,
        "way_token": _token(routed) if routed else "",
        "nowhere": nowhere,
        "confirm": confirm,
        "council_names": {council.pk: council.name for council in request.councils},
        "may": _sees_only(desk),
        "part_of": part_words(desk.labels),
        "officers_of": lambda place_id: caller.looked_after.get(place_id, []),
        "uses": USE_WORDS,
    }
    return render(request, "contact/call.html", context, status=status)


def _found(typed: str, request: StaffRequest, *, on: date) -> Findings:
    """Return who and what matches, of the councils for which the asker may log a contact."""
    councils = {pk for pk, officer in request.officer.officers.items() if may_log_contacts(officer)}
    findings = search(typed, on=on)
    return replace(findings, found=tuple(one for one in findings.found if one.council_id in councils))


def _choose_first(form: CallForm, desk: Desk, data: QueryDict) -> None:
    """Set what is chosen while nobody has chosen otherwise."""
    first = {
        "channel": "phone_in",
        "caller": Contact.Caller.PERSON if desk.caller.person else Contact.Caller.ANONYMOUS,
        "home": _first_home(desk.caller),
        "case": desk.caller.case.reference if desk.caller.case else "",
        "council": desk.officer.council.code,
    }
    if not form.is_bound:
        typed = {name: value for name, value in form.initial.items() if value or name in data}
        form.initial = {**first, **typed}


def _sees_only(desk: Desk) -> SimpleNamespace:
    """Return for the parts of the person page that nothing is offered here which would leave what is typed."""
    return SimpleNamespace(
        needs=False,
        vulnerability=False,
        propose_markers=False,
        approve_markers=False,
        contact=False,
        authorities=False,
        read_vulnerability=bool(may_read_vulnerability(desk.officer)),
    )
