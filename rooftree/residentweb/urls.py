"""The addresses of the residents' pages."""

from rooftree.residentweb import portal_urls

app_name = "resident"
urlpatterns = [
    *portal_urls.urlpatterns,
]
