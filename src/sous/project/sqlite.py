"""Put a current SQLite in place of the system's, before Django loads its database backend.

Releases before 3.51.3 can corrupt a write-ahead-log database when two connections write and
checkpoint at the same moment, and distributions still ship them. ``pysqlite3`` carries its own.
"""

import sys


def use_bundled_sqlite() -> None:
    """Make ``import sqlite3`` mean the bundled library; does nothing where it is not installed."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def allow_many_parameters() -> None:
    """Let one query have as many parameters as SQLite has taken since 3.32; Django thinks of 999.

    A batch of rows is then one INSERT, whatever its size, as it is on PostgreSQL.
    """
    from django.db.backends.sqlite3 import base

    features = vars(base)["DatabaseFeatures"]
    features.max_query_params = 32_766
