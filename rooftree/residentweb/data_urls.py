"""The addresses of what residents may ask of their data."""

from django.urls import path

from rooftree.residentweb import own_data

urlpatterns = [
    path("my-data/", own_data.own_data, name="own_data"),
    path("my-data/ask/", own_data.ask, name="ask_about_data"),
    path("my-data/complain/", own_data.complain, name="complain_about_data"),
    path("my-data/looks/", own_data.looks, name="who_looked"),
    path("my-data/equality/", own_data.equality, name="equality"),
    path("my-data/equality/take-back/", own_data.withdraw_equality, name="withdraw_equality"),
    path("my-data/equality/<slug:question>/", own_data.equality_question, name="equality_question"),
    path("my-data/<str:reference>/package/", own_data.package, name="data_package"),
]
