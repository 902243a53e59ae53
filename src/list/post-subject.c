/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * post-subject - a list's prefix in a subject, once
 *
 * Mail programs put words of their own before what they answer, in every language and with blanks
 * where the language has them ("Re:", "RE : ", "Ré :", "TR:", "Re[2]:"), and some put them before
 * a prefix that is there already. A subject that has the prefix is left as it came, encoded as it
 * came; one that has it several times, which programs that do not know each other bring about,
 * keeps the first. Compared without case and width, in composed form (NFKC).
 */
#include <string.h>

#include "list/post-copy.h"

static const char *const marks[] = {"re",  "r\303\251", "r\303\251p", "tr",     "fwd", "fw", "aw",
                                    "wg",  "antw",      "sv",         "vs",     "rif", "rv", "enc",
                                    "res", "odp",       "ynt",        "doorst", NULL};

static char *
folded(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    return g_utf8_casefold(composed != NULL ? composed : text, -1);
}

static const char *
skip_blanks(const char *p)
{
    while (*p != '\0' && g_unichar_isspace(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

/* What is behind a mark at `p` ("re", "re[2]", blanks, colon, blanks), or `p`. */
static const char *
skip_mark(const char *p)
{
    const char *end = p;

    /* An accent may be a character of its own. */
    while (*end != '\0' &&
           (g_unichar_isalpha(g_utf8_get_char(end)) || g_unichar_ismark(g_utf8_get_char(end))))
        end = g_utf8_next_char(end);
    g_autofree char *word = g_strndup(p, (gsize)(end - p));
    g_autofree char *lower = folded(word);
    if (!g_strv_contains(marks, lower))
        return p;
    if (*end == '[' || *end == '(') {
        end += 1 + strspn(end + 1, "0123456789");
        if (*end != ']' && *end != ')')
            return p;
        end++;
    }
    end = skip_blanks(end);
    gunichar colon = g_utf8_get_char(end);
    if (colon != ':' && colon != 0xff1a)
        return p;
    return skip_blanks(g_utf8_next_char(end));
}

/* How many bytes of `p` are `prefix`, compared as said above; 0 when it is not there. */
static gsize
prefix_at(const char *p, const char *prefix)
{
    gssize letters = g_utf8_strlen(prefix, -1);

    /* The same text may have some letters more where they are not composed. */
    for (gssize n = letters; n <= letters + 8 && n <= g_utf8_strlen(p, -1); n++) {
        gsize size = (gsize)(g_utf8_offset_to_pointer(p, n) - p);
        g_autofree char *cut = g_strndup(p, size);
        g_autofree char *here = folded(cut);
        if (g_str_equal(here, prefix))
            return size;
    }
    return 0;
}

/* `subject` with what stands before its own words put in order, when the prefix is among that more
 * than once: one mark, the prefix, the rest. NULL otherwise. */
static char *
put_in_order(const char *subject, const char *prefix, const char *looked_for)
{
    const char *p = subject;
    const char *first_mark_end = NULL;
    guint prefixes = 0;

    for (;;) {
        const char *mark_end = skip_mark(p);
        gsize size = mark_end > p ? 0 : prefix_at(p, looked_for);
        if (mark_end == p && size == 0)
            break;
        if (mark_end > p && first_mark_end == NULL && prefixes == 0)
            first_mark_end = mark_end;
        else if (mark_end > p && first_mark_end == NULL)
            first_mark_end = subject; /* an answer whose prefix came first */
        prefixes += size > 0;
        p = size > 0 ? skip_blanks(p + size) : mark_end;
    }
    if (prefixes < 2)
        return NULL;
    gboolean answer = first_mark_end != NULL;
    g_autofree char *mark = answer && first_mark_end > subject
                                ? g_strndup(subject, (gsize)(first_mark_end - subject))
                                : g_strdup(answer ? "Re: " : "");
    return g_strconcat(mark, prefix, *p != '\0' ? " " : "", p, NULL);
}

char *
post_copy_subject_bare(const char *subject, const char *prefix)
{
    g_autofree char *looked_for = folded(prefix);
    const char *p = skip_blanks(subject != NULL ? subject : "");

    for (;;) {
        const char *mark_end = skip_mark(p);
        gsize size = mark_end > p || *prefix == '\0' ? 0 : prefix_at(p, looked_for);
        if (mark_end == p && size == 0)
            return g_strchomp(g_strdup(p));
        p = size > 0 ? skip_blanks(p + size) : mark_end;
    }
}

char *
post_copy_subject(const char *subject, const char *prefix)
{
    g_autofree char *in = folded(subject != NULL ? subject : "");
    g_autofree char *looked_for = folded(prefix);

    if (*prefix == '\0')
        return NULL;
    if (strstr(in, looked_for) != NULL)
        return put_in_order(subject, prefix, looked_for);
    return subject != NULL && *subject != '\0' ? g_strconcat(prefix, " ", subject, NULL)
                                               : g_strdup(prefix);
}
