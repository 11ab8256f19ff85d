#!/bin/bash
# Mutates prices and billing (tests/Slipway.Mutation/stryker-config.yaml), then prints what survived, the score by folder
# and the score of all. Fails when that is below the limit in the configuration.
set -uo pipefail
cd "$(dirname "$0")/Slipway.Mutation" || exit 1

# Processes of mutants are killed and leave their databases behind; here they leave them in a folder that goes.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

reports=../../artifacts/mutation
rm -rf "$reports"
dotnet tool restore > /dev/null || exit 1
dotnet stryker --config-file stryker-config.yaml --skip-version-check --output "$reports" "$@"
code=$?
[ -s "$reports/reports/mutation-report.json" ] || exit 1

# Mutants that do not compile, or that stand where another one covers them, count for nothing.
jq -r '
  def percent: (map(select(.noticed)) | length) * 10000 / length | floor / 100;
  [ .files | to_entries[] | (.key | sub(".*/src/Slipway/"; "")) as $file | .value.mutants[]
    | select(.status | IN("Killed", "Timeout", "Survived", "NoCoverage"))
    | { file: $file, folder: ($file | sub("/[^/]*$"; "")), line: .location.start.line, status, name: .mutatorName,
        text: (.replacement | gsub("\\s+"; " ") | .[:90]), noticed: (.status | IN("Killed", "Timeout")) } ]
  | "", (map(select(.noticed | not)) | sort_by(.file, .line)[] | "\(.file):\(.line): \(.status), \(.name): \(.text)"),
    "", (group_by(.folder)[] | "\(.[0].folder): \(percent) % of \(length) mutants noticed"),
    "Mutation score: \(percent) %"' "$reports/reports/mutation-report.json"
exit $code
