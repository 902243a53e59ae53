#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/proxy/ as they are, but for names and ports: nginx, Apache and Caddy pass on what
# the site says and what was asked, name the client themselves, and let no request be two.
# shellcheck source=../lib/tap.sh
. "$SRCDIR/tests/lib/tap.sh"
for program in nginx apache2 caddy; do command -v $program >/dev/null && found="${found-} $program"; done
[ -n "${found-}" ] || skip_all "no nginx, apache2 or caddy here: contrib/install-packages proxy"
e2e_start '[robot]' 'per-address = 1000' 'per-network = 1000' 'overall = 1000'
colporteur list create mobilites --kind discussion --title "Mobilités" --owner chef@example.org >/dev/null
python3 - >many.mbox <<'PY'
import base64, os
for i in range(300):
    body = base64.b64encode(os.urandom(30000)).decode()
    print(f"From x@example.org Sun Mar  1 10:00:00 2026\nFrom: Maud <m@example.org>\nMessage-ID: <n{i}/x@example.org>\n"
          f"Date: Sun, 1 Mar 2026 10:00:{i % 60:02} +0000\nSubject: n{i}\n\n" + "\n".join(body[j:j + 76] for j in range(0, len(body), 76)) + "\n")
print("""From x@example.org Sun Mar  1 10:00:00 2026
From: Maud <m@example.org>
Message-ID: <file@example.org>
Date: Sun, 1 Mar 2026 10:00:00 +0000
Subject: file
MIME-Version: 1.0
Content-Type: application/octet-stream; name=a.bin
Content-Transfer-Encoding: base64

MDEyMzQ1Njc4OTAxMjM0NTY3ODk=
""")
PY
colporteur archive import mobilites many.mbox >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=lists.example.org \
  -addext subjectAltName=DNS:lists.example.org >/dev/null 2>&1
chmod 644 key.pem
mkdir socket
chmod 777 socket
command colporteur --config "$conf" --state "$state" --set "site.listen=unix:$dir/socket/web" --set site.threads=2 \
  --set site.trust-forwarded=yes serve web 2>web.log 9>&- &
e2e_pids=$!
wait_for 30 grep -q 'ready ROLE=web' web.log
direct() { curl -s --unix-socket "$dir/socket/web" "http://lists.example.org$1"; }
direct /mobilites/2026-03.mbox.gz >month.direct
direct /mobilites/n7%2Fx%40example.org/ >page.direct
[ "$(wc -c <month.direct)" -gt 5000000 ]
ok $? "a month is larger than any buffer ($(wc -c <month.direct) bytes)"

# adapt FILE PLAIN SECURE: the shipped settings with this test's names and ports
adapt() {
  sed -e "s|/run/colporteur/web|$dir/socket/web|; s|/etc/ssl/certs/lists.example.org.pem|$dir/cert.pem|; s|/etc/ssl/private/lists.example.org.key|$dir/key.pem|" \
    -e "s|listen 80|listen 127.0.0.1:$2|; s|listen 443|listen 127.0.0.1:$3|; s|\*:80>|127.0.0.1:$2>|; s|\*:443>|127.0.0.1:$3>|" "$SRCDIR/contrib/proxy/$1"
}
start_nginx() {
  mkdir -p nginx/tmp
  { printf 'daemon off;\nmaster_process off;\nuser root;\npid %s/nginx/pid;\nerror_log %s/nginx/error.log;\nevents {}\nhttp {\naccess_log off;\n' "$dir" "$dir"
    for t in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s/nginx/tmp;\n' $t "$dir"; done
    adapt nginx.conf "$1" "$2"
    echo '}'; } >nginx/nginx.conf
  nginx -p "$dir/nginx" -c "$dir/nginx/nginx.conf" >nginx/log 2>&1 9>&- &
}
start_apache2() {
  mkdir -p apache2
  { printf 'ServerRoot %s/apache2\nServerName lists.example.org\nPidFile %s/apache2/pid\nErrorLog %s/apache2/error.log\nListen 127.0.0.1:%s\nListen 127.0.0.1:%s\n' "$dir" "$dir" "$dir" "$1" "$2"
    [ "$(id -u)" != 0 ] || printf 'User nobody\nGroup nogroup\n'
    for m in mpm_event authz_core proxy proxy_http socache_shmcb ssl headers alias setenvif env; do
      printf 'LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n' $m $m; done
    adapt apache.conf "$1" "$2"; } >apache2/apache.conf
  command apache2 -d "$dir/apache2" -f "$dir/apache2/apache.conf" -D FOREGROUND >apache2/log 2>&1 9>&- &
}
start_caddy() {
  mkdir -p caddy
  { printf '{\n admin off\n http_port %s\n https_port %s\n auto_https disable_certs\n default_bind 127.0.0.1\n}\n' "$1" "$2"
    adapt Caddyfile "$1" "$2" | sed "s|^lists.example.org {|&\n\ttls $dir/cert.pem $dir/key.pem|"; } >caddy/Caddyfile
  HOME=$dir/caddy XDG_DATA_HOME=$dir/caddy XDG_CONFIG_HOME=$dir/caddy caddy run --adapter caddyfile --config caddy/Caddyfile >caddy/log 2>&1 9>&- &
}

for program in nginx apache2 caddy; do
  case " $found " in *" $program "*) ;; *) ok 0 "$program # SKIP contrib/install-packages proxy installs it" && continue ;; esac
  plain=$(free_port)
  secure=$(free_port)
  start_$program "$plain" "$secure"
  pid=$!
  e2e_pids="$e2e_pids $pid"
  ask() { curl -s --cacert cert.pem --resolve "lists.example.org:$secure:127.0.0.1" "$@"; }
  url=https://lists.example.org:$secure
  wait_for 30 ask -o /dev/null "$url/"
  is "$(ask -o page -w '%{http_code} %{content_type}' "$url/")" "200 text/html; charset=utf-8" "$program shows the site" ||
    diag "$(cat $program/log $program/error.log 2>/dev/null | tail -5)"
  like "$(curl -s -o page -w '%{http_code} %{redirect_url}' -H 'Host: lists.example.org' "http://127.0.0.1:$plain/mobilites/")" \
    '^30[18] https://lists.example.org' "$program: http leads to https"
  ask "$url/mobilites/n7%2Fx%40example.org/" | cmp -s - page.direct
  ok $? "$program: a Message-ID with a slash arrives as it was sent"
  etag=$(ask -o /dev/null -D - "$url/mobilites/n7%2Fx%40example.org/" | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
  is "$(ask -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$url/mobilites/n7%2Fx%40example.org/").${etag:+tag}" "304.tag" "$program: who has a page is told that it is the same"
  is "$(ask -o head -w '%{http_code} %{size_download}' -I "$url/mobilites/2026-03.mbox.gz" | cut -d' ' -f1)" 200 "$program: HEAD"
  is "$(ask -w ' %{http_code}' -r 3-5 "$url/mobilites/file%40example.org/1-a.bin")" "345 206" "$program: a part of an attachment"
  ask "$url/mobilites/2026-03.mbox.gz" | cmp -s - month.direct
  ok $? "$program: a month arrives whole"
  is "$(ask --limit-rate 300K --max-time 2 "$url/mobilites/2026-03.mbox.gz" | head -c 100000 | cmp -n 100000 - month.direct && echo same)" same "$program: and begins at once for a slow reader"
  is "$(find $program -type f -size +1M | wc -l)" 0 "$program: no disk holds it meanwhile"
  # --- who the client is ---
  sql 'DELETE FROM robot_answer' >/dev/null
  i=0
  while [ $i -lt 3 ]; do
    ask -o page -H "X-Forwarded-For: 203.0.113.$i, 198.51.100.$i" -H "Forwarded: for=203.0.113.9" -H "X-Real-IP: 203.0.113.8" -d "address=nobody$i@example.net" "$url/me"
    i=$((i + 1))
  done
  is "$(sql "SELECT string_agg(DISTINCT network, ' ') FROM robot_answer")" "127.0.0.0/24" "$program: the client is who connects, whatever they say"
  # --- bodies, and what is no request ---
  case $program in
    # It passes a chunked body on as one, which the site refuses.
    caddy) like "$(ask -o page -w '%{http_code}' -H 'Transfer-Encoding: chunked' -d "address=chunked@example.net" "$url/me")" '^(411|502)$' "$program: a chunked form is refused" ;;
    *) is "$(ask -o page -w '%{http_code}' -H 'Transfer-Encoding: chunked' -d "address=chunked@example.net" "$url/me")" 200 "$program: a chunked form arrives with its length" ;;
  esac
  # 000: the proxy has closed while the rest was still being written, and its answer went with that.
  like "$(head -c 400000 /dev/zero | ask -o page -w '%{http_code}' --data-binary @- "$url/me")" '^(413|400|502|000)$' "$program: a form is small"
  before=$(grep -c smuggled web.log)
  for shape in 'Content-Length: 6\r\nTransfer-Encoding: chunked' 'Transfer-Encoding: xchunked\r\nContent-Length: 6' 'Content-Length: 6\r\nContent-Length: 5' \
    'Transfer-Encoding : chunked' 'Content-Length: +6' 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'; do
    printf 'POST /me HTTP/1.1\r\nHost: lists.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n%b\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: lists.example.org\r\nX: ' "$shape" |
      timeout 5 openssl s_client -quiet -connect "127.0.0.1:$secure" -servername lists.example.org 2>/dev/null | grep -ac '^HTTP/1.1 200' >>shapes
  done
  is "$(grep -c 'PATH=/smuggled' web.log).$(sort -u shapes | grep -vc '^[01]$')" "$before.0" "$program: no shape of a body is a second request to the site"
  like "$(ask -o page -w '%{http_code}' "$url/mobilites/..%2f..%2fetc%2fpasswd/").$(ask --path-as-is -o page -w '%{http_code}' "$url/mobilites/%2e%2e/%2e%2e/")" '^40[04]\.40[04]$' "$program: no path leads out"
  like "$(curl -sk -o page -w '%{http_code}' --resolve "elsewhere.example:$secure:127.0.0.1" "https://elsewhere.example:$secure/" || :)" '^(421|404|000|200)$' "$program: another host's name gets nothing of its own"
  unlike "$(cat page)" 'elsewhere.example' "$program: and written nowhere"
  kill $pid 2>/dev/null
  wait $pid 2>/dev/null
done

# --- who is no proxy ---
kill "${e2e_pids%% *}"
wait "${e2e_pids%% *}" 2>/dev/null
port=$(free_port)
command colporteur --config "$conf" --state "$state" --set "site.listen=127.0.0.1:$port" --set site.threads=1 --set site.trust-forwarded=yes \
  --set 'site.proxies=unix 192.0.2.0/24' serve web 2>tcp.log 9>&- &
e2e_pids="$e2e_pids $!"
wait_for 30 grep -q 'ready ROLE=web' tcp.log
sql 'DELETE FROM robot_answer' >/dev/null
curl -s -o page -H "X-Forwarded-For: 203.0.113.1" -d "address=direct@example.net" "http://127.0.0.1:$port/me"
is "$(sql "SELECT string_agg(DISTINCT network, ' ') FROM robot_answer")" "127.0.0.0/24" "who connects from elsewhere is believed nothing"
run colporteur --set site.trust-forwarded=yes --set 'site.proxies=unix 192.0.2.0/33' --set "site.listen=127.0.0.1:$port" serve web
is "$status" 78 "a proxy that cannot be is told"
like "$err" '192.0.2.0/33' "by its word"
done_testing
