#!/usr/bin/env bash
# Sets up what is missing and runs the program: ./run.sh ARGUMENTS, or the main job when there are none.
# Set-up speaks on stderr; stdout belongs to the program.
set -u
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P) || exit 1
program="$root/Cli/bin/Release/net10.0/Marginalia.Cli.dll"
. "$root/eng/sdk.sh"
. "$root/eng/build.sh"
. "$root/eng/mkl.sh"

find_dotnet || exit 1
if ! up_to_date solution; then
    (prepare_environment && ensure_built program Cli/Cli.csproj) || exit 1
fi
ensure_mkl
[ "$#" -gt 0 ] || set -- study run after-zero-error --out runs/after-zero-error
exec "$dotnet" "$program" "$@"
