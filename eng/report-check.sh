#!/usr/bin/env bash
# usage: eng/report-check.sh FILE.html [OUT_DIR]
# Opens a report in headless Chromium and checks at 1200 and 360 pixels what only a browser can measure: no sideways scrolling, no text
# outside its drawing, no two texts upon each other. Pictures (desktop and phone, light and dark) and a PDF go to OUT_DIR when it is given.
# Exit code: 0 fine, or Chromium is absent (one sentence says so); 1 a check failed; 2 wrong usage.
set -euo pipefail

{ [ $# -eq 1 ] || [ $# -eq 2 ]; } && [ -r "$1" ] || { echo "usage: eng/report-check.sh FILE.html [OUT_DIR] (FILE.html must be readable)" >&2; exit 2; }
browser=$(command -v chromium || command -v chromium-browser || true)
[ -n "$browser" ] || { echo "Chromium is not installed, so the report is not checked; on Debian: apt-get install chromium"; exit 0; }
# A snap sees neither this repository nor /tmp; Ubuntu's command is a script that starts one.
if [[ "$(readlink -f "$browser")" == */snap* ]] || { [ "$(head -c 2 "$browser")" = '#!' ] && grep -q /snap/bin "$browser"; }; then
    echo "Chromium is a snap, which cannot read the files to check, so the report is not checked; install Debian's package"
    exit 0
fi

out=
[ $# -eq 1 ] || out=$(mkdir -p "$2" && cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { # a fresh profile each time: nothing is shared with the user's browser
    rm -rf "$work/profile"
    mkdir "$work/profile"
    HOME="$work" timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" "$@" 2>"$work/stderr" \
        || { cat "$work/stderr" >&2; return 1; }
}

# The report stands in a frame of the wanted width: a headless window cannot be as narrow as a phone. The frame inherits our origin,
# so that the script outside may measure inside; the report itself runs no script.
frame() { # width height
    printf '<!DOCTYPE html><meta charset="utf-8"><style>html,body{margin:0}iframe{border:0;display:block;width:%spx;height:%spx}</style><iframe srcdoc="' "$1" "$2"
    sed -e 's/&/\&amp;/g' -e 's/"/\&quot;/g' "$file"
    printf '"></iframe>'
    cat <<'SCRIPT'
<pre id="found"></pre>
<script>
addEventListener('load', () => {
  const page = document.querySelector('iframe').contentDocument, root = page.documentElement, lines = [];
  const say = text => lines.push('problem: ' + text);
  const inScroll = e => e.closest('.scroll') !== null;
  lines.push('height: ' + Math.max(root.scrollHeight, page.body.scrollHeight));
  if (root.scrollWidth > root.clientWidth) {
    say(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
    for (const e of page.body.querySelectorAll('*'))
      if (!inScroll(e) && e.getBoundingClientRect().right > root.clientWidth + 0.5) say(`  reaches too far right: ${e.tagName} ${e.textContent.trim().slice(0, 40)}`);
  }
  for (const svg of page.querySelectorAll('svg.plot')) {
    const name = svg.querySelector('title').textContent, view = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
    for (const [t, r] of texts)
      if (r.left < view.left - 0.5 || r.right > view.right + 0.5 || r.top < view.top - 0.5 || r.bottom > view.bottom + 0.5)
        say(`text outside the drawing '${name}': ${t.textContent}`);
    for (let i = 0; i < texts.length; i++)
      for (let j = i + 1; j < texts.length; j++) {
        const [a, p] = texts[i], [b, q] = texts[j];
        const dx = Math.min(p.right, q.right) - Math.max(p.left, q.left), dy = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        if (dx > 0.5 && dy > 3) say(`texts upon each other in '${name}': '${a.textContent}' and '${b.textContent}'`);
      }
    const box = svg.querySelector('.legend-box');
    if (box) {
      const r = box.getBoundingClientRect();
      for (const t of svg.querySelectorAll('.legend text'))
        if (t.getBoundingClientRect().right > r.right + 0.5) say(`the legend's text leaves its box in '${name}': ${t.textContent}`);
    }
  }
  document.getElementById('found').textContent = '\n' + lines.join('\n') + '\nmeasured\n';
});
</script>
SCRIPT
}

file=$1
failed=0
for width in 1200 360; do
    frame "$width" 1000 >"$work/frame.html"
    run --virtual-time-budget=10000 --dump-dom "file://$work/frame.html" >"$work/dom.html"
    found=$(sed -n '/<pre id="found">/,/^measured/p' "$work/dom.html")
    grep -q '^measured' <<<"$found" || { echo "The browser did not measure the page at $width px." >&2; exit 1; }
    if grep '^problem:' <<<"$found" | sed "s/^/$width px: /"; then failed=1; fi
    [ -n "$out" ] || continue
    height=$(sed -n 's/^height: //p' <<<"$found")
    [ "$height" -le 16000 ] || height=16000
    frame "$width" "$height" | sed 's/<pre id="found">/<pre hidden id="found">/' >"$work/frame.html"
    name=$([ "$width" = 360 ] && echo phone || echo desktop)
    window=$([ "$width" = 360 ] && echo 500 || echo "$width")
    run --window-size="$window,$height" --force-device-scale-factor=1 --screenshot="$out/$name-light.png" "file://$work/frame.html"
    run --window-size="$window,$height" --force-device-scale-factor=1 --blink-settings=preferredColorScheme=0 --screenshot="$out/$name-dark.png" "file://$work/frame.html"
done

if [ -n "$out" ]; then
    run --no-pdf-header-footer --print-to-pdf="$out/report.pdf" "file://$(cd "$(dirname "$file")" && pwd)/$(basename "$file")"
    echo "Pictures are in $out."
fi
[ "$failed" -eq 0 ] || { echo "The report has the problems above."; exit 1; }
echo "The report is fine at 1200 and 360 px."
