#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hostile-mail - mails that would do harm where a page believed them

   hostile-mail.py DIR                writes them there, NAME.eml
   hostile-mail.py --lmtp SOCKET      hands them to a server by LMTP; prints "NAME CODE" of each

Each tries to run a script (alert), to have the reader's program ask hostile.example for something,
to break out of the page, a header or the address that it is written in, or to be too much.
"""
import base64
import os
import quopri
import smtplib
import sys

LIST = "hostile@lists.example.org"
SCRIPT = "<script>alert(1)</script>"
BREAK = "\"'><img src=http://hostile.example/i.png onerror=alert(1)>"
BOUNDARY = "=_b"
mails = {}


def mail(name, headers=(), body=b"Bonjour.\r\n"):
    """A mail with these headers instead of the ordinary ones of those names."""
    ordinary = {"From": "Hostile <hostile@example.net>", "To": LIST, "Date": "Sat, 21 Nov 2026 10:00:00 +0100",
                "Message-ID": "<%s@hostile.example>" % name, "Subject": "hostile " + name, "MIME-Version": "1.0"}
    lines = []
    given = {key.lower() for key, value in headers}
    for key, value in list(headers) + [(k, v) for k, v in ordinary.items() if k.lower() not in given]:
        if value is not None:
            lines.append(key.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    if isinstance(body, str):
        body = body.encode()
    assert name not in mails
    mails[name] = b"\r\n".join(lines) + b"\r\n\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def html(name, body, charset="utf-8"):
    mail("html-" + name, [("Content-Type", "text/html; charset=" + charset), ("Content-Transfer-Encoding", "base64")],
         base64.encodebytes(body if isinstance(body, bytes) else body.encode()))


def part(headers, body):
    body = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body + b"\r\n"


def multipart(name, parts, kind="mixed", boundary=BOUNDARY):
    whole = b"".join(b"--" + boundary.encode() + b"\r\n" + p for p in parts) + b"--" + boundary.encode() + b"--\r\n"
    mail("parts-" + name, [("Content-Type", 'multipart/%s; boundary="%s"' % (kind, boundary))], whole)


def attached(name, media_type, content, filename="x", more=()):
    multipart(name, [part(["Content-Type: text/plain"], "Voici.\r\n"),
                     part(["Content-Type: " + media_type, "Content-Transfer-Encoding: base64",
                           'Content-Disposition: attachment; filename="%s"' % filename] + list(more),
                          base64.encodebytes(content if isinstance(content, bytes) else content.encode()))])


# --- in every header ---
for header in ["From", "Subject", "To", "Cc", "Reply-To", "Sender", "Date", "Message-ID", "In-Reply-To", "References", "List-Id",
               "List-Unsubscribe", "Archived-At", "X-Mailer", "Organization", "Comments", "Keywords", "Content-Description",
               "Content-Location", "Content-Base", "X-Face", "Received"]:
    shape = {"From": '"%s" <h@example.net>', "To": '"%s" <' + LIST + ">", "Cc": '"%s" <h@example.net>', "Message-ID": "<%s@x>",
             "In-Reply-To": "<%s@x>", "References": "<%s@x>", "List-Id": "%s <x.example.net>"}.get(header, "%s")
    mail("header-" + header.lower(), [(header, shape % (SCRIPT + BREAK.replace('"', ""))), ("X-Which", header)])
mail("subject-encoded", [("Subject", "=?utf-8?B?" + base64.b64encode((SCRIPT + BREAK).encode()).decode() + "?=")])
mail("subject-utf-7", [("Subject", "=?utf-7?Q?+ADw-script+AD4-alert(1)+ADw-/script+AD4-?=")])
mail("subject-lines", [("Subject", "=?utf-8?Q?a=0D=0ASet-Cookie:_x=3D1=0D=0A=0D=0A=3Cscript=3Ealert(1)=3C/script=3E?=")])
mail("subject-template", [("Subject", "{{{html}}} {{> site/head}} {{=<% %>=}}")])
mail("subject-marks", [("Subject", "=?utf-8?Q?=02=3Cscript=3Ealert(1)=3C/script=3E=03=00=1B[31m?=")])
mail("subject-huge", [("Subject", "\r\n ".join(["<script>alert(1)</script>" * 30] * 100))])
mail("headers-huge", [("X-%d" % n, "<script>alert(1)</script>" * 30) for n in range(120)])
mail("headers-too-many", [("X-%d" % n, "y") for n in range(5000)])
mail("from-javascript", [("From", "javascript:alert(1)")])
mail("from-bidi", [("From", "=?utf-8?B?" + base64.b64encode("Maud\u202e\u2066<script>".encode()).decode() + "?= <h@example.net>")])
mail("from-two-lines", [("From", "=?utf-8?Q?Maud=0A=0D<script>alert(1)</script>?= <h@example.net>")])
mail("from-nothing", [("From", "")])
mail("id-path", [("Message-ID", "<../../../etc/passwd>")])
mail("id-slashes", [("Message-ID", "<//hostile.example/x>")])
mail("id-percent", [("Message-ID", "<%2e%2e%2f%00%0d%0aSet-Cookie:x=1@x>")])
mail("id-quotes", [("Message-ID", "<\"onmouseover=alert(1) x='@x>")])
mail("id-question", [("Message-ID", "<a?q=1&lang=xx#frag@x>")])
mail("id-month", [("Message-ID", "<2026-11.mbox.gz>")])
mail("id-sql", [("Message-ID", "<'; DROP TABLE message; --@x>")])
mail("id-long", [("Message-ID", "<" + "a" * 900 + "@x>")])
mail("id-blank", [("Message-ID", "<a b\tc @ x>")])

# --- HTML in text's place ---
for name, body in {
    "script": SCRIPT, "script-src": "<script src=http://hostile.example/x.js></script>", "img": "<img src=http://hostile.example/i.png>",
    "img-onerror": "<img src=x onerror=alert(1)>", "img-srcset": "<img srcset='http://hostile.example/i.png 2x'>",
    "svg": "<svg onload=alert(1)><script>alert(1)</script><image href=http://hostile.example/i.png></svg>",
    "svg-use": "<svg><use href='http://hostile.example/x.svg#x'/><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "math": "<math href=javascript:alert(1)><mtext></table><img src=x onerror=alert(1)>", "iframe": "<iframe src=javascript:alert(1) srcdoc='<script>alert(1)</script>'></iframe>",
    "frameset": "<frameset onload=alert(1)><frame src=http://hostile.example/></frameset>", "object": "<object data=http://hostile.example/x.swf></object><embed src=http://hostile.example/x>",
    "applet": "<applet code=x archive=http://hostile.example/x.jar></applet><bgsound src=http://hostile.example/x>", "base": "<base href=http://hostile.example/><a href=x>a</a>",
    "meta": "<meta http-equiv=refresh content='0;url=http://hostile.example/'>", "link": "<link rel=stylesheet href=http://hostile.example/x.css><link rel=prefetch href=http://hostile.example/y>",
    "style": "<style>@import url(http://hostile.example/x.css); body{background:url(http://hostile.example/b)}</style>",
    "style-attribute": "<p style='background:url(http://hostile.example/b);position:fixed;top:0;left:0;width:100%;height:100%'>couvre</p>",
    "background": "<table background=http://hostile.example/b><tr><td background=http://hostile.example/c>x</table>",
    "form": "<form action=http://hostile.example/><input name=q autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "input-image": "<input type=image src=http://hostile.example/i.png>", "a-javascript": "<a href=javascript:alert(1)>un</a><a href='java\tscript:alert(1)'>deux</a><a href='&#106;avascript&colon;alert(1)'>trois</a><a href=' javascript:alert(1)'>quatre</a>",
    "a-data": "<a href='data:text/html,<script>alert(1)</script>'>x</a><a href=vbscript:x>y</a>", "a-ping": "<a href=https://example.org/ ping=http://hostile.example/ onclick=alert(1)>x</a>",
    "video": "<video poster=http://hostile.example/p src=http://hostile.example/v autoplay><source src=http://hostile.example/w></video><audio src=x onerror=alert(1)>",
    "details": "<details open ontoggle=alert(1)><summary>x</summary></details><marquee onstart=alert(1)>y</marquee>",
    "mutation": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', "mutation-noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "mutation-template": "<template><script>alert(1)</script></template><textarea></textarea><xmp></xmp><img src=x onerror=alert(1)>",
    "comment": "<!--><img src=x onerror=alert(1)>--><!-- --!><script>alert(1)</script>", "cdata": "<![CDATA[<script>alert(1)</script>]]><?xml-stylesheet href=http://hostile.example/x?>",
    "plaintext": "<plaintext><script>alert(1)</script>", "closes": "</div></main></body></html><script>alert(1)</script><body onload=alert(1)>",
    "attribute": "<p title='\"><script>alert(1)</script>' onmouseover=alert(1) class=skip id=contenu>x</p>", "unclosed": "<p><a href=\"https://example.org/<script>alert(1)</script>",
    "deep": "<div>" * 30000 + SCRIPT, "nul": b"<scr\x00ipt>alert(1)</scr\x00ipt><img src=x onerr\x00or=alert(1)>",
    "bidi": "<p>photo&#x202e;gpj.exe <a href=http://hostile.example/>https://bank.example/</a></p>", "cyrillic": "<a href=https://\u0430pple.example/>Apple</a>",
    "template": "{{{html}}}{{> site/head}}", "cell": "<table><tr><td colspan=99999999 rowspan=-1>x</td></tr></table>",
}.items():
    html(name, body)
html("utf-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "utf-7")
html("utf-16", "<script>alert(1)</script>".encode("utf-16"), "utf-16")
html("charset-lie", "<p>\u00e9</p>".encode("latin-1") + SCRIPT.encode(), "utf-8")
html("charset-broken", b"<p>\xff\xfe\x80" + SCRIPT.encode() + b"\xc3", "iso-2022-jp")
html("charset-hostile", SCRIPT, '"><script>alert(1)</script>')

# --- plain text ---
mail("text-script", [], SCRIPT + BREAK)
mail("text-links", [], "javascript:alert(1)\r\nhttp://\"onmouseover=alert(1)\r\nhttps://x.example/<script>alert(1)</script>\r\nhttps://x.example/'onclick='alert(1)\r\n"
     "http://bank.example@hostile.example/\r\nhttps://\u0430pple.example/\r\n" + "http://a.b/ " * 2000)
mail("text-quotes", [], "\r\n".join(">" * n + " " + SCRIPT for n in range(1, 400)))
mail("text-line", [], "<script>alert(1)</script>" * 20000)
mail("text-controls", [("Content-Transfer-Encoding", "8bit")], b"\x02<script>alert(1)</script>\x03\x1b[2J\x08\x7f\xe2\x80\xae\xe2\x81\xa6 fin\x0b")
mail("text-signature", [], "x\r\n\r\n-- \r\n" + SCRIPT + BREAK + "\r\n> " + SCRIPT)
mail("text-code", [], "```\r\n</code></pre>" + SCRIPT + "\r\n```\r\n\r\n    </pre>" + SCRIPT + "\r\n")
mail("text-utf-7", [("Content-Type", "text/plain; charset=utf-7")], "+ADw-script+AD4-alert(1)+ADw-/script+AD4-")
mail("text-flowed", [("Content-Type", "text/plain; format=flowed; delsp=yes")], "<scr \r\nipt>alert(1) \r\n</scr \r\nipt>")
mail("text-charset", [("Content-Type", 'text/plain; charset="../../../../dev/zero"')], SCRIPT)
mail("text-boundary", [("Content-Type", 'multipart/mixed; boundary="<script>alert(1)</script>"')], "--<script>alert(1)</script>\r\n\r\nx")
mail("type-hostile", [("Content-Type", 'text/"><script>alert(1)</script>; charset=x; name="<script>alert(1)</script>"')], SCRIPT)
mail("qp-broken", [("Content-Type", "text/html"), ("Content-Transfer-Encoding", "quoted-printable")], quopri.encodestring(SCRIPT.encode()) + b"=3Cscript=3Ealert(1)=ZZ=")
mail("base64-broken", [("Content-Type", "text/html"), ("Content-Transfer-Encoding", "base64")], base64.b64encode(SCRIPT.encode())[:-3] + b"*&^")

# --- parts and their names ---
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script><image href='http://hostile.example/i.png'/></svg>"
attached("svg", "image/svg+xml", SVG, "x.svg")
attached("svg-as-png", "image/png", SVG, "x.png")
attached("html", "text/html", SCRIPT, "x.html")
attached("xhtml", "application/xhtml+xml", "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>", "x.xhtml")
attached("text-no-charset", "text/plain", SCRIPT, "x.txt")
attached("xml", "text/xml", "<?xml-stylesheet type='text/xsl' href='http://hostile.example/x.xsl'?><x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>alert(1)</h:script></x>", "x.xml")
attached("script", "text/javascript", "alert(1)", "x.js")
attached("calendar", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:" + SCRIPT + "\r\nURL:javascript:alert(1)\r\nEND:VCALENDAR", "x.ics")
attached("vcard", "text/vcard", "BEGIN:VCARD\r\nFN:" + SCRIPT + "\r\nEMAIL:hidden@example.net\r\nEND:VCARD", "x.vcf")
attached("flash", "application/x-shockwave-flash", b"FWS\x01" + SCRIPT.encode(), "x.swf")
attached("gif-script", "image/gif", b"GIF89a/*" + SCRIPT.encode() + b"*/=alert(1)", "x.gif")
attached("mhtml", "multipart/related", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=m\r\n\r\n--m\r\nContent-Type: text/html\r\nContent-Location: http://hostile.example/\r\n\r\n" + SCRIPT + "\r\n--m--\r\n", "x.mhtml")
attached("external", "message/external-body; access-type=URL; URL=\"http://hostile.example/\"", "Content-Type: text/html\r\n\r\n", "x")
attached("type-hostile", 'text/html"><script>alert(1)</script>', SCRIPT, "x")
for name, filename in {"name-script": "<script>alert(1)</script>.png", "name-path": "../../../../etc/passwd", "name-windows": "C:\\\\..\\\\x.exe", "name-quotes": "a\\\"; onload=alert(1) x=.png",
                       "name-bidi": "photo\u202egpj.exe", "name-long": "a" * 5000 + ".png", "name-dots": "...", "name-url": "http://hostile.example/x.png",
                       "name-percent": "%2e%2e%2f%00.png", "name-template": "{{{html}}}.png"}.items():
    attached(name, "image/png", b"\x89PNG\r\n\x1a\n" + SCRIPT.encode(), filename)
attached("name-lines", "image/png", SCRIPT, "x", ["X-None: 1"])
multipart("name-2231", [part(["Content-Type: image/png", "Content-Disposition: attachment; filename*=utf-8''a%0d%0aSet-Cookie:%20x=1%0d%0a%0d%0a%3Cscript%3Ealert(1)%3C/script%3E"], SCRIPT)])
multipart("cid", [part(["Content-Type: text/html"], "<img src='cid:x'><img src='cid:javascript:alert(1)'><a href='mid:x'>x</a>"),
                  part(["Content-Type: image/svg+xml", "Content-ID: <x>", "Content-Disposition: inline"], SVG)], "related")
multipart("alternative", [part(["Content-Type: text/plain"], SCRIPT), part(["Content-Type: text/html"], SCRIPT + BREAK)], "alternative")
multipart("mail-in-mail", [part(["Content-Type: message/rfc822"], "From: %s <x@example.net>\r\nSubject: %s\r\nContent-Type: text/html\r\n\r\n%s" % (SCRIPT, SCRIPT, SCRIPT))])
multipart("inline-html", [part(["Content-Type: text/plain"], "x"), part(["Content-Type: text/html", "Content-Disposition: inline"], SCRIPT)])
multipart("many", [part(["Content-Type: image/png", "Content-Disposition: attachment; filename=%d.png" % n], "x") for n in range(1500)])
deep = part(["Content-Type: text/html"], SCRIPT)
for n in range(60):
    deep = part(['Content-Type: multipart/mixed; boundary="d%d"' % n], b"--d%d\r\n" % n + deep + b"--d%d--" % n)
multipart("deep", [deep])
mail("parts-no-end", [("Content-Type", "multipart/mixed; boundary=x")], "--x\r\nContent-Type: text/html\r\n\r\n" + SCRIPT)
mail("parts-no-boundary", [("Content-Type", "multipart/mixed")], "--x\r\nContent-Type: text/html\r\n\r\n" + SCRIPT)
mail("parts-same-boundary", [("Content-Type", "multipart/mixed; boundary=x")], "--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n" + SCRIPT + "\r\n--x--\r\n--x--")


def main():
    if sys.argv[1] != "--lmtp":
        os.makedirs(sys.argv[1], exist_ok=True)
        for name, content in mails.items():
            with open(os.path.join(sys.argv[1], name + ".eml"), "wb") as out:
                out.write(content)
        return
    with smtplib.LMTP(sys.argv[2]) as lmtp:
        for name, content in mails.items():
            try:
                lmtp.sendmail("hostile@example.net", [LIST], content, mail_options=["BODY=8BITMIME"])
                print(name, 250)
            except smtplib.SMTPResponseException as error:
                print(name, error.smtp_code)
            except smtplib.SMTPRecipientsRefused as error:
                print(name, list(error.recipients.values())[0][0])
            lmtp.rset()


main()
