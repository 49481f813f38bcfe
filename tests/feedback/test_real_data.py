"""Real exports through the real pipeline, from the folder in SOUS_REAL_DATA."""

import pytest
from django.core.files import File

from sous.feedback import commands, tasks
from sous.feedback.models import Import, Item

SETS = {
    "banking77.csv.gz": ("table", {"rows": 13_083, "new": 13_083}),
    "github_issues_hf_datasets.jsonl.gz": (
        "github-issues",
        {"rows": 7_258, "new": 3_019, "skipped": 4_239},
    ),
    "app_reviews_minibar_en_fr.csv.gz": (
        "table",
        {"rows": 12_000, "new": 12_000},
    ),
}


def bring(actor, at, path):
    with path.open("rb") as opened:
        imported = commands.upload_import(
            actor=actor, at=at, name=path.name, file=File(opened, name=path.name), check=False
        )
    commands.start_import(actor=actor, at=at, import_id=imported.pk, background=False)
    tasks.work_import(imported.pk)
    return Import.objects.get(pk=imported.pk)


def counts(imported):
    names = ("rows", "new", "updated", "duplicate", "refused", "skipped")
    return {name: number for name in names if (number := getattr(imported, name))}


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_real_export_arrives_whole(name, real_data, triager, now):
    form, expected = SETS[name]
    imported = bring(triager, now, real_data / name)
    assert (imported.format, imported.state) == (form, "done")
    assert counts(imported) == expected
    assert Item.objects.count() == expected["new"]


@pytest.mark.slow
def test_reviews_keep_ratings_and_languages(real_data, triager, now):
    bring(triager, now, real_data / "app_reviews_minibar_en_fr.csv.gz")
    assert Item.objects.filter(rating=None).count() == 0
    assert set(Item.objects.order_by().values_list("rating_scale", flat=True).distinct()) == {5}
    assert {"en", "fr"} <= set(
        Item.objects.order_by().values_list("language", flat=True).distinct()
    )
