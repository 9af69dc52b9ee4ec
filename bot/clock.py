"""Which day it is for the people who use this: Asia/Shanghai's, or a fixed one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

# China keeps no summer time; a fixed offset needs no time zone database.
SHANGHAI = timezone(timedelta(hours=8))


class Clock:
    """The moment and the day. `today` fixes the day for tests and reproductions."""

    def __init__(
        self, today: date | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._today = today
        self.now = now

    def day(self, at: datetime) -> date:
        """The day of a moment: the "昨天" of a message counts from there."""
        return self._today or at.astimezone(SHANGHAI).date()

    def today(self) -> date:
        return self.day(self.now())
