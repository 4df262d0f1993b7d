# Finds the .NET SDK and sets the environment of every dotnet command. Sourced; needs $root.

say() { printf '%s\n' "$*" >&2; }

# Sets $dotnet, or says in one sentence what to install.
find_dotnet() {
    local candidate
    dotnet=
    for candidate in "$(command -v dotnet 2>/dev/null)" "${DOTNET_ROOT:-/nowhere}/dotnet" "${HOME:-/nowhere}/.dotnet/dotnet" \
        /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            dotnet=$candidate
            return 0
        fi
    done
    sdk_missing "no 'dotnet' was found"
}

# The SDK itself, not only a runtime; asked only before a build because it starts a process.
require_sdk() {
    (cd "$root" && "$dotnet" --version) >/dev/null 2>&1 </dev/null || sdk_missing "'$dotnet' has no SDK 10.0"
}

sdk_missing() {
    say "Marginalia needs the .NET 10 SDK and $1: install the package dotnet-sdk-10.0 or follow https://dotnet.microsoft.com/download/dotnet/10.0, then run this command again."
    return 1
}

# No telemetry, no greeting, no ICU needed on a bare machine, and no build server that outlives the command: a pipe that reads
# our output would wait for it.
prepare_environment() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
    export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_UI_LANGUAGE=en
    if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
        # NuGet would put its folders into the current one.
        export HOME="$root/artifacts/home" DOTNET_CLI_HOME="$root/artifacts/home" NUGET_PACKAGES="${NUGET_PACKAGES:-$root/artifacts/packages}"
        mkdir -p "$HOME" "$NUGET_PACKAGES"
    fi
}
