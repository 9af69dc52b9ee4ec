"""Rasa SDK custom actions: thin adapters around `bot.dialogue`. No I/O, nothing kept.

The action server does not start while a law file cannot be read.
"""

from bot.law.check import check_law_files
from bot.law.files import LawFileError

try:
    check_law_files()
except LawFileError as error:
    raise SystemExit(str(error)) from None
