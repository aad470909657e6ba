# make run      install, train, crawl the demo city, open the console
# make test     install and run every check; browser tests need `make system` first
# make install  install and train
# make system   what tests with a real browser need from Debian (as root)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
MODEL  := model/built/model.json

.PHONY: run test check install system

run: install
	$(BIN)/adwatch demo --data ./.demo

test: install check
	$(BIN)/python -m pytest

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(VENV)/installed $(MODEL)

$(VENV)/installed: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

# Debian's python3 comes without ensurepip: venv then fails half-way and leaves a folder behind.
$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); \
	  else \
	    echo "python3 -m venv does not work here: run 'apt-get install -y python3-venv' as root, then make again"; exit 2; \
	  fi; }

# The model is trained again when what it learns from or what reads its texts has changed.
$(MODEL): $(VENV)/installed $(wildcard datasets/*.jsonl) $(wildcard model/*.py model/*.toml model/learning/*.py) model/learning/fitted.json dossier/folding.py dossier/look_alikes.toml dossier/split_characters.toml
	$(BIN)/adwatch train

system:
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	  python3-venv chromium chromium-sandbox fonts-noto-cjk
