#!/usr/bin/env bash
# The page in a real browser, behind apache as shipped.
# shellcheck source=tests/browser/page.sh
. "$(dirname "$0")/page.sh"

run_page_cases apache-fcgid
