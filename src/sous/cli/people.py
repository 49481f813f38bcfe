"""Whose hand a command of the shell is: the owner's, since whoever has the shell has the data."""

from sous.kernel.actors import Actor


def shell_actor() -> Actor:
    """The actor for everything done from the command line."""
    return Actor.system("Command line")
