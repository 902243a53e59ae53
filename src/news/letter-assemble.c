/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-assemble - one reader's copy: headers, a text part, an HTML part
 *
 * multipart/alternative (RFC 2046, 5.1.4), both parts quoted-printable. Everything was encoded when
 * the edition was composed; this appends bytes. On failure `out` is empty.
 */
#include "news/letter-inside.h"

#include <string.h>

#include "base/error.h"
#include "mime/header.h"

/* One form (HTML or text) of one copy on its way. */
typedef struct {
    const Letter *letter;
    const LetterVersion *version;
    const LetterChoice *choice; /* NULL: the public copy */
    char *tokens[OWN_PLACE_VALUES];
    LetterForm form;
    GString *out;
} Copyist;

static void
copyist_clear(Copyist *copyist)
{
    for (guint i = 0; i < OWN_PLACE_VALUES; i++)
        g_free(copyist->tokens[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copyist, copyist_clear)

/* Puts what is the reader's own. */
static void
append_own(Copyist *c, OwnPlace place)
{
    const char *value = c->choice != NULL ? c->choice->values[c->form][place] : NULL;

    if (c->tokens[place] != NULL) {
        g_string_append(c->out, c->letter->own_prefix[place]);
        g_string_append(c->out, c->tokens[place]);
    } else if (value != NULL) {
        g_string_append(c->out, value);
    }
}

static void
append_piece(Copyist *c, const LetterPiece *piece)
{
    const GArray *array = piece->forms[c->form];
    guint32 conditions = c->choice != NULL ? c->choice->conditions : 0;

    if (c->letter->marks != NULL) {
        const LetterMark mark = {c->out->len, piece->position, c->form};
        g_array_append_val(c->letter->marks, mark);
    }
    for (guint i = 0; i < array->len; i++) {
        const OwnStretch *stretch = &g_array_index(array, OwnStretch, i);
        g_string_append_len(c->out, stretch->data, (gssize)stretch->size);
        if (stretch->place == OWN_PLACE_IF || stretch->place == OWN_PLACE_UNLESS) {
            gboolean holds = (conditions >> stretch->number & 1u) != 0;
            if (holds != (stretch->place == OWN_PLACE_IF))
                i = stretch->end;
        } else if (stretch->place != OWN_PLACE_NONE && stretch->place != OWN_PLACE_END) {
            append_own(c, stretch->place);
        }
    }
}

static const LetterPiece *
part_of(const Copyist *c, guint section, PieceOfSection part)
{
    return c->version->parts->pdata[section * PIECE_SECTION_PARTS + (guint)part];
}

static void
append_chosen(Copyist *c)
{
    const guint *at = &g_array_index(c->letter->chosen, guint, c->choice->first);

    for (guint i = 0; i < c->letter->sections->len; i++) {
        guint n = *at++;
        const LetterPiece *empty = part_of(c, i, PIECE_EMPTY);
        if (n > 0)
            append_piece(c, part_of(c, i, PIECE_HEADING));
        else if (empty != NULL)
            append_piece(c, empty);
        for (; n > 0; n--)
            append_piece(c, c->version->items->pdata[*at++]);
    }
}

/* Every item, in the first section that may show it. */
static void
append_all(Copyist *c)
{
    g_autofree gboolean *seen = g_new0(gboolean, MAX(c->letter->n_items, 1));

    for (guint i = 0; i < c->letter->sections->len; i++) {
        const GArray *items = ((LetterSection *)c->letter->sections->pdata[i])->items;
        gboolean any = FALSE;
        for (guint k = 0; k < items->len; k++) {
            guint index = g_array_index(items, guint, k);
            if (seen[index])
                continue;
            if (!any)
                append_piece(c, part_of(c, i, PIECE_PUBLIC_HEADING));
            any = seen[index] = TRUE;
            append_piece(c, c->version->items->pdata[index]);
        }
    }
}

static void
append_form(Copyist *c, LetterForm form, const char *boundary)
{
    gboolean is_public = c->choice == NULL;

    c->form = form;
    g_string_append_printf(c->out,
                           "\r\n--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                           boundary, form == LETTER_HTML ? "html" : "plain");
    append_piece(c, c->version->frames[is_public ? FRAME_PUBLIC_HEAD : FRAME_HEAD]);
    if (is_public)
        append_all(c);
    else
        append_chosen(c);
    append_piece(c, c->version->frames[is_public ? FRAME_PUBLIC_FOOT : FRAME_FOOT]);
}

/* The HTML and the images that it shows belong together (RFC 2387). */
static void
append_body(Copyist *c)
{
    const Letter *letter = c->letter;

    g_string_append_len(c->out, c->version->shared->str, (gssize)c->version->shared->len);
    append_form(c, LETTER_TEXT, letter->boundary);
    if (letter->images->len == 0) {
        append_form(c, LETTER_HTML, letter->boundary);
    } else {
        g_string_append_printf(c->out,
                               "\r\n--%s\r\nContent-Type: multipart/related; type=\"text/html\";"
                               "\r\n boundary=\"%s\"\r\n",
                               letter->boundary, letter->related);
        append_form(c, LETTER_HTML, letter->related);
        g_string_append_len(c->out, letter->images->str, (gssize)letter->images->len);
    }
    g_string_append_printf(c->out, "\r\n--%s--\r\n", letter->boundary);
}

/* The reader's own tokens; words that open nothing where there is no reader to protect. */
static void
make_tokens(Copyist *c, gint64 recipient)
{
    const Letter *letter = c->letter;
    const gint64 numbers[] = {letter->edition->list, recipient};
    gboolean is_real = letter->purpose != LETTER_PREVIEW && recipient != 0;

    c->tokens[OWN_PLACE_UNSUBSCRIBE] =
        is_real ? token_make(letter->keys, TOKEN_UNSUBSCRIBE, numbers, 2) : g_strdup("preview");
    /* A token costs more than all the copying: one that no piece has a place for is not made. */
    if (letter->uses[OWN_PLACE_PREFERENCES])
        c->tokens[OWN_PLACE_PREFERENCES] =
            is_real ? token_make(letter->keys, TOKEN_PERSON, &recipient, 1) : g_strdup("preview");
}

gboolean
letter_assemble(Letter *letter, gint64 mailing G_GNUC_UNUSED, gint64 recipient, const char *address,
                GString *out, GError **error)
{
    g_auto(Copyist) copyist = {.letter = letter, .out = out};

    g_string_truncate(out, 0);
    if (letter->marks != NULL)
        g_array_set_size(letter->marks, 0);
    copyist.choice = g_hash_table_lookup(letter->choices, &recipient);
    if (copyist.choice == NULL)
        return fail(error, ERROR_NOT_FOUND, "subscriber %" G_GINT64_FORMAT " is not there any more",
                    recipient);
    copyist.version = copyist.choice->version;
    g_autofree char *to = header_mailbox(copyist.choice->name, address);
    if (to == NULL)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no address that mail can be sent to",
                    address);
    make_tokens(&copyist, recipient);
    const MailingHeaders own = {.list_name = letter->edition->list_name,
                                .domain = letter->edition->list_domain,
                                .site_url = letter->site_url,
                                .unsubscribe_token = copyist.tokens[OWN_PLACE_UNSUBSCRIBE]};
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
    g_auto(Copyist) copyist = {.letter = letter, .version = letter->versions->pdata[0], .out = out};

    g_string_truncate(out, 0);
    append_body(&copyist);
}
