# The entry points of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast demo bench bench-large bench-booth soak mutants screenshots site lint assets messages

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## install, prepare the demo at the first start, and serve http://127.0.0.1:8000
	@scripts/run

test:  ## install what the tests need; lint, types, import rules, all tests
	@scripts/test

test-fast:  ## the tests that need no browser, no other program and no patience
	@scripts/test --fast

demo:  ## a whole election with 3,200 made-up members, in ./demo (MEMBERS=… SEED=…)
	@scripts/demo

bench:  ## measure ballots, verification, browser and server against belenios-tool
	@scripts/venv dev && scripts/test_postgres .venv/bin/python scripts/bench.py

bench-large:  ## the same with 1,000, 10,000 and 100,000 ballots: time, memory and size (a quarter of an hour)
	@scripts/venv dev && .venv/bin/python scripts/bench_large.py

bench-booth:  ## measure the booth on a slow phone: bytes on the line, seconds until it can be used
	@scripts/setup_tests && .venv/bin/python -m scripts.bench_booth

soak:  ## the long runs: 1,000 kills, 100 random elections against belenios-tool, mutants on libsodium, pages from a slow server
	@scripts/setup_tests && BALLOT_SOAK=100 scripts/test_postgres .venv/bin/python -m pytest -q \
	  tests/election/voting/test_W20_kill.py tests/interop tests/attacks/archives/test_B15_json_spellings.py
	@BALLOT_GROUP_BACKEND=sodium .venv/bin/python -m pytest -q -n 2 tests/attacks/archives/test_mutations.py \
	  tests/attacks/archives/test_mutations_of_kinds.py
	@BALLOT_GROUP_BACKEND=sodium .venv/bin/python -m pytest -q -n 2 -m thorough tests/crypto tests/attacks tests/verify
	@BALLOT_SOAK=1 .venv/bin/python -m pytest -q tests/browser/test_every_page.py
	@BALLOT_TEST_LATE=0.4 .venv/bin/python -m pytest -q -n 2 tests/browser tests/frontend

mutants:  ## break each line that protects an election, one at a time, and print what no test notices (hours; PARTS=…)
	@scripts/setup_tests && .venv/bin/python scripts/mutants.py $(PARTS)
	@.venv/bin/python scripts/mutants.py --scripts $(PARTS)

screenshots:  ## a picture of every page at 360 and 1280 px, in ./screenshots
	@scripts/setup_tests && .venv/bin/python scripts/screenshots.py

site:  ## the documentation as web pages, in ./site
	@scripts/venv dev && .venv/bin/python scripts/site/build.py

lint:  ## ruff, types and import rules only
	@scripts/venv dev && scripts/lint

assets:  ## build the browser's JavaScript from frontend/ again
	@scripts/build_assets

messages:  ## bring the catalogues of texts in step with the sources (docs/translating.md)
	@scripts/venv dev && .venv/bin/python scripts/messages.py && scripts/build_assets
