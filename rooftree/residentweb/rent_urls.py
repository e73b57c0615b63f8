"""The addresses of a resident's rent: what she owes, paying it, and telling us of a change."""

from django.urls import path

from rooftree.residentweb import rent, rent_debit, rent_paying

urlpatterns = [
    path("rent/", rent.rent, name="rent"),
    path("rent/<str:payment_reference>/", rent.rent, name="rent_of"),
    path("rent/<str:payment_reference>/statement/", rent.statement, name="rent_statement"),
    path("rent/<str:payment_reference>/statement/pdf/", rent.statement_pdf, name="rent_statement_pdf"),
    path("rent/<str:payment_reference>/statement/csv/", rent.statement_csv, name="rent_statement_csv"),
    path("rent/<str:payment_reference>/changed/", rent.changed, name="rent_changed"),
    path("rent/<str:payment_reference>/pay/", rent_paying.pay, name="rent_pay"),
    path("rent/<str:payment_reference>/paid/<str:reference>/", rent_paying.paid, name="rent_paid"),
    path("rent/<str:payment_reference>/direct-debit/", rent_debit.debit, name="rent_debit"),
    path("rent/<str:payment_reference>/direct-debit/how-often/", rent_debit.every, name="rent_debit_every"),
    path("rent/<str:payment_reference>/direct-debit/day/", rent_debit.day, name="rent_debit_day"),
    path("rent/<str:payment_reference>/direct-debit/more/", rent_debit.more, name="rent_debit_more"),
    path("rent/<str:payment_reference>/direct-debit/bank/", rent_debit.bank, name="rent_debit_bank"),
    path("rent/<str:payment_reference>/direct-debit/another-bank/", rent_debit.move, name="rent_debit_move"),
    path("rent/<str:payment_reference>/direct-debit/change/", rent_debit.confirm_change, name="rent_debit_change"),
    path("rent/<str:payment_reference>/direct-debit/cancel/", rent_debit.cancel, name="rent_debit_cancel"),
]
