"""`python -m bot.rulebook` prints the rulebook."""

from bot.rulebook import RulebookError, rulebook

try:
    print(rulebook(), end="")
except RulebookError as error:
    raise SystemExit(str(error)) from None
