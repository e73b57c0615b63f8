"""Works off what waits in the queue, in the test's own process, as a worker would."""

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work_off(name: str) -> int:
    """Do every job of this name that waits, in the order in which they were queued; return how many."""
    waiting = list(ProcrastinateJob.objects.filter(status="todo", task_name=name).order_by("pk"))
    for job in waiting:
        app.tasks[name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
    return len(waiting)
