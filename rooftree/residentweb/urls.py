"""The addresses of the residents' pages."""

from rooftree.residentweb import data_urls, page_urls, portal_urls, rent_urls

app_name = "resident"
urlpatterns = [
    *portal_urls.urlpatterns,
    *page_urls.urlpatterns,
    *data_urls.urlpatterns,
    *rent_urls.urlpatterns,
]
