#include "cli/subjects/role_words.h"

#include <map>

namespace rssviz::cli {

std::string words_of_role(const std::string& role) {
  static const std::map<std::string, std::string> kWords{
      {"part", "which part of its sequence each step belongs to"},
      {"ends", "where sequences end"},
      {"compound", "which sequences have several parts"},
      {"judged", "whether what the outputs say of a whole sequence is right"},
      {"judged_so_far", "whether what the outputs say is right at each step"},
      {"outer", "what has been said so far at each step, as a class (as words of sentences do)"},
      {"inner", "a second class at each step, within the first"},
      {"class", "a class of each step"}};
  const auto found = kWords.find(role);
  return found == kWords.end() ? "the column " + role : found->second;
}

}  // namespace rssviz::cli
