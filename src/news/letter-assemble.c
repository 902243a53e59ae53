/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-assemble - one reader's copy: headers, a text part, an HTML part
 *
 * multipart/alternative (RFC 2046, 5.1.4), both parts quoted-printable. Everything was encoded
 * when the edition was composed; this appends bytes. On failure
 * `out` is empty.
 */
#include <string.h>

#include "base/error.h"
#include "mime/header.h"

#include "news/letter-inside.h"

/* One form (HTML or text) of one copy on its way. */
typedef struct {
    const Letter *letter;
    const LetterChoice *choice; /* NULL: the public copy */
    char *tokens[OWN_LINK_COUNT];
    gboolean html;
    GString *out;
} Copyist;

static void
copyist_clear(Copyist *copyist)
{
    for (guint i = 0; i < OWN_LINK_COUNT; i++)
        g_free(copyist->tokens[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copyist, copyist_clear)

static void
append_piece(Copyist *c, const LetterPiece *piece)
{
    const GArray *array = c->html ? piece->html : piece->text;

    for (guint i = 0; i < array->len; i++) {
        const OwnLinkStretch *stretch = &g_array_index(array, OwnLinkStretch, i);
        g_string_append_len(c->out, stretch->data, (gssize)stretch->size);
        if (stretch->link != OWN_LINK_NONE && c->tokens[stretch->link] != NULL) {
            g_string_append(c->out, c->letter->own_prefix[stretch->link]);
            g_string_append(c->out, c->tokens[stretch->link]);
        }
    }
}

/* The items of all copies, or all the others, under their heading. */
static void
append_items(Copyist *c, PiecePosition heading, gboolean for_everybody)
{
    gboolean any = FALSE;

    for (guint i = 0; i < c->letter->items->len; i++) {
        const LetterPiece *piece = c->letter->items->pdata[i];
        if (piece->is_for_everybody != for_everybody)
            continue;
        if (!any)
            append_piece(c, c->letter->frames[heading]);
        any = TRUE;
        append_piece(c, piece);
    }
}

static void
append_chosen(Copyist *c, PiecePosition heading, guint first, guint n)
{
    if (n > 0)
        append_piece(c, c->letter->frames[heading]);
    for (guint i = first; i < first + n; i++)
        append_piece(c, c->letter->items->pdata[g_array_index(c->letter->chosen, guint, i)]);
}

static void
append_form(Copyist *c, gboolean html)
{
    const Letter *letter = c->letter;
    const LetterChoice *choice = c->choice;

    c->html = html;
    g_string_append_printf(c->out,
                           "\r\n--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                           letter->boundary, html ? "html" : "plain");
    append_piece(c, letter->frames[choice != NULL ? PIECE_HEAD : PIECE_PUBLIC_HEAD]);
    append_items(c, PIECE_EVERYBODY_HEADING, TRUE);
    if (choice == NULL) {
        append_items(c, PIECE_PUBLIC_HEADING, FALSE);
        append_piece(c, letter->frames[PIECE_PUBLIC_FOOT]);
        return;
    }
    append_chosen(c, PIECE_TERRITORY_HEADING, choice->first, choice->n_near);
    if (choice->n_near == 0 && letter->has_local)
        append_piece(c, letter->frames[PIECE_TERRITORY_EMPTY]);
    append_chosen(c, PIECE_INTEREST_HEADING, choice->first + choice->n_near, choice->n_followed);
    append_piece(c, letter->frames[PIECE_FOOT]);
}

static void
append_body(Copyist *c)
{
    g_string_append_len(c->out, c->letter->shared->str, (gssize)c->letter->shared->len);
    append_form(c, FALSE);
    append_form(c, TRUE);
    g_string_append_printf(c->out, "\r\n--%s--\r\n", c->letter->boundary);
}

/* The reader's own tokens; words that open nothing where there is no reader to protect. */
static void
make_tokens(Copyist *c, gint64 recipient)
{
    const Letter *letter = c->letter;
    const gint64 numbers[] = {letter->edition->list, recipient};

    if (letter->purpose == LETTER_PREVIEW || recipient == 0) {
        c->tokens[OWN_LINK_UNSUBSCRIBE] = g_strdup("preview");
        c->tokens[OWN_LINK_PREFERENCES] = g_strdup("preview");
        return;
    }
    c->tokens[OWN_LINK_UNSUBSCRIBE] = token_make(letter->keys, TOKEN_UNSUBSCRIBE, numbers, 2);
    c->tokens[OWN_LINK_PREFERENCES] = token_make(letter->keys, TOKEN_PERSON, &recipient, 1);
}

gboolean
letter_assemble(Letter *letter, gint64 mailing G_GNUC_UNUSED, gint64 recipient, const char *address,
                GString *out, GError **error)
{
    g_auto(Copyist) copyist = {.letter = letter, .out = out};

    g_string_truncate(out, 0);
    copyist.choice = g_hash_table_lookup(letter->choices, &recipient);
    if (copyist.choice == NULL)
        return fail(error, ERROR_NOT_FOUND, "subscriber %" G_GINT64_FORMAT " is not there any more",
                    recipient);
    g_autofree char *to = header_mailbox(copyist.choice->name, address);
    if (to == NULL)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no address that mail can be sent to",
                    address);
    make_tokens(&copyist, recipient);
    const MailingHeaders own = {.list_name = letter->edition->list_name,
                                .domain = letter->edition->list_domain,
                                .site_url = letter->site_url,
                                .unsubscribe_token = copyist.tokens[OWN_LINK_UNSUBSCRIBE]};
    g_string_append(out, "To: ");
    g_string_append(out, to);
    g_string_append(out, "\r\n");
    mailing_headers_own(out, &own);
    append_body(&copyist);
    return TRUE;
}

void
letter_assemble_public(Letter *letter, GString *out)
{
    g_auto(Copyist) copyist = {.letter = letter, .out = out};

    g_string_truncate(out, 0);
    append_body(&copyist);
}
