/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-diff - what differs between two editions, an edition and a file, or an edition and what
 * composing it again would make of it
 */
#include <stdio.h>
#include <string.h>

#include "base/diff.h"
#include "base/error.h"
#include "news/edition.h"
#include "news/letter-look.h"
#include "store/query.h"

#include "cmd/edition.h"
#include "cmd/listing.h"
#include "cmd/source-text.h"

static gboolean as_json;

const GOptionEntry cmd_edition_diff_options[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &as_json,
                                                  "as JSON: each setting, section and contribution",
                                                  NULL},
                                                 {0}};

/* What is compared of one edition. */
typedef struct {
    Edition *edition;
    char *text;
    GPtrArray *ids;    /* of contributions in order, as words */
    GPtrArray *titles; /* one for each */
    GPtrArray *bodies;
} Side;

static void
side_clear(Side *side)
{
    edition_free(side->edition);
    g_free(side->text);
    g_clear_pointer(&side->ids, g_ptr_array_unref);
    g_clear_pointer(&side->titles, g_ptr_array_unref);
    g_clear_pointer(&side->bodies, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static gboolean
side_read_items(Side *side, Store *store, GError **error)
{
    g_autoptr(Rows) shown = news_edition_shown(store, side->edition->id, error);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    NewsEditionShown row;
    NewsEditionItems item;

    if (shown == NULL)
        return FALSE;
    while (news_edition_shown_next(shown, &row))
        g_array_append_val(ids, row.contribution);
    g_autoptr(Rows) items =
        news_edition_items(store, side->edition->id, ids, side->edition->language, error);
    if (items == NULL)
        return FALSE;
    side->ids = g_ptr_array_new_with_free_func(g_free);
    side->titles = g_ptr_array_new_with_free_func(g_free);
    side->bodies = g_ptr_array_new_with_free_func(g_free);
    while (news_edition_items_next(items, &item)) {
        g_ptr_array_add(side->ids, g_strdup_printf("%" G_GINT64_FORMAT, item.id));
        g_ptr_array_add(side->titles, g_strdup(item.title));
        g_ptr_array_add(side->bodies, g_strdup(item.body));
    }
    return TRUE;
}

static gboolean
side_read(Side *side, Store *store, const char *reference, GError **error)
{
    side->edition = edition_find(store, reference, error);
    if (side->edition == NULL)
        return FALSE;
    side->text = edition_write(store, side->edition, error);
    return side->text != NULL && side_read_items(side, store, error);
}

static void
compare_text(Listing *listing, const char *what, const char *name, const char *before,
             const char *after)
{
    if (g_strcmp0(before, after) != 0)
        listing_row_v(listing, (const char *const[]){what, name, "changed", before, after});
}

static void
compare_settings(Listing *listing, const Edition *a, const Edition *b)
{
    compare_text(listing, "setting", "title", a->title, b->title);
    compare_text(listing, "setting", "preheader", a->preheader, b->preheader);
    compare_text(listing, "setting", "list", a->list_name, b->list_name);
    compare_text(listing, "setting", "language", a->language, b->language);
    compare_text(listing, "setting", "audience", a->audience, b->audience);
    compare_text(listing, "setting", "template", a->template, b->template);
    compare_text(listing, "setting", "reply-to", a->reply_to, b->reply_to);
    compare_text(listing, "setting", "schedule", a->schedule, b->schedule);
    compare_text(listing, "setting", "images", a->images, b->images);
    compare_text(listing, "editorial", "", a->editorial, b->editorial);
}

/* A section's rule in words, as `edition compose --to` writes it. */
static char *
section_words(const NewsEditionSections *row)
{
    return g_strdup_printf(
        "%s; for %s; local %d; kind %s; interest %s; programme %s; since %s; order "
        "%s; most %d; otherwise %s",
        row->heading, row->reach, row->local, row->kinds, row->interests, row->programmes,
        row->since, row->sort, row->most, row->otherwise);
}

static gboolean
compare_sections(Listing *listing, Store *store, const Edition *a, const Edition *b, GError **error)
{
    g_autoptr(Rows) before = news_edition_sections(store, a->id, error);
    g_autoptr(Rows) after = before != NULL ? news_edition_sections(store, b->id, error) : NULL;
    NewsEditionSections one, other;

    if (after == NULL)
        return FALSE;
    for (guint i = 1;; i++) {
        gboolean has_one = news_edition_sections_next(before, &one);
        gboolean has_other = news_edition_sections_next(after, &other);
        if (!has_one && !has_other)
            return TRUE;
        g_autofree char *name = g_strdup_printf("%u", i);
        g_autofree char *was = has_one ? section_words(&one) : NULL;
        g_autofree char *is = has_other ? section_words(&other) : NULL;
        if (g_strcmp0(was, is) != 0)
            listing_row_v(listing, (const char *const[]){"section", name,
                                                         was == NULL  ? "added"
                                                         : is == NULL ? "removed"
                                                                      : "changed",
                                                         was, is});
    }
}

static int
place_of(const Side *side, const char *id)
{
    for (guint i = 0; i < side->ids->len; i++)
        if (g_str_equal(side->ids->pdata[i], id))
            return (int)i;
    return -1;
}

static void
compare_items(Listing *listing, const Side *a, const Side *b)
{
    g_autofree gboolean *keep_a = g_new(gboolean, a->ids->len + 1);
    g_autofree gboolean *keep_b = g_new(gboolean, b->ids->len + 1);

    diff_keep((const char *const *)a->ids->pdata, a->ids->len, (const char *const *)b->ids->pdata,
              b->ids->len, keep_a, keep_b);
    for (guint i = 0; i < a->ids->len; i++) {
        const char *id = a->ids->pdata[i];
        int k = place_of(b, id);
        if (k < 0) {
            listing_row_v(listing, (const char *const[]){"contribution", id, "removed",
                                                         a->titles->pdata[i], NULL});
            continue;
        }
        g_autofree char *was = g_strdup_printf("%u", i + 1);
        g_autofree char *is = g_strdup_printf("%d", k + 1);
        if (!keep_a[i])
            listing_row_v(listing, (const char *const[]){"contribution", id, "moved", was, is});
        compare_text(listing, "contribution", id, a->titles->pdata[i], b->titles->pdata[k]);
        compare_text(listing, "contribution", id, a->bodies->pdata[i], b->bodies->pdata[k]);
    }
    for (guint k = 0; k < b->ids->len; k++)
        if (place_of(a, b->ids->pdata[k]) < 0)
            listing_row_v(listing, (const char *const[]){"contribution", b->ids->pdata[k], "added",
                                                         NULL, b->titles->pdata[k]});
}

static gboolean
print_difference(Store *store, const Side *a, const Side *b, const char *name_a, const char *name_b,
                 GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!as_json) {
        diff_unified(name_a, a->text, name_b, b->text, out);
        fputs(out->str, stdout);
        return TRUE;
    }
    g_autoptr(Listing) listing = listing_new("what", "name", "change", "before", "after", NULL);
    compare_settings(listing, a->edition, b->edition);
    if (!compare_sections(listing, store, a->edition, b->edition, error))
        return FALSE;
    compare_items(listing, a, b);
    listing_print(listing, TRUE);
    return TRUE;
}

/* The text part of all that a composed edition holds, in each language. g_free(). */
static char *
letters_text(Store *store, const Settings *settings, const Edition *edition, GError **error)
{
    g_autoptr(Letter) letter = letter_open(store, settings, edition->id, error);
    g_autoptr(GString) out = g_string_new(NULL);

    if (letter == NULL)
        return NULL;
    letter_set_purpose(letter, LETTER_PREVIEW);
    for (guint i = 0; i < letter_languages(letter); i++) {
        g_autoptr(LetterLook) look = letter_look(letter, i, TRUE, error);
        if (look == NULL)
            return NULL;
        g_string_append_printf(out, "Subject: %s\n\n%s\n", look->title, look->forms[LOOK_TEXT]);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Composes in a transaction that is rolled back. */
static gboolean
compare_with_now(Call *call, Side *a, GError **error)
{
    g_auto(Side) b = {0};

    g_free(a->text);
    a->text = letters_text(call->store, call->settings, a->edition, error);
    if (a->text == NULL)
        return FALSE;
    g_autoptr(Transaction) transaction = transaction_begin(call->store, error);
    EditionContent content;
    if (transaction == NULL ||
        !edition_compose_within(call->store, call->settings, a->edition, &content, error))
        return FALSE;
    b.edition = edition_read(call->store, a->edition->id, error);
    if (b.edition == NULL)
        return FALSE;
    b.text = letters_text(call->store, call->settings, b.edition, error);
    return b.text != NULL && side_read_items(&b, call->store, error) &&
           print_difference(call->store, a, &b, "composed", "now", error);
}

gboolean
cmd_edition_diff(Call *call, GError **error)
{
    g_auto(Side) a = {0}, b = {0};
    const char *other = call->n_arguments > 1 ? call->arguments[1] : NULL;

    if (!side_read(&a, call->store, call->arguments[0], error))
        return FALSE;
    if (other == NULL)
        return compare_with_now(call, &a, error);
    if (g_str_has_suffix(other, ".md") || g_file_test(other, G_FILE_TEST_IS_REGULAR)) {
        if (as_json)
            return fail(error, ERROR_BAD_INPUT, "a file is compared as text only, not as JSON");
        b.text = source_text_read(other, error);
    } else if (!side_read(&b, call->store, other, error)) {
        return FALSE;
    }
    return b.text != NULL &&
           print_difference(call->store, &a, &b, a.edition->reference,
                            b.edition != NULL ? b.edition->reference : other, error);
}
