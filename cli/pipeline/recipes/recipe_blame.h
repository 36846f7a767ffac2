// Whose fault an error inside a step of a recipe is. Pure.
#pragma once

#include <functional>
#include <string>

namespace rssviz::cli {

// The work, whose errors of usage become the recipe's, at `where` ("journey.toml:12").
std::function<void()> blamed_on(const std::string& where, std::function<void()> work);

}  // namespace rssviz::cli
