/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-value - what the templates of a letter are filled with */
#pragma once

#include "base/settings.h"
#include "page/value.h"
#include "store/query.h"

#include "news/edition.h"
#include "news/letter-template.h"
#include "news/own-link.h"
#include "news/piece.h"

/* For head, headings and foot. */
Value *edition_value_frame(const Settings *settings, const Edition *edition,
                           const LetterTemplate *template, const OwnLinkWords *words,
                           const PieceFrame *frame);

/* For one contribution. */
Value *edition_value_item(const Edition *edition, const LetterTemplate *template,
                          const NewsEditionCandidates *contribution);
