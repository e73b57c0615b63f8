"""The addresses of the staff site. Each part of the service adds its own lines."""

from django.urls import path

from rooftree.staffweb import components, home

app_name = "staff"

urlpatterns = [
    path("", home.start, name="home"),
    path("components/", components.show, name="components"),
]
