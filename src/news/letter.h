/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter - each reader's copy of a composed edition, put together from encoded pieces
 *
 * letter_open() once for an edition, letter_choose() once for a batch of readers, then
 * letter_assemble() for each of them: it copies bytes and encodes nothing. A Letter belongs to one
 * thread and must not outlive the store it was opened with.
 */
#pragma once

#include "store/store.h"

typedef struct Letter Letter;

/* Reads the edition's pieces. ERROR_NOT_FOUND, or ERROR_CONFLICT when it was not composed or its
 * list has an address that mail cannot be sent from. */
Letter *letter_open(Store *store, const Settings *settings, gint64 edition, GError **error);
void letter_free(Letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)

/* Finds, in one query, the names of these readers (gint64, subscribers) and which pieces concern
 * each; forgets those of the call before. Who does not exist any more is passed over. */
gboolean letter_choose(Letter *letter, Store *store, const GArray *recipients, GError **error);

/* The whole mail for a chosen reader, CRLF and 7 bits, in place of what `out` holds. `mailing` is
 * the ledger's number. ERROR_NOT_FOUND for a reader that letter_choose() did not find (erased since
 * the ledger was filled), ERROR_BAD_INPUT for an address that is none. */
gboolean letter_assemble(Letter *letter, gint64 mailing, gint64 recipient, const char *address,
                         GString *out, GError **error);

/* The public copy, for the archive, in place of what `out` holds: every item, nobody's own links,
 * no To. */
void letter_assemble_public(Letter *letter, GString *out);

/* What it is assembled for. LETTER_SEND is the real thing. A test has "[test]" before its subject,
 * a Message-ID of its own (a mail program would take the real letter for a double) and the time
 * of now. A preview besides has no working link of anybody's. */
typedef enum { LETTER_SEND, LETTER_TEST, LETTER_PREVIEW } LetterPurpose;
void letter_set_purpose(Letter *letter, LetterPurpose purpose);

/* The language of the copy of a chosen reader; NULL when letter_choose() did not find them. Belongs
 * to the letter. */
const char *letter_language(const Letter *letter, gint64 recipient);

/* Chooses for a reader who is only imagined and has number 0: one who lives in these territories
 * and follows these interests (gint64). Such a copy has no working links. */
gboolean letter_imagine(Letter *letter, Store *store, const GArray *territories,
                        const GArray *interests, GError **error);

/* The language that imagined readers read from now on; NULL is the edition's own. */
void letter_imagine_language(Letter *letter, const char *language);
