"""The addresses of the residents' pages."""

from rooftree.residentweb import page_urls, portal_urls

app_name = "resident"
urlpatterns = [
    *portal_urls.urlpatterns,
    *page_urls.urlpatterns,
]
