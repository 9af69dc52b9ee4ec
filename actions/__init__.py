"""Rasa SDK custom actions: thin adapters around `bot.dialogue`. No I/O, nothing kept."""
