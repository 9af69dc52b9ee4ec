"""A share adds up, or it is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.law.advice import Bearer, Share
from bot.law.shares import borne_by, inferred, less_insurance, seller, statutory


def test_amount_and_split_are_known_together() -> None:
    with pytest.raises(ValueError, match="together"):
        Share(Decimal(1), Bearer.SELLER, None, statutory, "…", ())


def test_a_split_adds_up() -> None:
    with pytest.raises(ValueError, match="add up"):
        Share(Decimal(2), Bearer.SELLER, {Bearer.SELLER: Decimal(1)}, statutory, "…", ())


def test_insurance_changes_nothing_of_a_freight_of_nothing() -> None:
    free = seller(Decimal(0), statutory, reason="…")
    assert less_insurance(free, Decimal(9)) == free


def test_insurance_that_pays_all_leaves_nothing_to_the_others() -> None:
    paid = less_insurance(borne_by(Bearer.CONSUMER, Decimal(9), inferred, reason="…"), Decimal(9))
    assert (paid.bearer, paid.split) == (Bearer.INSURER, {Bearer.INSURER: Decimal(9)})
