// What a grammar must be, beyond its spelling. Pure functions; safe on any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/tasks/grammar/grammar.h"

namespace rssviz::models {

// "file:line: ", what errors begin with.
std::string place(const Grammar& grammar, int line);

// Throws as parse_grammar.
void check_grammar(const Grammar& grammar);

// By nonterminal: whether it can write nothing.
std::vector<bool> can_be_empty(const Grammar& grammar);
// A nonterminal that can begin with itself before any word is written (left recursion); none: nullopt.
std::optional<std::int32_t> left_recursive(const Grammar& grammar);

}  // namespace rssviz::models
