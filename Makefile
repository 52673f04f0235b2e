# The commands of the project; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PORT ?= 8000
EXAMPLES ?= 2000
TOUR ?= 500,5000

# The first Python that is new enough; only the making of .venv asks for it.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
STATIC := $(shell find meetings/static -type f)
JAR := .venv/nu/node_modules/vnu-jar/build/dist/vnu.jar

# Real settings, for this machine alone: no DEBUG, a key of its own, and no TLS as nothing leaves 127.0.0.1.
DEMO := SECRET_KEY="$$(cat var/secret-key)" HTTPS=0 DEBUG= ALLOWED_HOSTS=127.0.0.1,localhost

.PHONY: help demo run test quick check tour prove nu clean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: .venv/.installed var/secret-key staticfiles/staticfiles.json ## Everything, with real meetings, on http://127.0.0.1:8000/ (PORT=...)
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py load_reference >/dev/null
	@$(DEMO) $(BIN)/python manage.py load_demo
	@echo "Visits to the United States and travels of its presidents since 1866: the first time this takes half a minute."
	@$(DEMO) $(BIN)/python manage.py load_historian --verbosity 0
	@$(DEMO) $(BIN)/python manage.py rebuild_register --missing
	@$(DEMO) $(BIN)/python manage.py demo_account
	@echo "Serving http://127.0.0.1:$(PORT)/ (the desk: http://127.0.0.1:$(PORT)/desk/); Ctrl-C stops."
	@$(DEMO) exec $(BIN)/python -m gunicorn diplotrack.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket --log-level warning

run: .venv/.installed | var ## The development server with DEBUG=1 on the same database (PORT=...)
	@DEBUG=1 $(BIN)/python manage.py migrate --verbosity 0
	@DEBUG=1 exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: .venv/.installed-dev ## Every test; those whose browser, checker or database is missing are skipped
	@$(BIN)/python -m pytest -n auto --durations 10

quick: .venv/.installed-dev ## What needs no database, and one page of each kind: in less than a minute, while you work
	@$(BIN)/python -m pytest -q -n auto -m "(unit or quick) and not prove"

check: .venv/.installed-dev ## Style, floors, migrations and deployment settings; warnings are errors
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@find templates -name '*.html' -not -path '*/repeated/*' -exec $(BIN)/djade --check --target-version 5.2 {} +
	@$(BIN)/lint-imports --no-logo --no-cache
	@DEBUG=1 DATABASE_URL=sqlite://:memory: $(BIN)/python -W error manage.py makemigrations --check --dry-run
	@env -u DEBUG -u HTTPS SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		ALLOWED_HOSTS=diplotrack.example $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

tour: .venv/.installed-dev ## Every kind of page on the demonstration and on registers of two sizes (TOUR=500,5000): what it costs
	@TOUR=$(TOUR) $(BIN)/python -m pytest -q -n 2 -m tour -rP --show-capture=stdout

prove: TOUR = 2000,20000
prove: .venv/.installed-dev ## The long proofs: many examples of every property, races run many times (EXAMPLES=...)
	@EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n auto --durations 10 -m "prove or long"
	@test -z "$(TOUR)" || $(MAKE) --no-print-directory tour TOUR=$(TOUR)

nu: $(JAR) ## Fetch the Nu HTML Checker for the tests (needs npm)

clean: ## Remove what was installed and collected; the database in var/ stays
	rm -rf .venv staticfiles

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found: install it, or name it with PYTHON=..."; exit 1; }
	@echo "Making .venv with $(PYTHON) ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is needed too: on Debian, apt install python3-venv."; exit 1; }

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Installing what requirements.txt names ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing what requirements-dev.txt names ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(JAR): tests/package.json tests/package-lock.json | .venv/bin/python
	@mkdir -p .venv/nu
	@cp tests/package.json tests/package-lock.json .venv/nu/
	@npm ci --loglevel error --ignore-scripts --no-audit --no-fund --prefix .venv/nu
	@touch $@

var:
	@mkdir -p var

var/secret-key: | .venv/bin/python var
	@umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))' > $@

staticfiles/staticfiles.json: $(STATIC) requirements.txt | .venv/.installed var/secret-key
	@$(DEMO) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
