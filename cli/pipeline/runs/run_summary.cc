#include "cli/pipeline/runs/run_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/parts/error_text.h"
#include "cli/subjects/network_view.h"
#include "core/formats/npz.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

void add_error(const std::string& name, const models::StageMetrics& row, const NetworkView& view,
               formats::Json& errors) {
  const std::optional<StatedError> error = stated_error(row, name, *view.corpus);
  if (!error) return;
  errors[name] = error->share;
  errors[name + "_interval"] = {error->interval.low, error->interval.high};
}

std::string stated(const formats::Json& errors, const std::string& name) {
  const formats::Json& interval = errors.at(name + "_interval");
  return error_text(
      {errors.at(name).get<double>(), {interval.at(0).get<double>(), interval.at(1).get<double>()}}, 4);
}

std::string line_of(const formats::Json& network) {
  std::string line =
      network["description"].get<std::string>() + ", " + network["training"].get<std::string>();
  if (network.contains("test") && network["test"].contains("valid_error"))
    line += "; test sentences: not valid " + stated(network["test"], "valid_error") + ", not exact " +
            stated(network["test"], "exact_error");
  if (network.contains("loss") && network.contains("test"))
    line += "; test steps: " + network["loss"].get<std::string>() + " " +
            decimals(network["test"].value("loss", 0.0), 4);
  if (network.contains("map"))
    line += "; map: trustworthiness " + decimals(network["map"]["trustworthiness"].get<double>(), 3) +
            ", neighbours kept " + percent(network["map"]["neighbors_kept"].get<double>());
  return line;
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

}  // namespace

formats::Json errors_record(const NetworkView& view) {
  formats::Json record = formats::Json::object();
  for (const models::Split split : models::kSplits) {
    const models::StageMetrics* const row = models::find_metrics(view.metrics, view.stages - 1, split);
    if (row == nullptr) continue;
    formats::Json& errors = record[std::string(models::name_of(split))];
    if (!view.task->every_step()) errors["sentences"] = view.corpus->indices(split).size();
    const std::vector<models::Measure> measures = view.task->measures();
    for (const models::NamedNumber& number : row->values)
      if (std::any_of(measures.begin(), measures.end(),
                      [&](const models::Measure& measure) { return measure.key == number.name; }))
        add_error(number.name, *row, view, errors);
    for (const char* const name : {"rmse", "loss"})
      if (const std::optional<double> value = row->value(name)) errors[name] = *value;
  }
  return record;
}

formats::Json summary_of(const std::string& title, const std::vector<SummarySubject>& subjects) {
  formats::Json summary;
  summary["title"] = title;
  summary["networks"] = formats::Json::object();
  for (const SummarySubject& subject : subjects) {
    formats::Json& network = summary["networks"][subject.id];
    network["description"] = subject.view->description;
    network["training"] = subject.view->training;
    const bool has_task = subject.view->task != nullptr;
    if (has_task && subject.view->task->every_step())
      network["loss"] = subject.view->task->measures().front().name;
    if (has_task) network.update(errors_record(*subject.view));
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
