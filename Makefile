# `make demo` and `make test` need Python 3.11 or newer; packaging/prepare.sh installs the rest.
.POSIX:
.PHONY: demo test soak soak-server fuzz fuzz-server lint bench docs pictures translations samples dist \
	bundle-tools bundle packages try-packages smoke release-check ready clean

BIN = .venv/bin
# Networks with known truth, which are not part of the project; benchmarks use them where they are.
DATA =
MINUTES = 30
COUNT = 10000
# Tests start thousands of processes: without their compiled files each would compile the whole
# program anew, whatever the machine's environment says.
PYTHON_RUN = PYTHONDONTWRITEBYTECODE= $(BIN)/python

demo: ready
	rm -rf demo
	$(BIN)/pandavision run resources/samples/standard.json --out demo/standard
	$(BIN)/pandavision run resources/samples/robust.json --out demo/robust
	$(BIN)/pandavision export demo/standard demo/robust --out demo/curves.png
	$(BIN)/pandavision export demo/robust --out demo/report.html

# One at a time more than there are cores, at most four: much of it waits for processes (of two cores
# two kept four fifths busy, and took 17 minutes instead of 12). Whole files, because what the tests
# of a file share is made once, in the order of tests/conftest.py: the costly ones first.
TESTS_AT_ONCE = import os; print(min(4, 1 + (os.cpu_count() or 1)))
test: ready lint
	$(PYTHON_RUN) -m pytest --numprocesses "$$($(BIN)/python -c '$(TESTS_AT_ONCE)')" \
		--dist loadfile --no-loadscope-reorder

# Kills workers and programs at random for MINUTES and compares what comes out (docs/soak.md).
soak: ready
	$(PYTHON_RUN) -m tests.soak --minutes $(MINUTES)

# 200 clients at once for a minute against a real server that is killed in between (docs/server.md).
soak-server: ready
	$(PYTHON_RUN) -m tests.soak_server

# Looks into COUNT changed files for each of the two inspectors (docs/fuzzing.md).
fuzz: ready
	$(PYTHON_RUN) -m tests.fuzz --count $(COUNT)

# Requests made up from the server's own document, by Schemathesis (docs/server.md): some minutes.
fuzz-server: ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[fuzz]'
	$(PYTHON_RUN) -m tests.fuzz_server

lint: ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Side by side with what users would use instead; never part of the tests. What takes long and comes
# out the same (a network's training, AutoAttack) is kept in build/benchmarks: the first run takes
# some two hours, later ones a quarter of that.
bench: ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m pip install --quiet --no-deps torchattacks==3.5.1
	PANDAVISION_TEST_DATA="$${PANDAVISION_TEST_DATA:-$(DATA)}" $(BIN)/python -m tests.benchmarks
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.window
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.window_parts
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks.history
	$(BIN)/python -m tests.benchmarks.queue

# Writes the generated parts of docs/formats anew.
docs: ready
	$(BIN)/python -m tests.support.generated_docs

# Takes the pictures of the window in docs/images anew.
pictures: ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python docs/images/make_pictures.py

# Brings the files of translations up to date with the source and compiles them.
translations: ready
	$(BIN)/python resources/translations/make_translations.py

# Draws the sample pictures and trains the sample networks anew (some minutes).
samples: ready
	$(BIN)/python resources/samples/make_samples.py

# Wheel and sdist in dist/wheel: the same bytes whoever builds a commit, wherever and whenever.
dist: ready
	rm -rf dist/wheel
	SOURCE_DATE_EPOCH="$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 1600000000)}" \
		$(BIN)/python -m hatchling build -d dist/wheel

# What the bundle is built with. It installs the project once more, so it must not run beside tests;
# it does nothing where that was done already.
bundle-tools: ready
	[ .venv/.bundle-tools -nt .venv/.installed ] || { $(BIN)/python -m pip install --quiet \
		--disable-pip-version-check --constraint constraints.txt --editable '.[bundle]' && \
		touch .venv/.bundle-tools; }

# The program as one folder, dist/pandavision, that needs no Python (docs/packaging.md).
bundle: bundle-tools
	SOURCE_DATE_EPOCH="$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 1600000000)}" \
		PYTHONHASHSEED=0 $(BIN)/pyinstaller --noconfirm --clean --log-level ERROR \
		--distpath dist --workpath build packaging/pandavision.spec

# The .deb and the portable .tar.xz, in dist (docs/packages.md). Needs Debian or Ubuntu.
packages: bundle
	sh packaging/linux/prepare.sh
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/linux/debian_package.py
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/linux/portable_archive.py

# Installs, uses and removes them in bare Debian systems; needs root and debootstrap.
try-packages:
	python3 packaging/linux/try_package.py

# Builds the bundle and uses it as a stranger would.
smoke: bundle
	$(BIN)/python packaging/smoke.py

# Everything that a release needs, with a table at the end (docs/releasing.md). An hour or so.
release-check: ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[release]'
	$(BIN)/python packaging/release_check.py

ready:
	@sh packaging/prepare.sh

clean:
	rm -rf .venv demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
