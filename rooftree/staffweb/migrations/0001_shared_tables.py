"""Let the app use the tables of the libraries that sign staff in and run jobs. They hold no council's data."""

from django.db import migrations

from rooftree.foundations.protection import Share

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("foundations", "0001_initial"),
    ]

    operations = [
        Share("django_session", rights=EVERYTHING),
        Share("account_emailaddress", rights=EVERYTHING),
        Share("account_emailconfirmation", rights=EVERYTHING),
        Share("mfa_authenticator", rights=EVERYTHING),
        Share("procrastinate_jobs", rights=EVERYTHING),
        Share("procrastinate_events", rights=EVERYTHING),
        Share("procrastinate_periodic_defers", rights=EVERYTHING),
        Share("procrastinate_workers", rights=EVERYTHING),
        Share("django_migrations"),
        Share("django_content_type"),
        migrations.RunSQL(
            "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq, "
            "procrastinate_periodic_defers_id_seq TO rooftree_app",
            migrations.RunSQL.noop,
        ),
    ]
