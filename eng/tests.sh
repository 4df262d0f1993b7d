# Runs the test projects one after the other and adds up their results. Sourced; needs $root, $dotnet.

# The projects of the repository that hold tests, one a line.
test_projects() {
    (cd "$root" && grep -ls '<IsTestProject>true' */*.csproj */*/*.csproj)
}

# counter FILE NAME: one number of a result file, 0 when it is not there.
counter() {
    local text
    text=$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9][0-9]*' | head -n 1)
    printf '%s' "${text:-0}"
}

# A test host that dies reports no failing test, only an exit code; it counts as one failure, so that it can never look like success.
run_tests() {
    local results="$root/artifacts/test-results" project name file passed=0 failed=0 skipped=0 here code total executed
    rm -rf "$results" && mkdir -p "$results" || { say "Cannot write to $results."; return 1; }
    while IFS= read -r project; do
        name=$(basename -- "$project" .csproj)
        file="$results/$name.trx"
        (cd "$root" && exec "$dotnet" test "$project" -c Release --no-build --nologo --results-directory "$results" \
            --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" "$@") </dev/null
        code=$?
        total=$(counter "$file" total) executed=$(counter "$file" executed) here=$(counter "$file" failed)
        here=$((here + $(counter "$file" error) + $(counter "$file" timeout) + $(counter "$file" aborted)))
        if [ "$code" -ne 0 ] && [ "$here" -eq 0 ]; then
            say "$project: 'dotnet test' ended with code $code but no failing test; counted as one failure."
            here=1
        fi
        passed=$((passed + $(counter "$file" passed)))
        failed=$((failed + here))
        skipped=$((skipped + total - executed))
    done <<PROJECTS
$(test_projects)
PROJECTS
    printf '%d passed, %d failed' "$passed" "$failed"
    [ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
    printf '\n'
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
