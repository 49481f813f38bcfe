"""The pages about customers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sous.customers import commands
from sous.customers.models import Account, Contact, CustomerFile, Segment
from sous.feedback.commands import submit_item

RULE = {"match": "all", "conditions": [{"field": "plan", "op": "is", "value": ["Fleet"]}]}


@pytest.fixture
def act(triager, now):
    return {"actor": triager, "at": now}


def make(act, number):
    values = {
        "name": f"Account {number:03}",
        "domain": f"a{number}.example",
        "plan": "Fleet",
        "revenue": "10",
        "currency": "EUR",
    }
    commands.create_account(**act, values=values)
    commands.create_contact(**act, values={"email": f"x@a{number}.example", "name": "Jo Lee"})
    submit_item(**act, text=f"Words {number}", author_email=f"x@a{number}.example")


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_lists_teach_when_there_is_nothing(triager_client):
    assert "Import customers" in text(triager_client.get("/customers/"))
    assert "No contacts yet" in text(triager_client.get("/customers/contacts/"))
    assert "No segments yet" in text(triager_client.get("/customers/segments/"))


QUERIES = {
    "/customers/": 11,
    "/customers/contacts/": 5,
    "/customers/segments/": 5,
    "/customers/segments/1": 8,
}


@pytest.mark.parametrize("rows", [2, 8])
@pytest.mark.parametrize("path", sorted(QUERIES))
def test_lists_need_a_fixed_number_of_queries(
    path, rows, act, triager_client, django_assert_num_queries
):
    for number in range(rows):
        make(act, number)
    for number in range(rows):
        segment = commands.create_segment(**act, name=f"Fleet {number}", rule=RULE)
    path = path.replace("1", str(segment.pk))
    triager_client.get(path)
    with django_assert_num_queries(QUERIES[path.replace(str(segment.pk), "1")]):
        assert triager_client.get(path).status_code == 200


def test_list_is_filtered_and_remembers_its_filter(act, triager_client):
    make(act, 1)
    commands.create_account(**act, values={"name": "Other", "plan": "Sloop"})
    shown = text(triager_client.get("/customers/?plan=Fleet&sort=-revenue"))
    assert ("Account 001" in shown, "Other" in shown) == (True, False)
    nothing = text(triager_client.get("/customers/?q=zzz"))
    assert "No account fits" in nothing
    assert triager_client.get("/customers/?sort=moon&renewal=x&owner=y").status_code == 200
    assert triager_client.get("/customers/?cursor=broken").status_code == 422


def test_list_goes_on_behind_the_page(act, triager_client):
    rows = [{"name": f"N {number:03}"} for number in range(60)]
    commands.upsert_accounts(**act, rows=rows)
    first = triager_client.get("/customers/")
    second = triager_client.get("/customers/" + first.context["older"])
    names = [str(account) for page in (first, second) for account in page.context["accounts"]]
    assert names == [row["name"] for row in rows]


def test_account_page_shows_who_they_are_and_what_they_said(act, triager_client):
    make(act, 1)
    shown = text(triager_client.get(f"/customers/accounts/{Account.objects.get().pk}"))
    assert all(word in shown for word in ("Account 001", "€ 10", "Words 1", "Jo Lee"))


def test_account_page_is_a_panel_for_htmx(act, triager_client):
    make(act, 1)
    path = f"/customers/accounts/{Account.objects.get().pk}"
    part = text(triager_client.get(path, headers={"HX-Request": "true", "HX-Target": "panel"}))
    assert ("<html" in part, "Words 1" in part) == (False, True)


def test_new_account_keeps_what_was_typed(triager_client):
    bad = {"name": "Acme", "revenue": "12k", "properties": "no colon"}
    answer = triager_client.post("/customers/accounts/new", bad)
    assert (answer.status_code, "needs a name and a colon" in text(answer)) == (422, True)
    bad = {"name": "Acme", "revenue": "12k", "properties": "sites: 3"}
    answer = triager_client.post("/customers/accounts/new", bad)
    assert "Say in which currency" in text(answer)
    assert 'value="12k"' in text(answer)
    triager_client.post("/customers/accounts/new", bad | {"currency": "EUR"})
    acme = Account.objects.get()
    assert (acme.revenue, acme.properties) == (12000, {"sites": 3})


def test_edit_of_a_changed_account_is_a_conflict_then_saves(act, triager_client):
    account = commands.create_account(**act, values={"name": "Acme"})
    path = f"/customers/accounts/{account.pk}/edit"
    commands.change_account(**act, account_id=account.pk, values={"plan": "Fleet"})
    late = triager_client.post(path, {"name": "Acme Ltd", "version": "1"})
    assert (late.status_code, "meanwhile" in text(late)) == (409, True)
    assert 'value="Acme Ltd"' in text(late)
    assert 'name="version" value="2"' in text(late)
    triager_client.post(path, {"name": "Acme Ltd", "version": "2"})
    assert Account.objects.get().name == "Acme Ltd"


def test_merge_with_undo(act, triager_client):
    one = commands.create_account(**act, values={"name": "One"})
    two = commands.create_account(**act, values={"name": "Two"})
    path = f"/customers/accounts/merge?id={one.pk}&id={two.pk}"
    assert "Which one stays?" in text(triager_client.get(path))
    done = triager_client.post(path, {"kept": two.pk}, follow=True)
    assert done.redirect_chain[-1][0] == f"/customers/accounts/{two.pk}"
    moved = triager_client.get(f"/customers/accounts/{one.pk}")
    assert moved["Location"] == f"/customers/accounts/{two.pk}"
    merge = done.context["merges"][0]["merge"]
    assert f"/customers/merges/{merge.pk}/undo" in text(done)
    triager_client.post(f"/customers/merges/{merge.pk}/undo")
    assert Account.objects.filter(merged_into=None).count() == 2


def test_contact_consent_export_and_erasure(act, triager_client):
    make(act, 1)
    pk = Contact.objects.get().pk
    path = f"/customers/contacts/{pk}"
    triager_client.post(f"{path}/consent", {"purpose": "beta", "state": "given", "source": "mail"})
    exported = triager_client.post(f"{path}/export").json()
    assert exported["contacts"][0]["consents"][0]["source"] == "mail"
    assert [each["text"] for each in exported["feedback"]] == ["Words 1"]
    gone = triager_client.post(f"{path}/erase", follow=True)
    assert ("was erased" in text(gone), "Jo Lee" in text(gone)) == (True, False)


def test_contact_form_finds_the_account_by_name(act, triager_client):
    account = commands.create_account(**act, values={"name": "Acme"})
    wrong = triager_client.post("/customers/contacts/new", {"name": "Jo", "account": "Nobody"})
    assert (wrong.status_code, "no account of this name" in text(wrong)) == (422, True)
    triager_client.post("/customers/contacts/new", {"name": "Jo", "account": "acme"})
    assert Contact.objects.get().account == account


def test_comment_comes_back_to_its_page_and_nowhere_else(act, triager_client):
    account = commands.create_account(**act, values={"name": "Acme"})
    path = f"/customers/accounts/{account.pk}"
    body = {"ref": f"ACC-{account.pk}", "text": "Call them", "next": path}
    assert triager_client.post("/customers/comment", body)["Location"] == path
    assert "Call them" in text(triager_client.get(path))
    body["next"] = "https://evil.example/"
    assert triager_client.post("/customers/comment", body)["Location"] == "/customers/"


BUILT = {
    "name": "Big",
    "match": "all",
    "field": ["plan", "revenue", ""],
    "op": ["is", "at_least", "is"],
    "value": ["Fleet, Ketch", "5", ""],
    "extra": ["", "EUR", ""],
}


def test_segment_is_built_without_script(act, triager_client):
    make(act, 1)
    longer = triager_client.post("/customers/segments/new", BUILT | {"add": "yes"})
    assert len(longer.context["builder"].rows) == 4
    assert longer.context["count"] == 1
    shorter = triager_client.post("/customers/segments/new", BUILT | {"remove": "0"})
    assert [row.field for row in shorter.context["builder"].rows] == ["revenue", ""]
    triager_client.post("/customers/segments/new", BUILT | {"save": "yes"})
    segment = Segment.objects.get()
    assert segment.rule["conditions"] == [
        {"field": "plan", "op": "is", "value": ["Fleet", "Ketch"]},
        {"field": "revenue", "op": "at_least", "value": 5, "currency": "EUR"},
    ]
    shown = text(triager_client.get(f"/customers/segments/{segment.pk}"))
    assert "Plan is Fleet or Ketch, and yearly revenue at least 5 EUR" in shown
    again = triager_client.get(f"/customers/segments/{segment.pk}/edit")
    assert 'value="Fleet, Ketch"' in text(again)
    triager_client.post(f"/customers/segments/{segment.pk}/delete")
    assert Segment.objects.count() == 0


def test_segment_with_a_wrong_condition_says_it_at_the_row(triager_client):
    wrong = BUILT | {"extra": ["", "", ""], "save": "yes", "name": ""}
    answer = triager_client.post("/customers/segments/new", wrong)
    assert (answer.status_code, answer.context["builder"].rows[1].error) == (
        422,
        "Yearly revenue: say in which currency, like EUR.",
    )
    assert "A name has 1 to 120 characters." in text(answer)


def test_segment_count_while_building(act, triager_client):
    make(act, 1)
    assert "1 account" in text(triager_client.post("/customers/segments/count", BUILT))


CSV = (
    "Company,Website,ARR,Currency,Renewal date,Berths\n"
    "Acme,acme.com,1200,EUR,31.12.2026,12\n"
    "Bell,bell.example,many,EUR,,\n"
)


def test_file_is_checked_mapped_imported_and_harmless_twice(triager_client, run_jobs):
    def bring():
        upload = SimpleUploadedFile("crm.csv", CSV.encode())
        return triager_client.post("/customers/import/", {"file": upload})["Location"]

    page = bring()
    shown = triager_client.get(page)
    assert (shown.context["file"].created, shown.context["file"].refused) == (1, 1)
    assert Account.objects.count() == 0
    assert "Berths" in text(shown)
    triager_client.post(f"{page}/start")
    run_jobs()
    acme = Account.objects.get()
    done = CustomerFile.objects.get()
    assert (str(acme.renewal_on), acme.properties) == ("2026-12-31", {"Berths": "12"})
    assert (done.state, done.created, done.refused, done.file.name) == ("done", 1, 1, "")
    refused = triager_client.get(f"{page}/refused.csv").content.decode("utf-8-sig").splitlines()
    assert refused[0] == "Company,Website,ARR,Currency,Renewal date,Berths,reason"
    assert refused[1].startswith("Bell,bell.example,many,EUR,,,")
    again = triager_client.get(bring()).context["file"]
    assert (again.created, again.updated, again.same) == (0, 0, 1)


def test_file_mapping_can_be_corrected(triager_client):
    upload = SimpleUploadedFile("x.csv", b"Thing,Web\nAcme,acme.com\n")
    page = triager_client.post("/customers/import/", {"file": upload, "kind": "accounts"})
    path = page["Location"]
    assert triager_client.get(path).context["file"].refused == 1
    triager_client.post(path, {"name": "Thing", "domain": "Web"})
    assert triager_client.get(path).context["file"].created == 1
    wrong = triager_client.post(path, {"name": "Web", "domain": "Web"})
    assert wrong.status_code == 422


def test_a_file_that_is_none_is_refused_and_not_kept(triager_client):
    upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7 ...")
    answer = triager_client.post("/customers/import/", {"file": upload})
    assert (answer.status_code, CustomerFile.objects.count()) == (422, 0)
    assert "This is a PDF" in text(answer)


@pytest.mark.parametrize(
    "path",
    [
        "accounts/new",
        "accounts/1/edit",
        "contacts/new",
        "contacts/1/erase",
        "contacts/1/export",
        "segments/new",
        "segments/1/delete",
        "merges/1/undo",
        "import/1/start",
    ],
)
def test_a_viewer_changes_nothing(path, viewer_client, act):
    make(act, 1)
    commands.create_segment(**act, name="Fleet", rule=RULE)
    body = {"name": "X", "save": "yes", "field": "plan", "op": "is", "value": "x", "extra": ""}
    account, contact, segment = Account.objects.get(), Contact.objects.get(), Segment.objects.get()
    kind = path.split("/")[0]
    pk = {"accounts": account, "contacts": contact, "segments": segment}.get(kind, account).pk
    answer = viewer_client.post(f"/customers/{path.replace('1', str(pk))}", body)
    assert answer.status_code == 403


def test_a_stranger_is_sent_to_the_login(client, owner_user):
    assert client.get("/customers/").status_code == 302
