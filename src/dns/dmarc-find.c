/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmarc-find - what the domain of an author asks
 *
 * RFC 9989, 4.10: the record of the domain itself; without one, that of its organisational domain,
 * found by walking up the tree; without that, of the public suffix above it. No list of public
 * suffixes is needed. A name of eight labels or more is cut to seven after the first question.
 */
#include "dns/dmarc.h"

#include <string.h>

#include "dns/dns.h"

enum { QUESTIONS_MAX = 8, LABELS_MAX = 7, DOMAIN_MAX = 253 };

/* What the walk found at one name. */
typedef struct {
    const char *name;
    DmarcRecord record;
} Found;

typedef struct {
    const char *server;
    gint64 deadline;
    Found found[QUESTIONS_MAX]; /* from the domain upwards */
    guint n;
} Walk;

static int
time_left(const Walk *walk)
{
    return (int)MAX((walk->deadline - g_get_monotonic_time()) / 1000, 0);
}

/* Looks for a record at `name`. Several are as none. FALSE when nobody knows. */
static gboolean
look(Walk *walk, const char *name, gboolean *there)
{
    g_autofree char *full = g_strconcat("_dmarc.", name, NULL);
    g_auto(GStrv) texts = NULL;
    DnsAnswer answer = dns_text(walk->server, full, time_left(walk), &texts);
    DmarcRecord record;
    guint n = 0;

    *there = FALSE;
    if (answer != DNS_FOUND)
        return answer != DNS_FAILED;
    for (char **text = texts; *text != NULL; text++) {
        DmarcRecord one;
        if (dmarc_read(*text, &one)) {
            record = one;
            n++;
        }
    }
    if (n == 1) {
        walk->found[walk->n++] = (Found){name, record};
        *there = TRUE;
    }
    return TRUE;
}

static guint
labels_of(const char *name)
{
    guint n = 1;

    for (; *name != '\0'; name++)
        n += *name == '.';
    return n;
}

/* The next name to ask about, or NULL. */
static const char *
above(const char *name)
{
    guint labels = labels_of(name);

    do {
        name = strchr(name, '.');
        if (name != NULL)
            name++;
        labels--;
    } while (name != NULL && labels > LABELS_MAX);
    return name;
}

/* What a record asks, given which of its words is about this name. */
static DmarcPolicy
followed(const DmarcRecord *record, int word)
{
    DmarcPolicy policy;

    /* A record whose p is missing or wrong asks for nothing (4.7). */
    if (word < 0)
        word = record->p;
    policy = word < 0 ? DMARC_NONE : (DmarcPolicy)word;
    return record->testing && policy != DMARC_NONE ? policy - 1 : policy;
}

/* The record that counts for a domain without one: of the organisational domain (4.10.2), else of
 * the public suffix. NULL for none. */
static const Found *
choose(const Walk *walk)
{
    const Found *top = NULL;

    for (guint i = 0; i < walk->n; i++) {
        const Found *found = &walk->found[i];
        if (found->record.psd == DMARC_PSD_NO)
            return found;
        if (found->record.psd == DMARC_PSD_YES) /* its own child is the organisation's */
            return top != NULL && labels_of(top->name) == labels_of(found->name) + 1 ? top : found;
        top = found; /* the fewest labels */
    }
    return top;
}

DmarcPolicy
dmarc_find(const char *server, const char *domain, int timeout_ms)
{
    Walk walk = {.server = server,
                 .deadline = g_get_monotonic_time() + timeout_ms * G_TIME_SPAN_MILLISECOND};
    const char *name = domain;
    gboolean there = FALSE;

    if (*domain == '\0' || strlen(domain) > DOMAIN_MAX - strlen("_dmarc."))
        return DMARC_NONE;
    for (guint i = 0; i < QUESTIONS_MAX && name != NULL; i++, name = above(name)) {
        if (!look(&walk, name, &there))
            return DMARC_UNKNOWN;
        if (there && i == 0)
            return followed(&walk.found[0].record, -1);
        if (there && walk.found[walk.n - 1].record.psd != DMARC_PSD_UNSAID)
            break;
    }
    const Found *chosen = choose(&walk);
    if (chosen == NULL)
        return DMARC_NONE;
    const DmarcRecord *record = &chosen->record;
    /* Only where it makes a difference is it worth asking whether the domain is there. */
    if (record->np >= 0 && followed(record, record->np) != followed(record, record->sp)) {
        DnsAnswer answer = dns_name(server, domain, time_left(&walk));
        if (answer == DNS_FAILED)
            return DMARC_UNKNOWN;
        if (answer == DNS_NO_NAME)
            return followed(record, record->np);
    }
    return followed(record, record->sp);
}
