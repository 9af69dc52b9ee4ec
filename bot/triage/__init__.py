"""Batch triage: a month of complaint forms, understood and decided as the chat would."""
