// Names in recipes and manifests, which may come from strangers: what they name must stay in the folder of
// the run. Pure functions; any thread.
#pragma once

#include <filesystem>
#include <string>

namespace rssviz::cli {

// Why a text can't be the name of a step, a figure or a film, as the end of a sentence: "must not hold a
// '/'". Empty where it can.
std::string fault_of_name(const std::string& name);

// Whether a path leads from a folder to somewhere below it, by its words alone.
bool stays_below(const std::filesystem::path& path);

}  // namespace rssviz::cli
