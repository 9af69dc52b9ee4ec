"""The rulebook for lawyers and mediators (docs/rules.md), written from the source of the rules.

`source` resolves names, `paths` and `reading` follow a rule through its conditions, `clauses` and
`remarks` are what it says, `words` and `texts` put that into Chinese, the others lay it out. Nothing
here takes part in deciding.
"""

from bot.rulebook.markdown import FILE, RulebookError, rulebook

__all__ = ["FILE", "RulebookError", "rulebook"]
