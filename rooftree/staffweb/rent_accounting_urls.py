"""The addresses of the pages of rent accounting."""

from django.urls import path

from rooftree.staffweb import (
    rent_accounting,
    rent_accounting_apologies,
    rent_accounting_benefits,
    rent_accounting_cards,
    rent_accounting_credits,
    rent_accounting_direct_debits,
    rent_accounting_dividing,
    rent_accounting_files,
    rent_accounting_general_ledger,
    rent_accounting_increases,
    rent_accounting_journals,
    rent_accounting_layouts,
    rent_accounting_periods,
    rent_accounting_preparing,
    rent_accounting_reconciliations,
    rent_accounting_refunds,
    rent_accounting_regrouped,
    rent_accounting_runs,
    rent_accounting_settling,
    rent_accounting_suspense,
    rent_accounting_taking,
    rent_accounting_years,
)

FRONT = [
    path("", rent_accounting.today, name="rent_accounting"),
    path("journals/apologies/", rent_accounting_apologies.apologies, name="apologies"),
    path("journals/apologies/<int:pk>/sorry/", rent_accounting_apologies.say_sorry, name="say_sorry"),
    path("journals/apologies/<int:pk>/waive/", rent_accounting_apologies.waive_apology, name="waive_apology"),
]
RUNS = [
    path("runs/", rent_accounting_runs.debit_runs, name="debit_runs"),
    path("runs/choose/", rent_accounting_runs.choose_run, name="choose_run"),
    path("runs/rehearse/", rent_accounting_runs.rehearse_run, name="rehearse_run"),
    path("runs/run/", rent_accounting_runs.run_debit, name="run_debit"),
    path("runs/income-moved/", rent_accounting_regrouped.regrouped, name="regrouped"),
    path("runs/<int:pk>/", rent_accounting_runs.debit_run, name="debit_run"),
]
YEARS = [
    path("years/", rent_accounting_years.rent_years, name="rent_years"),
    path("years/set-up/<int:year>/", rent_accounting_years.set_up_rent_year, name="set_up_rent_year"),
    path("years/<int:pk>/free-weeks/", rent_accounting_years.change_free_weeks, name="change_free_weeks"),
]
FILES = [
    path("files/", rent_accounting_files.money_files, name="money_files"),
    path("files/take/", rent_accounting_taking.take_money_file, name="take_money_file"),
    path("files/<int:pk>/", rent_accounting_files.money_file, name="money_file"),
    path("files/<int:pk>/original/", rent_accounting_files.original_file, name="original_money_file"),
    path("files/<int:pk>/compare/", rent_accounting_taking.compare_file, name="compare_money_file"),
    path("files/<int:pk>/skip/", rent_accounting_taking.ask_to_skip, name="ask_to_skip"),
    path("files/<int:pk>/skip/agree/", rent_accounting_taking.agree_to_skip, name="agree_to_skip"),
    path("files/<int:pk>/give-up/", rent_accounting_taking.give_up_file, name="give_up_file"),
]
SUSPENSE = [
    path("benefits/", rent_accounting_benefits.late_benefits, name="late_benefits"),
    path("suspense/", rent_accounting_suspense.suspense, name="suspense"),
    path("suspense/<int:pk>/", rent_accounting_suspense.suspense_item, name="suspense_item"),
    path("suspense/<int:pk>/post/", rent_accounting_settling.post_suspense, name="post_suspense"),
    path("suspense/<int:pk>/divide/", rent_accounting_dividing.divide_suspense, name="divide_suspense"),
    path("suspense/<int:pk>/return/", rent_accounting_settling.return_suspense, name="return_suspense"),
    path("suspense/<int:pk>/note/", rent_accounting_settling.note_suspense, name="note_suspense"),
    path("suspense/<int:pk>/own/", rent_accounting_settling.own_suspense, name="own_suspense"),
    path("suspense/<int:pk>/give/", rent_accounting_settling.give_suspense, name="give_suspense"),
    path("suspense/moves/<int:pk>/approve/", rent_accounting_settling.approve_suspense, name="approve_suspense"),
    path("suspense/moves/<int:pk>/refuse/", rent_accounting_settling.refuse_suspense, name="refuse_suspense"),
    path(
        "suspense/moves/<int:pk>/withdraw/", rent_accounting_settling.withdraw_suspense, name="withdraw_suspense"
    ),
]
JOURNALS = [
    path("journals/", rent_accounting_journals.journals, name="journals"),
    path("journals/prepare/", rent_accounting_preparing.prepare_journal, name="prepare_journal"),
    path(
        "journals/prepare/<str:reference>/<slug:word>/",
        rent_accounting_preparing.prepare_journal_of,
        name="prepare_journal_of",
    ),
    path("journals/<int:pk>/", rent_accounting_journals.journal, name="journal"),
    path("journals/<int:pk>/approve/", rent_accounting_journals.approve_journal, name="approve_journal"),
    path("journals/<int:pk>/refuse/", rent_accounting_journals.refuse_journal, name="refuse_journal"),
    path("journals/<int:pk>/withdraw/", rent_accounting_journals.withdraw_journal, name="withdraw_journal"),
]
REFUNDS = [
    path("refunds/", rent_accounting_refunds.refunds, name="refunds"),
    path("refunds/credits/", rent_accounting_credits.credits_list, name="credits"),
    path("refunds/ask/<str:reference>/", rent_accounting_credits.request_refund, name="request_refund"),
    path("refunds/pay/", rent_accounting_refunds.pay_refunds, name="pay_refunds"),
    path("refunds/files/<int:pk>/", rent_accounting_refunds.refund_file, name="refund_file"),
    path("refunds/<int:pk>/", rent_accounting_refunds.refund, name="refund"),
    path("refunds/<int:pk>/check/", rent_accounting_refunds.note_refund_check, name="note_refund_check"),
    path("refunds/<int:pk>/bank/", rent_accounting_refunds.verify_refund_bank, name="verify_refund_bank"),
    path("refunds/<int:pk>/approve/", rent_accounting_refunds.approve_refund, name="approve_refund"),
    path("refunds/<int:pk>/refuse/", rent_accounting_refunds.refuse_refund, name="refuse_refund"),
    path("refunds/<int:pk>/withdraw/", rent_accounting_refunds.withdraw_refund, name="withdraw_refund"),
    path("refunds/<int:pk>/cheque/", rent_accounting_refunds.pay_refund_by_cheque, name="pay_refund_by_cheque"),
]
CARDS = [
    path("refunds/cards/", rent_accounting_cards.card_payments, name="card_payments"),
    path("refunds/cards/<int:pk>/give-back/", rent_accounting_cards.ask_card_refund, name="ask_card_refund"),
    path(
        "refunds/cards/refunds/<int:pk>/approve/",
        rent_accounting_cards.approve_card_refund,
        name="approve_card_refund",
    ),
    path(
        "refunds/cards/refunds/<int:pk>/refuse/",
        rent_accounting_cards.refuse_card_refund,
        name="refuse_card_refund",
    ),
]
LAYOUTS = [
    path("files/layouts/", rent_accounting_layouts.file_layouts, name="file_layouts"),
    path("files/layouts/<slug:kind>/", rent_accounting_layouts.change_file_layout, name="change_file_layout"),
]
RECONCILIATIONS = [
    path("reconciliations/", rent_accounting_reconciliations.reconciliations, name="reconciliations"),
    path("reconciliations/<int:pk>/", rent_accounting_reconciliations.reconciliation, name="reconciliation"),
    path(
        "reconciliations/<int:pk>/explain/",
        rent_accounting_reconciliations.explain_reconciliation,
        name="explain_reconciliation",
    ),
    path(
        "reconciliations/<int:pk>/review/",
        rent_accounting_reconciliations.review_reconciliation,
        name="review_reconciliation",
    ),
    path(
        "reconciliations/<int:pk>/send-back/",
        rent_accounting_reconciliations.send_back_reconciliation,
        name="send_back_reconciliation",
    ),
    path(
        "periods/<int:pk>/prepare/<slug:kind>/",
        rent_accounting_reconciliations.prepare_reconciliation,
        name="prepare_reconciliation",
    ),
    path(
        "periods/<int:pk>/prepare/",
        rent_accounting_reconciliations.prepare_reconciliations,
        name="prepare_reconciliations",
    ),
    path("periods/", rent_accounting_periods.periods, name="periods"),
    path("periods/lay-out/", rent_accounting_periods.lay_out_year, name="lay_out_year"),
    path("periods/<int:pk>/close/", rent_accounting_periods.close_period, name="close_period"),
    path("periods/<int:pk>/close-year/", rent_accounting_periods.close_year, name="close_year"),
    path("periods/general-ledger/", rent_accounting_general_ledger.general_ledger, name="general_ledger"),
    path(
        "periods/general-ledger/make/",
        rent_accounting_general_ledger.make_general_ledger_file,
        name="make_general_ledger_file",
    ),
    path(
        "periods/general-ledger/<int:pk>/",
        rent_accounting_general_ledger.general_ledger_file,
        name="general_ledger_file",
    ),
]
INCREASES = [
    path("increases/", rent_accounting_increases.increases, name="increases"),
    path("increases/rehearse/", rent_accounting_increases.rehearse_increase, name="rehearse_increase"),
    path("increases/<int:pk>/", rent_accounting_increases.increase, name="increase"),
    path("increases/<int:pk>/approve/", rent_accounting_increases.approve_increase, name="approve_increase"),
    path("increases/<int:pk>/withdraw/", rent_accounting_increases.withdraw_increase, name="withdraw_increase"),
    path(
        "increases/<int:pk>/letters/",
        rent_accounting_increases.write_increase_letters,
        name="write_increase_letters",
    ),
    path("increases/<int:pk>/charge/", rent_accounting_increases.apply_increase, name="apply_increase"),
    path("increases/<int:pk>/freeze/", rent_accounting_increases.freeze_increase, name="freeze_increase"),
    path(
        "increases/lines/<int:pk>/check/",
        rent_accounting_increases.check_increase_line,
        name="check_increase_line",
    ),
]
DIRECT_DEBITS = [
    path("direct-debits/", rent_accounting_direct_debits.direct_debits, name="direct_debits"),
    path("direct-debits/<int:pk>/", rent_accounting_direct_debits.mandate, name="mandate"),
    path(
        "direct-debits/notices/", rent_accounting_direct_debits.direct_debit_notices, name="direct_debit_notices"
    ),
    path("direct-debits/files/make/", rent_accounting_direct_debits.make_submission, name="make_submission"),
    path("direct-debits/files/<int:pk>/", rent_accounting_direct_debits.submission_file, name="submission_file"),
]

PARTS = (
    *(FRONT, RUNS, YEARS, FILES, LAYOUTS, SUSPENSE, JOURNALS, REFUNDS, CARDS),
    *(RECONCILIATIONS, INCREASES, DIRECT_DEBITS),
)
urlpatterns = [
    path(f"rent-accounting/{each.pattern}", each.callback, name=each.name) for part in PARTS for each in part
]
