"""A tracker store that forgets: a turn is a function, the web process keeps the conversation."""

from __future__ import annotations

from typing import Iterable, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class ForgetfulTrackerStore(TrackerStore):
    """Every turn begins with an empty tracker, and nothing of it is kept."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps nothing."""

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Knows nobody."""
        return None

    async def keys(self) -> Iterable[Text]:
        """Holds no conversation."""
        return []
