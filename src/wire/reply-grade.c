/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply-grade - what a server's answer means for the ledger
 *
 * RFC 5321 (codes), RFC 3463 and RFC 5248 (enhanced status). A refusal that a mistake in our own
 * settings explains (530 and its family: authenticate first, use TLS first) is never final, or
 * one wrong password would bury a whole mailing. Never fails: what cannot be understood is LATER.
 */
#include "wire/reply.h"

#include <string.h>

/* RFC 5248 where a code says something by itself; others become X.0.0. */
static const struct {
    int code;
    const char *status;
} derived[] = {
    {421, "4.3.2"},  {450, "4.2.0"}, {451, "4.3.0"}, {454, "4.7.0"}, {500, "5.5.2"}, {501, "5.5.4"},
    {502, "5.5.1"},  {503, "5.5.1"}, {504, "5.5.4"}, {530, "5.7.0"}, {534, "5.7.9"}, {535, "5.7.8"},
    {538, "5.7.11"}, {551, "5.1.6"}, {552, "5.2.2"}, {553, "5.1.3"}, {555, "5.5.4"},
};

static void
status_derive(int code, WireOutcome outcome, char status[12])
{
    for (gsize i = 0; i < G_N_ELEMENTS(derived); i++)
        if (derived[i].code == code) {
            g_strlcpy(status, derived[i].status, 12);
            return;
        }
    int class = code >= 200 && code <= 599 && code / 100 != 3 ? code / 100
                : outcome == WIRE_DONE                        ? 2
                : outcome == WIRE_LATER                       ? 4
                                                              : 5;
    g_snprintf(status, 12, "%d.0.0", class);
}

static void
text_copy(const char *text, char out[256])
{
    /* Cut before making valid: a reply of any length costs no more than its first 1,000 bytes. */
    g_autofree char *head = g_strndup(text, 1000);
    g_autofree char *valid = g_utf8_make_valid(head, -1);
    gsize used = 0;
    gboolean space = FALSE;

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gsize width = (gsize)(g_utf8_next_char(p) - p);
        if (!g_unichar_isprint(c) || g_unichar_isspace(c)) {
            space = used > 0;
            continue;
        }
        if (used + width + (space ? 1 : 0) > 255)
            break;
        if (space)
            out[used++] = ' ';
        space = FALSE;
        memcpy(out + used, p, width);
        used += width;
    }
    out[used] = '\0';
}

void
result_set(WireResult *out, WireOutcome outcome, WireScope scope, int code, const char *status,
           const char *text)
{
    out->outcome = outcome;
    out->scope = scope;
    out->in_doubt = FALSE;
    out->code = code;
    if (status != NULL)
        g_strlcpy(out->status, status, sizeof out->status);
    else
        status_derive(code, outcome, out->status);
    text_copy(text != NULL ? text : "", out->text);
}

/* "5.1.1 rest": three numbers of at most three digits. Returns what comes after, or NULL. */
static const char *
status_parse(const char *text, int status[3])
{
    const char *p = text;

    for (int i = 0; i < 3; i++) {
        int digits = 0;
        status[i] = 0;
        while (g_ascii_isdigit(*p) && digits++ < 3)
            status[i] = status[i] * 10 + (*p++ - '0');
        if (digits == 0 || g_ascii_isdigit(*p))
            return NULL;
        if (i < 2 && *p++ != '.')
            return NULL;
    }
    return *p == '\0' || g_ascii_isspace(*p) ? p : NULL;
}

static WireScope
stage_scope(ReplyStage stage)
{
    return stage == STAGE_RCPT ? SCOPE_RECIPIENT : SCOPE_MESSAGE;
}

void
reply_grade(ReplyStage stage, int code, const int status[3], const char *text, gboolean delivered,
            WireResult *out)
{
    int found[3] = {status[0], status[1], status[2]};
    char written[12];
    gboolean given = FALSE;

    text = text != NULL ? text : "";
    if (found[0] == 0) {
        const char *rest = status_parse(text, found);
        if (rest != NULL)
            text = rest;
        else
            found[0] = 0;
    }
    if (found[0] != 0 && found[0] == code / 100 && found[1] >= 0 && found[1] <= 999 &&
        found[2] >= 0 && found[2] <= 999) {
        g_snprintf(written, sizeof written, "%d.%d.%d", found[0], found[1], found[2]);
        given = TRUE;
    }

    WireOutcome outcome = WIRE_LATER;
    WireScope scope = stage_scope(stage);
    if (code >= 200 && code <= 299 && stage == STAGE_END) {
        outcome = WIRE_DONE;
        scope = SCOPE_RECIPIENT;
    } else if (code < 400 || code > 599 || code == 500 || code == 502 || code == 503) {
        scope = SCOPE_CONNECTION;
    } else if (code == 421) {
        scope = delivered ? SCOPE_CONNECTION : SCOPE_SERVER;
    } else if (code == 454 || code == 530 || code == 534 || code == 535 || code == 538) {
        scope = SCOPE_SERVER;
    } else if (code >= 500) {
        outcome = WIRE_NEVER;
    }

    /* An answer that neither accepts nor refuses: whatever status it claims says nothing. */
    if (outcome == WIRE_LATER && (code < 400 || code > 599))
        result_set(out, outcome, scope, code, "4.5.0", text);
    else
        result_set(out, outcome, scope, code, given ? written : NULL, text);
}
