// Whether a file of a run still belongs to what it was made from: both keep their names when a network is
// trained or recorded anew.
#pragma once

#include <filesystem>
#include <string>

namespace rssviz::cli {

// Error{data} with `again`, the command that makes `output` again, where its recipe says that it was made
// from an `input` of other bytes than those that are there. A recipe that doesn't name the input says
// nothing.
void require_made_from(const std::string& recipe, const std::filesystem::path& output,
                       const std::filesystem::path& input, const std::string& again);

// The same of states recorded in a run: of the stage they are of, which for the last one, or all, is the last
// that there is.
void require_recorded_here(const std::string& recipe, const std::filesystem::path& states,
                           const std::filesystem::path& folder);

}  // namespace rssviz::cli
