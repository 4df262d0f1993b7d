# Finds Intel MKL or installs it from the distribution. Sourced; needs $root. The places are those of Facade/Native/MklPlaces.cs.

mkl_sources=/etc/apt/sources.list.d/marginalia-mkl.sources
mkl_patience_minutes=720

# The folders where libmkl_rt may live, one a line.
mkl_places() {
    local given=${MARGINALIA_MKL:-} folder
    if [ -n "$given" ]; then
        [ -d "$given" ] && printf '%s\n' "$given" || dirname -- "$given"
        return
    fi
    dirname -- "$program"
    for folder in "${MKLROOT:-}" "${CONDA_PREFIX:-}" "${VIRTUAL_ENV:-}"; do
        [ -n "$folder" ] && printf '%s\n' "$folder/lib" "$folder/lib/intel64"
    done
    for folder in /opt/intel/oneapi/mkl/latest /opt/intel/oneapi/mkl/* /opt/intel/mkl; do
        printf '%s\n' "$folder/lib" "$folder/lib/intel64"
    done
    printf '%s' "${LD_LIBRARY_PATH:-}" | tr ':' '\n'
    printf '\n%s\n' /usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu/mkl /lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/local/lib
    grep -hs '^/' /etc/ld.so.conf /etc/ld.so.conf.d/*.conf
}

mkl_present() {
    local folder file
    while IFS= read -r folder; do
        [ -n "$folder" ] || continue
        for file in "$folder"/libmkl_rt.so "$folder"/libmkl_rt.so.[0-9]*; do
            [ -f "$file" ] && return 0
        done
    done <<PLACES
$(mkl_places)
PLACES
    return 1
}

# Never fails: without MKL the program uses its own kernels.
ensure_mkl() {
    local refused="$root/artifacts/setup/mkl.refused"
    case ${MARGINALIA_MKL:-} in none | off | 0) return 0 ;; esac
    mkl_present && return 0
    [ -n "$(find "$refused" -mmin "-$mkl_patience_minutes" 2>/dev/null)" ] && return 0
    mkl_problem=
    if [ -n "${MARGINALIA_NO_MKL_INSTALL:-}" ] && [ "$MARGINALIA_NO_MKL_INSTALL" != 0 ]; then
        mkl_problem="MARGINALIA_NO_MKL_INSTALL is set"
    elif install_mkl && mkl_present; then
        rm -f "$refused"
        return 0
    elif [ -z "${MARGINALIA_MKL:-}" ]; then
        mkdir -p "$root/artifacts/setup" && touch "$refused"
    fi
    say "Intel MKL was not found and not installed (${mkl_problem:-the package did not bring libmkl_rt}); install the Debian package libmkl-rt (component non-free; Ubuntu: multiverse) or Intel oneAPI MKL, or set MARGINALIA_MKL to the file libmkl_rt.so; until then the portable kernels are used."
    return 0
}

# Sets $mkl_problem and fails when this machine does not allow it.
install_mkl() {
    local log="$root/artifacts/setup/mkl.log" added=
    mkl_problem=
    [ -z "${MARGINALIA_MKL:-}" ] || { mkl_problem="MARGINALIA_MKL=$MARGINALIA_MKL holds no libmkl_rt"; return 1; }
    command -v apt-get >/dev/null 2>&1 || { mkl_problem="there is no apt here"; return 1; }
    [ "$(id -u)" = 0 ] || { mkl_problem="only root may install packages"; return 1; }
    [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || { mkl_problem="MKL needs an x86-64 processor"; return 1; }
    mkdir -p "$root/artifacts/setup" || return 1
    : >"$log"
    say "Installing Intel MKL (package libmkl-rt, about 150 MB to fetch, under the Intel Simplified Software License); the log is artifacts/setup/mkl.log."
    if ! mkl_candidate; then
        mkl_write_sources "$log" || return 1
        added=yes
        # An unrelated source that fails to update is no reason to give up.
        apt_quietly "$log" update
        mkl_candidate || { mkl_problem="the package lists could not be fetched"; rm -f "$mkl_sources"; return 1; }
    fi
    # The first attempt may rest on stale lists that name files the mirror no longer has.
    if apt_quietly "$log" install libmkl-rt || { apt_quietly "$log" update && apt_quietly "$log" install libmkl-rt; }; then
        return 0
    fi
    [ -z "$added" ] || rm -f "$mkl_sources"
    mkl_problem="apt refused, see artifacts/setup/mkl.log"
    return 1
}

# Does a source that is already configured offer the package?
mkl_candidate() {
    LC_ALL=C apt-cache policy libmkl-rt 2>/dev/null | grep -q 'Candidate: [0-9]'
}

# An own file beside the existing ones, which stay as they are.
mkl_write_sources() {
    local id= VERSION_CODENAME= uri component keyring
    eval "$(sed -n 's/^\(ID\|VERSION_CODENAME\)=\(["'\'']\{0,1\}\)\([A-Za-z0-9._-]*\)\2$/\1="\3"/p' /etc/os-release 2>/dev/null | sed 's/^ID=/id=/')"
    case $id in
        debian) uri=http://deb.debian.org/debian component=non-free keyring=/usr/share/keyrings/debian-archive-keyring.gpg ;;
        ubuntu) uri=http://archive.ubuntu.com/ubuntu component=multiverse keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg ;;
        *) mkl_problem="the distribution '${id:-unknown}' is neither Debian nor Ubuntu"; return 1 ;;
    esac
    [ -n "$VERSION_CODENAME" ] || { mkl_problem="/etc/os-release names no VERSION_CODENAME"; return 1; }
    [ -f "$keyring" ] || { mkl_problem="the keyring $keyring is missing"; return 1; }
    printf '%s\n' '# Intel MKL for Marginalia; written by its run.sh, remove it whenever you like.' 'Types: deb' "URIs: $uri" \
        "Suites: $VERSION_CODENAME" "Components: $component" 'Architectures: amd64' "Signed-By: $keyring" >"$mkl_sources" 2>>"$1" ||
        { mkl_problem="$mkl_sources cannot be written"; return 1; }
}

apt_quietly() {
    local log=$1
    shift
    DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 \
        --no-install-recommends "$@" >>"$log" 2>&1 </dev/null
}
