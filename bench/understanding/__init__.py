"""How well pipelines understand, on the same examples and messages: `make bench-understanding`.

Runs in Rasa's environment, with `bootstrap.py --bench`. Each pipeline is trained in one process and
measured in another.
"""
