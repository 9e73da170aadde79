"""The error of the benchmarks."""


class BenchError(Exception):
    """A problem that the user can solve. The message says how."""
