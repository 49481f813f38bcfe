"""The index of words: FTS5 with triggers on SQLite, a GIN expression index on PostgreSQL.

Both are kept by the database itself, so that bulk inserts, undone imports and crashes cannot leave
them behind.
"""

from django.db import migrations

from sous.insights.commands.words import make_words_index


def make(apps, schema_editor):
    make_words_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial"), ("feedback", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
