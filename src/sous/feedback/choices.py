"""The fixed vocabularies of the feedback room."""

from django.db import models


class Channel(models.TextChoices):
    """Where it was said."""

    SUPPORT = "support", "Support"
    PORTAL = "portal", "Portal"
    REVIEW = "review", "Review"
    SURVEY = "survey", "Survey"
    SALES = "sales", "Sales"
    INTERVIEW = "interview", "Interview"
    IN_APP = "in_app", "In-app"
    ISSUE = "issue", "Issue tracker"
    EMAIL = "email", "E-mail"
    SOCIAL = "social", "Social"
    OTHER = "other", "Other"


class Kind(models.TextChoices):
    """What kind of saying it is."""

    PROBLEM = "problem", "Problem"
    REQUEST = "request", "Request"
    PRAISE = "praise", "Praise"
    QUESTION = "question", "Question"


class TriageState(models.TextChoices):
    """How far we are with it."""

    NEW = "new", "New"
    REVIEWED = "reviewed", "Reviewed"
    ARCHIVED = "archived", "Archived"
    SPAM = "spam", "Spam"


class Mood(models.TextChoices):
    """Sentiment in three words: beyond a quarter either way it counts."""

    NEGATIVE = "negative", "Negative"
    NEUTRAL = "neutral", "Neutral"
    POSITIVE = "positive", "Positive"


OPEN_STATES = [TriageState.NEW, TriageState.REVIEWED]


class JudgedBy(models.TextChoices):
    """Who set a kind or a sentiment."""

    PERSON = "person", "a person"
    RATING = "rating", "the rating"
    MODEL = "model", "estimated"
    SOURCE = "source", "the source"
    NOBODY = "", "nobody"


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "Ready to check"
    CHECKING = "checking", "Checking"
    CHECKED = "checked", "Ready to import"
    RUNNING = "running", "Importing"
    DONE = "done", "Imported"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Undoing"
    UNDONE = "undone", "Undone"


IMPORT_BUSY = [ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING]


class RowOutcome(models.TextChoices):
    """What became of a row that is no new item."""

    UPDATED = "updated", "Updated"
    DUPLICATE = "duplicate", "Known already"
    REFUSED = "refused", "Refused"
    SKIPPED = "skipped", "Left out"
