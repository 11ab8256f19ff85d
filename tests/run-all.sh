#!/bin/bash
# Runs test suites and ends with one line, "N passed, N failed". Usage: run-all.sh [unit] [conformance] [e2e]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

deploy/setup/debian.sh test || exit 1
declare -A projects=([unit]=Slipway.Tests [conformance]=Slipway.Conformance [e2e]=Slipway.EndToEnd)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

stop() { echo "0 passed, 1 failed"; exit 1; }

# The images that these suites boot are built while the compiler works.
images=()
case " $* " in
    *" e2e "*) images=(debian-11 debian-11+wordpress debian-12 debian-12+nginx-php) ;;
    *" conformance "*) images=(debian-11) ;;
esac
building=
if [ ${#images[@]} -gt 0 ]; then
    catalog/images/build-all.sh "$SLIPWAY_IMAGES" "${images[@]}" &
    building=$!
fi
dotnet build --nologo -v quiet || stop
case " $* " in *" e2e "*) make --no-print-directory publish || stop ;; esac
[ -z "$building" ] || wait "$building" || stop

passed=0 failed=0 broken=0
for suite in "$@"; do
    project=${projects[$suite]}
    dotnet run --no-build --project "tests/$project" -- --results-directory "$results" --report-xunit-ctrf --report-xunit-ctrf-filename "$suite.json" --progress off
    code=$?
    if [ -s "$results/$suite.json" ]; then
        passed=$((passed + $(jq '.results.summary.passed' "$results/$suite.json")))
        failed=$((failed + $(jq '.results.summary.failed' "$results/$suite.json")))
    fi
    # A runner that could not finish has not passed, whatever it counted.
    [ $code = 0 ] || broken=1
done

[ $broken = 0 ] || [ $failed != 0 ] || failed=1
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
