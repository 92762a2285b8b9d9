# Everything starts here. The first call of any target creates .venv and installs the pinned
# packages into it; later calls find the stamps and install nothing.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

# MkDocs 1.x and Material print a banner about their future at every start; it is known.
export NO_MKDOCS_2_WARNING = 1

run = .venv/bin/python
install = $(run) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $< || \
	{ echo "The packages of $< could not be installed. Is there a network? Then call make again." >&2; exit 1; }

.PHONY: help
help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

# Sites are thousands of small files. Memory takes them at once, many a disk does not. Where it has so many kB to spare,
# and programs in it can be run, temporary files go there.
in_memory = $(shell grep -qs ' /dev/shm .*noexec' /proc/mounts || \
	df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > $(1) {print "TMPDIR=/dev/shm"}')

.PHONY: serve
serve: .venv/site.stamp  ## Build and serve the site on http://127.0.0.1:8000, again on every change (PORT=8001)
	@$(run) -c "import socket; socket.create_server(('127.0.0.1', $(PORT)))" 2>/dev/null || \
		{ echo "Port $(PORT) is in use. Choose another: make serve PORT=8001" >&2; exit 1; }
	exec env $(call in_memory,1000000) SITE_URL=http://127.0.0.1:$(PORT)/ $(run) -m mkdocs serve --dev-addr 127.0.0.1:$(PORT)

.PHONY: build
build: .venv/site.stamp  ## Build the site into site/, refusing every warning; the old site stays until the new one is whole
	@$(run) -m macros.generator.build

.PHONY: offline
offline: build  ## Pack the site into venue-error-codes.zip, which works from files, search and lookup included
	$(run) -m macros.programs.offline site venue-error-codes.zip

.PHONY: check
check: .venv/site.stamp  ## Check the data alone, in about a second
	@$(run) -m macros check $(ARGS)

.PHONY: permalinks
permalinks: .venv/site.stamp  ## Record new addresses in data/permalinks.txt, as publishing does
	@$(run) -m macros permalinks

.PHONY: record
record: .venv/site.stamp  ## Record in data/changes/ what the commit that is checked out changed, as publishing does
	@$(run) -m macros record

.PHONY: test
test: .venv/test.stamp  ## Run the whole suite (ARGS='-k house')
	$(call in_memory,3000000) $(run) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: lint
lint: .venv/test.stamp node_modules/.stamp  ## Check the style and the types of all code
	$(run) -m ruff format --check --quiet macros tests
	$(run) -m ruff check --quiet macros tests
	$(run) -m mypy
	node_modules/.bin/biome ci --error-on-warnings
	node_modules/.bin/tsc

.PHONY: properdocs
properdocs: .venv/properdocs  ## Build the site with ProperDocs, the maintained fork of MkDocs 1.x
	.venv/properdocs/bin/properdocs build --strict --quiet --site-dir "$$(mktemp -d)"

.PHONY: clients
clients: .venv/test.stamp .venv/clients  ## Generate a client from openapi.json, and read the API with it
	$(run) -m pytest tests/programs/test_clients.py

.PHONY: speed
speed: .venv/test.stamp  ## Measure builds, checks and lookups against their budgets
	$(run) -m pytest -m speed -s $(ARGS)

.PHONY: fuzz
fuzz: .venv/test.stamp  ## Try far more random inputs than the suite does, new ones each time (ARGS='-k lookup')
	$(run) -m pytest --hypothesis-profile long $(wildcard tests/*/test_fuzz.py) $(ARGS)

.PHONY: mutants
mutants: .venv/test.stamp  ## Change the code that finds faults a little at a time; every change must fail a test
	$(run) -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	$(run) -m tests.mutants

.PHONY: tour
tour: .venv/test.stamp  ## Take the README's pictures from the real site; look at them before you commit them
	$(run) -m pytest --quiet tests/tour.py

.PHONY: bench
bench: .venv/test.stamp .venv/zensical  ## Measure builds, previews, sizes and searches, up to three times the catalogue; takes minutes
	$(run) -m tests.bench --zensical .venv/zensical/bin/zensical $(ARGS)

.PHONY: prose
prose: .venv/test.stamp  ## Print how easy each page is to read, the hardest first
	@$(run) -m tests.prose

.PHONY: suggestions
suggestions: .venv/test.stamp  ## Leave each venue out in turn, and print how often the suggested conditions are right
	@$(run) -m tests.bench.suggestions $(ARGS)

.PHONY: load
load: build  ## Measure the site behind nginx under load (needs nginx and wrk)
	$(run) -m macros.hosting.load site

.PHONY: sbom
sbom: .venv/test.stamp  ## Write the software bill of materials of what the site is made with, sbom.json
	$(run) -m cyclonedx_py requirements --output-reproducible --output-file sbom.json requirements.txt

.PHONY: release
release: build sbom  ## Pack the data and what programs read of it into release/, with checksums
	@rm -rf release && mkdir release && mv sbom.json release/
	tar --create --gzip --file release/venue-error-codes-data.tar.gz --sort=name --owner=0 --group=0 --numeric-owner \
		--mtime=@0 LICENSE data --directory site api
	cd release && sha256sum * > SHA256SUMS

# Resolved for every platform and Python from 3.11 on. Nothing is built from source at installation.
lock = $(run) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-build --emit-build-options --no-emit-index-url --custom-compile-command 'make lock'

.PHONY: lock
lock: .venv/bin/pip  ## Pin the newest versions that pyproject.toml allows, with their hashes
	$(run) -m pip install --quiet uv==0.13.8
	$(lock) pyproject.toml --output-file requirements.txt
	$(lock) pyproject.toml --extra test --constraint requirements.txt --output-file requirements-test.txt

.PHONY: clean
clean:  ## Remove everything that was made here
	rm -rf .venv node_modules release site .site.* bench.json sbom.json venue-error-codes.zip .pytest_cache .hypothesis mutants
	find macros tests -name __pycache__ -prune -exec rm -rf {} +

.venv/site.stamp: requirements.txt | .venv/bin/pip
	@$(install)
	@touch $@

.venv/test.stamp: requirements-test.txt | .venv/bin/pip
	@$(install)
	@touch $@

# No lock file: it would name the address of a registry. The packages bring along only their own programs, by exact version.
node_modules/.stamp: package.json
	@command -v npm >/dev/null || { echo "Checking the JavaScript needs npm, which comes with Node.js. Install it: https://nodejs.org" >&2; exit 1; }
	@npm install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts || \
		{ echo "The packages of $< could not be installed. Is there a network? Then call make again." >&2; exit 1; }
	@touch $@

.venv/properdocs: requirements.txt | .venv/bin/pip
	$(run) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@$@/bin/pip install --quiet --disable-pip-version-check properdocs==1.6.7

.venv/clients: | .venv/bin/pip
	$(run) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1 || \
		{ rm -rf $@; echo "The generator could not be installed. Is there a network? Then call make again." >&2; exit 1; }

# What `make bench` compares with, apart from all that the site is made with. It can do without.
.venv/zensical: | .venv/bin/pip
	$(run) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check zensical==0.0.73 || \
		echo "Zensical could not be installed, so the benchmark leaves it out." >&2

# Debian keeps a part of Python's venv module in a package of its own, which root can simply have.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		{ test "$$(id -u)" = 0 && echo "Installing $$package, which Python's venv needs" && apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$$package" >/dev/null; } || \
		{ echo "Python's venv module is incomplete here. Run: sudo apt-get install $$package" >&2; exit 1; }; }
	$(PYTHON) -m venv --clear .venv
