// Columns by the roles that figures ask for (models/tasks/task.h). Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// The columns of a role: those that --ROLE names, else the task's; empty where there are none. `settings`
// null: the task's.
std::vector<std::string> columns_for_role(const NetworkView& view, const Settings* settings,
                                          const std::string& role);
// The same where one is needed: Error{data} naming what the states have.
std::vector<std::string> role_columns(const NetworkView& view, const Settings& settings,
                                      const std::string& role);
std::string role_column(const NetworkView& view, const Settings& settings, const std::string& role);
// Of the task alone.
std::string role_column(const NetworkView& view, const std::string& role);

// The names of the columns of a view's states, separated by commas; "none" without.
std::string names_of_columns(const NetworkView& view);

}  // namespace rssviz::cli
