/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source - the mails of files and folders, whatever they are in; see source.h */
#include "archive/source.h"

#include <string.h>

#include "base/error.h"

#include "archive/mhonarc.h"
#include "archive/source-files.h"
#include "archive/tar.h"

/* How far the first whole mail of an mbox that was cut is looked for. */
#define LOOK_BYTES (1024 * 1024)

typedef enum { INSIDE_NOTHING, INSIDE_MBOX, INSIDE_MAIL, INSIDE_PAGE } Inside;

struct ArchiveSource {
    MboxKind kind;
    GPtrArray *files; /* of SourceFile, in order */
    guint next;
    gint64 done; /* bytes of the files before */
    gint64 total;
    Window *window; /* on files[next - 1]; NULL: none */
    Window *tar;    /* the same, where window is on a member of it that is packed itself */
    gboolean is_tar;
    gboolean in_member;
    TarMember member;
    Inside inside;
};

ArchiveSource *
archive_source_open(const char *const *paths, MboxKind kind, GError **error)
{
    g_autoptr(ArchiveSource) source = g_new0(ArchiveSource, 1);

    source->kind = kind;
    source->files = source_files(paths, error);
    if (source->files == NULL)
        return NULL;
    for (guint i = 0; i < source->files->len; i++)
        source->total += ((const SourceFile *)g_ptr_array_index(source->files, i))->size;
    return g_steal_pointer(&source);
}

void
archive_source_free(ArchiveSource *source)
{
    if (source == NULL)
        return;
    g_clear_pointer(&source->window, window_free);
    g_clear_pointer(&source->tar, window_free);
    g_free(source->member.name);
    if (source->files != NULL)
        g_ptr_array_unref(source->files);
    g_free(source);
}

void
archive_source_progress(const ArchiveSource *source, gint64 *done, gint64 *total)
{
    const Window *file = source->tar != NULL ? source->tar : source->window;

    *done = source->done + (file != NULL ? window_read(file) : 0);
    *total = source->total;
}

static const SourceFile *
current(const ArchiveSource *source)
{
    return g_ptr_array_index(source->files, source->next - 1);
}

static void
close_file(ArchiveSource *source)
{
    source->done += current(source)->size;
    g_clear_pointer(&source->window, window_free);
    g_clear_pointer(&source->tar, window_free);
    g_clear_pointer(&source->member.name, g_free);
    source->inside = INSIDE_NOTHING;
    source->is_tar = source->in_member = FALSE;
}

static char *
place(const ArchiveSource *source, gint64 offset)
{
    g_autofree char *file = g_filename_display_name(current(source)->path);
    g_autofree char *member =
        source->in_member ? g_filename_display_name(source->member.name) : NULL;

    if (offset < 0)
        return g_strdup_printf("%s%s%s", file, member != NULL ? ":" : "",
                               member != NULL ? member : "");
    return g_strdup_printf("%s:%s%s%" G_GINT64_FORMAT, file, member != NULL ? member : "",
                           member != NULL ? ":" : "", offset);
}

/* What begins here, by its first bytes, or by those of the first whole mail of an mbox that was
 * cut; where somebody said that it is an mbox, whatever it is. */
static Inside
look(const Window *window, MboxKind kind)
{
    const char *data = window->data;
    gsize size = window->size;

    while (size > 0 && (*data == '\n' || *data == '\r')) {
        data++;
        size--;
    }
    if (size >= 5 && memcmp(data, "From ", 5) == 0)
        return INSIDE_MBOX;
    if (kind != MBOX_AUTO)
        return size > 0 ? INSIDE_MBOX : INSIDE_NOTHING;
    if (mhonarc_is(data, size))
        return INSIDE_PAGE;
    if (mbox_is_rest(window))
        return INSIDE_MBOX;
    return mbox_is_mail(window) ? INSIDE_MAIL : INSIDE_NOTHING;
}

/* That there is something here that is not read. */
static void
tell(const ArchiveSource *source, ArchiveFound *found, const char *oddity)
{
    found->raw = g_bytes_new(NULL, 0);
    found->place = place(source, -1);
    found->oddity = oddity;
}

/* In a tar a Maildir's tmp is known by the names that its mails have: a time, a dot. */
static gboolean
is_unfinished(const char *member)
{
    const char *slash = strrchr(member, '/');
    gsize folder = slash != NULL ? (gsize)(slash - member) : 0;
    gboolean in_tmp =
        folder >= 3 && memcmp(slash - 3, "tmp", 3) == 0 && (folder == 3 || slash[-4] == '/');

    if (!in_tmp)
        return FALSE;
    gsize digits = strspn(slash + 1, "0123456789");
    return digits >= 9 && slash[1 + digits] == '.';
}

static gboolean
open_file(ArchiveSource *source, GError **error)
{
    source->window = window_open(current(source)->path, error);
    if (source->window == NULL || !window_reach(source->window, TAR_BLOCK, error))
        return FALSE;
    source->is_tar = tar_is(source->window->data, source->window->size);
    return TRUE;
}

/* The next member of the tar, if there is one, unpacked where it is packed itself. */
static gboolean
open_member(ArchiveSource *source, GError **error)
{
    g_autoptr(GError) broken = NULL;

    if (!tar_next(source->window, &source->member, error))
        return FALSE;
    if (source->member.name == NULL)
        return TRUE;
    source->in_member = TRUE;
    source->window->limit = source->member.size;
    source->window->ended = FALSE;
    window_skip(source->window, 0);
    if (!window_reach(source->window, TAR_BLOCK, error))
        return FALSE;
    Window *packed = window_open_packed(source->window, &broken);
    if (broken != NULL) {
        g_propagate_error(error, g_steal_pointer(&broken));
        return FALSE;
    }
    if (packed != NULL) {
        source->tar = source->window;
        source->window = packed;
    }
    return TRUE;
}

/* Opens the next file or member; TRUE with INSIDE_NOTHING and a place for one that is not read. */
static gboolean
open_next(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    if (source->window == NULL) {
        source->next++;
        if (current(source)->passed) {
            tell(source, found, "maildir-folder");
            return TRUE;
        }
        if (!open_file(source, error))
            return FALSE;
    }
    if (source->is_tar) {
        if (!open_member(source, error))
            return FALSE;
        if (!source->in_member) {
            close_file(source);
            return TRUE;
        }
    }
    if (!window_reach(source->window, LOOK_BYTES, error))
        return FALSE;
    if (!source->in_member || !is_unfinished(source->member.name))
        source->inside = look(source->window, source->kind);
    if (source->inside == INSIDE_NOTHING && !window_sound(source->window, error))
        return FALSE;
    if (source->inside == INSIDE_NOTHING && source->window->size > 0)
        tell(source, found, "no-mail");
    return TRUE;
}

/* The file, or member, is done with. */
static gboolean
leave(ArchiveSource *source, GError **error)
{
    source->inside = INSIDE_NOTHING;
    if (!source->in_member) {
        close_file(source);
        return TRUE;
    }
    if (source->tar != NULL) {
        gboolean sound = window_sound(source->window, error);
        window_free(source->window);
        source->window = g_steal_pointer(&source->tar);
        if (!sound)
            return FALSE;
    }
    gint64 rest = source->window->limit;
    source->in_member = FALSE;
    source->window->limit = -1;
    source->window->ended = FALSE;
    window_skip(source->window, 0);
    gboolean good = window_pass(source->window, rest + tar_padding(source->member.size), error);
    g_clear_pointer(&source->member.name, g_free);
    return good;
}

static gboolean
read_mail(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    Window *window = source->window;

    if (!window_reach(window, MBOX_MAIL_MAX, error) || !window_sound(window, error))
        return FALSE;
    gsize size = MIN(window->size, MBOX_MAIL_MAX);
    found->raw = g_bytes_new(window->data, size);
    found->arrival = source->in_member ? source->member.changed : current(source)->changed;
    found->place = place(source, -1);
    found->oddity = size < window->size || !window->ended ? "too-long" : NULL;
    return leave(source, error);
}

static gboolean
read_page(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    Window *window = source->window;

    if (!window_reach(window, MBOX_MAIL_MAX, error) || !window_sound(window, error))
        return FALSE;
    found->raw = mhonarc_mail(window->data, window->size);
    found->place = place(source, -1);
    found->oddity = ARCHIVE_PAGE;
    if (found->raw == NULL) {
        found->raw = g_bytes_new(NULL, 0);
        found->oddity = "no-mail";
    }
    return leave(source, error);
}

static gboolean
read_mbox(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    MboxMail mail;

    if (!mbox_next(source->window, source->kind, &mail, error))
        return FALSE;
    if (mail.raw == NULL)
        return leave(source, error);
    found->raw = mail.raw;
    found->arrival = mail.arrival;
    found->place = place(source, mail.offset);
    found->oddity = mail.oddity;
    return TRUE;
}

gboolean
archive_source_next(ArchiveSource *source, ArchiveFound *found, GError **error)
{
    gboolean good = TRUE;

    *found = (ArchiveFound){0};
    while (good && found->raw == NULL) {
        if (source->inside == INSIDE_MBOX)
            good = read_mbox(source, found, error);
        else if (source->inside == INSIDE_MAIL)
            good = read_mail(source, found, error);
        else if (source->inside == INSIDE_PAGE)
            good = read_page(source, found, error);
        else if (source->in_member || (source->window != NULL && !source->is_tar))
            good = leave(source, error);
        else if (source->window == NULL && source->next == source->files->len)
            return TRUE;
        else
            good = open_next(source, found, error);
    }
    if (!good && source->window != NULL)
        close_file(source);
    else if (!good && source->next > 0)
        source->done += current(source)->size;
    return good;
}
