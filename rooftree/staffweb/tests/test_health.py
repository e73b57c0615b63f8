"""Whether the site is up, and whether it can serve."""

import pytest
from django.db import OperationalError


def test_up_asks_nothing_of_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"up\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_the_database_answers(client):
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ready\n")


@pytest.mark.django_db
def test_not_ready_when_the_database_does_not_answer(client, monkeypatch):
    def is_down(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("rooftree.config.health.connection.cursor", is_down)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_a_load_balancer_asks_by_number_and_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["housing.alder.example"]

    assert client.get("/healthz", headers={"Host": "192.0.2.7:8000"}).status_code == 200


def test_health_is_asked_and_never_told(client):
    assert client.post("/healthz").status_code == 405
