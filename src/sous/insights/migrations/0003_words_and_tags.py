"""The index of words also holds who said it, and tags; on PostgreSQL it is a column of its own."""

from django.db import migrations

from sous.insights.commands.words import make_words_index


def make(apps, schema_editor):
    make_words_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_words"),
        ("feedback", "0003_digests_without_condition"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
