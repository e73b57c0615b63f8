"""Where each address leads."""

from django.urls import include, path
from django.views.generic import RedirectView

from rooftree.api import card_payments, receipts
from rooftree.pages import accent, errors
from rooftree.staffweb import calendars

urlpatterns = [
    path("api/v1/", include("rooftree.api.urls")),
    path("messages/receipts/", receipts.notify, name="receipts"),
    path("payments/webhook/", card_payments.told, name="card_payments_told"),
    path("accent/<str:colour>.css", accent.sheet, name="accent"),
    path("favicon.ico", RedirectView.as_view(url="/static/built/images/mark.svg")),
    path("calendars/<str:token>.ics", calendars.read, name="calendar_feed"),
    path("staff/", include("rooftree.staffweb.signin")),
    path("staff/", include("rooftree.staffweb.urls")),
    path("", include("rooftree.residentweb.urls")),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.our_fault
