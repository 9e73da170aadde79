"""The one error of the build."""


class BuildError(Exception):
    """A package cannot be built; the message is a sentence for the person who ran the build."""
