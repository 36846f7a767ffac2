#include "cli/pipeline/run_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/map_panels.h"
#include "core/formats/npz.h"

namespace rssviz::cli {
namespace {

void add_errors(const NetworkView& view, models::Split split, formats::Json& network) {
  const models::StageMetrics* const row = models::find_metrics(view.metrics, view.stages - 1, split);
  if (row == nullptr) return;
  formats::Json& errors = network[std::string(models::name_of(split))];
  if (row->valid_error) errors["valid_error"] = *row->valid_error;
  if (row->exact_error) errors["exact_error"] = *row->exact_error;
  if (row->rmse) errors["rmse"] = *row->rmse;
  if (row->loss) errors["loss"] = *row->loss;
}

void add_quality(const embed::Embedding& map, formats::Json& network) {
  formats::Json& quality = network["map"];
  quality["points"] = map.coords.rows();
  quality["distinct_points"] =
      map.index.empty() ? 0 : *std::max_element(map.index.begin(), map.index.end()) + 1;
  quality["neighbors"] = map.quality.k;
  quality["trustworthiness"] = map.quality.trustworthiness;
  quality["neighbors_kept"] = map.quality.neighbors_kept;
}

std::string line_of(const formats::Json& network) {
  std::string line =
      network["description"].get<std::string>() + ", " + network["training"].get<std::string>();
  if (network.contains("test") && network["test"].contains("valid_error"))
    line += "; test sentences: not valid " + decimals(network["test"]["valid_error"].get<double>(), 4) +
            ", not exact " + decimals(network["test"]["exact_error"].get<double>(), 4);
  if (network.contains("map"))
    line += "; map: trustworthiness " + decimals(network["map"]["trustworthiness"].get<double>(), 3) +
            ", neighbours kept " + percent(network["map"]["neighbors_kept"].get<double>());
  return line;
}

}  // namespace

formats::Json summary_of(const std::string& title, const std::vector<SummarySubject>& subjects) {
  formats::Json summary;
  summary["title"] = title;
  summary["networks"] = formats::Json::object();
  for (const SummarySubject& subject : subjects) {
    formats::Json& network = summary["networks"][subject.id];
    network["description"] = subject.view->description;
    network["training"] = subject.view->training;
    for (const models::Split split : models::kSplits) add_errors(*subject.view, split, network);
    if (std::filesystem::exists(subject.map))
      add_quality(embed::from_archive(formats::read_npz(subject.map), subject.map.string()), network);
  }
  return summary;
}

std::vector<std::pair<std::string, std::string>> summary_lines(const formats::Json& summary) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [id, network] : summary.at("networks").items()) lines.emplace_back(id, line_of(network));
  return lines;
}

}  // namespace rssviz::cli
