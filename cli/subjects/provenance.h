// The recipe that every output carries: one line of ASCII JSON with the command, the settings that change
// results, the version and the SHA-256 of the inputs, named relative to the output's folder. Two outputs with
// equal recipes have equal bytes, so that a step whose output carries its recipe already need not be done
// again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/formats/array.h"

namespace rssviz::cli {

// The program's version, as CMake knows it.
std::string program_version();

struct RecipeLine {
  std::string command{};                    // "figure"
  std::vector<std::string> words{};         // positionals that change the result: the kind
  std::vector<std::filesystem::path> of{};  // positionals that are paths: runs, states, coordinates
  std::vector<std::filesystem::path>
      inputs{};                           // files; folders stand for all files in them, in order of names
  std::filesystem::path output_folder{};  // inputs are named relative to it
};

// Throws Error{no_input} naming an input that isn't there.
std::string recipe_line(const RecipeLine& line, const Settings& settings);

// The recipe in an output: PDF, SVG, PNG, MP4, the array `recipe` of an .npz, or run.json of a folder.
// Nothing where there is none, or where the file is missing or unreadable.
std::optional<std::string> recipe_of_output(const std::filesystem::path& output);

// Puts the recipe into an archive, as the array `recipe`.
void set_recipe(formats::Archive& archive, const std::string& recipe);

}  // namespace rssviz::cli
