# Restores in locked mode and builds Release, unless nothing changed since the last build. Sourced; needs $root, $dotnet.

# up_to_date NAME: the last build of NAME is newer than every source.
# Files are compared with the moment the build began, so that an edit during the build is not lost; folders (deleted files show only there)
# with the moment it ended, because the build itself creates folders.
up_to_date() {
    local began="$root/artifacts/setup/$1.began" ended="$root/artifacts/setup/$1.ended" changed
    [ -f "$began" ] && [ -f "$ended" ] && [ -f "$program" ] || return 1
    changed=$(cd "$root" && find Core.Pure Facade Cli Properties Snapshots Benchmarks Solution.sln global.json .editorconfig Directory.* \
        \( -name bin -o -name obj -o -name TestResults -o -name '*.received.*' \) -prune -o \
        \( -type f -newer "$began" -o -type d -newer "$ended" \) -print -quit 2>/dev/null) || return 1
    [ -z "$changed" ]
}

# build NAME TARGET: everything it prints goes to stderr; a failure prints the errors alone.
build() {
    local name=$1 target=$2 log="$root/artifacts/setup/$1.log" locked=--locked-mode
    # The variable reaches MSBuild as the property of the same name; what it adds is not in the lock files.
    [ "${MathNetMkl:-}" != true ] || locked=
    mkdir -p "$root/artifacts/setup"
    require_sdk || return 1
    rm -f "$root/artifacts/setup/$name.ended"
    touch "$root/artifacts/setup/$name.began"
    say "Building $target (Release); the log is artifacts/setup/$name.log."
    if (
        cd "$root" &&
            "$dotnet" restore "$target" $locked &&
            "$dotnet" build "$target" -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=false
    ) >"$log" 2>&1 </dev/null; then
        touch "$root/artifacts/setup/$name.ended"
        return 0
    fi
    grep -E '(error|warning) [A-Z]+[0-9]+|^error|error :' "$log" | sort -u | head -40 >&2
    say "The build of $target failed; see artifacts/setup/$name.log."
    return 1
}

# ensure_built NAME TARGET: builds when needed, one process at a time.
ensure_built() {
    up_to_date "$1" && return 0
    mkdir -p "$root/artifacts/setup" || { say "Cannot write to $root/artifacts: make the folder of the repository writable."; return 1; }
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$root/artifacts/setup/lock"
        flock -w 900 9
    fi
    up_to_date "$1" || build "$1" "$2"
    local outcome=$?
    exec 9>&-
    return "$outcome"
}
