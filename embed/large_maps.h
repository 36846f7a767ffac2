// Maps whose states are most of the memory.
#pragma once

#include "embed/embedding.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {

// As embed (embedding.h), without the states in memory while they are laid out: `read` reads the same ones
// again. Empty: they stay.
Embedding embed(Matrix states, const EmbedOptions& options, const Execution& execution,
                const SequencePlaces& places, const ReadAgain& read);

// As to_archive, but `reference` is an empty array: its place, for who writes map.reference from where it is.
formats::Archive to_archive_without_reference(const Embedding& embedding);

}  // namespace rssviz::embed
