"""Pages of letters that a printer of our own prints: what waits, the runs, and one run with its file."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.correspondence.actions import print_runs
from rooftree.correspondence.models import PrintRun
from rooftree.correspondence.permissions import may_print_letters, may_read_messages
from rooftree.correspondence.print_files import as_zip, name_of, rows_of
from rooftree.foundations import audit
from rooftree.foundations.models import Council
from rooftree.staffweb.council_pages import address_of_page, asked, asked_of, may, page_of, press
from rooftree.staffweb.messages import log_shown, tabs, words_of_messages
from rooftree.staffweb.requests import StaffRequest

RUNS = 20


@require_safe
def letters_to_print(request: StaffRequest) -> HttpResponse:
    """List the letters that wait to be printed, and the runs that were gathered lately."""
    who = asked(request, may_read_messages)
    waiting = print_runs.letters_waiting(list(who.officers), at=who.at)
    runs = PrintRun.objects.filter(council_id__in=who.officers).select_related("made_by", "council")
    context = {
        "page": page_of(request, waiting),
        "runs": list(runs.order_by("-made_at", "-pk")[:RUNS]),
        "councils_to_gather": [each for each in who.councils if may_print_letters(who.officers[each.pk])],
        "at_once": print_runs.AT_ONCE,
        "tabs": tabs(request, "staff:letters_to_print"),
        "page_address": address_of_page(request),
        **words_of_messages(),
    }
    return render(request, "messages/letters.html", context)


@require_POST
def gather(request: StaffRequest, code: str) -> HttpResponse:
    """Gather the letters that wait into one run."""
    council = get_object_or_404(Council, code=code, pk__in=request.officer.officers)
    officer, at = asked_of(request, PrintRun(council=council), may_print_letters)
    action = partial(print_runs.gather, council, by=officer, at=at)
    said = "Gathered. Download the file, print it, and say so."
    return press(request, action, back_to=reverse("staff:letters_to_print"), said=said)


@require_safe
def print_run(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one run: its letters, its file, and whether it was printed."""
    run = _run(request, pk)
    rows = list(rows_of(run))
    log_shown(row.message for row in rows)
    context = {
        "run": run,
        "rows": rows,
        "is_open": not run.outcome,
        "may_print": may(request, run, may_print_letters),
        **words_of_messages(),
    }
    return render(request, "messages/print_run.html", context)


@require_safe
def print_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the letters of a run as one file, until they are printed: then what was secret in them is gone."""
    run = _run(request, pk)
    asked_of(request, run, may_print_letters)
    rows = list(rows_of(run))
    if run.outcome:
        raise Http404("These letters were dealt with. Each can be read again on its own page.")
    log_shown(row.message for row in rows)
    audit.log_download(run.council_id, what=f"Downloaded {len(rows)} letters, print run {run.pk}")
    answer = HttpResponse(as_zip(run, rows), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name_of(run)}"'
    return answer


@require_POST
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that a run is printed and goes to the post."""
    run = _run(request, pk)
    officer, at = asked_of(request, run, may_print_letters)
    action = partial(print_runs.mark_printed, run, by=officer, at=at)
    return press(request, action, back_to=_page(run), said="Printed. Each letter is sent, and dated today.")


@require_POST
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that a run was not printed: its letters wait again."""
    run = _run(request, pk)
    officer, at = asked_of(request, run, may_print_letters)
    action = partial(print_runs.put_back, run, by=officer, at=at)
    return press(request, action, back_to=_page(run), said="Put back. The letters wait for the next run.")


def _page(run: PrintRun) -> str:
    return reverse("staff:print_run", args=[run.pk])


def _run(request: StaffRequest, pk: int) -> PrintRun:
    runs = PrintRun.objects.filter(council_id__in=request.officer.officers)
    found = get_object_or_404(runs.select_related("council", "made_by", "ended_by"), pk=pk)
    asked_of(request, found, may_read_messages)
    return found
