#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""list-life - what people send to a list through a real mail server, and what each of them gets

usage: list-life.py SMTP-PORT MTA-DIRECTORY SOCKET-DIRECTORY COLPORTEUR...    (prints TAP)

Each step sends mail by SMTP, waits until neither the mail server nor the ledger has anything to do,
and holds every mailbox against what it should have got: nothing more, nothing less. Each mail is
read by Python's own parser, and one with a defect is a failure, but where it was sent so. COLPORTEUR
is the command with the options that lead it to the same database.
"""
import datetime
import email
import email.policy
import glob
import os
import re
import smtplib
import subprocess
import sys
import time

port, mta, socket, colporteur = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
HOME, LISTS = "home.example", "lists.example.org"
LIST = "mobilites@" + LISTS
DAILY = 12   # answers of the robot to one address, as the settings say
n = failed = mails = 0
boxes = {}   # who: mails of this step
seen = set()
counted = 0  # posts in the archive
sent = []    # every mail as it was handed over


def ok(good, name, *notes):
    global n, failed
    n += 1
    failed += not good
    print(("ok" if good else "not ok"), n, "-", name, flush=True)
    if not good:
        for note in notes:
            print("#", *str(note).splitlines(), sep="\n#   ", flush=True)


def sql(statement):
    return subprocess.run(["psql", "-X", "-q", "-At", "-h", socket, "-U", "postgres", "-d", "colporteur",
                           "-c", "SET search_path = colporteur, public", "-c", statement],
                          capture_output=True, text=True, check=True).stdout.strip()


def send(sender, to, raw):
    """One mail as it stands; lines are ended by CRLF here. The refusal at RCPT, or None."""
    global mails
    mails += 1
    if isinstance(raw, str):
        raw = raw.encode()
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    sent.append(raw)
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        try:
            smtp.sendmail(sender, [to], raw, ["BODY=8BITMIME"])
        except smtplib.SMTPRecipientsRefused as refusal:
            return list(refusal.recipients.values())[0]
    return None


def mail(who, to, subject, body="Bonjour.\n", headers="", sender=None):
    """A plain mail of somebody at home."""
    address = who if "@" in who else who + "@" + HOME
    raw = (f"From: {address}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{mails + 1}.life@{HOME}>\n"
           f"Date: Mon, 2 Nov 2026 09:{mails % 60:02}:00 +0100\nMIME-Version: 1.0\n"
           f"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n{headers}\n{body}")
    return send(address if sender is None else sender, to, raw)


def run(*words):
    """A command of those who look after the list."""
    done = subprocess.run(colporteur + list(words), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        ok(False, " ".join(words), done.stdout, done.stderr)


def days_pass(n):
    """What waits for digests, and when the last ones went, are so much longer ago."""
    sql(f"UPDATE digest_wait SET at = at - interval '{n} days'; UPDATE subscription SET digested_at = digested_at - interval '{n} days'")


def tick():
    """One whole round of the clock."""
    clock = subprocess.Popen(colporteur + ["--set", "clock.interval=3600", "serve", "clock"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    # The last thing that a round does.
    while sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'colporteur_engine' AND state = 'idle' AND query LIKE '%search_words_due%'") != "1":
        if time.monotonic() > deadline:
            ok(False, "the clock does its round")
            break
        time.sleep(0.05)
    clock.terminate()
    clock.wait()


def waiting():
    queued = [p for q in ("incoming", "active", "maildrop", "deferred") for p in
              glob.glob(f"{mta}/queue/{q}/**/*", recursive=True) if os.path.isfile(p)]
    return len(queued) + int(sql("SELECT count(*) FROM delivery WHERE state IN ('q', 'c')"))


def quiet():
    """Until nobody has anything to do, twice in a row."""
    calm, deadline = 0, time.monotonic() + 60
    while calm < 3:
        if time.monotonic() > deadline:
            ok(False, "everything comes to rest", waiting())
            return
        calm = calm + 1 if waiting() == 0 else 0
        time.sleep(0.05)
    boxes.clear()
    for path in sorted(glob.glob(f"{mta}/mailboxes/*/new/*"), key=lambda p: os.stat(p).st_mtime_ns):
        if path in seen:
            continue
        seen.add(path)
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        boxes.setdefault(path.split("/")[-3], []).append(message)


def defects(message):
    return [(part.get_content_type(), part.defects) for part in message.walk() if part.defects]


def step(name, expected, posts=0, broken=False):
    """`expected`: who gets which subjects (patterns), in any order; `posts`: how many more are archived."""
    global counted
    quiet()
    found = {who: sorted(str(m["Subject"]) for m in messages) for who, messages in boxes.items()}
    wrong = []
    for who in sorted(set(found) | set(expected)):
        rest = list(found.get(who, []))
        for pattern in expected.get(who, []):
            fits = [s for s in rest if re.search(pattern, s)]
            if fits:
                rest.remove(fits[0])
            else:
                wrong.append(f"{who} did not get: {pattern}")
        wrong += [f"{who} got: {s}" for s in rest]
    if not broken:
        wrong += [f"{who}: {defects(m)}" for who, ms in boxes.items() for m in ms if defects(m)]
    total = int(sql("SELECT count(*) FROM post"))
    if total != counted + posts:
        wrong.append(f"the archive has {total - counted} more posts, not {posts}")
    counted = total
    ok(not wrong, name, *wrong)


def last(who):
    return boxes[who][-1]


def text(who):
    return last(who).get_body(("plain",)).get_content()


def to_all(subject, *members):
    return {who: [subject] for who in (members or ("alix", "bleuenn", "camille"))}


# --- joining ---
for who in ("alix", "bleuenn", "camille"):
    mail(who, "mobilites-join@" + LISTS, "")
step("three ask to join and are asked to confirm", to_all("confirmez-vous"))
confirm = {who: boxes[who][-1]["Reply-To"] for who in ("alix", "bleuenn", "camille")}
mail("alix", LIST, "Trop tôt")
step("who has not confirmed is held", {"chef": ["en attente n° 1 : Trop tôt"], "maud": ["en attente n° 1"]})
mail("maud", last("maud")["Reply-To"], "Re: en attente", "écarter\n")
step("a moderator drops it, the other hears of it", {"maud": ["votre décision"], "chef": ["écarté"]})
mail("alix", confirm["alix"], "Absente", headers="Auto-Submitted: auto-replied\n")
step("an automatic answer confirms nothing", {})
for who in confirm:
    mail(who, confirm[who], "Re: confirmez-vous")
step("they confirm and are welcomed", to_all("^Bienvenue"))
mail("bleuenn", confirm["bleuenn"], "Re: confirmez-vous")
step("twice is once", {})
ok(mail("alix", "mobilites-confirm+aaaaaaaaaaaaaaaaaaaaaaaaaaaa@" + LISTS, "x") is not None, "a guessed token is refused at RCPT")
ok(mail("alix", "nobody@" + LISTS, "x") is not None, "an unknown address too")
step("and nobody gets anything", {})

# --- posts and answers ---
mail("alix", LIST, "Vélos partagés", "Qui en veut ?\n")
step("a post goes to all members", to_all(r"^\[mob\] Vélos partagés$"), 1)
post = last("bleuenn")
ok(post["List-Id"].endswith("<mobilites.lists.example.org>") and post["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click",
   "with the headers of a list", post["List-Id"], post["List-Unsubscribe-Post"])
first = post["Message-ID"]
mail("camille", LIST, "Re: [mob] Vélos partagés", "Moi !\n", f"In-Reply-To: {first}\nReferences: {first}\n")
step("an answer has the prefix once", to_all(r"^(\[mob\] Re: |Re: \[mob\] )Vélos partagés$"), 1)
ok(sql("SELECT count(DISTINCT t.root) FROM post JOIN thread t ON t.id = post.thread") == "1", "in the same thread")
raw = (f"From: alix@{HOME}\nTo: {LIST}\nSubject: Deux fois\nMessage-ID: <twice@{HOME}>\n\nUne fois.\n")
send("alix@" + HOME, LIST, raw)
send("alix@" + HOME, LIST, raw)
step("the same mail twice is one post", to_all("Deux fois"), 1)
mail("passante", LIST, "Puis-je ?")
step("a stranger is held", {"chef": ["en attente"], "maud": ["en attente"]})
held = last("chef")
ok([p.get_content_type() for p in held.iter_attachments()] == ["message/rfc822"], "with the mail attached")
mail("passante", held["Reply-To"], "Re: en attente", "accept\n")
step("and cannot decide for themselves", {"passante": ["Undelivered"]})
mail("chef", held["Reply-To"], "Re: en attente", "accept\n\n> ...\n")
step("an owner accepts it", {**to_all("Puis-je"), "chef": ["votre décision"], "maud": ["accepté"]}, 1)
mail("maud", held["Reply-To"], "Re: en attente", "discard\n")
step("who comes second is told so", {"maud": ["votre décision"]})
mail("passante", LIST, "Publicité")
step("another one", {"chef": ["en attente"], "maud": ["en attente"]})
mail("maud", last("maud")["Reply-To"], "Re: en attente", "Refuser : pas de publicité ici.\n")
step("is rejected with a reason", {"passante": ["Votre message à"], "maud": ["votre décision"], "chef": ["refusé"]})
ok("pas de publicité ici." in text("passante") if "passante" in boxes else False, "that the author reads")

# --- loops, programs, forgeries ---
mail("alix", LIST, "Boucle", headers="List-Id: <mobilites.lists.example.org>\n")
step("a loop goes back to its sender", {"alix": ["Undelivered"]})
mail("alix", LIST, "Boucle", headers=f"X-Loop: {LIST}\n")
step("in another way too", {"alix": ["Undelivered"]})
mail("alix", LIST, "Absente", headers="Auto-Submitted: auto-replied\n")
step("an automatic answer is dropped", {})
mail("alix", LIST, "Rapport", sender="")
step("a bounce to the list goes nowhere", {})
mail("alix", "mobilites-request@" + LISTS, "help", headers="Precedence: list\n")
step("the robot answers no list", {"alix": ["Undelivered"]})
mail("chef", "mobilites-accept+aaaaaaaaaaaaaaaaaaaaaaaaaaaa@" + LISTS, "x")
mail("mailer-daemon", "mobilites-bounces+aaaaaaaaaaaaaaaaaaaaaaaa@" + LISTS, "Undelivered")
step("forged tokens are worth nothing", {})
mail("alix", LIST, "Virement urgent", headers="Authentication-Results: mx.example.net; dmarc=fail header.from=home.example\n", sender="escroc@elsewhere.example")
step("a post in a member's name whose author the mail server does not believe is held", {"chef": ["Virement"], "maud": ["Virement"]})
mail("chef", last("chef")["Reply-To"], "Re: en attente", "écarter\n")
step("and dropped", {"chef": ["votre décision"], "maud": ["écarté"]})
mail("alix", LIST, "Sincère", headers="Authentication-Results: evil.example; dmarc=fail header.from=home.example\n")
step("what another server says of it counts for nothing", to_all("Sincère"), 1)
mail("cron", LIST, "Sauvegarde", headers="Precedence: bulk\n")
step("a program's mail is held in silence", {})

# --- mails that are hard to read ---
send("alix@" + HOME, LIST, f"From: alix@{HOME}\nSubject: Sans identifiant\n\nx\n")
step("a mail without Message-ID", to_all("Sans identifiant"), 1)
ok("alix" in boxes and all(boxes[who][-1]["Message-ID"] == last("alix")["Message-ID"] for who in boxes), "gets one, the same for everybody")
send("alix@" + HOME, LIST, b"From: alix@home.example\nSubject: caf\xe9 cr\xe8me\nMessage-ID: <latin@home.example>\n\nd\xe9j\xe0\n")
step("8 bits that nobody declared", to_all("caf"), 1, broken=True)
send("alix@" + HOME, LIST, f'From: alix@{HOME}\nSubject: Bancal\nMessage-ID: <broken@{HOME}>\nMIME-Version: 1.0\n'
     'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nun\n--b\nContent-Type: multipart/alternative; boundary="c"\n\n--c\n\ndeux\n')
step("MIME that does not end", to_all("Bancal"), 1, broken=True)
references = "\n ".join(f"<ref{i}@{HOME}>" for i in range(300))
mail("bleuenn", LIST, "Trois cents", headers=f"References: {references}\n")
step("300 References", to_all("Trois cents"), 1)
sealed = ('Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="s"\n\n'
          '--s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nsign=C3=A9 \n\n--s\n'
          'Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB\n--s--\n')
for kind, body in (("S/MIME", sealed), ("OpenPGP", sealed.replace("pkcs7", "pgp"))):
    send("alix@" + HOME, LIST, f"From: alix@{HOME}\nTo: {LIST}\nSubject: {kind}\nMessage-ID: <{kind[0]}@{HOME}>\nMIME-Version: 1.0\n{body}")
    step(f"{kind} signed mail", to_all(kind), 1)
    part = body.split("--s\n")[1].encode().replace(b"\n", b"\r\n")
    for who in ("alix", "bleuenn"):
        if who in boxes:
            path = max((p for p in seen if f"/{who}/" in p), key=lambda p: os.stat(p).st_mtime_ns)
            got = open(path, "rb").read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            ok(part in got, f"{kind}: the signed part comes byte for byte to {who}")
encrypted = ('Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e"\n\n--e\nContent-Type: application/pgp-encrypted\n\n'
             'Version: 1\n--e\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n--e--\n')
send("alix@" + HOME, LIST, f"From: alix@{HOME}\nSubject: Secret\nMessage-ID: <secret@{HOME}>\nMIME-Version: 1.0\n{encrypted}")
step("OpenPGP encrypted mail", to_all("Secret"), 1)
send("alix@" + HOME, LIST, f'From: alix@{HOME}\nSubject: Outlook\nMessage-ID: <tnef@{HOME}>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="t"\n\n'
     '--t\nContent-Type: text/plain\n\nVoir ci-joint.\n--t\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Disposition: attachment; filename=winmail.dat\n'
     'Content-Transfer-Encoding: base64\n\neJ8+IgAA\n--t--\n')
step("winmail.dat", to_all("Outlook"), 1)
big = ("x" * 75 + "\n") * (9_900_000 // 76)
mail("alix", LIST, "Dix mégaoctets", big)
step("10 MB", to_all("Dix m"), 1)
ok(big in last("camille").get_content() if "camille" in boxes else False, "whole")

# --- the robot ---
mail("bleuenn", "mobilites-request@" + LISTS, "", "Bonjour,\n\nmes listes\ninfo\nabonnement\n-- \ndésabonnement\n")
step("several commands have one answer", {"bleuenn": ["réponse à votre message"]})
ok(all(word in text("bleuenn") for word in ("mobilites@", "déjà sur la liste")) if "bleuenn" in boxes else False, "to each of them")
mail("passante", "mobilites-request@" + LISTS, "help")
step("a stranger gets help, in English for an English word", {"passante": ["answer to your message"]})
mail("bleuenn", "mobilites-request@" + LISTS, "set nomail")
step("no mail is set", {"bleuenn": ["réponse"]})
mail("alix", LIST, "Sans Bleuenn")
step("and kept to", to_all("Sans Bleuenn", "alix", "camille"), 1)
mail("bleuenn", "mobilites-request@" + LISTS, "Degemer pep kemennadenn")
step("a Breton word sets it back, answered in the reader's language", {"bleuenn": ["réponse"]})
mail("camille", "mobilites-request@" + LISTS, "suspendre jusqu'au 31/12/2099")
step("a break is taken", {"camille": ["réponse"]})
mail("alix", LIST, "Sans Camille")
step("and kept to", to_all("Sans Camille", "alix", "bleuenn"), 1)
mail("camille", "mobilites-request@" + LISTS, "reprendre")
step("and ended", {"camille": ["réponse"]})
mail("passante", "mobilites-request@" + LISTS, "Question", "À quelle heure est la réunion ?\n")
step("what is no command goes to people", {"chef": ["Question"], "maud": ["Question"], "passante": ["réponse"]})
mail("passante", "mobilites-owner@" + LISTS, "Pour vous")
step("so does a mail to the owners", {"chef": ["Pour vous"], "maud": ["Pour vous"]})

# --- ways of reading ---
for who in ("dina", "eloi", "fanch"):
    run("subscriber", "add", f"{who}@{HOME}", "--language", "fr", "--list", "mobilites")
step("who is put on the list by hand hears nothing", {})
mail("dina", "mobilites-request@" + LISTS, "recevoir récapitulatif", "fuseau horaire : reunion\n")
mail("eloi", "mobilites-request@" + LISTS, "set digest weekly plain")
mail("fanch", "mobilites-request@" + LISTS, "", "recevoir messages importants\n")
step("digests, a time zone and the important alone are asked for", {who: ["réponse"] for who in ("dina", "eloi", "fanch")})
# The weekly moment was three days ago, whatever day this is.
run("list", "set", "mobilites", "--digest-day", str((datetime.date.today() - datetime.timedelta(days=3)).isoweekday()))
mail("alix", LIST, "Gares", "Qui range ?\n")
step("a post reaches who reads each", to_all("Gares"), 1)
stations = last("alix")["Message-ID"]
mail("fanch", LIST, "Re: [mob] Gares", "Moi.\n", f"In-Reply-To: {stations}\nReferences: {stations}\n")
step("who reads the important alone takes part", to_all("Gares", "alix", "bleuenn", "camille", "fanch"), 1)
mail("alix", LIST, "Re: Gares", "Merci.\n", f"References: {stations}\n")
step("and gets the thread from then on", to_all("Gares", "alix", "bleuenn", "camille", "fanch"), 1)
days_pass(1)
tick()
step("a day later there is a digest for who reads them daily", {"dina": ["^Mobilités : 3 messages"]})
if "dina" in boxes:
    contents, digest = last("dina").iter_parts()
    parts = [part.get_content() for part in digest.iter_parts()] if digest.get_content_type() == "multipart/digest" else []
    ok([re.sub(r"^.*(?=Gares)", "", p["Subject"]) for p in parts] == ["Gares"] * 3 and [p["From"].addresses[0].username for p in parts] == ["alix", "fanch", "alix"],
       "with each post whole, in the order of the thread", parts)
    ok(parts and [p.get_content().strip().splitlines()[0] for p in parts] == ["Qui range ?", "Moi.", "Merci."], "and its text", parts)
    ok(last("dina")["Date"].datetime.utcoffset() == datetime.timedelta(hours=4), "at the reader's own time", last("dina")["Date"])
    ok(contents.get_content().count("Gares") >= 1 and last("dina")["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click",
       "with contents and a way to leave", contents.get_content())
tick()
step("once", {})
days_pass(4)
tick()
step("a week later for who reads them weekly", {"eloi": ["^Mobilités : 3 messages"]})
if "eloi" in boxes:
    ok(last("eloi").get_content_type() == "text/plain", "as one text", last("eloi").get_content_type())
    texts = last("eloi").get_content().split("\n" + "-" * 30 + "\n")
    ok(len(texts) == 4 and texts[-1].strip().endswith("*"), "of RFC 1153", texts)
run("list", "set", "mobilites", "--digest-posts", "2")
mail("camille", LIST, "Passerelle")
mail("camille", LIST, "Tunnel")
step("two posts", {who: ["Passerelle", "Tunnel"] for who in ("alix", "bleuenn", "camille")}, 2)
tick()
step("are a digest where the list says that two are enough", {who: ["^Mobilités : 2 messages"] for who in ("dina", "eloi")})
run("list", "set", "mobilites", "--digest-posts", "50")

mail("passante", LIST, "Pont fermé")
step("a stranger's post is held", {"chef": ["en attente"], "maud": ["en attente"]})
mail("chef", last("chef")["Reply-To"], "Re: en attente", "accepter important\n")
step("what a moderator marks reaches who reads the important alone",
     {**to_all("Pont fermé", "alix", "bleuenn", "camille", "fanch"), "chef": ["votre décision"], "maud": ["accepté"]}, 1)

run("list", "set", "mobilites", "--interest", "mobilite")
mail("camille", "mobilites-request@" + LISTS, "thèmes vélo")
step("a topic is chosen", {"camille": ["réponse"]})
mail("alix", LIST, "[covoiturage] À quatre")
step("what is about another does not come", to_all("À quatre", "alix", "bleuenn"), 1)
mail("alix", LIST, "Un antivol", headers="Keywords: =?utf-8?q?V=C3=A9lo?=\n")
step("what is about it does", to_all("Un antivol"), 1)
lock = last("camille")["Message-ID"]
mail("bleuenn", LIST, "Re: Un antivol", headers=f"References: {lock}\n")
step("with its answers", to_all("Un antivol"), 1)
mail("camille", "mobilites-request@" + LISTS, "thèmes tous")
step("everything is chosen again", {"camille": ["réponse"]})

today = datetime.date.today()
run("list", "reading", "mobilites", "bleuenn@" + HOME, "--from", str(today - datetime.timedelta(days=1)), "--until", str(today + datetime.timedelta(days=2)))
mail("alix", LIST, "Pendant la pause")
step("who takes a break from this list alone gets nothing", to_all("Pendant", "alix", "camille"), 1)
run("list", "reading", "mobilites", "bleuenn@" + HOME, "--end")

run("list", "create", "lettre", "--title", "La lettre", "--kind", "newsletter", "--owner", "chef@" + HOME)
run("subscriber", "add", f"gaid@{HOME}", "--language", "fr", "--territory", "Brest", "--interest", "velo", "--list", "lettre")
run("subscriber", "add", f"loin@{HOME}", "--language", "fr", "--territory", "Rennes", "--interest", "velo", "--list", "lettre")
run("list", "audience", "mobilites", "territory:29 and interest:velo", "--yes")
tick()
step("whom a list is opened to is invited, and nobody else", {"gaid": ["une invitation"]})
invitation = last("gaid")["Reply-To"] if "gaid" in boxes else "mobilites-confirm+a@" + LISTS
run("list", "audience", "mobilites", "territory:29 and interest:velo", "--yes")
tick()
step("once", {})
mail("gaid", LIST, "Pas encore")
step("who was invited is not on it", {"chef": ["en attente"], "maud": ["en attente"]})
mail("maud", last("maud")["Reply-To"], "Re: en attente", "écarter\n")
step("so that a moderator decides", {"maud": ["votre décision"], "chef": ["écarté"]})
mail("gaid", invitation, "Re: une invitation", "Oui !\n")
step("who answers is", {"gaid": ["^Bienvenue"]})
mail("gaid", LIST, "Me voilà")
step("and reads and writes", to_all("Me voilà", "alix", "bleuenn", "camille", "gaid"), 1)
for who in ("dina", "eloi", "fanch", "gaid"):
    mail(who, "mobilites-leave@" + LISTS, "")
step("they leave", {who: ["Vous avez quitté"] for who in ("dina", "eloi", "fanch", "gaid")})
ok(sql("SELECT count(*) FROM digest_wait") == "0", "and nothing waits for them")

# --- leaving and coming back ---
mail("camille", "mobilites-leave@" + LISTS, "")
step("one leaves", {"camille": ["Vous avez quitté"]})
undo = last("camille")["Reply-To"]
mail("alix", LIST, "Encore sans Camille")
step("and gets nothing more", to_all("Encore sans", "alix", "bleuenn"), 1)
mail("camille", LIST, "Je suis partie")
step("what they write is held", {"chef": ["Je suis partie"], "maud": ["Je suis partie"]})
mail("camille", undo, "Re: Vous avez quitté")
step("the farewell brings them back", {"camille": ["^Bienvenue"]})
mail("camille", undo, "Re: Vous avez quitté")
step("once", {})
leave = re.search(r"mailto:([^?]+)\?subject=([a-z2-7]+)", post["List-Unsubscribe"])
mail("stranger@elsewhere.example", leave[1], leave[2], headers="Auto-Submitted: auto-generated\n", sender="")
step("the token of a letter leaves for its reader, whoever sends it", {"bleuenn": ["Vous avez quitté"]})
mail("bleuenn", last("bleuenn")["Reply-To"], "Re: Vous avez quitté")
step("who can undo that", {"bleuenn": ["^Bienvenue"]})
mail("alix", LIST, "Tous ensemble")
step("all are there again", to_all("Tous ensemble"), 1)

# --- bombs ---
for i in range(DAILY + 7):
    mail("victime", "mobilites-request@" + LISTS, "aide")
step("nobody gets more than a day's share from the robot", {"victime": ["réponse"] * DAILY})
for i in range(5):
    mail("victime", "mobilites-join@" + LISTS, "")
step("nor more than one question whether to join, nor any beyond that share", {})

ok(mails >= 60, f"{mails} mails were sent")
ok(sql("SELECT count(*) FROM mailing WHERE state = 'paused'") == "0" and
   sql("SELECT count(*) FROM delivery WHERE state NOT IN ('s')") == "0", "each copy was delivered")
found = [bytes.fromhex(line) for line in sql("SELECT encode(m.raw, 'hex') FROM post p JOIN message m ON m.id = p.message").splitlines()]
strange = [raw[:400] for raw in found if not any(raw.endswith(mail) for mail in sent)]
ok(len(found) == counted and not strange, f"{len(found)} posts are in the archive as they were sent, byte for byte", *strange)
print(f"1..{n}")
sys.exit(failed > 0)
