// summary.json of a run: the errors of its networks and how far their maps can be trusted.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/json.h"

namespace rssviz::cli {

struct SummarySubject {
  std::string id{};
  const NetworkView* view{nullptr};
  std::filesystem::path map{};  // its embedding; need not exist
};

// By split, at the last stage: sentences, valid_error and exact_error with their 95 % intervals (Wilson) as
// NAME_interval, rmse, loss; only what the run has.
formats::Json errors_record(const NetworkView& view);
formats::Json summary_of(const std::string& title, const std::vector<SummarySubject>& subjects);
// One line a network, for the gallery: its id and what was measured.
std::vector<std::pair<std::string, std::string>> summary_lines(const formats::Json& summary);

}  // namespace rssviz::cli
