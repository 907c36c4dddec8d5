# Two commands for people: `make run` and `make test`. The rest serves those who build Saathi.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# So many processes run the tests, each with a store of its own; the tests of a file stay together.
WORKERS ?= 2

# Wheels from a local folder where pip is told of one; otherwise the CPU build of torch.
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS := $(PIP_FIND_LINKS)
else
export UV_TORCH_BACKEND := cpu
endif

.DEFAULT_GOAL := help
.PHONY: help run setup test unit lint types contracts bench doors constraints clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

run: setup ## set everything up, load the demo tenant, open the assistant
	@$(BIN)/saathi demo

setup: $(VENV)/.ready ## build the environment alone

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Saathi needs Python 3.11 or later; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@echo "Installing into $(VENV) ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[setup,models,dev]'
	@touch $@

test: lint types contracts ## lint, types, import contracts, all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

unit: setup ## the quick part of the tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/unit tests/properties tests/house

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports --no-logo

bench: setup ## the measurements, each beside its yardstick; NAME=... runs one
	@$(BIN)/python -m tests.bench $(NAME)

doors: setup ## try Telegram and WhatsApp on this machine, without an account: stand-ins, and a page with two phones
	@$(BIN)/python -m tests.standins

constraints: ## compile constraints.txt anew
	@$(BIN)/uv pip compile --quiet --universal --no-annotate --no-header --extra setup --extra models --extra dev pyproject.toml -o constraints.txt
	@sed -i -E "/^torch==/d" constraints.txt && echo "torch==2.13.0" >> constraints.txt
	@$(BIN)/uv --version | sed -E 's/uv ([0-9.]+).*/uv==\1/' >> constraints.txt

clean: ## remove the environment and what an embedded run stored
	rm -rf $(VENV) .saathi
