"""The addresses of absences and handovers: who is away, and who has their work."""

from django.urls import path

from rooftree.staffweb import absences, covering, handovers

urlpatterns = [
    path("away/", absences.absences, name="absences"),
    path("away/enter/", absences.enter_absence, name="enter_absence"),
    path("away/<int:pk>/return/", absences.change_return, name="change_return"),
    path("away/<int:pk>/back/", absences.come_back, name="come_back"),
    path("handovers/", handovers.asked_of_me, name="asked_to_cover"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/meanwhile/", handovers.meanwhile, name="meanwhile"),
    path("handovers/<int:pk>/offer/", covering.offer, name="offer_pieces"),
    path("handovers/<int:pk>/spread/", covering.spread, name="spread_pieces"),
    path("handovers/<int:pk>/accept/", covering.accept, name="accept_pieces"),
    path("handovers/<int:pk>/accept/all/", covering.accept_all, name="accept_all_pieces"),
    path("handovers/<int:pk>/decline/", covering.decline, name="decline_pieces"),
    path("handovers/<int:pk>/give-back/", covering.give_back, name="give_back_pieces"),
    path("handovers/<int:pk>/note/", covering.write_note, name="write_handover_note"),
    path("handovers/<int:pk>/stand-in/", covering.stand_in, name="stand_in"),
    path("handovers/<int:pk>/patches/", covering.move_patches, name="move_patches"),
]
