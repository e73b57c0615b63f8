"""The addresses of timelines: of people, places and tenancies; and of the cases that old systems held."""

from django.urls import path

from rooftree.staffweb import timeline

urlpatterns = [
    path("past-cases/<int:pk>/", timeline.past_case, name="past_case"),
]
for what, folder in (("person", "people"), ("place", "places"), ("tenancy", "tenancies")):
    urlpatterns += [
        path(f"{folder}/<str:reference>/timeline/", timeline.timeline, {"what": what}, name=f"{what}_timeline"),
        path(
            f"{folder}/<str:reference>/timeline/download/",
            timeline.timeline_download,
            {"what": what},
            name=f"{what}_timeline_download",
        ),
    ]
