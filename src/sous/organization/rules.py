"""Pure decisions about our own side."""

MAX_NAME = 120
MAX_DESCRIPTION = 2_000


def clean_name(name: str) -> str:
    """A name on one line, without NULs and double spaces."""
    return " ".join(name.replace("\x00", "").split())


def problems_of(name: str | None, description: str | None) -> dict[str, str]:
    """What is wrong with a cleaned name and a description; None is not looked at."""
    found = {}
    if name == "":
        found["name"] = "Give it a name."
    elif name is not None and len(name) > MAX_NAME:
        found["name"] = f"At most {MAX_NAME} characters."
    if description is not None and len(description) > MAX_DESCRIPTION:
        found["description"] = f"At most {MAX_DESCRIPTION:,} characters."
    return found
