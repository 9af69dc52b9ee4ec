"""From Advice to what a person reads."""
