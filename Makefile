# Every command that people and CI run. Needs Python 3.11 or newer and GNU make 3.81 or newer.
# Paths are relative, because the path of the project may contain spaces.

PYTHON ?= python3
VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
# Settings of a production server, for the checks that read them. Nothing connects to it.
PRODUCTION := DATABASE_URL=postgresql://hkinno@database.example/hkinno \
  PUBLIC_URL=https://hkinno.example ALLOWED_HOSTS=hkinno.example DEBUG=0 \
  SECRET_KEY=$$($(VENV) -c 'import secrets; print(secrets.token_urlsafe(60))')
ARTICLES := ../shared/seeds

# Variables that change which code Python runs, and how; PYTHON is the one above.
unexport $(filter-out PYTHON PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE,$(filter PYTHON%,$(.VARIABLES)))

.DEFAULT_GOAL := help
.PHONY: help run test clients fuzz chaos cluster cluster-test cluster-throughput bench check lint fixtures openapi messages sbom clean
.DELETE_ON_ERROR:

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: .venv/run.stamp ## Run the service at http://127.0.0.1:8000/ (or HOST and PORT)
	@exec $(MANAGE) serve

# Commands need a key when DATABASE_URL is set.
lint test clients check: export SECRET_KEY := $(or $(SECRET_KEY),for tests only)

test: .venv/dev.stamp ## Run all tests in parallel, in a temporary database
	$(VENV) -m pytest -n logical --maxprocesses=8 --dist worksteal --cov

clients: .venv-clients/stamp ## Try what is served with clients that other people wrote
	.venv-clients/bin/python -m pytest tests/clients

fuzz: .venv/dev.stamp ## Send N hostile requests, made from SEED, to a real server
	$(VENV) -m tests.fuzz $(or $(N),20000) --seed $(or $(SEED),1)

chaos: .venv/dev.stamp ## Cause each fault three times under load; writes docs/reliability.md
	$(VENV) -m tests.chaos --seed $(or $(SEED),1) --report docs/reliability.md

cluster: .venv/dev.stamp ## Run a cluster on this machine: Patroni, PgBouncer, HAProxy, nginx (PORT)
	@exec $(VENV) -m deploy.cluster

cluster-test: .venv/dev.stamp ## Cause N faults in a cluster under load; writes docs/reliability.md
	@exec $(VENV) -m tests.cluster --number $(or $(N),200) --seed $(or $(SEED),1) \
	  --report docs/reliability.md

cluster-throughput: .venv/dev.stamp ## Measure reads with one to three replicas; writes docs/scaling.md
	@exec $(VENV) -m tests.cluster.throughput --report docs/scaling.md

bench: .venv/bench.stamp ## Measure beside peers, with SIZE labs (1k, 100k, 1m); writes docs/benchmark.md
	@set -e; for size in $(or $(SIZE),1k 100k); do $(VENV) -m tests.benchmark --size $$size; done
	$(VENV) -m tests.benchmark.report

check: .venv/dev.stamp ## Check style, types and the tests affected by uncommitted changes
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	@tests=$$($(VENV) deploy/affected_tests.py); test -z "$$tests" || $(VENV) -m pytest -q \
	  -n 2 -m 'not slow and not browser and not server' $$tests || \
	  test $$? -eq 5 # pytest: no tests selected

lint: .venv/dev.stamp ## Check style, types, imports, migrations, OpenAPI document, data, settings
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	$(VENV) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo
	$(MANAGE) makemigrations --check --dry-run
	EXTRA_APPS=django_migration_linter $(MANAGE) lintmigrations --no-cache
	$(MANAGE) openapi --check
	$(MANAGE) derive_fixtures --check
	@if [ -d "$(ARTICLES)" ]; then set -x; $(MANAGE) check_seeds --articles "$(ARTICLES)"; fi
	@echo "check --deploy, with production settings"
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fixtures: .venv/run.stamp ## Derive fixtures/ from seeds/
	$(MANAGE) derive_fixtures

openapi: .venv/run.stamp ## Write docs/openapi.yaml
	$(MANAGE) openapi

messages: .venv/dev.stamp ## Update and compile locale/ (needs GNU gettext)
	$(MANAGE) makemessages --locale zh_Hant --ignore tests --ignore var --no-wrap --no-location
	$(MANAGE) compilemessages --locale zh_Hant --ignore .venv

sbom: .venv/dev.stamp ## Write sbom.cdx.json, a CycloneDX bill of materials of what the service runs
	$(VENV) -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml \
	  --output-reproducible -o sbom.cdx.json requirements.txt

clean: ## Remove everything generated except the database in var/
	rm -rf .venv .venv-clients .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage .coverage.*
	rm -rf .import_linter_cache .grimp_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(PYTHON), after a check of its version. A single shell command.
CHECKED_PYTHON = { command -v $(PYTHON) >/dev/null || { \
  echo "$(PYTHON) not found. Install Python 3.11 or newer, or run: make PYTHON=..."; \
  exit 1; } >&2; } && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
  "Python 3.11 or newer is required; $(PYTHON) is %d.%d. Try: make PYTHON=python3.11" \
  % sys.version_info[:2])' && $(PYTHON)

# A stamp is written after a complete installation: an interrupted one leaves none.
.venv/run.stamp: requirements.txt deploy/venv.py
	@$(CHECKED_PYTHON) deploy/venv.py requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt deploy/venv.py
	@$(CHECKED_PYTHON) deploy/venv.py requirements-dev.txt
	@touch $@ .venv/run.stamp

.venv-clients/stamp: requirements-clients.txt deploy/venv.py
	@$(CHECKED_PYTHON) deploy/venv.py requirements-clients.txt .venv-clients
	@touch $@

.venv/bench.stamp: requirements-bench.txt .venv/dev.stamp
	@$(CHECKED_PYTHON) deploy/venv.py requirements-bench.txt
	@touch $@
