"""Keeping what a language model wrote about a theme, after every sentence was checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.insights.choices import Author
from sous.insights.models import Theme
from sous.kernel.actors import Actor


@transaction.atomic
def keep_summary(
    *, actor: Actor, at: datetime, theme_id: int, name: str, sentences: Sequence[dict[str, Any]]
) -> None:
    """Store a summary, and a name unless a person gave one. Empty values change nothing."""
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        return
    if sentences:
        theme.summary, theme.summary_by = list(sentences), Author.LLM
    if name and theme.name_by != Author.PERSON:
        theme.name, theme.name_by = name[:200], Author.LLM
    theme.save(update_fields=["summary", "summary_by", "name", "name_by"])
