# `make` alone lists the verbs. Another Python: make up PYTHON=python3.12
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Refuses to touch a Python that is not an environment, whatever became of $(VENV).
PIP := $(BIN)/python -m pip --require-virtualenv --disable-pip-version-check --quiet
N ?= 15
WORLDS ?= 1000
SEED ?= 1
KILLS ?= 50
BENCH ?=
LARGEST ?= 1000000
RULES ?= ../shared/requirements/rules.yaml

.DEFAULT_GOAL := help
.PHONY: help up down demo test check replay lock clean vectors simulate mutants drill bench \
	coverage schema

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(VENV)/.runtime ## start everything here; Ctrl-C stops it, the data stays
	@exec $(BIN)/huiyin up

down: $(VENV)/.runtime ## stop what `huiyin up` started
	@exec $(BIN)/huiyin down

demo: $(VENV)/.runtime ## fill the system with two months of made-up complaints, then start it
	@exec $(BIN)/huiyin demo

replay: $(VENV)/.runtime ## answer within N working days, how many on time? FILE=complaints.csv N=15
	@test -n "$(FILE)" || { echo "请指定文件：make replay FILE=文件 N=工作日数 / say which file" >&2; exit 1; }
	@exec $(BIN)/huiyin replay "$(FILE)" -n "$(N)"

test: $(VENV)/.dev ## run the tests
	@exec $(BIN)/pytest

check: $(VENV)/.dev ## lint, format, types and boundaries
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict shared services huiyin tests
	$(BIN)/lint-imports

lock: $(VENV)/.dev ## resolve the dependencies of pyproject.toml anew, with hashes
	$(BIN)/uv pip compile pyproject.toml $(COMPILE) --extra build -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(COMPILE) --extra build --extra dev \
		-c requirements.lock -o requirements-dev.lock

vectors: $(VENV)/.dev ## the deadline engine against published test vectors
	@exec $(BIN)/python -m tests.support.vectors

simulate: $(VENV)/.dev ## look for a world in which a promise breaks. WORLDS=1000 SEED=1
	@exec $(BIN)/python -m tests.simulation --worlds "$(WORLDS)" --seed "$(SEED)"

mutants: $(VENV)/.dev ## plant faults and see that the simulation finds each
	@exec $(BIN)/python -m tests.simulation.planted

drill: $(VENV)/.runtime ## kill everything again and again under load, then look. KILLS=50 SEED=1
	@exec $(BIN)/huiyin drill --kills "$(KILLS)" --seed "$(SEED)"

coverage: $(VENV)/.runtime ## every rule of a catalogue: where it lives, which scenarios prove it. RULES=rules.yaml
	@exec $(BIN)/huiyin policy coverage --rules "$(RULES)"

schema: $(VENV)/.runtime ## write docs/policy-pack.schema.json anew, from the models
	@$(BIN)/huiyin policy schema > docs/policy-pack.schema.json

bench: $(VENV)/.dev ## measure beside what one would use instead; writes build/bench.json. BENCH="append post"
	@exec $(BIN)/python -m tests.bench $(BENCH) --largest "$(LARGEST)"

clean: ## delete the environment and the caches; the data in .huiyin stays
	rm -rf $(VENV) .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

COMPILE := --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --only-binary :all:

# Before 3.13 Python reads the path of the checkout in the locale's encoding: one with Chinese in it
# would keep Python from starting under LC_ALL=C. A relative path reads the same everywhere.
RELATIVE = for file in $(VENV)/lib/python3*/site-packages/_editable_impl_huiyin.pth; do \
	echo ../../../.. > "$$file"; done

# The stamps are newer than the lock they installed. What `dev` installs includes `runtime`.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "安装依赖 / installing the dependencies"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-index --no-build-isolation -e .
	@$(RELATIVE)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "安装开发依赖 / installing the development dependencies"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-index --no-build-isolation -e .
	@$(RELATIVE)
	@touch $@ $(VENV)/.runtime

# pip comes last in a new environment: without it the environment is unfinished and made anew.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 以上，$(PYTHON) 不是：请安装后用 make up PYTHON=python3.12 指定。" \
			"/ Python 3.11 or newer is needed: install one and name it with PYTHON=" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) 缺少 venv 模块：Debian/Ubuntu 请运行 sudo apt install python3-venv。" \
			"/ $(PYTHON) lacks venv; on Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
