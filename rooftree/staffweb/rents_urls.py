"""The addresses of the pages about rent accounts."""

from django.urls import path

from rooftree.staffweb import rents, rents_list

ONE = "rents/accounts/<int:pk>/"

urlpatterns = [
    path("rents/", rents_list.accounts_list, name="rent_accounts"),
    path("rents/table/", rents_list.accounts_table, name="rent_accounts_table"),
    path(ONE, rents.account, name="rent_account"),
    path(f"{ONE}statement/", rents.statement, name="rent_statement"),
    path(f"{ONE}statement/table/", rents.statement_table, name="rent_statement_table"),
    path(f"{ONE}statement/pdf/", rents.statement_pdf, name="rent_statement_pdf"),
]
