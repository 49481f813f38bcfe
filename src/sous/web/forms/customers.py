"""Forms about accounts and contacts. They carry text; the room cleans and refuses."""

from typing import Any

from django import forms

from sous.customers.choices import Health, Stage
from sous.customers.models import Account, Contact
from sous.customers.queries import account_named
from sous.kernel.actors import Actor
from sous.kernel.queries import people


class PropertiesField(forms.CharField):
    """``name: value`` a line, as a dictionary; numbers and yes or no become what they are."""

    def __init__(self) -> None:
        super().__init__(
            label="Properties",
            required=False,
            widget=forms.Textarea({"rows": 4, "placeholder": "sites: 3\nCRM: HubSpot"}),
            help_text="One a line: name, colon, value.",
        )

    def clean(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in str(super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            name, colon, text = line.partition(":")
            if not colon or not name.strip():
                raise forms.ValidationError(f"“{line.strip()[:60]}” needs a name and a colon.")
            found[name.strip()] = plain(text.strip())
        return found


def plain(text: str) -> str | int | float | bool:
    """A number or yes or no where the text is one."""
    if text.lower() in {"yes", "true"}:
        return True
    if text.lower() in {"no", "false"}:
        return False
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if str(number) == text:
            return number
    return text


def as_lines(properties: dict[str, Any]) -> str:
    """The inverse of the field."""
    words = {True: "yes", False: "no"}
    return "\n".join(
        f"{name}: {words[value] if isinstance(value, bool) else value}"
        for name, value in sorted(properties.items())
    )


class VersionedForm(forms.Form):
    """A form that knows which version of the thing it shows."""

    fresh: int | None = None  # the version that won, when somebody else was faster

    @property
    def shown_version(self) -> Any:
        """What the form carries back: the version its reader has seen."""
        return self.fresh or self.data.get("version") or self.initial.get("version", "")

    def version(self) -> int | None:
        """The version the reader saw."""
        text = str(self.data.get("version", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class AccountForm(VersionedForm):
    """An account as a person fills it in."""

    name = forms.CharField(max_length=200)
    domain = forms.CharField(
        required=False, help_text="Contacts with this e-mail domain join by themselves."
    )
    plan = forms.CharField(required=False, max_length=80)
    tier = forms.CharField(required=False, max_length=80)
    stage = forms.ChoiceField(required=False, choices=[("", "Not known"), *Stage.choices])
    health = forms.ChoiceField(required=False, choices=[("", "Not judged"), *Health.choices])
    revenue = forms.CharField(label="Yearly revenue", required=False)
    currency = forms.CharField(
        required=False, max_length=3, widget=forms.TextInput({"placeholder": "EUR"})
    )
    seats = forms.CharField(required=False, widget=forms.TextInput({"inputmode": "numeric"}))
    renewal_on = forms.DateField(
        label="Renewal", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    signed_on = forms.DateField(
        label="Customer since", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    owner_id = forms.ChoiceField(label="Owner", required=False)
    industry = forms.CharField(required=False, max_length=120)
    country = forms.CharField(required=False, max_length=60, help_text="A name or a code like DE.")
    external_id = forms.CharField(
        label="External id", required=False, max_length=200, help_text="Its id in your CRM."
    )
    properties = PropertiesField()

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(str(user.pk), str(user)) for user in people(actor) if user.is_active]
        chosen = str(self.initial.get("owner_id") or "")
        if chosen and chosen not in dict(options):
            options.append((chosen, "Someone who left"))
        field = self.fields["owner_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Nobody"), *options]

    def values(self) -> dict[str, Any]:
        """What was typed, for the command."""
        return dict(self.cleaned_data)

    @staticmethod
    def initial_of(account: Account) -> dict[str, Any]:
        """The account's values as the form shows them."""
        names = [name for name in AccountForm.base_fields if name != "properties"]
        shown = {name: getattr(account, name) for name in names}
        return shown | {"properties": as_lines(account.properties), "version": account.version}


class ContactForm(VersionedForm):
    """A contact as a person fills it in."""

    name = forms.CharField(required=False, max_length=200)
    email = forms.CharField(label="E-mail", required=False, max_length=300)
    title = forms.CharField(label="Job title", required=False, max_length=120)
    account = forms.CharField(
        required=False, help_text="Its name or ref. Left empty, the e-mail domain decides."
    )
    language = forms.CharField(
        required=False, max_length=8, widget=forms.TextInput({"placeholder": "en"})
    )
    external_id = forms.CharField(
        label="External id", required=False, max_length=200, help_text="Their id in your CRM."
    )
    properties = PropertiesField()

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_account(self) -> Account | None:
        """The account by ref or by its whole name."""
        text = self.cleaned_data["account"].strip()
        if not text:
            return None
        matches = account_named(self.actor, text)
        if len(matches) == 1:
            return matches[0]
        raise forms.ValidationError(
            "Several accounts have this name; use the ref, like ACC-12."
            if matches
            else "There is no account of this name. Create it first, or use its ref."
        )

    def values(self) -> dict[str, Any]:
        """What was typed, for the command."""
        found = dict(self.cleaned_data)
        account = found.pop("account")
        return found | {"account_id": account.pk if account else None}

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, Any]:
        """The contact's values as the form shows them."""
        names = ("name", "email", "title", "language", "external_id")
        shown = {name: getattr(contact, name) for name in names}
        home = contact.account.name if contact.account else ""
        return shown | {
            "account": home,
            "properties": as_lines(contact.properties),
            "version": contact.version,
        }
