/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlet - where mail leaves: an SMTP server, a Maildir, or nowhere
 *
 * An outlet is fed: outlet_session() opens one session, asks the feed for one envelope after
 * another, sends each and settles each. What holds whatever happens, a crash of this process
 * apart: every envelope taken from the feed is settled exactly once before outlet_session()
 * returns, and WIRE_DONE is said only after the server's 2xx to the end of the data.
 *
 * Outcomes are three (done, later, never), graded by scope: what the answer was about. The one
 * who keeps the ledger decides from these when to try again and what counts against an address.
 *
 * Threads: an outlet may be used by many at once, each in its own outlet_session().
 */
#pragma once

#include <glib.h>

#include "base/smart-host.h"

typedef enum {
    WIRE_DONE,  /* accepted: the other side answers for it now */
    WIRE_LATER, /* not accepted, or not known to be: try again */
    WIRE_NEVER  /* refused for good: trying again changes nothing */
} WireOutcome;

typedef enum {
    SCOPE_RECIPIENT,  /* about this recipient alone */
    SCOPE_MESSAGE,    /* about this message: its sender, size or content */
    SCOPE_CONNECTION, /* this connection broke; a new one may work at once */
    SCOPE_SERVER      /* the server takes nothing now: leave it alone for a while */
} WireScope;

typedef struct {
    WireOutcome outcome;
    WireScope scope;
    /* LATER, and yet the message may have been accepted: all of it was sent and the answer was
     * lost. Sending it again may make a second copy. */
    gboolean in_doubt;
    int code;        /* SMTP reply code; 0 when no answer came */
    char status[12]; /* RFC 3463, "5.1.1": the server's own where it gave one, else from the code */
    char text[256];  /* what was said: one line of valid UTF-8 */
} WireResult;

typedef struct {
    const char *data;
    gsize size;
} WireSegment;

#define WIRE_MAX_RECIPIENTS 100 /* RFC 5321, 4.5.3.1.8 */

/*
 * One message for one or a few recipients. The message is the concatenation of its segments,
 * RFC 5322 with CRLF line ends, not dot-stuffed, complete with Date, From, To and Message-Id;
 * 7-bit, unless the server is known to take 8-bit as it comes. Return-Path in it is dropped, as are
 * second copies of To, Cc, Reply-To and From; other lines arrive byte for byte.
 *
 * All of it belongs to the feed and stays as it is until settled. Up to two envelopes are out at
 * a time: the one on the wire and the next. Only the one on the wire can be in doubt.
 */
typedef struct {
    gint64 id;
    const char *sender; /* return path without < >; "" is the null sender */
    const char *const *recipients;
    gsize n_recipients; /* 1 to WIRE_MAX_RECIPIENTS */
    const WireSegment *segments;
    gsize n_segments;
    gpointer user;
} WireEnvelope;

typedef struct {
    /* Fills `out` with the next envelope. FALSE: nothing more for this session; it is not asked
     * again. It is called while the server waits, so it must not wait itself. */
    gboolean (*next)(gpointer data, WireEnvelope *out);
    /* Told once for each envelope taken, `results` having one row a recipient, in their order. */
    void (*settle)(gpointer data, const WireEnvelope *envelope, const WireResult *results);
    gpointer data;
    /* May be NULL. Called after `next` and before the end of that envelope's data leaves: until
     * then nobody can have accepted it. The one before it on this session is settled by then. It
     * may wait. FALSE: do not end it; the session ends and it is settled as later. */
    gboolean (*end)(gpointer data, const WireEnvelope *envelope);
    /* May be NULL. Called before anything is taken, when no server may take anything for so long:
     * waits for that, or less. FALSE: it does not want to; the session ends. */
    gboolean (*wait)(gpointer data, gint64 microseconds);
} WireFeed;

/* How one of several servers fares. */
typedef struct {
    SmartHost *host; /* the outlet's */
    guint sessions;  /* now */
    guint64 sent;    /* recipients, by sessions that have ended */
    gint64 rest;     /* microseconds for which it is left alone; 0: it is not */
    char reply[256]; /* why; empty: it is not */
} OutletHost;

typedef struct Outlet Outlet;
struct Outlet {
    const char *name;     /* "smtp", "maildir", "null" */
    guint most_sessions;  /* that may be under way; 0: any number */
    guint most_in_minute; /* recipients; 0: any number */
    gboolean (*session)(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error);
    GArray *(*hosts)(Outlet *outlet); /* NULL: it has none */
    void (*free)(Outlet *outlet);
};

/*
 * One session: until the feed ends, the outlet's own count of messages a session is reached, or
 * the connection ends. Call again for what the feed still has. Blocks meanwhile; `next` and
 * `settle` are called in this thread.
 *
 * TRUE when the session was of use; `delivered` (may be NULL) gets the number of recipients done.
 * FALSE with ERROR_TRY_LATER when nothing was delivered and the server as a whole is why: no
 * connection (then nothing was taken), a greeting other than 220 (nothing taken), no TLS where it
 * is required, failed authentication, 421. FALSE with ERROR_REFUSED or ERROR_TRY_LATER when a
 * Maildir cannot be written.
 */
gboolean outlet_session(Outlet *outlet, const WireFeed *feed, guint *delivered, GError **error);

/* Of OutletHost, in the order of the settings; empty for what is no spread. */
GArray *outlet_hosts(Outlet *outlet);

/* Takes NULL. No session may be under way. */
void outlet_free(Outlet *outlet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outlet, outlet_free)

typedef enum {
    STARTTLS_OFF,    /* never */
    STARTTLS_MAYBE,  /* where offered, with whatever certificate: keeps listeners out, no more */
    STARTTLS_REQUIRE /* or nothing is sent; the certificate must name `host` and be trusted */
} StarttlsMode;

typedef struct {
    const char *host; /* name, IPv4 or IPv6 address */
    guint16 port;     /* 0: 25 */
    const char *helo; /* the name to give at EHLO; NULL: this host's */
    StarttlsMode starttls;
    const char *ca_file;   /* PEM; NULL: the system's */
    const char *user;      /* NULL: no authentication */
    const char *password;  /* goes out only under STARTTLS_REQUIRE, or to a loopback address */
    guint connect_timeout; /* milliseconds; 0: 30 s */
    guint command_timeout; /* milliseconds, at least 1000; 0: 300 s; twice that after the data */
    guint messages_per_session; /* 0: 100 */
} SmtpSettings;

/* Copies the settings. Nothing is connected yet. ERROR_BAD_INPUT when they make no sense (no
 * host, a CA file that cannot be read, a password that would go out in clear). */
Outlet *outlet_smtp_new(const SmtpSettings *settings, GError **error);

/* Each copy becomes a file of its own in `dir`/new, with LF line ends, Return-Path and
 * Delivered-To in front, written to `dir`/tmp and synchronised first. Makes `dir` where it is
 * missing. Errors as mkdir(2) gives them. */
Outlet *outlet_maildir_new(const char *dir, GError **error);

/* Takes everything, keeps nothing: for rehearsals and for measuring what comes before. */
Outlet *outlet_null_new(void);

/* Several as one: each session goes to one of the `n` (at least 1), in proportion to the weights of
 * `hosts`, around those that take nothing, which are left alone for half a minute, twice as long
 * each time, and around those that have as many sessions or recipients as they take: where no other
 * is left, it waits. A session fails only when all of them do, with the last one's error. How many
 * messages a session has is the outlets' own affair. Takes the outlets and what `hosts` points to.
 */
Outlet *outlet_spread_new(Outlet *const *outlets, GPtrArray *hosts);
