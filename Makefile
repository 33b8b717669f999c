# Salus. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
ROOT := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) "$(ROOT)/tools/bootstrap.py"
RUN = cd "$(ROOT)" && .venv/bin
NODE = cd "$(ROOT)/web" && export PATH="$$($(BOOTSTRAP) node):$$PATH"

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' "$(ROOT)/Makefile" | sed -E 's/:[^#]*## /\t/' | expand -t 14

.PHONY: up
up: ## Run Salus: everything it needs, and a page to open [PORT=8000] [DATA_DIR=…]
	@$(BOOTSTRAP) run web
	@"$(ROOT)/.venv/bin/salus" up $(if $(PORT),--port "$(PORT)") $(if $(DATA_DIR),--data-dir "$(DATA_DIR)") $(ARGS)

.PHONY: down
down: ## Stop it [DATA_DIR=…]
	@"$(ROOT)/.venv/bin/salus" down $(if $(DATA_DIR),--data-dir "$(DATA_DIR)")

.PHONY: setup
setup: ## Install what running and testing need, and nothing else
	@$(BOOTSTRAP) run test web

.PHONY: test
test: ## Run the tests on the embedded PostgreSQL [ARGS=tests/db]
	@$(BOOTSTRAP) run test
	@$(RUN)/python -m pytest --quiet -n auto --dist loadfile $(ARGS)

.PHONY: test-system
test-system: ## Run the tests on the distribution's PostgreSQL
	@$(BOOTSTRAP) run test
	@bin=$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1); \
	 test -n "$$bin" || { echo "This machine has no PostgreSQL under /usr/lib/postgresql." >&2; exit 1; }; \
	 cd "$(ROOT)" && SALUS_PG_BIN="$$bin" .venv/bin/python -m pytest --quiet -n auto --dist loadfile $(ARGS)

.PHONY: check
check: lint types layers rules schema migrations web browser ## All checks but the tests

.PHONY: lint
lint: ## Style of the Python code, and that the locks are current
	@$(BOOTSTRAP) run test
	@$(RUN)/ruff check . && .venv/bin/ruff format --check .

.PHONY: types
types: ## Strict types
	@$(BOOTSTRAP) run test
	@$(RUN)/mypy

.PHONY: layers
layers: ## Who may import whom
	@$(BOOTSTRAP) run test
	@$(RUN)/lint-imports

.PHONY: rules
rules: ## The small rules of this house
	@$(BOOTSTRAP) run test
	@$(RUN)/python -m tools.rules

.PHONY: schema
schema: ## schema.graphql is what the code says [ARGS=--write]
	@$(BOOTSTRAP) run test
	@$(if $(filter --write,$(ARGS)),$(RUN)/salus schema > schema.graphql,$(RUN)/salus schema | diff -u schema.graphql - || { echo "schema.graphql is stale: make schema ARGS=--write" >&2; exit 1; })

.PHONY: migrations
migrations: ## Migrations on an empty and on the previous database
	@$(BOOTSTRAP) run test
	@$(RUN)/python -m pytest --quiet tests/db/test_migrations.py tests/db/test_walls.py

.PHONY: web
web: ## The web app: lint, types, layers, unit tests, size
	@$(BOOTSTRAP) run test web
	@$(NODE) && npm run --silent lint && npm run --silent typecheck && npm run --silent layers && npm run --silent test && npm run --silent budgets

.PHONY: browser
browser: ## The web app in a real browser, with axe
	@$(BOOTSTRAP) run test web
	@$(NODE) && npm run --silent test:browser

.PHONY: bench
bench: ## How fast it is against what the machine can do [ARGS="--size 1m"]
	@$(BOOTSTRAP) run test
	@$(RUN)/salus bench $(ARGS)

.PHONY: lock
lock: ## Lock the Python packages anew (behind a mirror: POETRY_PYPI_MIRROR_URL=… make lock)
	@$(BOOTSTRAP) run test
	@"$(ROOT)/tools/lock.sh"

.PHONY: lock-check
lock-check: ## Locks and exports belong to pyproject.toml
	@$(BOOTSTRAP) run test
	@"$(ROOT)/tools/lock.sh" --check
