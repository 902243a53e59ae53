#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Feeds become proposals, once; nothing in them becomes markup, and nothing is accepted by itself.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
e2e_start
feeds=$SRCDIR/tests/fuzz/corpus/feed
gather() { run colporteur contribution gather "$@"; }

gather --dry-run --territory 29019 "$feeds/rss2.xml"
is "$status" 0 "a dry run works" || diag "$err"
like "$out" 'would propose 2, known already 0, without words 1' "and says what would come"
is "$(sql 'SELECT count(*) FROM contribution')" 0 "and keeps nothing"

gather --yes --territory 29019 --interest velo --programme Quais --kind finding --language br "$feeds/rss2.xml"
is "$status" 0 "a feed is gathered" || diag "$err"
like "$out" 'proposed 2, known already 0, without words 1' "two items have words"
is "$(sql "SELECT string_agg(DISTINCT concat_ws(' ', state, kind, language, programme), ',') FROM contribution")" \
  "proposed finding br Quais" "they are proposed, as the options say"
is "$(sql "SELECT string_agg(DISTINCT t.code || ' ' || i.slug, ',') FROM contribution c JOIN contribution_territory ct ON ct.contribution = c.id
  JOIN territory t ON t.id = ct.territory JOIN contribution_interest ci ON ci.contribution = c.id JOIN interest i ON i.id = ci.interest")" \
  "29019 velo" "with place and theme"
is "$(sql "SELECT concat_ws('|', title, author, source) FROM contribution WHERE source <> ''")" \
  "Un vélo * réparé|Enora|https://atelier.example.org/1" "title, author and source are the item's, in its encoding"
body=$(sql "SELECT body FROM contribution WHERE source <> ''")
like "$body" 'Le samedi' "the longer text is taken"
unlike "$body" 'alert\(1\)' "without its script"
like "$body" '\\\[piege\\\]\(javascript' "what Markdown would make a link of is text"
like "$body" '\\<b>' "and so is what was escaped"

gather --yes "$feeds/rss2.xml"
is "$status" 0 "gathered again"
like "$out" 'proposed 0, known already 2' "the same items change nothing"
sql "DELETE FROM contribution" >/dev/null
gather --yes "$feeds/rss2.xml"
like "$out" 'proposed 0, known already 2' "nor do they once a person has thrown them away"

gather --yes - <"$feeds/rss1.xml"
like "$out" 'proposed 1,' "RSS 1.0 is read, from standard input too"
is "$(sql "SELECT body FROM contribution WHERE title = 'Haies'")" "Douze haies" "its text is no HTML"
gather --yes "$feeds/atom.xml"
like "$out" 'proposed 2,' "Atom is read"
is "$(sql "SELECT concat_ws('|', title, author, source, body) FROM contribution WHERE author <> ''")" \
  'Compter & voir|Maud|https://quai.example.org/1|Un samedi.' "with XHTML in it"
is "$(sql "SELECT body FROM contribution WHERE title = 'a < b'")" '1 \< 2' "and with plain text"
gather --json --dry-run "$feeds/atom.xml"
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "JSON is nothing but JSON"

gather --yes "$feeds/laughs.xml"
is "$status" 65 "a feed with entities of its own is refused"
like "$err" 'declares entities' "and the message says why"
gather --yes "$SRCDIR/README"
is "$status" 65 "so is what is no XML"
like "$err" 'line 1' "with its line"
gather --yes --kind finidng "$feeds/atom.xml"
like "$err" 'did you mean "finding"' "a kind mistyped gets a hint"

# --- from the web ---
cat >feeds.py <<'EOF'
import http.server, sys, time
class Feeds(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args): pass
    def do_GET(self):
        with open('asked', 'a') as asked:
            asked.write('%s %s %s\n' % (self.path, self.headers.get('If-None-Match', '-'), self.headers.get('If-Modified-Since', '-')))
        if self.path == '/moved': return self.say(302, {'Location': '/feed'})
        if self.path == '/round': return self.say(302, {'Location': '/round'})
        if self.path == '/file': return self.say(302, {'Location': 'file:///etc/passwd'})
        if self.path == '/gone': return self.say(410, {})
        if self.path == '/broken': return self.say(503, {})
        if self.path == '/slow': time.sleep(20); return self.say(200, {})
        if self.path == '/large': return self.say(200, {}, b'<' * (5 << 20))
        if self.headers.get('If-None-Match') == '"v1"': return self.say(304, {'ETag': '"v1"'})
        self.say(200, {'ETag': '"v1"', 'Last-Modified': 'Mon, 02 Nov 2026 10:00:00 GMT'}, open('web.xml', 'rb').read())
    def say(self, status, headers, body=b''):
        self.send_response(status)
        for header in headers.items(): self.send_header(*header)
        if status != 304: self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        try: self.wfile.write(body)
        except OSError: pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Feeds).serve_forever()
EOF
port=$(free_port)
web=http://127.0.0.1:$port
sed 's/atelier\.example\.org/web.example.org/g' "$feeds/rss2.xml" >web.xml
python3 feeds.py "$port" 9>&- &
e2e_pids=$!
wait_for 20 curl -s -o answer "$web/gone"
rm -f asked
gather --yes "$web/feed"
is "$status" 77 "this machine is not asked"
like "$err" 'private network' "and the message says why"
run cat asked
is "$status" 1 "nor is it even spoken to"
published=$(sql "SELECT count(*) FROM contribution WHERE state <> 'proposed'")
gather --yes --allow-private --dry-run "$web/feed"
like "$out" 'would propose 2,' "allowed to, it is" || diag "$err"
gather --yes --allow-private "$web/moved"
like "$out" 'proposed 2,' "it follows a redirect" || diag "$err"
is "$(sql "SELECT count(*) FROM contribution WHERE state <> 'proposed'")" "$published" "nothing is published by that"
gather --yes --allow-private "$web/feed"
like "$out" 'proposed 0, known already 2' "the same feed elsewhere is the same"
gather --yes --allow-private "$web/feed"
like "$out" 'nothing new' "the server is asked whether there is anything new"
is "$(tail -n 1 asked)" '/feed "v1" Mon, 02 Nov 2026 10:00:00 GMT' "as it named what it had"
gather --yes --allow-private --json "$web/feed"
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "in JSON too"
gather --yes --allow-private --again "$web/feed"
like "$out" 'known already 2' "unless it is to be fetched again"
gather --yes --allow-private "$web/gone"
is "$status" 67 "what is gone is not there" || diag "$err"
gather --yes --allow-private "$web/broken"
is "$status" 75 "a broken server is for later" || diag "$err"
gather --yes --allow-private "$web/round"
is "$status" 75 "so is a redirect that never ends" || diag "$err"
gather --yes --allow-private "$web/file"
is "$status" 65 "and none leads into files" || diag "$err"
gather --yes --allow-private "$web/large"
is "$status" 65 "what is too large is not read" || diag "$err"
like "$err" 'more than 4096 KB' "and the bound is named"
run colporteur --set check.link-timeout=1s contribution gather --yes --allow-private "$web/slow"
is "$status" 75 "who does not answer is not waited for" || diag "$err"
gather --yes "http://localhost:$port/feed"
is "$status" 77 "a name for this machine is this machine"
gather --yes "http://[::ffff:127.0.0.1]:$port/feed"
is "$status" 77 "however it is written"

gather "$feeds/rss1.xml" </dev/null
is "$status" 0 "with nothing new there is nothing to ask"
done_testing
