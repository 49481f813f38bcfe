"""The index of words and tags over all feedback, kept by the database itself."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sous.insights.models import Term
from sous.kernel.actors import Actor

MOST_TERMS = 30_000
SAMPLE = 50_000  # newest items whose words make the vocabulary on PostgreSQL

SQLITE_COLUMNS = ["title", "text", "author_name", "tags"]
_NAMES = ", ".join(SQLITE_COLUMNS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in SQLITE_COLUMNS) for row in ("old", "new"))
_FORGET = (
    f"INSERT INTO insights_words(insights_words, rowid, {_NAMES}) "  # noqa: S608 - our own texts
    f"VALUES ('delete', old.id, {_OLD}); "
)
_LEARN = f"INSERT INTO insights_words(rowid, {_NAMES}) VALUES (new.id, {_NEW}); "  # noqa: S608
_TRIGGER = "CREATE TRIGGER IF NOT EXISTS insights_words"
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS insights_words USING fts5({_NAMES}, "
    "content='feedback_item', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS insights_vocabulary USING fts5vocab(insights_words, 'col')",
    f"{_TRIGGER}_new AFTER INSERT ON feedback_item BEGIN {_LEARN}END",
    f"{_TRIGGER}_gone AFTER DELETE ON feedback_item BEGIN {_FORGET}END",
    f"{_TRIGGER}_changed AFTER UPDATE OF {_NAMES} ON feedback_item BEGIN {_FORGET}{_LEARN}END",
)
TRIGGERS = ("insights_words_new", "insights_words_gone", "insights_words_changed")
# A column rather than an index over the expression: walking a list, its rows are then looked
# through without taking their texts apart again, and the planner knows how common a word is.
POSTGRES = (
    "DROP INDEX IF EXISTS insights_words",
    "ALTER TABLE feedback_item ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector("
    "'simple', left(title || ' ' || author_name || ' ' || text, 100000))) STORED",
    "CREATE INDEX insights_words ON feedback_item USING gin (words)",
    "CREATE INDEX insights_tags ON feedback_item USING gin (tags jsonb_path_ops)",
    "ANALYZE feedback_item (words)",
)
EVIDENCE = "to_tsvector('simple', left(title || ' ' || text, 100000))"


def make_words_index(database: Any) -> None:
    """Make whatever is missing, and fill it. ``database`` is a Django connection."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_attribute WHERE attname = 'words' AND NOT attisdropped "
                "AND attrelid = to_regclass('feedback_item')"
            )
            if not cursor.fetchone()[0]:
                for statement in POSTGRES:
                    cursor.execute(statement)
            return
        _forget_old_table(cursor)
        cursor.execute(
            "SELECT count(*) FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'insights_words%'"
        )
        complete = cursor.fetchone()[0] == len(TRIGGERS)
        for statement in SQLITE:
            cursor.execute(statement)
        if not complete:
            cursor.execute("INSERT INTO insights_words(insights_words) VALUES ('rebuild')")


def _forget_old_table(cursor: Any) -> None:
    """Take away a table of words that has other columns: it is made anew."""
    cursor.execute("SELECT name FROM pragma_table_info('insights_words')")
    if [name for (name,) in cursor.fetchall()] in ([], SQLITE_COLUMNS):
        return
    for trigger in TRIGGERS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    cursor.execute("DROP TABLE IF EXISTS insights_vocabulary")
    cursor.execute("DROP TABLE insights_words")


@transaction.atomic
def keep_words(*, actor: Actor, at: datetime) -> int:
    """Mend the index if a table was remade under it, and renew the vocabulary. Returns its size."""
    make_words_index(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            newest = f"SELECT {EVIDENCE} FROM feedback_item ORDER BY id DESC LIMIT {SAMPLE}"  # noqa: S608
            cursor.execute(
                "SELECT word, ndoc FROM ts_stat(%s) "
                "WHERE ndoc > 1 AND length(word) BETWEEN 3 AND 24 "
                "ORDER BY ndoc DESC, word LIMIT %s",
                [newest, MOST_TERMS],
            )
        else:
            cursor.execute(
                "SELECT term, max(doc) AS docs FROM insights_vocabulary "
                "WHERE col IN ('title', 'text') AND doc > 1 AND length(term) BETWEEN 3 AND 24 "
                "GROUP BY term ORDER BY docs DESC, term LIMIT %s",
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
