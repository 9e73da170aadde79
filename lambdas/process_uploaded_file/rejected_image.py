"""How the steps of making a thumbnail say that there will be none."""

from __future__ import annotations

from reasons import Reason


class RejectedImageError(Exception):
    """The file gets no thumbnail, for `reason`. The fault is the file's: another try would end the same."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
