"""Keep contacts that came as an email: taken by Rooftree, so nobody handled them."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_residents"), ("correspondence", "0004_protect_replies")]

    operations = [
        migrations.RemoveConstraint(model_name="contact", name="contact_has_a_handler"),
        migrations.AddField(
            model_name="contact",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                db_comment="The email that it came as, taken by Rooftree: no handler.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="correspondence.inboundmail",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handler__isnull", False),
                    ("by_resident__isnull", False),
                    ("mail__isnull", False),
                    ("is_automatic", True),
                    models.Q(("source_system", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_has_a_handler",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mail__isnull", False)), fields=("council", "mail"), name="one_contact_a_mail"
            ),
        ),
        BelongsTo("contact_contact", "mail_id", "correspondence_inboundmail"),
    ]
