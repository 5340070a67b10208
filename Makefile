# Every command that a person or CI runs. Paths are relative: the folder's own may have blanks.
# Needs Python 3.11 or newer and GNU make 3.81 or newer, nothing else.

PYTHON ?= python3
VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
# Settings as they are in production, for the checks that look at them. Nothing is connected to.
PRODUCTION := DATABASE_URL=postgresql://hkinno@database.example/hkinno \
  PUBLIC_URL=https://hkinno.example ALLOWED_HOSTS=hkinno.example DEBUG=0 \
  SECRET_KEY=$$($(VENV) -c 'import secrets; print(secrets.token_urlsafe(60))')
ARTICLES := ../shared/seeds

.DEFAULT_GOAL := help
.PHONY: help run test lint fixtures openapi clean
.DELETE_ON_ERROR:

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: .venv/run.stamp ## Run the service: http://127.0.0.1:8000/ unless HOST and PORT say otherwise
	@exec $(MANAGE) serve

# Where DATABASE_URL names a server, a secret has to be named too.
lint test: export SECRET_KEY := $(or $(SECRET_KEY),for tests alone)

test: .venv/dev.stamp ## Run every test, in parallel, against a database that is thrown away
	$(VENV) -m pytest -n logical --maxprocesses=8 --cov

lint: .venv/dev.stamp ## Check style, imports, migrations, the API's document, the data, settings
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo
	$(MANAGE) makemigrations --check --dry-run
	EXTRA_APPS=django_migration_linter $(MANAGE) lintmigrations --no-cache --quiet ok \
	  --ignore-initial-migrations --include-apps search registry labs programmes events
	$(MANAGE) openapi --check
	$(MANAGE) derive_fixtures --check
	@if [ -d "$(ARTICLES)" ]; then set -x; $(MANAGE) check_seeds --articles "$(ARTICLES)"; fi
	@echo "check --deploy, with the settings of production"
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fixtures: .venv/run.stamp ## Derive fixtures/ from seeds/
	$(MANAGE) derive_fixtures

openapi: .venv/run.stamp ## Write docs/openapi.yaml, the API's document
	$(MANAGE) openapi

clean: ## Remove what can be made again; the database in var/ stays
	rm -rf .venv var/static .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
	rm -rf .import_linter_cache .grimp_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(PYTHON), checked. One line for the shell.
CHECKED_PYTHON = { command -v $(PYTHON) >/dev/null || { \
  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=..."; \
  exit 1; } >&2; } && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
  "Python 3.11 or newer is needed, and $(PYTHON) is %d.%d. Name a newer one: make PYTHON=python3.11" \
  % sys.version_info[:2])' && $(PYTHON)

# A stamp is written when all is installed: an interrupted one leaves none behind.
.venv/run.stamp: requirements.txt deploy/venv.py
	@$(CHECKED_PYTHON) deploy/venv.py requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt deploy/venv.py
	@$(CHECKED_PYTHON) deploy/venv.py requirements-dev.txt
	@touch $@ .venv/run.stamp
