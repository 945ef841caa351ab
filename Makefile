# make build: install everything and run the main job.   make test: install everything and run the tests.
PYTHON ?= python3
BIN = .venv/bin
INSTALLED = .venv/.installed
# Other people's tools that check our releases, apart from the pipeline: pandas would slow its start.
TOOLS = .venv-tools/.installed
# Spark, on top of what .venv has: without it a build installs half as much, and starts faster. Without a pip of its own,
# for that brings an old setuptools on Python 3.11, which cannot build pyspark.
SPARK = .venv-spark/.installed
PIP = python -m pip --quiet --disable-pip-version-check

.PHONY: build test test-spark golden bench lint format docs audit ui lock clean

# As a run of Dagster's, which `make ui` then shows; `rating build` makes the same tables sooner.
build: $(INSTALLED)
	mkdir -p build/dagster
	cp pipeline/definitions/dagster.yaml build/dagster
	DAGSTER_HOME=$(CURDIR)/build/dagster $(BIN)/dg launch --job build

# Without what make golden and make test-spark do.
test: $(INSTALLED) $(TOOLS)
	$(BIN)/python -m pytest -q -n auto --dist worksteal --ignore tests/releases/test_golden.py

# Spark on the shipped editions and RDR's: as long as half of all other tests.
test-spark: $(INSTALLED) $(SPARK)
	RATING_THOROUGH=1 $(BIN)/python -m pytest -q tests/scores/test_spark.py

# That a change of the code leaves releases, tables, a report and workbooks as they were; WRITE=1 accepts what differs.
golden: $(INSTALLED)
	RATING_GOLDEN=$(if $(WRITE),write) $(BIN)/python -m pytest -q -n 2 tests/releases/test_golden.py

# How fast the scoring is, beside other ways: docs/benchmarks.md. For example: make bench BENCH="--repeats 1"
bench: build $(TOOLS)
	$(BIN)/python -m benchmarks.bench $(BENCH)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check --quiet
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/sqruff lint --quiet dbt_like_sql

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqruff fix --quiet dbt_like_sql

# Of the installed packages: do they fit together, was one withdrawn from the index, what are their licences?
audit: $(INSTALLED)
	$(BIN)/python tests/support/audit.py

# The reference pages of docs/, from the code.
docs: $(INSTALLED)
	$(BIN)/python docs/reference.py

# Dagster's web page, on this machine only: http://127.0.0.1:3000
ui: $(INSTALLED)
	$(BIN)/rating ui --port $${PORT:-3000}

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/$(PIP) install --require-hashes -r requirements.lock
	$(BIN)/$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-tools.lock requirements-schema.lock
	$(PYTHON) -m venv --clear .venv-tools
	.venv-tools/bin/$(PIP) install --require-hashes -r requirements-tools.lock
	.venv-tools/bin/$(PIP) install --require-hashes --no-deps -r requirements-schema.lock
	@touch $@

$(SPARK): requirements-spark.lock | $(INSTALLED)
	$(PYTHON) -m venv --clear --without-pip .venv-spark
	echo $(CURDIR)/.venv/lib/python*/site-packages > $$(echo .venv-spark/lib/python*/site-packages)/of_venv.pth
	$(BIN)/$(PIP) --python .venv-spark install --require-hashes --no-build-isolation -r requirements-spark.lock
	@touch $@

# After a change of pyproject.toml: lock the newest versions that it allows. Needs uv.
LOCK = uv pip compile --universal --python-version 3.11 --upgrade --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-header --quiet
ALL = pyproject.toml --group dev --extra report --extra ui
lock:
	$(LOCK) $(ALL) --output-file requirements.lock
	$(LOCK) --group pyproject.toml:tools --output-file requirements-tools.lock
	$(LOCK) $(ALL) --extra spark --constraints requirements.lock --output-file requirements-spark.lock

clean:
	rm -rf .venv .venv-tools .venv-spark build
