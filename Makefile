# Two commands on a fresh machine: `make run` and `make test`. The rest is theirs, or for working.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup run test check lock setup-for-tests

HOST ?= 127.0.0.1
PORT ?= 8000

# The first Python of 3.11 or later on the path.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$python; break; fi; done)

BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet --quiet
BUILDING := --no-build-isolation --use-pep517

# What WeasyPrint loads from the system; without the last a letter takes five times as long.
LETTER_LIBRARIES := libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0
LETTER_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

# install WHY PACKAGE...: as root, by sudo, or one line that says what to install.
define INSTALL
install_packages() {
	local why=$$1 as_root= said; shift
	if [ "$$(id -u)" != 0 ]; then as_root=sudo; fi
	if command -v apt-get >/dev/null && { [ -z "$$as_root" ] || sudo -n true 2>/dev/null || { command -v sudo >/dev/null && [ -t 0 ]; }; } then
		echo "Installing $$* ($$why)."
		said=$$($$as_root apt-get -qq update 2>&1 &&
			$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$$@" 2>&1) && return 0
		echo "$$said" >&2
	fi
	echo "Please install, $$why: apt-get install $$*" >&2
	return 1
}
endef

help:
	echo "make run     the register on http://$(HOST):$(PORT), with an invented council (HOST= and PORT= are honoured)"
	echo "make test    every test, on SQLite and on PostgreSQL"
	echo "make check   lint, types, import contracts, rules and services on SQLite: for working"
	echo "make setup   what these share"
	echo "make lock    write the lock files again from setup.cfg (UPGRADE=1 takes newer versions)"

# ---- set-up: each step leaves a file in .venv, so that the second time nothing is done ----------

setup: .venv/installed

.venv/pyvenv.cfg:
	$(INSTALL)
	if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or later is needed: apt-get install python3 python3-venv" >&2; exit 1; fi
	if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then
		install_packages "for the virtual environment" $(notdir $(PYTHON))-venv
	fi
	$(PYTHON) -m venv .venv

# Without these the register runs, and refuses letters with a sentence that names the packages.
.venv/system-libraries: | .venv/pyvenv.cfg
	$(INSTALL)
	known=$$(PATH=$$PATH:/usr/sbin:/sbin ldconfig -p || true)
	for library in $(LETTER_LIBRARIES); do
		if ! grep -q "$$library" <<< "$$known"; then
			install_packages "to make letters as PDF" $(LETTER_PACKAGES) || exit 0
			break
		fi
	done
	touch $@

.venv/installed: requirements.lock setup.cfg pyproject.toml | .venv/pyvenv.cfg .venv/system-libraries
	echo "Installing the register into .venv"
	# First what builds packages, so that pip fetches nothing for it that is not in the lock file.
	awk '/^setuptools==/,/# via/' requirements.lock > .venv/build-requirements
	$(PIP) install --require-hashes -r .venv/build-requirements
	$(PIP) install $(BUILDING) --require-hashes -r requirements.lock
	$(PIP) install $(BUILDING) --no-deps -e .
	touch $@

setup-for-tests: setup .venv/installed-for-tests .venv/system-for-tests

.venv/installed-for-tests: requirements-test.lock | .venv/installed
	echo "Installing what the tests need into .venv"
	$(PIP) install $(BUILDING) --require-hashes -r requirements-test.lock
	touch $@

.venv/system-for-tests: | .venv/pyvenv.cfg
	$(INSTALL)
	if ! command -v chromium >/dev/null; then install_packages "to test pages in a browser" chromium; fi
	if [ -z "$${EHE_TEST_POSTGRES_URL:-}" ] && ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
		install_packages "to test on PostgreSQL" postgresql
	fi
	touch $@

# ---- running -------------------------------------------------------------------------------------

run: setup
	export EHE_DEMO=yes EHE_BASE_URL=http://$(HOST):$(PORT)
	$(BIN)/ehe keys write
	$(BIN)/ehe db upgrade
	$(BIN)/ehe demo ensure
	$(BIN)/gunicorn --bind $(HOST):$(PORT) --workers 2 --log-level warning --no-control-socket wsgi:app & web=$$!
	$(BIN)/ehe jobs run & jobs=$$!
	trap 'kill $$web $$jobs 2>/dev/null || true; wait' EXIT
	trap 'exit 0' INT TERM
	echo "The register is at http://$(HOST):$(PORT) - Ctrl-C ends it."
	wait -n  # if one of the two ends, so does the other

# ---- testing -------------------------------------------------------------------------------------

test: setup-for-tests
	$(BIN)/python -m tests.support.run

check: .venv/installed-for-tests
	$(BIN)/python -m tests.support.run --quick

# ---- dependencies --------------------------------------------------------------------------------

COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--all-build-deps --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options $(if $(UPGRADE),--upgrade)

lock: .venv/installed-for-tests
	$(COMPILE) --output-file requirements.lock setup.cfg
	$(COMPILE) --extra test --constraint requirements.lock --output-file requirements-test.lock setup.cfg
