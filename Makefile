# What is run while working; .ci/run is the gate.
.PHONY: check quick test coverage bench

check:
	ruff check .
	ruff format --check .
	mypy

quick:
	pytest -m quick

test:
	pytest

coverage:
	pytest --cov=index --cov=qa --cov=ui --cov-branch --cov-report=term:skip-covered

# The sample articles alone; with DATA=folder of data sets, what needs these too.
bench:
	inyong evaluate seeds/questions.jsonl --articles seeds/articles
	python tests/bench/cold_start.py
	python tests/bench/page_load.py
ifdef DATA
	python tests/bench/encoder.py --data $(DATA)
	python tests/bench/languages.py --data $(DATA)/dev
	python tests/bench/indexing.py --data $(DATA)/train
endif
