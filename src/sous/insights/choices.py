"""The fixed vocabularies of the insights room."""

from django.db import models


class ThemeState(models.TextChoices):
    """Whether a theme is shown."""

    FORMING = "forming", "Being built"
    ACTIVE = "active", "Active"
    DISMISSED = "dismissed", "Dismissed"
    MERGED = "merged", "Merged"
    GONE = "gone", "Empty"


SHOWN_STATES = [ThemeState.ACTIVE, ThemeState.DISMISSED]


class Author(models.TextChoices):
    """Whose words or whose decision."""

    PERSON = "person", "a person"
    MODEL = "model", "Sous"
    LLM = "llm", "the language model"


class EditKind(models.TextChoices):
    """What a person changed about the themes."""

    MERGE = "merge", "Merged"
    SPLIT = "split", "Split"
    MOVE = "move", "Moved quotes"
    RENAME = "rename", "Renamed"
    DISMISS = "dismiss", "Dismissed"
    RESTORE = "restore", "Restored"
    PIN = "pin", "Pinned"
    UNPIN = "unpin", "Unpinned"
    PLACE = "place", "Moved to another group"
    CONFIRM = "confirm", "Confirmed quotes"


class RunState(models.TextChoices):
    """Where a build stands."""

    RUNNING = "running", "Building"
    DONE = "done", "Built"
    FAILED = "failed", "Failed"


class Direction(models.TextChoices):
    """What the trend test says."""

    GROWING = "growing", "Growing"
    SHRINKING = "shrinking", "Shrinking"
    STEADY = "steady", "Steady"
    EMPTY = "", "Too little to tell"
