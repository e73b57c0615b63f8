"""The addresses of the API. What is at none of them is a problem too, not a page."""

from django.urls import path, re_path

from rooftree.api import docs, oauth
from rooftree.api.v1 import api

app_name = "machines"

urlpatterns = [
    path("", docs.page, name="docs"),
    path("openapi.json", docs.openapi, name="openapi"),
    path("oauth/token", oauth.token, name="token"),
    path("", api.urls),
    re_path(r"^.*$", docs.nothing),
]
