// What stands on the page of a recipe beside its pictures: the files around each, what its findings say, and
// the verdicts on the recipe's claims.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/pipeline/recipes/gallery.h"
#include "cli/pipeline/recipes/recipe_file.h"

namespace rssviz::cli {

// Of a figure or film made as `files` (what to show first). The caption is read from beside it, and so are
// findings, table, subtitles and poster; links are relative to `folder`.
GalleryItem gallery_item(const std::string& name, const std::vector<std::filesystem::path>& files,
                         const std::filesystem::path& folder);

// Empty without claims, or where a table that bears on them isn't there.
std::vector<GalleryVerdict> gallery_verdicts(const Recipe& recipe, const std::filesystem::path& folder);

}  // namespace rssviz::cli
