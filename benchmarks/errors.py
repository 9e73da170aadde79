"""The one error of the benchmarks."""


class BenchError(Exception):
    """Something that a person can put right; the message says how."""
