"""The addresses of cases, worklists and the service page."""

from django.urls import path

from rooftree.staffweb import case_changes, case_ties, case_times, cases, home, service, worklists

_CASE = "cases/<str:reference>/"

urlpatterns = [
    path("", home.my_work, name="home"),
    path("work/download/", worklists.my_work_download, name="my_work_download"),
    path("work/views/add/", worklists.add_view, {"page": worklists.MINE}, name="add_view"),
    path("work/views/<int:pk>/remove/", worklists.remove_view, name="remove_view"),
    path("team-work/", worklists.team_work, name="team_work"),
    path("team-work/<int:pk>/", worklists.team_worklist, name="team_worklist"),
    path("team-work/<int:pk>/download/", worklists.team_worklist_download, name="team_worklist_download"),
    path("team-work/<int:pk>/views/add/", worklists.add_view, {"page": worklists.TEAM}, name="add_team_view"),
    path("team-work/<int:pk>/load/", service.team_load, name="team_load"),
    path("service/", service.service, name="service"),
    path("service/alarms/<int:pk>/", service.end_alarm, name="end_alarm"),
    path("service/disagreements/<int:pk>/", service.answer_challenge, name="answer_challenge"),
    path("cases/open-restricted/", case_ties.open_by_exception, name="open_case_by_exception"),
    path(_CASE, cases.case, name="case"),
    path(f"{_CASE}take/", case_changes.take, name="take_case"),
    path(f"{_CASE}give/", case_changes.give, name="give_case"),
    path(f"{_CASE}give-to-team/", case_changes.give_to_team, name="give_case_to_team"),
    path(f"{_CASE}decline/", case_changes.decline, name="decline_case"),
    path(f"{_CASE}put-back/", case_changes.put_back, name="put_back_case"),
    path(f"{_CASE}hold/", case_changes.hold, name="hold_case"),
    path(f"{_CASE}put-off/", case_changes.snooze, name="snooze_case"),
    path(f"{_CASE}holds/<int:number>/end/", case_changes.end_hold, name="end_hold"),
    path(f"{_CASE}note/", case_changes.note, name="note_on_case"),
    path(f"{_CASE}tasks/add/", case_changes.add_task, name="add_task"),
    path(f"{_CASE}tasks/<int:number>/done/", case_changes.finish_task, name="finish_task"),
    path(f"{_CASE}tasks/<int:number>/drop/", case_changes.drop_task, name="drop_task"),
    path(f"{_CASE}promise/", case_changes.promise, name="promise"),
    path(f"{_CASE}ask-team/", case_changes.ask_team, name="ask_team"),
    path(f"{_CASE}requests/<int:number>/", case_changes.answer_request, name="answer_request"),
    path(f"{_CASE}requests/<int:number>/withdraw/", case_changes.withdraw_request, name="withdraw_request"),
    path(f"{_CASE}clocks/<int:number>/more-time/", case_times.extend, name="extend_clock"),
    path(f"{_CASE}clocks/<int:number>/pause/", case_times.pause, name="pause_clock"),
    path(f"{_CASE}clocks/<int:number>/go-on/", case_times.resume, name="resume_clock"),
    path(f"{_CASE}clocks/<int:number>/excuse/", case_times.excuse, name="excuse_clock"),
    path(f"{_CASE}links/add/", case_ties.link, name="link_case"),
    path(f"{_CASE}links/<int:number>/remove/", case_ties.unlink, name="unlink_case"),
    path(f"{_CASE}files/add/", case_ties.attach, name="attach_file"),
    path(f"{_CASE}files/<int:number>/", case_ties.open_file, name="case_file"),
    path(f"{_CASE}files/<int:number>/take-off/", case_ties.take_off, name="take_off_file"),
    path(f"{_CASE}who-may-open/", case_ties.restrict, name="restrict_case"),
    path(f"{_CASE}weigh/", case_ties.weigh, name="weigh_case"),
    path(f"{_CASE}disagree/", case_ties.challenge, name="challenge_case"),
    path(f"{_CASE}close/", case_changes.close, name="close_case"),
    path(f"{_CASE}reopen/", case_changes.reopen, name="reopen_case"),
]
