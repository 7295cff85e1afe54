# One door to every command. `make` alone explains itself.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
LOCKS := requirements.txt requirements-embedded.txt
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
# Real processes want the machine for themselves, and a browser its own test process.
IN_PROCESS := -m 'not journey and not faults and not audit and not pictures'
WITH_PROCESSES := -m '(journey or faults) and not long'
# Settings for checks that reach no database.
CHECKS := DATABASE_URL=postgresql://nobody@localhost/none DATABASE_OWNER_URL=postgresql://nobody@localhost/none

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: $(STAMP) ## Start everything on this machine, with a demo (PORT=8000)
	@set -a; if [ -f .env ]; then . ./.env; fi; set +a
	exec $(PYTHON) -m portal.run

test: check-format browser ## Everything that must hold before a change lands
	@$(MAKE) static-checks
	$(PYTHON) -m pytest $(IN_PROCESS) --numprocesses 2
	$(PYTHON) -m pytest $(WITH_PROCESSES)

check: check-format ## The quick part of `make test` (under three minutes)
	@$(MAKE) static-checks
	$(PYTHON) -m pytest -m 'not slow and not journey and not faults and not audit and not pictures' --numprocesses 2

faults: $(DEV_STAMP) ## Only the tests that kill, freeze and cut off processes
	@$(PYTHON) -m pytest -m faults

audit: browser ## Lighthouse and html-validate judge the pages (needs Node.js 20 and npm)
	@.ci/audit-tools
	$(PYTHON) -m pytest -m audit -rP

screenshots: browser ## Take pictures of the key pages into .data/screenshots
	@$(PYTHON) -m pytest -m pictures

chaos: $(DEV_STAMP) ## Everything goes wrong at once, for SECONDS=300; then count the losses
	@$(PYTHON) -m benchmarks.chaos --seconds $${SECONDS:-300}

bench: $(DEV_STAMP) ## Measure against the baselines of benchmarks/
	@$(PYTHON) -m benchmarks

format: $(DEV_STAMP) ## Put code and templates in order
	@$(VENV)/bin/ruff check --fix --quiet . || true
	$(VENV)/bin/ruff format .

check-format: $(DEV_STAMP)
	@$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	if [ -d templates ]; then $(VENV)/bin/djlint --lint --quiet templates; fi

static-checks: $(DEV_STAMP)
	@.ci/static-checks

migrations: $(DEV_STAMP) ## Write migrations for changed models (NAME=what_changes)
	@$(CHECKS) DJANGO_SETTINGS_MODULE=portal.settings.types $(PYTHON) manage.py makemigrations consent -n "$${NAME:?Say what changes: make migrations NAME=add_something}"

messages: $(DEV_STAMP) ## Bring the catalogs of locale/ up to date with what pages say
	@$(PYTHON) -m portal.messages

schema: $(DEV_STAMP) ## Write the API's description to docs/openapi.json
	@$(CHECKS) DJANGO_SETTINGS_MODULE=portal.settings.types $(PYTHON) manage.py spectacular --format openapi-json --file docs/openapi.json

setup: $(DEV_STAMP) ## Install everything for run and test, and the commit hooks
	@if [ -d .git ] && command -v pre-commit >/dev/null; then pre-commit install; fi

lock: $(DEV_STAMP) ## Choose versions anew from requirements*.in
	@for name in requirements requirements-embedded requirements-dev; do
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    --generate-hashes "$$name.in" -o "$$name.txt"
	done

clean: ## Remove the environment, caches and this machine's data
	@rm -rf $(VENV) .data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser: $(DEV_STAMP)
	@.ci/browser

# A bare machine has only Python and pip; uv makes the rest quick, pip is enough.
$(STAMP): $(LOCKS)
	@.ci/install $(LOCKS)
	touch $(STAMP)

$(DEV_STAMP): $(LOCKS) requirements-dev.txt
	@.ci/install $(LOCKS) requirements-dev.txt
	touch $(STAMP) $(DEV_STAMP)

.PHONY: help run test check faults audit screenshots chaos bench format check-format static-checks migrations messages schema setup lock clean browser
