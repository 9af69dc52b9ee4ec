"""Papers that a person can send, made from the same advice: which there are for a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.answer.papers.claims import asks_something
from bot.answer.papers.complaint_12315 import complaint_12315
from bot.answer.papers.dossier import Dossier, dossier
from bot.answer.papers.evidence_list import evidence_list
from bot.answer.papers.mediation_application import mediation_application
from bot.answer.papers.paper import EvidenceItem, Paper
from bot.answer.papers.platform_complaint import platform_complaint
from bot.answer.papers.seller_letter import seller_letter
from bot.case import Case
from bot.law.advice import Advice


def papers_for(
    case: Case, advice: Advice, today: date, evidence: tuple[EvidenceItem, ...] = ()
) -> tuple[Paper, ...]:
    """The papers that are of use in this case, in the order in which one sends them.

    Nobody complains where the seller owes nothing and nothing is open to talk, nor where the advice
    does not lead: 12315 takes a consumer's complaints about a trader only.
    """
    return tuple(_papers(dossier(case, advice, today, evidence)))


def letter_to_seller(case: Case, advice: Advice, today: date) -> Paper:
    """The letter alone, as the chat shows it."""
    return seller_letter(dossier(case, advice, today))


def _papers(about: Dossier) -> Iterator[Paper]:
    yield seller_letter(about)
    if asks_something(about):
        if about.offers("platform"):
            yield platform_complaint(about)
        if about.offers("12315"):
            yield complaint_12315(about)
        if about.offers("mediation"):
            yield mediation_application(about)
    yield evidence_list(about)


__all__ = ["EvidenceItem", "Paper", "letter_to_seller", "papers_for"]
