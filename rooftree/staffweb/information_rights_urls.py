"""The addresses of requests about one's data, of what is held, of how long it is kept, and of who looked."""

from django.urls import path

from rooftree.staffweb import equality, held, information_rights, looks, retention

_CASE = "cases/<str:reference>/data/"
_PERSON = "people/<str:reference>/"

urlpatterns = [
    path(f"{_PERSON}data/", looks.rights, name="rights_of_person"),
    path(f"{_PERSON}data/ask/", information_rights.take_request, name="take_rights_request"),
    path(f"{_PERSON}data/complain/", information_rights.take_complaint, name="take_data_complaint"),
    path(f"{_PERSON}data/hold/", retention.hold_person, name="hold_person"),
    path(f"{_PERSON}data/equality/", equality.enter, name="enter_equality"),
    path(f"{_PERSON}data/looks/", looks.looks_at_person, name="looks_at_person"),
    path(f"{_CASE}held/", held.held, name="held"),
    path(f"{_CASE}held/gather/", held.gather, name="gather_held"),
    path(f"{_CASE}held/things/", held.things, name="held_things"),
    path(f"{_CASE}held/things/<int:number>/", held.decide, name="decide_held"),
    path(f"{_CASE}held/finish/", held.finish, name="finish_held"),
    path(f"{_CASE}held/again/", held.look_again, name="look_again_at_held"),
    path(f"{_CASE}held/give/", held.release, name="release_held"),
    path(f"{_CASE}held/package/", held.package, name="held_package"),
    path(f"{_CASE}held/given/", held.note_fetched, name="note_fetched"),
    path(f"{_CASE}wait/", information_rights.wait_for, name="wait_for_person"),
    path(f"{_CASE}go-on/", information_rights.go_on, name="person_gave_it"),
    path(f"{_CASE}more-time/", information_rights.more_time, name="more_time_for_rights"),
    path(f"{_CASE}correct/", information_rights.correct, name="correct_by_request"),
    path(f"{_CASE}tell/", information_rights.tell_recipient, name="tell_recipient"),
    path(f"{_CASE}answer/", information_rights.answer, name="answer_rights"),
    path(f"{_CASE}refuse/", information_rights.refuse, name="refuse_rights"),
    path(f"{_CASE}withdraw/", information_rights.withdraw, name="withdraw_rights"),
    path(f"{_CASE}acknowledge/", information_rights.acknowledge, name="acknowledge_complaint"),
    path(f"{_CASE}outcome/", information_rights.answer_complaint, name="answer_data_complaint"),
    path(f"{_CASE}no-complaint/", information_rights.withdraw_complaint, name="withdraw_data_complaint"),
    path("council/retention/", retention.retention, name="retention"),
    path("council/retention/<int:pk>/", retention.batch, name="disposal"),
    path("council/retention/<int:pk>/put-forward/", retention.propose, name="propose_disposal"),
    path("council/retention/<int:pk>/approve/", retention.approve, name="approve_disposal"),
    path("council/retention/<int:pk>/destroy/", retention.destroy, name="destroy_disposal"),
    path("council/retention/<int:pk>/drop/", retention.drop, name="drop_disposal"),
    path("council/retention/lines/<int:pk>/keep/", retention.keep_line, name="keep_disposal_line"),
    path("council/retention/holds/<int:pk>/end/", retention.end_hold, name="end_legal_hold"),
    path("council/equality/", equality.counts, name="equality_counts"),
    path("council/audit/looks/", looks.looks, name="looks"),
]
