#!/usr/bin/env bash
# Sets up what is missing, builds, and runs every test project; arguments go to 'dotnet test'.
# The last line is the sum over all projects: N passed, N failed[, N skipped].
set -u
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
program="$root/Cli/bin/Release/net10.0/Marginalia.Cli.dll"
. "$root/eng/sdk.sh"
. "$root/eng/build.sh"
. "$root/eng/mkl.sh"
. "$root/eng/tests.sh"

find_dotnet && prepare_environment && ensure_built solution Solution.sln || exit 1
ensure_mkl
run_tests "$@"
