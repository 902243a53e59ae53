/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * envelope-check - what may not reach the wire
 *
 * libESMTP writes mailboxes as they are given, so that a line end in one becomes a command of the
 * attacker's; and it knows CRLF alone, so that "LF . LF" inside a message goes out as it is and
 * ends the message for servers that take a bare LF (SMTP smuggling). Both stop here, for every
 * outlet. RFC 5321 4.1.2 and 4.5.3.1, without the quoted local parts nobody has.
 */
#include <string.h>

#include "wire/reply.h"

const char *
mailbox_problem(const char *mailbox)
{
    if (mailbox == NULL || *mailbox == '\0')
        return "the address is empty";
    gsize length = strnlen(mailbox, 321);
    if (length > 320)
        return "the address is longer than 320 bytes";
    for (gsize i = 0; i < length; i++) {
        unsigned char c = (unsigned char)mailbox[i];
        if (c >= 0x80)
            return "the address has letters outside ASCII";
        if (c <= 0x20 || c == 0x7f || c == '<' || c == '>')
            return "the address has a space, a control character or an angle bracket in it";
    }
    const char *at = strrchr(mailbox, '@');
    if (at == NULL || at == mailbox || at[1] == '\0')
        return "the address is not of the form name@domain";
    return NULL;
}

/* FALSE at the first CR or LF that stands alone. */
static gboolean
lines_check(const WireSegment *segments, gsize n_segments, EnvelopeLines *lines)
{
    gboolean after_cr = FALSE, at_start = TRUE, in_head = TRUE;

    *lines = (EnvelopeLines){0};
    for (gsize i = 0; i < n_segments; i++) {
        const char *p = segments[i].data;
        const char *end = p + segments[i].size;
        while (p < end) {
            if (after_cr) {
                if (*p != '\n')
                    return FALSE;
                after_cr = FALSE;
                at_start = TRUE;
                p++;
                continue;
            }
            const char *cr = memchr(p, '\r', (gsize)(end - p));
            const char *stop = cr != NULL ? cr : end;
            if (memchr(p, '\n', (gsize)(stop - p)) != NULL)
                return FALSE;
            if (at_start && cr == p && in_head) {
                in_head = FALSE;
                lines->head = lines->size + (gsize)(p - segments[i].data);
            }
            if (stop > p)
                at_start = FALSE;
            after_cr = cr != NULL;
            p = cr != NULL ? cr + 1 : end;
        }
        lines->size += segments[i].size;
    }
    if (in_head)
        lines->head = lines->size;
    lines->unfinished = !at_start;
    return !after_cr;
}

static gboolean
refuse_all(const WireEnvelope *envelope, WireResult *results, const char *status, const char *text)
{
    for (gsize i = 0; i < envelope->n_recipients; i++)
        result_set(&results[i], WIRE_NEVER, SCOPE_MESSAGE, 0, status, text);
    return FALSE;
}

gboolean
envelope_check(const WireEnvelope *envelope, WireResult *results, gboolean *refused,
               EnvelopeLines *lines)
{
    const char *problem;
    gsize usable = 0;

    if (envelope->n_recipients == 0 || envelope->n_recipients > WIRE_MAX_RECIPIENTS)
        return refuse_all(envelope, results, "5.5.3",
                          "no recipient, or more than 100: our mistake");
    if (envelope->sender == NULL ||
        (*envelope->sender != '\0' && (problem = mailbox_problem(envelope->sender)) != NULL))
        return refuse_all(envelope, results, "5.1.7", "the return path is not an address");
    if (!lines_check(envelope->segments, envelope->n_segments, lines))
        return refuse_all(envelope, results, "5.6.0",
                          "the message has a CR or LF that is not part of a CRLF: our mistake");
    if (lines->size > G_MAXINT)
        return refuse_all(envelope, results, "5.3.4", "the message is over 2 GB");
    if (lines->size == 0)
        return refuse_all(envelope, results, "5.6.0", "the message is empty: our mistake");
    for (gsize i = 0; i < envelope->n_recipients; i++) {
        problem = mailbox_problem(envelope->recipients[i]);
        refused[i] = problem != NULL;
        if (problem != NULL)
            result_set(&results[i], WIRE_NEVER, SCOPE_RECIPIENT, 0, "5.1.3", problem);
        else
            usable++;
    }
    return usable > 0;
}
