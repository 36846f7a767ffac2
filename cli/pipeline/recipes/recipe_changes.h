// What the command line lays over a recipe (rssviz run --set).
#pragma once

#include <string>

namespace toml {
inline namespace v3 {  // of toml++ 3, whose headers stay in sources
class table;
}
}  // namespace toml

namespace rssviz::cli {

// KEY=VALUE: seed=3, train.lstm.epochs=5, figure.heard.venue=ieee (by name, else kind); '*' stands for each.
// Throws Error{usage} for what isn't of that form or names nothing.
void change_recipe(const std::string& change, toml::table& root);

}  // namespace rssviz::cli
