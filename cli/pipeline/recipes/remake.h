// A file made again by the recipe that it carries: the same inputs give the same bytes, or a reason is named.
#pragma once

#include <filesystem>
#include <optional>

#include "core/parallel.h"

namespace rssviz::cli {

struct RemakeOptions {
  std::optional<std::filesystem::path> output{};  // keep what is made there; else it is compared and dropped
  std::optional<std::filesystem::path> inputs{};  // the folder below which inputs may be read
};

// Figures, films, maps and states. A recipe may come from a stranger: inputs are read only below the file's
// own folder (of figures/ and films/ of a run, below that of the run), or below options.inputs; they are
// named from the former, then from the latter. Throws Error{no_input} naming an input that isn't there;
// {data} naming an input elsewhere, the inputs that are no longer those it was made from, a file without a
// recipe or with a damaged one, one that a remake doesn't know, or one whose bytes differ from what the
// recipe gives; {usage} for an output of another format.
void remake(const std::filesystem::path& file, const RemakeOptions& options, const Execution& execution);

}  // namespace rssviz::cli
