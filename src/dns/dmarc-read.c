/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmarc-read - the text of a DMARC record
 *
 * RFC 9989, 4.7: tags, separated by semicolons with blanks anywhere around; the first is v=DMARC1,
 * exactly so. Tags that are unknown or written wrong are left out. The first of two counts. pct,
 * which was taken out, is not read: a record with pct=0 was one that asked lists to rewrite.
 */
#include <string.h>

#include "dns/dmarc.h"

static int
policy_of(const char *word)
{
    static const char *const words[] = {"none", "quarantine", "reject"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(word, words[i]) == 0)
            return (int)i;
    return -1;
}

static void
read_tag(const char *name, const char *value, DmarcRecord *record, guint *seen)
{
    static const char *const names[] = {"p", "sp", "np", "t", "psd"};
    guint tag = 0;

    while (tag < G_N_ELEMENTS(names) && g_ascii_strcasecmp(name, names[tag]) != 0)
        tag++;
    if (tag == G_N_ELEMENTS(names) || (*seen & 1u << tag) != 0)
        return;
    *seen |= 1u << tag;
    switch (tag) {
    case 0:
        record->p = policy_of(value);
        break;
    case 1:
        record->sp = policy_of(value);
        break;
    case 2:
        record->np = policy_of(value);
        break;
    case 3:
        record->testing = g_ascii_strcasecmp(value, "y") == 0;
        break;
    default:
        record->psd = g_ascii_strcasecmp(value, "y") == 0   ? DMARC_PSD_YES
                      : g_ascii_strcasecmp(value, "n") == 0 ? DMARC_PSD_NO
                                                            : DMARC_PSD_UNSAID;
        break;
    }
}

gboolean
dmarc_read(const char *text, DmarcRecord *record)
{
    DmarcRecord found = {.p = -1, .sp = -1, .np = -1};
    g_auto(GStrv) tags = g_strsplit(text, ";", -1);
    guint seen = 0;

    for (guint i = 0; tags[i] != NULL; i++) {
        char *equals = strchr(tags[i], '=');
        if (equals != NULL)
            *equals = '\0';
        const char *name = g_strstrip(tags[i]);
        const char *value = equals != NULL ? g_strstrip(equals + 1) : "";
        if (i == 0 && (g_ascii_strcasecmp(name, "v") != 0 || !g_str_equal(value, "DMARC1")))
            return FALSE;
        read_tag(name, value, &found, &seen);
    }
    if (tags[0] == NULL)
        return FALSE;
    *record = found;
    return TRUE;
}
