// What --set lays over a recipe. Pure. Inside the room: TOML's types stay out of other headers.
#pragma once

#include <toml++/toml.h>

#include <string>

namespace rssviz::cli {

// "train.lstm.epochs=5": the key below its tables; of [[figure]] and [[film]] the second part is a name, else
// a kind; '*' stands for each. A value that isn't TOML is a text. Throws Error{usage} for a change without
// '=' or of a table that the recipe hasn't.
void change_recipe(const std::string& change, toml::table& root);

}  // namespace rssviz::cli
