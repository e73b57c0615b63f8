"""The addresses of the staff site. Each part of the service adds its own lines."""

from django.urls import path

from rooftree.staffweb import (
    components,
    contact_points,
    details,
    home,
    markers,
    people,
    places,
    registers,
    restriction,
)

app_name = "staff"

urlpatterns = [
    path("", home.start, name="home"),
    path("components/", components.show, name="components"),
    path("people/open-restricted/", restriction.open_by_exception, name="open_by_exception"),
    path("people/<str:reference>/", people.person, name="person"),
    path("people/<str:reference>/details/", details.correct, name="correct_person"),
    path("people/<str:reference>/death/", details.record_death, name="record_death"),
    path("people/<str:reference>/other-names/add/", details.add_other_name, name="add_other_name"),
    path("people/<str:reference>/reach/add/", contact_points.add, name="add_contact_point"),
    path("people/<str:reference>/reach/<int:number>/", contact_points.change, name="change_contact_point"),
    path("people/<str:reference>/reach/<int:number>/end/", contact_points.end, name="end_contact_point"),
    path("people/<str:reference>/reach/<int:number>/checked/", contact_points.verify, name="verify_contact_point"),
    path("people/<str:reference>/needs/asked/", registers.record_needs_asked, name="record_needs_asked"),
    path("people/<str:reference>/needs/add/", registers.add_adjustment, name="add_adjustment"),
    path("people/<str:reference>/needs/<int:number>/", registers.review_adjustment, name="review_adjustment"),
    path("people/<str:reference>/vulnerability/add/", registers.add_vulnerability, name="add_vulnerability"),
    path(
        "people/<str:reference>/vulnerability/<int:number>/",
        registers.review_vulnerability,
        name="review_vulnerability",
    ),
    path("people/<str:reference>/strengths/add/", registers.add_strength, name="add_strength"),
    path("people/<str:reference>/strengths/<int:number>/end/", registers.end_strength, name="end_strength"),
    path("people/<str:reference>/markers/add/", markers.propose, name="propose_marker"),
    path("people/<str:reference>/markers/<int:number>/", markers.review, name="review_marker"),
    path("people/<str:reference>/who-may-open/", restriction.restrict, name="restrict_person"),
    path("people/<str:reference>/apart/", restriction.undo_merge, name="undo_merge"),
    path("markers/", markers.waiting, name="marker_proposals"),
    path("markers/<int:number>/", markers.decide, name="decide_marker"),
    path("places/<str:reference>/", places.place, name="place"),
]
