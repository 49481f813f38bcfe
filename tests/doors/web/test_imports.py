"""Importing by page: upload, look, correct, start, read the counts, undo."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sous.feedback.models import Import, Item

FILE = b"id,comment,rating\n1,The export stops,2\n2,Love it,5\n3,,\n"


def upload(client, content=FILE, name="rows.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post("/imports/upload", {"file": file})


def test_from_file_to_inbox_and_back(triager_client, run_jobs):
    imported = Import.objects.get(pk=upload(triager_client)["Location"].rsplit("/", 1)[1])
    page = triager_client.get(f"/imports/{imported.pk}")
    assert page.context["bar"]["label"] == "Counting the rows"
    run_jobs()
    page = triager_client.get(f"/imports/{imported.pk}").content.decode()
    assert "The export stops" in page
    assert "Import 2 new items" in page.replace("\xa0", " ")
    triager_client.post(f"/imports/{imported.pk}/start")
    run_jobs()
    page = triager_client.get(f"/imports/{imported.pk}").content.decode()
    assert f"/feedback/?state=all&amp;import={imported.pk}" in page
    rows = triager_client.get(f"/imports/{imported.pk}/rows?outcome=refused").content.decode()
    assert "neither text nor rating" in rows
    refused = triager_client.get(f"/imports/{imported.pk}/refused")
    assert b"neither text nor rating" in b"".join(refused.streaming_content)
    triager_client.post(f"/imports/{imported.pk}/undo")
    run_jobs()
    assert Item.objects.count() == 0
    assert "undone" in triager_client.get(f"/imports/{imported.pk}").content.decode()


def test_pasted_rows(triager_client):
    answer = triager_client.post("/imports/upload", {"pasted": "text\trating\nGood\t5\nBad\t1\n"})
    imported = Import.objects.get()
    assert answer["Location"] == f"/imports/{imported.pk}"
    assert imported.mapping["columns"] == {"text": "text", "rating": "rating"}


def test_mapping_is_corrected_on_the_page(triager_client, run_jobs):
    upload(triager_client, b"a,b\nwords of someone here,x\nother words of hers,y\n")
    imported = Import.objects.get()
    sent = {"format": "table", "column-text": "a", "column-author_name": "b", "channel": "sales"}
    triager_client.post(f"/imports/{imported.pk}/choose", sent)
    run_jobs()
    triager_client.post(f"/imports/{imported.pk}/start")
    run_jobs()
    names = list(Item.objects.order_by("pk").values_list("author_name", "channel"))
    assert names == [("x", "sales"), ("y", "sales")]


def test_broken_file_is_one_clear_page(triager_client):
    answer = upload(triager_client, b"\x89PNG\r\n\x1a\nxxxx", "rows.csv")
    assert answer.status_code == 422
    assert "a picture, not a table" in answer.content.decode()
    assert Import.objects.count() == 0


def test_progress_sends_to_the_result(triager_client, run_jobs):
    upload(triager_client)
    imported = Import.objects.get()
    bar = triager_client.get(f"/imports/{imported.pk}/progress")
    assert "Counting the rows" in bar.content.decode()
    run_jobs()
    done = triager_client.get(f"/imports/{imported.pk}/progress")
    assert done["HX-Redirect"] == f"/imports/{imported.pk}"


def test_viewer_sees_and_does_not_import(viewer_client):
    assert viewer_client.get("/imports/").status_code == 200
    assert upload(viewer_client).status_code == 403


def test_list_of_imports_has_few_queries(triager_client, django_assert_num_queries):
    for number in range(4):
        upload(triager_client, FILE, f"rows-{number}.csv")
    with django_assert_num_queries(3):
        triager_client.get("/imports/")
