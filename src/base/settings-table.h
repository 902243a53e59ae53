/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings-table - the one table of settings: default, range, help, sample file and manual page
 * all come from these rows. No include guard: whoever includes it defines
 *     SETTING(SYMBOL, group, key, TYPE, default, minimum, maximum, help)
 * TYPE is TEXT, URL (http or https, without a final slash), NUMBER, SIZE (bytes, with K, M, G),
 * SECONDS (with s, m, h, d), SWITCH or a CHOICE, whose `default` is followed by the other words in
 * `choices` form "a|b|c" (first is the default).
 */

/* clang-format off */
SETTING(DATABASE, "storage", "database", TEXT, "", 0, 0,
        "libpq connection string (several hosts allowed) of the PostgreSQL server to use. Empty: a private server in the state directory, started and stopped by colporteur.")
SETTING(DATABASE_OWNER, "storage", "owner", TEXT, "colporteur_owner", 0, 0,
        "Database role that owns the schema; only \"schema\" commands use it.")
SETTING(DATABASE_ENGINE, "storage", "engine", TEXT, "colporteur_engine", 0, 0,
        "Database role of commands and of the roles that handle mail.")
SETTING(DATABASE_SITE, "storage", "site", TEXT, "colporteur_site", 0, 0,
        "Database role of the public site; it cannot read one address.")
SETTING(DATABASE_TIMEOUT, "storage", "connect-timeout", SECONDS, "10s", 1, 600,
        "How long to wait for a connection to PostgreSQL.")
SETTING(CLUSTER_USER, "storage", "user", TEXT, "", 0, 0,
        "Unprivileged user that runs the private server and the roles when root starts them. Empty: colporteur, else nobody, whichever exists first.")
SETTING(PG_BINDIR, "storage", "postgresql-programs", TEXT, PG_BINDIR_DEFAULT, 0, 0,
        "Where initdb and postgres are; needed for the private server only.")

SETTING(DATA, "paths", "data", TEXT, PKGDATADIR_DEFAULT, 0, 0,
        "Directory of the shipped templates and geography.")
SETTING(TEMPLATES, "paths", "templates", TEXT, SYSCONFDIR_DEFAULT "/colporteur/templates", 0, 0,
        "Directory whose templates replace the shipped ones, file by file. May be absent.")

SETTING(MAIL_DOMAIN, "mail", "domain", TEXT, "localhost", 0, 0,
        "Domain of new lists, and of the addresses the robot writes from.")
SETTING(MAIL_HOSTNAME, "mail", "hostname", TEXT, "", 0, 0,
        "Name to greet mail servers with (EHLO). Empty: the host's own name.")
SETTING(MAIL_AUTHSERV_ID, "mail", "authserv-id", TEXT, "", 0, 0,
        "Name that your own mail server signs its verdicts with, in Authentication-Results (RFC 8601) and the headers of spam filters; it must take out those that come from elsewhere. Empty: no such header is believed.")
SETTING(MAIL_DNS, "mail", "dns-server", TEXT, "", 0, 0,
        "ADDRESS or ADDRESS@PORT of the resolver that is asked what authors' domains publish (DMARC). Empty: those of /etc/resolv.conf; none: nobody is asked and no From is rewritten.")
SETTING(MAIL_DNS_TIMEOUT, "mail", "dns-timeout", SECONDS, "2s", 1, 60, "How long to wait for all it has to say about one author. Without an answer their From stays as it is.")
SETTING(MAIL_OUTLET, "mail", "outlet", CHOICE, "smtp|maildir|null", 0, 0,
        "Where mail goes: smtp to the smart host; maildir writes each copy to a directory instead; null throws it away, to measure.")
SETTING(MAIL_SMARTHOST, "mail", "smarthost", TEXT, "localhost:25", 0, 0,
        "HOST:PORT of the mail server that takes outgoing mail. Several, separated by commas, share it: HOST:PORT*WEIGHT gets so many times the sessions of one without. One that is down is left alone for a while, and the others take its share. Behind each may stand, after blanks, what it takes from one deliver role: connections=N at a time, messages=N over one of them (else session-messages), rate=N/min (or /second, /hour, /day), in which a mail to several counts for each. What one takes no more of goes to the others, or waits. For example: mx1.example.org:25*3 connections=8 messages=50 rate=200/min, mx2.example.org:25.")
SETTING(MAIL_STARTTLS, "mail", "starttls", CHOICE, "no|try|require", 0, 0,
        "Whether to encrypt the way to the smart host.")
SETTING(MAIL_CA_FILE, "mail", "ca-file", TEXT, "", 0, 0,
        "Certificates to trust for starttls, in PEM. Empty: those of the system.")
SETTING(MAIL_USER, "mail", "user", TEXT, "", 0, 0, "User name for the smart host. Empty: no authentication.")
SETTING(MAIL_PASSWORD, "mail", "password", TEXT, "", 0, 0, "Password for the smart host. It is sent only where starttls is require, or to this machine itself.")
SETTING(MAIL_PASSWORD_FILE, "mail", "password-file", TEXT, "", 0, 0,
        "File whose first line is the password for the smart host, in place of password.")
SETTING(MAIL_MAILDIR, "mail", "maildir", TEXT, "", 0, 0, "Directory for outlet = maildir.")
SETTING(MAIL_SESSIONS, "mail", "sessions", NUMBER, "4", 1, 64,
        "Connections to the smart host kept busy at once by one deliver role.")
SETTING(MAIL_SESSION_MESSAGES, "mail", "session-messages", NUMBER, "100", 1, 10000,
        "Messages over one connection before it is renewed; large providers allow 100.")
SETTING(MAIL_RECIPIENTS, "mail", "recipients", NUMBER, "100", 1, 100,
        "Most recipients of one message, for posts of lists whose fan-out is shared (RFC 5321 4.5.3.1.8).")
SETTING(MAIL_CONNECT_TIMEOUT, "mail", "connect-timeout", SECONDS, "30s", 1, 600, "How long to wait for a connection to the smart host.")
SETTING(MAIL_TIMEOUT, "mail", "timeout", SECONDS, "5m", 1, 3600, "How long to wait for an answer of the smart host (RFC 5321 4.5.3.2).")
SETTING(MAIL_BATCH, "mail", "batch", NUMBER, "100", 1, 5000, "Deliveries claimed from the ledger at a time.")
SETTING(MAIL_LEASE, "mail", "lease", SECONDS, "2m", 10, 86400, "How long a claim holds before another worker may take it over. A worker that lives renews it, so this is how long what a killed one held has to wait.")
SETTING(MAIL_RETRY, "mail", "retry-after", SECONDS, "5m", 1, 86400, "Pause before the second try after a temporary refusal; it doubles with each.")
SETTING(MAIL_ATTEMPTS, "mail", "attempts", NUMBER, "12", 1, 100, "Tries before a delivery counts as failed.")
SETTING(MAIL_GIVE_UP, "mail", "give-up-after", SECONDS, "5d", 60, 31536000, "How long after a mailing began a delivery is still tried again (RFC 5321 4.5.4.1 asks for days).")
SETTING(MAIL_REST, "mail", "provider-rest", SECONDS, "5m", 1, 86400,
        "How long a provider is sent nothing after it answered 421 or refused for policy (x.7.x); it doubles each time in a row.")
SETTING(MAIL_LONGEST_REST, "mail", "provider-rest-longest", SECONDS, "2h", 1, 604800, "The longest of these.")
SETTING(MAIL_POLICY_SHARE, "mail", "policy-share", NUMBER, "20", 1, 100,
        "Of how many readers in a hundred a mailing must be refused for policy (5.7.x) to be paused, or how many must wait at a provider that refuses another of them after a rest and took nothing since; the list's owners are told, and \"queue retry\" goes on with it.")
SETTING(MAIL_POLICY_LEAST, "mail", "policy-least", NUMBER, "10", 1, 1000000, "How many readers refused for policy (5.7.x), or waiting at such a provider, that takes at least.")
SETTING(MAIL_UNKNOWN, "mail", "unknown", CHOICE, "retry|leave|sent", 0, 0,
        "What becomes of a copy that was on a connection when a worker or mail server died, so that nobody knows whether it arrived: retry sends it again, leave keeps it as unknown for \"queue retry\" or \"queue drop\", sent takes it for sent.")
SETTING(MAIL_FOLD_DAYS, "mail", "keep-deliveries", NUMBER, "30", 0, 3650,
        "Days after which a finished mailing's sent deliveries become mere totals; those that failed are kept.")

SETTING(MAIL_WINDOW, "mail", "window", TEXT, "", 0, 0,
        "Days and hours in which editions are sent, as \"mon-fri 08:00-19:00\", in the time zone of the site; empty is always. An edition may have its own.")

SETTING(LMTP_LISTEN, "lmtp", "listen", TEXT, "127.0.0.1:8024", 0, 0,
        "HOST:PORT or unix:/PATH where the mail server hands mail in (RFC 2033).")
SETTING(LMTP_MAX_SIZE, "lmtp", "max-size", SIZE, "25M", 1024, 1073741824, "Largest mail accepted.")
SETTING(LMTP_TIMEOUT, "lmtp", "timeout", SECONDS, "5m", 1, 3600,
        "How long a client may stay silent; one mail may take three times that.")
SETTING(LMTP_CONNECTIONS, "lmtp", "connections", NUMBER, "20", 1, 1000, "Connections served at once.")

SETTING(ROBOT_PER_ADDRESS, "robot", "per-address", NUMBER, "10", 1, 10000,
        "Letters that robots of lists write to one address in a day because a mail asks them to.")
SETTING(ROBOT_PER_NETWORK, "robot", "per-network", NUMBER, "100", 1, 1000000,
        "Letters they write in an hour because mail from one domain, or pages from one network (/24, /64), ask them to; then such mail is deferred. A wider network (/16, /48) has four times that, and at most half of overall.")
SETTING(ROBOT_OVERALL, "robot", "overall", NUMBER, "1000", 1, 1000000,
        "Letters they write in an hour because anybody asks them to; then such mail is deferred. Pages have at most three quarters of them, so that who writes to a list is answered; who asks on a page to join beyond that is asked to confirm in a later hour.")
SETTING(ROBOT_REMIND_DAYS, "robot", "remind-days", NUMBER, "3", 0, 365,
        "Days after which who asked to join a list and did not confirm is asked once more; 0: never.")
SETTING(ROBOT_UNDO_DAYS, "robot", "undo-days", NUMBER, "14", 1, 365,
        "Days in which who left a list can come back by answering the farewell.")

SETTING(HELD_DAYS, "held", "days", NUMBER, "21", 0, 3650,
        "Days after which mail that waits for a moderator is let go, and the moderators told; 0: never.")

SETTING(PROPOSALS_DIGEST, "proposals", "digest", SECONDS, "12h", 1, 2592000,
        "Those who look after a list hear of new proposals at most once in this time; the first comes at once.")

SETTING(SITE_URL, "site", "url", URL, "http://localhost:8080", 0, 0,
        "Address of the public site, without a final slash; links in letters begin with it.")
SETTING(SITE_NAME, "site", "name", TEXT, "Colporteur", 0, 0, "Name of the site, shown on each page.")
SETTING(SITE_LISTEN, "site", "listen", TEXT, "127.0.0.1:8080", 0, 0, "HOST:PORT or unix:/PATH where the site listens.")
SETTING(SITE_THREADS, "site", "threads", NUMBER, "4", 1, 64, "Threads that answer requests, each with its own connection to PostgreSQL.")
SETTING(SITE_CONNECTIONS, "site", "connections", NUMBER, "500", 1, 10000, "Connections served at once.")
SETTING(SITE_TIMEOUT, "site", "timeout", SECONDS, "30s", 1, 600, "How long a client may stay silent.")
SETTING(SITE_LANGUAGE, "site", "language", CHOICE, "fr|en|br", 0, 0,
        "Language of pages for readers whose browser asks for none of the three.")
SETTING(SITE_TIMEZONE, "site", "timezone", TEXT, "Europe/Paris", 0, 0, "Time zone that pages show times in.")
SETTING(SITE_TRUST_FORWARDED, "site", "trust-forwarded", SWITCH, "no", 0, 0,
        "Whether a proxy of yours is in front of the site, whose X-Forwarded-For names the client.")
SETTING(SITE_PROXIES, "site", "proxies", TEXT, "unix loopback", 0, 0,
        "From where that proxy connects: unix (the Unix socket), loopback, addresses and networks such as 192.0.2.0/24, separated by blanks. Nobody else's X-Forwarded-For counts.")
SETTING(SITE_METRICS, "site", "metrics", CHOICE, "loopback|no|all", 0, 0,
        "Who may read the counters at /metrics (Prometheus): only this machine and not through a proxy, nobody, or everybody.")
SETTING(SITE_CLICK_READERS, "site", "click-readers", NUMBER, "20", 5, 1000000,
        "Where an edition has its clicks counted: how many of its readers a département must have for its links to name it.")
SETTING(SITE_PRIVATE_FOR, "site", "private-for", SECONDS, "30d", 600, 31622400,
        "How long a link opens the archive of a private list to the member it was sent to.")
SETTING(SITE_STATEMENT_TIMEOUT, "site", "statement-timeout", SECONDS, "5s", 1, 600, "How long one query of the site may take.")

SETTING(API_PER_MINUTE, "api", "per-minute", NUMBER, "120", 1, 1000000,
        "Requests that a program may send to the interface for programs with one token in a minute.")

SETTING(WEBHOOK_PRIVATE, "webhook", "private", SWITCH, "no", 0, 0,
        "Whether programs on this machine and in private networks are told of events too.")

SETTING(BOUNCE_THRESHOLD, "bounce", "threshold", NUMBER, "3", 1, 100,
        "Points after which a reader of a list is probed. Mail to a dead address is one point, a failure that may pass a quarter; a day counts once.")
SETTING(BOUNCE_DAYS, "bounce", "days", NUMBER, "3", 2, 60, "On how many days something must have come back before that.")
SETTING(BOUNCE_HALF_LIFE, "bounce", "half-life", SECONDS, "30d", 3600, 31536000, "Time in which points halve.")
SETTING(BOUNCE_PROBE_WAIT, "bounce", "probe-wait", SECONDS, "7d", 60, 31536000,
        "How long a probe may take to come back. One that does not got through, and the points are forgotten.")
SETTING(BOUNCE_RESUME, "bounce", "resume-after", SECONDS, "30d", 60, 315360000,
        "How long after a suspension one last letter is tried. When it gets through the reader is told and gets mail again.")
SETTING(BOUNCE_COMPLAINTS, "bounce", "complaints", CHOICE, "all|list", 0, 0,
        "Whether who calls a mail spam is written to no more by any list, or only not by that one.")
SETTING(BOUNCE_FEEDBACK, "bounce", "feedback-address", TEXT, "", 0, 0,
        "The addresses, separated by commas, that providers' feedback loops report complaints to (RFC 5965). They take nothing else, so give each loop one of its own rather than abuse@, which people write to.")

SETTING(CLOCK_INTERVAL, "clock", "interval", SECONDS, "15s", 1, 3600, "How often the clock role looks for due work.")

SETTING(CHECK_TIMEOUT, "check", "link-timeout", SECONDS, "20s", 1, 600, "How long \"edition check\" waits for one link to answer.")
SETTING(CHECK_PRIVATE, "check", "private-links", SWITCH, "no", 0, 0,
        "Whether \"edition check\" follows links into this machine and private networks too.")

SETTING(RETENTION_UNCONFIRMED, "retention", "unconfirmed-days", NUMBER, "7", 1, 365,
        "Days after which a subscription that nobody confirmed is removed.")
SETTING(RETENTION_INACTIVE, "retention", "inactive-months", NUMBER, "36", 0, 1200,
        "Months without a sign of life after which people are asked whether to go on; 0: never.")
SETTING(RETENTION_ANSWER, "retention", "answer-days", NUMBER, "30", 7, 365,
        "Days they have to answer before they are erased.")
SETTING(RETENTION_PROPOSER, "retention", "proposer-days", NUMBER, "90", 1, 3650,
        "Days after the decision on a proposal during which its author's address is kept, and what "
        "was declined.")

SETTING(LOG_DELIVERIES, "log", "deliveries", CHOICE, "info|debug", 0, 0,
        "Level of the line that each delivery gets, with MAILING, RECIPIENT, ATTEMPT and STATUS.")
SETTING(LOG_LEVEL, "log", "level", CHOICE, "info|debug|warning", 0, 0, "Quietest messages to log.")
/* clang-format on */
