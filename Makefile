# Everything that people do with this checkout. Needs Python 3.11 or newer with pip and venv, and make; `make test` also uses apt where it may.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
LOCK := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command 'make lock' --quiet

.DEFAULT_GOAL := help
.PHONY: help up install install-dev test check format bench lock audit clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: install  ## install what is missing and start Sightline; PORT, HOST and SIGHTLINE_HOME may be set
	@exec $(BIN)/sightline up

install: $(BIN)/python
	@$(call install_lock,requirements.lock)
	@$(install_project)

install-dev: $(BIN)/python
	@$(call install_lock,requirements-dev.lock)
	@cp requirements.lock .venv/requirements.lock
	@$(install_project)

test: install-dev  ## everything: static checks, the suite on SQLite and on PostgreSQL, journeys in a browser
	@bash tests/support/everything.sh

check: install-dev  ## static checks only
	@bash tests/support/everything.sh --static

format: install-dev  ## sort imports, format code and templates
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .
	@git ls-files -z --cached --others --exclude-standard -- '*/templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

bench: install-dev  ## measure, and write docs/benchmarks.md
	@$(BIN)/python -m tests.bench

lock:  ## make both lock files again (needs uv)
	@$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock -o requirements-dev.lock

audit: install  ## known weaknesses of the packages in the lock, where the advisory service can be reached
	@$(PYTHON) -m venv --clear .venv/audit && .venv/audit/bin/python -m pip install --quiet --quiet pip-audit==2.10.1
	@said=$$(.venv/audit/bin/pip-audit --require-hashes --disable-pip -r requirements.lock 2>&1); code=$$?; \
	  printf '%s\n' "$$said" | grep -v 'could not be audited' || true; \
	  silent=$$(printf '%s\n' "$$said" | grep -c 'could not be audited'); \
	  test $$silent = 0 || echo "Left out: $$silent packages, because the advisory service cannot be reached from here."; exit $$code

clean:  ## remove what was installed; data are kept
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# The lock that was installed last lies inside .venv: only a changed one is installed again.
define install_lock
cmp -s $(1) .venv/$(1) || { echo "Installing $(1), half a minute or so ..." && $(PIP) install --require-hashes --only-binary :all: -r $(1) && cp $(1) .venv/$(1); }
endef

# No build isolation: setuptools is in the lock, so this step asks no network.
define install_project
cmp -s pyproject.toml .venv/pyproject.toml || { $(PIP) install --no-deps --no-build-isolation -e . && cp pyproject.toml .venv/pyproject.toml; }
endef
