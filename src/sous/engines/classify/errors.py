"""What can go wrong with a classifier."""


class ClassifyError(Exception):
    """A saved classifier cannot be read, or was asked for what it does not know."""
