"""The index of words over all feedback, kept by the database itself."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sous.insights.models import Term
from sous.insights.rules import WORDS_VECTOR as VECTOR
from sous.kernel.actors import Actor

MOST_TERMS = 30_000
SAMPLE = 50_000  # newest items whose words make the vocabulary on PostgreSQL

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS insights_words USING fts5("
    "title, text, content='feedback_item', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS insights_vocabulary USING fts5vocab(insights_words, 'row')",
    "CREATE TRIGGER IF NOT EXISTS insights_words_new AFTER INSERT ON feedback_item BEGIN "
    "INSERT INTO insights_words(rowid, title, text) VALUES (new.id, new.title, new.text); END",
    "CREATE TRIGGER IF NOT EXISTS insights_words_gone AFTER DELETE ON feedback_item BEGIN "
    "INSERT INTO insights_words(insights_words, rowid, title, text) "
    "VALUES ('delete', old.id, old.title, old.text); END",
    "CREATE TRIGGER IF NOT EXISTS insights_words_changed "
    "AFTER UPDATE OF title, text ON feedback_item BEGIN "
    "INSERT INTO insights_words(insights_words, rowid, title, text) "
    "VALUES ('delete', old.id, old.title, old.text); "
    "INSERT INTO insights_words(rowid, title, text) VALUES (new.id, new.title, new.text); END",
)
POSTGRES = f"CREATE INDEX insights_words ON feedback_item USING gin ({VECTOR})"
TRIGGERS = 3


def make_words_index(database: Any) -> None:
    """Make whatever is missing, and fill it. ``database`` is a Django connection."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'insights_words'")
            if not cursor.fetchone()[0]:
                cursor.execute(POSTGRES)
            return
        cursor.execute(
            "SELECT count(*) FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'insights_words%'"
        )
        complete = cursor.fetchone()[0] == TRIGGERS
        for statement in SQLITE:
            cursor.execute(statement)
        if not complete:
            cursor.execute("INSERT INTO insights_words(insights_words) VALUES ('rebuild')")


@transaction.atomic
def keep_words(*, actor: Actor, at: datetime) -> int:
    """Mend the index if a table was remade under it, and renew the vocabulary. Returns its size."""
    make_words_index(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            newest = f"SELECT {VECTOR} FROM feedback_item ORDER BY id DESC LIMIT {SAMPLE}"  # noqa: S608
            cursor.execute(
                "SELECT word, ndoc FROM ts_stat(%s) "
                "WHERE ndoc > 1 AND length(word) BETWEEN 3 AND 24 "
                "ORDER BY ndoc DESC, word LIMIT %s",
                [newest, MOST_TERMS],
            )
        else:
            cursor.execute(
                "SELECT term, doc FROM insights_vocabulary "
                "WHERE doc > 1 AND length(term) BETWEEN 3 AND 24 "
                "ORDER BY doc DESC, term LIMIT %s",
                [MOST_TERMS],
            )
        rows = [(str(term), int(n)) for term, n in cursor.fetchall()]
    wanted = {term: n for term, n in rows if any(map(str.isalpha, term))}
    known = dict(Term.objects.values_list("term", "n"))
    gone = [term for term in known if term not in wanted]
    for start in range(0, len(gone), 400):
        Term.objects.filter(pk__in=gone[start : start + 400]).delete()
    Term.objects.bulk_create(
        [Term(term=term, n=n) for term, n in wanted.items() if known.get(term) != n],
        batch_size=400,
        update_conflicts=True,
        unique_fields=["term"],
        update_fields=["n"],
    )
    return len(wanted)
