"""Whether the training examples are enough, varied, and apart from what is measured: `make data-check`.

Runs in Rasa's environment.
"""
