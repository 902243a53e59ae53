/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lmtp-session - the server's side of one LMTP conversation; see lmtp-session.h */
#include "serve/lmtp-session.h"

#include <string.h>

#include "base/address.h"

#include "serve/lmtp-reply.h"

#define MAX_LINE 4096 /* RFC 5321 4.5.3.1.4 asks for 512, extensions add to it */
#define MAX_MISTAKES 20

struct LmtpSession {
    LmtpLimits limits;
    LmtpHandler handler;
    GString *line; /* command being read */
    gboolean long_line;
    gboolean greeted;
    gboolean in_data;
    char *sender;     /* NULL: no MAIL yet */
    gboolean is_utf8; /* it was given with SMTPUTF8 */
    GPtrArray *recipients;
    GString *message;
    gboolean too_large;
    guint dot_state; /* in data: how much of CR LF . CR LF was seen, see take_data() */
    guint mistakes;
    guint progress; /* odd: a mail for somebody was begun behind the last that was handed in */
};

static void
forget_message(LmtpSession *session)
{
    g_clear_pointer(&session->sender, g_free);
    g_ptr_array_set_size(session->recipients, 0);
    g_string_truncate(session->message, 0);
    session->too_large = FALSE;
}

LmtpSession *
lmtp_session_new(const LmtpLimits *limits, const LmtpHandler *handler, GString *out)
{
    LmtpSession *session = g_new0(LmtpSession, 1);

    session->limits = *limits;
    session->handler = *handler;
    session->line = g_string_sized_new(256);
    session->message = g_string_new(NULL);
    session->recipients = g_ptr_array_new_with_free_func(g_free);
    g_string_append_printf(out, "220 %s LMTP Colporteur\r\n", limits->hostname);
    return session;
}

void
lmtp_session_free(LmtpSession *session)
{
    if (session == NULL)
        return;
    g_string_free(session->line, TRUE);
    g_string_free(session->message, TRUE);
    g_ptr_array_unref(session->recipients);
    g_free(session->sender);
    g_free(session);
}

guint
lmtp_session_progress(const LmtpSession *session)
{
    return session->progress;
}

/* --- commands --- */

static void
mistake(LmtpSession *session, GString *out, int code, const char *status, const char *text)
{
    session->mistakes++;
    lmtp_reply(out, code, status, text);
}

/* The address in the path between < and > behind "FROM:" or "TO:"; `*rest` points behind it. NULL:
 * no path. A quoted local part may hold a >. */
static char *
read_path(const char *text, const char *keyword, const char **rest)
{
    gsize length = strlen(keyword);
    gboolean quoted = FALSE;

    if (g_ascii_strncasecmp(text, keyword, length) != 0)
        return NULL;
    for (text += length; *text == ' '; text++)
        ;
    if (*text++ != '<')
        return NULL;
    const char *end = text;
    for (; *end != '\0' && (quoted || *end != '>'); end++) {
        if (*end == '"')
            quoted = !quoted;
        else if (*end == '\\' && end[1] != '\0')
            end++;
    }
    if (*end != '>' || (end[1] != '\0' && end[1] != ' '))
        return NULL;
    *rest = end + 1;
    g_autofree char *path = g_strndup(text, (gsize)(end - text));
    return address_of_path(path);
}

static gboolean
check_mail_parameters(LmtpSession *session, const char *text, GString *out)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);

    session->is_utf8 = FALSE;
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        if (g_ascii_strncasecmp(words[i], "SIZE=", 5) == 0) {
            guint64 size = 0;
            if (!g_ascii_string_to_unsigned(words[i] + 5, 10, 0, G_MAXUINT64, &size, NULL)) {
                mistake(session, out, 501, "5.5.4", "SIZE wants a number");
                return FALSE;
            }
            if (size > session->limits.max_size) {
                lmtp_reply(out, 552, "5.3.4", "message is larger than this server takes");
                return FALSE;
            }
        } else if (g_ascii_strcasecmp(words[i], "SMTPUTF8") == 0) {
            session->is_utf8 = TRUE;
        } else if (g_ascii_strcasecmp(words[i], "BODY=8BITMIME") != 0 &&
                   g_ascii_strcasecmp(words[i], "BODY=7BIT") != 0) {
            mistake(session, out, 555, "5.5.4", "unknown parameter of MAIL");
            return FALSE;
        }
    }
    return TRUE;
}

static void
do_mail(LmtpSession *session, const char *argument, GString *out)
{
    const char *rest = NULL;

    if (!session->greeted) {
        mistake(session, out, 503, "5.5.1", "say LHLO first");
        return;
    }
    if (session->sender != NULL) {
        mistake(session, out, 503, "5.5.1", "one MAIL at a time; RSET forgets it");
        return;
    }
    g_autofree char *sender = read_path(argument, "FROM:", &rest);
    if (sender == NULL || !g_utf8_validate(sender, -1, NULL)) {
        mistake(session, out, 501, "5.5.4", "write MAIL FROM:<address>");
        return;
    }
    if (!check_mail_parameters(session, rest, out))
        return;
    session->sender = g_steal_pointer(&sender);
    lmtp_reply(out, 250, "2.1.0", "sender noted");
}

static void
do_rcpt(LmtpSession *session, const char *argument, GString *out)
{
    g_autoptr(GError) error = NULL;
    const char *rest = NULL;

    if (session->sender == NULL) {
        mistake(session, out, 503, "5.5.1", "say MAIL first");
        return;
    }
    if (session->recipients->len >= session->limits.max_recipients) {
        lmtp_reply(out, 452, "4.5.3", "too many recipients, send the rest in another message");
        return;
    }
    g_autofree char *recipient = read_path(argument, "TO:", &rest);
    if (recipient == NULL || *recipient == '\0' || !g_utf8_validate(recipient, -1, NULL)) {
        mistake(session, out, 501, "5.5.4", "write RCPT TO:<address>");
        return;
    }
    if (rest[strspn(rest, " ")] != '\0') {
        mistake(session, out, 555, "5.5.4", "unknown parameter of RCPT");
        return;
    }
    if (!session->handler.recipient(session->handler.data, session->sender, recipient, &error)) {
        lmtp_reply_error(out, error, session->is_utf8);
        return;
    }
    g_ptr_array_add(session->recipients, g_steal_pointer(&recipient));
    session->progress |= 1;
    lmtp_reply(out, 250, "2.1.5", "recipient is known");
}

static void
do_data(LmtpSession *session, GString *out)
{
    if (session->recipients->len == 0) {
        mistake(session, out, 503, "5.5.1", "there is no valid recipient");
        return;
    }
    session->in_data = TRUE;
    session->dot_state = 2; /* the message begins at the beginning of a line */
    g_string_append(out, "354 end with a dot alone on a line\r\n");
}

/* RFC 2033 4.2: a reply for each recipient that was accepted, in order. */
static void
take_message(LmtpSession *session, GString *out)
{
    g_autoptr(GBytes) raw = NULL;

    session->in_data = FALSE;
    session->progress++;
    if (!session->too_large)
        raw = g_bytes_new(session->message->str, session->message->len);
    for (guint i = 0; i < session->recipients->len; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        if (session->too_large)
            lmtp_reply(out, 552, "5.3.4", "message is larger than this server takes");
        else if (session->handler.message(session->handler.data, session->sender,
                                          session->recipients->pdata[i], raw, &text, &error))
            lmtp_reply(out, 250, "2.0.0", text != NULL ? text : "accepted");
        else
            lmtp_reply_error(out, error, session->is_utf8);
    }
    forget_message(session);
    /* One large message must not keep its memory for the rest of the connection. */
    if (session->message->allocated_len > (1 << 20)) {
        g_string_free(session->message, TRUE);
        session->message = g_string_new(NULL);
    }
}

/* Returns FALSE after QUIT. */
static gboolean
do_command(LmtpSession *session, const char *line, GString *out)
{
    gsize length = strcspn(line, " ");
    const char *argument = line + length + (line[length] == ' ' ? 1 : 0);
    g_autofree char *verb = g_ascii_strup(line, (gssize)length);

    if (g_str_equal(verb, "LHLO")) {
        if (*argument == '\0') {
            mistake(session, out, 501, "5.5.4", "write LHLO and your name");
            return TRUE;
        }
        forget_message(session);
        session->greeted = TRUE;
        g_string_append_printf(out,
                               "250-%s\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                               "250-ENHANCEDSTATUSCODES\r\n250 SIZE %" G_GSIZE_FORMAT "\r\n",
                               session->limits.hostname, session->limits.max_size);
    } else if (g_str_equal(verb, "MAIL"))
        do_mail(session, argument, out);
    else if (g_str_equal(verb, "RCPT"))
        do_rcpt(session, argument, out);
    else if (g_str_equal(verb, "DATA"))
        do_data(session, out);
    else if (g_str_equal(verb, "RSET")) {
        forget_message(session);
        lmtp_reply(out, 250, "2.0.0", "forgotten");
    } else if (g_str_equal(verb, "NOOP"))
        lmtp_reply(out, 250, "2.0.0", "nothing done");
    else if (g_str_equal(verb, "VRFY"))
        lmtp_reply(out, 252, "2.5.0", "send a message and see");
    else if (g_str_equal(verb, "QUIT")) {
        lmtp_reply(out, 221, "2.0.0", "until next time");
        return FALSE;
    } else if (g_str_equal(verb, "HELO") || g_str_equal(verb, "EHLO"))
        mistake(session, out, 500, "5.5.1", "this is LMTP (RFC 2033): say LHLO");
    else
        mistake(session, out, 500, "5.5.2", "unknown command");
    return TRUE;
}

/* --- bytes --- */

static void
keep(LmtpSession *session, const char *bytes, gsize size)
{
    if (session->message->len + size > session->limits.max_size)
        session->too_large = TRUE;
    if (!session->too_large)
        g_string_append_len(session->message, bytes, (gssize)size);
}

/* Reads message text up to CR LF . CR LF, takes the stuffed dots out. dot_state: 0 inside a line,
 * 1 after CR, 2 after CR LF, 3 after CR LF dot, 4 after CR LF dot CR. Returns how many bytes it
 * used; session->in_data turns FALSE at the end of the message. */
static gsize
take_data(LmtpSession *session, const char *bytes, gsize size, GString *out)
{
    gsize start = 0;

    for (gsize i = 0; i < size; i++) {
        char c = bytes[i];
        switch (session->dot_state) {
        case 2:
            if (c == '.') {
                keep(session, bytes + start, i - start);
                start = i + 1; /* the dot is stuffing, or the end */
                session->dot_state = 3;
                continue;
            }
            break;
        case 3:
            if (c == '\r') {
                /* Held back until the next byte says whether this was the end. */
                keep(session, bytes + start, i - start);
                start = i + 1;
                session->dot_state = 4;
                continue;
            }
            break;
        case 4:
            if (c == '\n') {
                take_message(session, out);
                return i + 1;
            }
            keep(session, "\r", 1);
            start = i;
            session->dot_state = 1;
            break;
        case 0: {
            /* Nothing happens before the next CR. */
            const char *cr = memchr(bytes + i, '\r', size - i);
            if (cr == NULL) {
                i = size;
                continue;
            }
            i = (gsize)(cr - bytes);
            session->dot_state = 1;
            continue;
        }
        default:
            break;
        }
        session->dot_state = c == '\r' ? 1 : c == '\n' && session->dot_state == 1 ? 2 : 0;
    }
    keep(session, bytes + start, size - start);
    return size;
}

/* Reads up to CR LF. Sets `*going` FALSE when the conversation is over. */
static gsize
take_line(LmtpSession *session, const char *bytes, gsize size, gboolean *going, GString *out)
{
    const char *end = memchr(bytes, '\n', size);
    gsize used = end != NULL ? (gsize)(end - bytes) + 1 : size;

    if (session->line->len + used > MAX_LINE)
        session->long_line = TRUE;
    else
        g_string_append_len(session->line, bytes, (gssize)used);
    if (end == NULL)
        return used;

    GString *line = session->line;
    gboolean clean = line->len >= 2 && line->str[line->len - 2] == '\r' &&
                     memchr(line->str, '\0', line->len) == NULL &&
                     memchr(line->str, '\r', line->len - 2) == NULL;
    if (session->long_line)
        mistake(session, out, 500, "5.5.2", "line is too long");
    else if (!clean)
        mistake(session, out, 500, "5.5.2", "a line ends with CR LF and holds neither of them");
    else {
        g_string_truncate(line, line->len - 2);
        *going = do_command(session, line->str, out);
    }
    session->long_line = FALSE;
    g_string_truncate(line, 0);
    return used;
}

gboolean
lmtp_session_feed(LmtpSession *session, const char *bytes, gsize size, GString *out)
{
    gboolean going = TRUE;

    while (size > 0 && going) {
        gsize used = session->in_data ? take_data(session, bytes, size, out)
                                      : take_line(session, bytes, size, &going, out);
        bytes += used;
        size -= used;
        if (session->mistakes > MAX_MISTAKES) {
            lmtp_reply(out, 421, "4.7.0", "too many mistakes");
            going = FALSE;
        }
    }
    return going;
}
