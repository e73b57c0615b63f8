"""The addresses of the pages about rent accounts."""

from django.urls import path

from rooftree.staffweb import rents, rents_changes, rents_figures, rents_list, rents_paying

ONE = "rents/accounts/<int:pk>/"

urlpatterns = [
    path("rents/", rents_list.accounts_list, name="rent_accounts"),
    path("rents/table/", rents_list.accounts_table, name="rent_accounts_table"),
    path("rents/figures/", rents_figures.figures, name="rent_figures"),
    path("rents/figures/<str:table>/", rents_figures.figures_table, name="rent_figures_table"),
    path("rents/of-tenancy/<str:reference>/", rents.account_of, name="rent_account_of"),
    path("rents/paid-as/<str:reference>/", rents.account_paid_as, name="rent_account_paid_as"),
    path(ONE, rents.account, name="rent_account"),
    path(f"{ONE}statement/", rents.statement, name="rent_statement"),
    path(f"{ONE}statement/table/", rents.statement_table, name="rent_statement_table"),
    path(f"{ONE}statement/pdf/", rents.statement_pdf, name="rent_statement_pdf"),
    path(f"{ONE}benefits/add/", rents_changes.add_benefit, name="add_rent_benefit"),
    path(f"{ONE}benefits/<int:number>/end/", rents_changes.end_benefit, name="end_rent_benefit"),
    path(f"{ONE}paying/", rents_changes.change_paying_by, name="change_paying_by"),
    path(f"{ONE}card/", rents_paying.take_card_payment, name="take_card_payment"),
    path(f"{ONE}card/<str:reference>/", rents_paying.card_payment_ended, name="card_payment_ended"),
    path(f"{ONE}direct-debit/set-up/", rents_paying.set_up_debit, name="set_up_debit"),
    path(f"{ONE}direct-debit/", rents_paying.change_debit, name="change_debit"),
    path(f"{ONE}direct-debit/bank/", rents_paying.change_debit_bank, name="change_debit_bank"),
    path(f"{ONE}direct-debit/cancel/", rents_paying.cancel_debit, name="cancel_debit"),
    path(f"{ONE}charges/add/", rents_changes.add_charge, name="add_rent_charge"),
    path(f"{ONE}charges/<int:number>/", rents_changes.correct_charge, name="correct_rent_charge"),
    path(f"{ONE}charges/<int:number>/end/", rents_changes.end_charge, name="end_rent_charge"),
    path(f"{ONE}put-right/", rents_changes.put_right, name="put_rent_right"),
    path(f"{ONE}suspend/", rents_changes.suspend, name="suspend_charging"),
    path(f"{ONE}suspensions/<int:number>/end/", rents_changes.charge_again, name="charge_again"),
]
