"""Words by which things are found, and the functions that find them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations import sql
from rooftree.foundations.protection import APP, Protect


class Migration(migrations.Migration):
    dependencies = [("foundations", "0002_calendars_and_rules")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "person_id",
                    models.BigIntegerField(db_comment="Whom the words are about; or the place is set.", null=True),
                ),
                ("place_id", models.BigIntegerField(null=True)),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        db_comment="n name, f former or other name, b birth date, a address and c postcode of "
                        "a place, l lives at and m its postcode, p lived at and q its postcode; then the "
                        "council, a low line, the word."
                    ),
                ),
                (
                    "address",
                    models.TextField(
                        db_comment="Of a place: its address words, for those who live there.", db_default=""
                    ),
                ),
                (
                    "postcode",
                    models.CharField(
                        db_comment="Of a place: in small letters, without the space.",
                        db_default="",
                        max_length=8,
                    ),
                ),
                (
                    "standing",
                    models.SmallIntegerField(
                        db_comment="Shown first: 0 tenants, 1 occupants and homes, 2 others, 3 former tenants.",
                        db_default=2,
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.council",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_entry_by_words")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "person_id"),
                        name="one_search_entry_a_person",
                        condition=models.Q(("person_id__isnull", False)),
                    ),
                    models.UniqueConstraint(
                        fields=("council", "place_id"),
                        name="one_search_entry_a_place",
                        condition=models.Q(("place_id__isnull", False)),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person_id__isnull", True), ("place_id__isnull", False), ("restricted_to", 0)
                        )
                        | models.Q(("person_id__isnull", False), ("place_id__isnull", True)),
                        name="search_entry_is_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "council_id", "word", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_comment="n of a name, a of an address.", max_length=1)),
                ("word", models.TextField(db_collation="C")),
                (
                    "sound",
                    models.TextField(db_collation="C", db_comment="What is left when spelling is taken away."),
                ),
                (
                    "uses",
                    models.IntegerField(db_comment="How often, roughly: common words are tried first."),
                ),
                (
                    "council",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.council",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["council", "sound"], name="search_word_by_sound")],
            },
        ),
        Protect("foundations_searchentry", restricted=True, person="person_id", audited=False),
        Protect("foundations_searchword", root=True, audited=False),
        migrations.RunSQL(
            # Everybody's words together, restricted people's too: the functions below obey the policy.
            f"REVOKE ALL ON foundations_searchentry, foundations_searchword FROM {APP}",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(sql.read("0003_search"), sql.read("0003_search_undo")),
    ]
