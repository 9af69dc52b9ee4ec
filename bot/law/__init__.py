"""From a Case to Advice. Pure: no I/O while deciding, no clock but the date passed in."""

from bot.case import Case
from bot.law.advice import Advice, Question
from bot.law.advise import advise

__all__ = ["Advice", "Case", "Question", "advise"]
