"""What Prometheus reads at /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

# A turn takes about 10 ms; beyond 4 s it is given up.
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.turns = Counter(
            "bot_turns",
            "Turns by outcome: answered, canned, repeated, failed, set_aside",
            ["outcome"],
            registry=self._registry,
        )
        self.seconds = Histogram(
            "bot_turn_seconds",
            "Time that the advisor took for a turn, failed ones included",
            buckets=_SECONDS,
            registry=self._registry,
        )

        self.feedback = Counter(
            "bot_feedback",
            "Feedback by whether it helped (yes, no, not_said) and what became of the dispute",
            ["helpful", "outcome"],
            registry=self._registry,
        )

        self.wechat = Counter(
            "bot_wechat_messages",
            "Calls of WeChat by how they were answered: passive (at once), owed (sent later), promised "
            "(shown when asked for), refused",
            ["outcome"],
            registry=self._registry,
        )
        self.wechat_sends = Counter(
            "bot_wechat_sends",
            "Texts sent through WeChat's interface: sent, failed",
            ["outcome"],
            registry=self._registry,
        )

    def text(self) -> bytes:
        return generate_latest(self._registry)
