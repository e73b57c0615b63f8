"""Let no piece of a handover outlive that its officer has the case."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_pieces_wait")]

    operations = [
        migrations.RunSQL(
            read("0007_pieces_follow", beside=__file__), read("0007_pieces_follow_undo", beside=__file__)
        )
    ]
