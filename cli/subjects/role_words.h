// Roles (models/tasks/task.h) in words, for messages to who has never heard of them. Pure.
#pragma once

#include <string>

namespace rssviz::cli {

// "where sequences end": what a column of that role says.
std::string words_of_role(const std::string& role);

}  // namespace rssviz::cli
