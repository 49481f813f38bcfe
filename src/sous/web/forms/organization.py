"""Forms about products, areas and teams."""

from typing import Any

from django import forms

from sous.kernel.actors import Actor
from sous.kernel.queries import people
from sous.organization.queries import teams


class ThingForm(forms.Form):
    """A product or a team."""

    name = forms.CharField(max_length=120)
    description = forms.CharField(
        label="What it is", required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class AreaForm(forms.Form):
    """An area of a product, and the team that owns it."""

    name = forms.CharField(max_length=120)
    team = forms.ChoiceField(label="Owned by", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "No team"), *((str(t.pk), t.name) for t in teams(actor))]

    def team_id(self) -> int:
        """The team's id; 0 for none."""
        return int(self.cleaned_data["team"] or 0)


class MemberForm(forms.Form):
    """Who joins a team, and as what."""

    user = forms.ChoiceField(label="Colleague")
    title = forms.CharField(label="Role in the team", required=False, max_length=120)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        active = [(str(user.pk), str(user)) for user in people(actor) if user.is_active]
        field.choices = [("", "Choose a colleague"), *active]
