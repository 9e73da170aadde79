"""The build's error."""


class BuildError(Exception):
    """A package cannot be built; the message is a sentence for the user."""
