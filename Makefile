# `make run` and `make test` do everything else themselves.
PYTHON ?= python3
APP := .envs/app/bin
RASA := .envs/rasa/bin

.PHONY: run test check bench bench-understanding data-check train setup lock

run: train
	$(APP)/python -m bot run

test: train
	$(PYTHON) bootstrap.py --browser
	# Every branch of the law, the case and the intake is run by a test. The properties run without
	# coverage: they make thousands of cases.
	$(APP)/pytest tests/law tests/intake --ignore=tests/law/test_properties.py --cov
	$(APP)/pytest tests --ignore=tests/nlu --ignore=tests/browser
	# Playwright holds an event loop of its own, which the asynchronous tests cannot share.
	$(APP)/pytest tests/browser
	$(RASA)/pytest -c tests/nlu/pytest.ini tests/nlu
	$(APP)/python -m bot validate

check: setup
	$(APP)/ruff format --check .
	$(APP)/ruff check .
	$(APP)/mypy

train: setup
	$(APP)/python -m bot train

bench: train
	$(APP)/python -m bench.advice
	$(APP)/python -m bench.turns
	$(APP)/python -m bench.page
	$(APP)/python -m bench.wechat
	$(APP)/python -m bench.desk
	$(APP)/python -m bench.triage

# Trains six pipelines; the two with DIET take an hour or more each.
bench-understanding:
	$(PYTHON) bootstrap.py --bench
	$(RASA)/python -m bench.understanding

data-check: setup
	@$(RASA)/python -m bench.data_check

setup:
	@$(PYTHON) bootstrap.py

lock:
	$(PYTHON) bootstrap.py --lock
