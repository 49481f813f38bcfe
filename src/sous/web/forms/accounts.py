from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from sous.kernel.choices import Role, Scope

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class JoinForm(forms.Form):
    """Name and password of someone who was invited."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(label="Password", strip=False, widget=NEW_PASSWORD)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = password_validators_help_texts()[0]


class OwnerForm(JoinForm):
    """The first person of a workspace."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput({"autocomplete": "username"}))
    field_order = ["name", "email", "password"]


class InviteForm(forms.Form):
    """Whom to invite, and with which role."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.CONTRIBUTOR)


class TokenForm(forms.Form):
    """What a token is for, and what it may do."""

    name = forms.CharField(
        label="Name", max_length=80, widget=forms.TextInput({"placeholder": "Zapier"})
    )
    scope = forms.ChoiceField(label="It may", choices=Scope.choices, initial=Scope.READ)


class ProfileForm(forms.Form):
    """How colleagues see me."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
