# Agendathèque: everything one runs by hand. Needs make (3.81 will do), git and Python 3.11 or newer; uv is used where it is at hand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
ARGS ?=
comma := ,

# uv uses the Python that is here and never fetches another.
export UV_PYTHON_DOWNLOADS := never

# Many processes start here. Where Python may write nothing beside its sources, what they read is compiled once all the same.
ifdef PYTHONDONTWRITEBYTECODE
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/bytecode
endif

# Runs the Python code $(1); where it fails, says $(2) and stops.
require = $(PYTHON) -c '$(1)' 2>/dev/null || { echo "$(2)" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help install demo test check format lint types imports migrations locks browser peer messages screenshots lock clean

help: ## this list
	@echo "make demo and make test are all one needs: each sets up whatever it lacks."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

install: $(STAMP) ## make .venv with everything in it, and touch nothing else

$(STAMP): requirements.lock pyproject.toml
	@$(call require,import sys; assert sys.version_info >= (3, 11),Python 3.11 or newer is needed. Install it$(comma) or name it: make install PYTHON=python3.12)
	@if command -v uv >/dev/null 2>&1; then $(MAKE) --no-print-directory .with-uv; else $(MAKE) --no-print-directory .with-pip; fi
	@touch $(STAMP)

.PHONY: .with-uv .with-pip
.with-uv:
	@test -x $(BIN)/python || uv venv --quiet --clear --python "$$(command -v $(PYTHON))" $(VENV)
	uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .

.with-pip:
	@$(call require,import ensurepip$(comma) venv,Python cannot make a virtual environment here. On Debian and Ubuntu: apt-get install python3-venv)
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --default-pip
	@echo "Installing about a hundred packages into $(VENV): a few minutes."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

demo: install ## a hub and two libraries with sample data, on ports 8000, 8001 and 8002
	$(BIN)/agendatheque demo $(ARGS)

browser: install
	@sh tests/browser/find --install >/dev/null

peer: install
	@sh tests/independent/find --install >/dev/null || echo "The tests with an independent server will be skipped." >&2

test: install browser peer ## all tests, real PostgreSQL and real browser included (ARGS="tests/bookings -x" for some)
	$(BIN)/python -m pytest $(ARGS)

check: install locks ## format, lint, types, imports, migrations, then all tests: what a change must pass
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory types imports migrations
	@$(MAKE) --no-print-directory test ARGS="-n 2 --dist loadgroup $(ARGS)"

format: install ## write all Python files in the one layout
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --select I --quiet .

lint: install ## ruff's opinion
	$(BIN)/ruff check .

types: install ## mypy, strict
	$(BIN)/mypy

imports: install ## who may import whom (import-linter)
	$(BIN)/lint-imports

migrations: install ## do the migrations make the tables that the code describes?
	$(BIN)/python -m server.foundation.migrations

locks:
	@! grep -n '://' requirements.lock requirements-run.lock || { echo "A lock names an address: make lock" >&2; exit 1; }

# A header without dates or names, so that a catalogue changes only when a text does.
header = 'msgid ""\nmsgstr ""\n"Language: $(1)\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: $(2);\\n"\n\n'

messages: install ## bring the catalogues of translations up to date with the texts of code and pages
	$(BIN)/pybabel -q extract -F .babel.cfg -k N_ --no-location --sort-output -o .messages.pot .
	$(BIN)/pybabel -q update -i .messages.pot -o server/foundation/catalogues/en.po -l en --no-fuzzy-matching --ignore-obsolete --omit-header
	@{ printf $(call header,en,nplurals=2; plural=(n != 1)) && cat server/foundation/catalogues/en.po; } > .messages.pot
	@mv .messages.pot server/foundation/catalogues/en.po

screenshots: install browser ## take the pictures of docs/pictures anew
	$(BIN)/python -m pytest -p no:randomly tests/screenshots.py $(ARGS)
	AGENDATHEQUE_TEST_PICTURES=docs/pictures $(BIN)/python -m pytest -p no:randomly tests/journeys/test_season.py

lock: ## pin every package anew, with hashes (needs uv; ARGS="--upgrade" for newer versions)
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --quiet $(ARGS) -o requirements.lock
	uv pip compile pyproject.toml --group build --constraint requirements.lock --universal --generate-hashes --no-header --no-annotate --quiet $(ARGS) -o requirements-run.lock

clean: ## throw away .venv, caches and built files (never var/, which holds data)
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find server federation ical_feeds templates tests -name __pycache__ -type d -prune -exec rm -rf {} +
