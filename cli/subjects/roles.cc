#include "cli/subjects/roles.h"

#include <algorithm>

#include "cli/subjects/role_words.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

std::string names_of_columns(const NetworkView& view) {
  const models::StateTrace& trace = view.trace.points() > 0 ? view.trace : view.stage_trace;
  std::string names;
  for (const models::IntColumn& column : trace.integers) names += (names.empty() ? "" : ", ") + column.name;
  for (const models::FloatColumn& column : trace.floats) names += (names.empty() ? "" : ", ") + column.name;
  return names.empty() ? "none" : names;
}

std::vector<std::string> columns_for_role(const NetworkView& view, const Settings* settings,
                                          const std::string& role) {
  const std::string option = option_name(role);
  if (settings != nullptr && settings->has(option)) return split_at_commas(settings->text(option));
  return view.task->role(role);
}

std::vector<std::string> role_columns(const NetworkView& view, const Settings& settings,
                                      const std::string& role) {
  std::vector<std::string> columns = columns_for_role(view, &settings, role);
  if (columns.empty())
    fail(ErrorKind::data, "the task " + view.task->name() + " of " + view.id + " doesn't know " +
                              words_of_role(role) + " (columns: " + names_of_columns(view) + ")");
  return columns;
}

std::string role_column(const NetworkView& view, const Settings& settings, const std::string& role) {
  return role_columns(view, settings, role).front();
}

std::string role_column(const NetworkView& view, const std::string& role) {
  const std::vector<std::string> columns = columns_for_role(view, nullptr, role);
  if (columns.empty())
    fail(ErrorKind::data, "the task " + view.task->name() + " of " + view.id + " doesn't know " +
                              words_of_role(role) + " (columns: " + names_of_columns(view) + ")");
  return columns.front();
}

}  // namespace rssviz::cli
