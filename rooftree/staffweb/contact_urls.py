"""The addresses of contacts: the call screen, enquiries, promises, and what contact teaches us."""

from django.urls import path

from rooftree.staffweb import calls, contacts, demand, enquiries, promises

urlpatterns = [
    path("call/", calls.call, name="call"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/afterwards/", contacts.hear_back, name="hear_back"),
    path("contacts/<int:pk>/correct/", contacts.correct, name="correct_contact"),
    path("ring-back/", contacts.ring_back, name="ring_back"),
    path("cases/<str:reference>/enquiry/answer/", enquiries.answer, name="answer_enquiry"),
    path("cases/<str:reference>/enquiry/accepted/", enquiries.accepted, name="enquiry_accepted"),
    path("cases/<str:reference>/enquiry/not-accepted/", enquiries.not_accepted, name="enquiry_not_accepted"),
    path("cases/<str:reference>/enquiry/withdraw/", enquiries.withdraw, name="withdraw_enquiry"),
    path("promises/<int:number>/kept/", promises.keep, name="keep_promise"),
    path("promises/<int:number>/not-kept/", promises.break_promise, name="break_promise"),
    path("promises/<int:number>/tried/", promises.attempt, name="callback_attempt"),
    path("promises/<int:number>/give-up/", promises.give_up, name="give_up_callback"),
    path("demand/", demand.demand, name="demand"),
    path("demand/<slug:table>/download/", demand.demand_download, name="demand_download"),
    path("second-look/", demand.second_looks, name="second_looks"),
    path("second-look/<int:pk>/", demand.second_look, name="second_look"),
]
