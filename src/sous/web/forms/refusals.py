"""Show a command's refusal in the form that asked for it."""

from django.forms import BaseForm

from sous.kernel.errors import Invalid, SousError


def add_refusal(form: BaseForm, error: SousError) -> None:
    """Put each message at its field, the rest at the top of the form."""
    fields = error.fields if isinstance(error, Invalid) else {}
    shown = False
    for name, message in fields.items():
        if name in form.fields:
            form.add_error(name, message)
            shown = True
    if not shown:
        form.add_error(None, error.message)
