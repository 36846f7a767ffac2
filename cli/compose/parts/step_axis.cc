#include "cli/compose/parts/step_axis.h"

#include <algorithm>
#include <limits>

#include "cli/compose/parts/line_names.h"
#include "core/error.h"

namespace rssviz::cli {

int output_named(const NetworkView& view, const std::string& name) {
  const std::vector<std::string>& all = view.corpus->output_names;
  const auto found = std::find(all.begin(), all.end(), name);
  if (found != all.end()) return static_cast<int>(found - all.begin());
  const std::string near = nearest_name(name, all);
  fail(ErrorKind::usage, "--concept: there is no output '" + name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

int output_setting(const NetworkView& view, const Settings& settings, int otherwise) {
  if (!settings.has("concept")) return otherwise;
  const std::vector<std::string>& wanted = settings.texts("concept");
  if (wanted.size() != 1)
    fail(ErrorKind::usage, "--concept: one output is needed, got " + std::to_string(wanted.size()));
  return output_named(view, wanted.front());
}

namespace {

// The numbers of some ten round steps.
void steps_below(const NetworkView& view, const models::Tokens& rows, render::Panel& panel) {
  std::int32_t apart = 1;
  for (const std::int32_t next : {2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000, 100000})
    if (static_cast<double>(rows.size()) / apart > 10) apart = next;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    const std::int32_t step = view.task->places()->step[static_cast<std::size_t>(rows[t])];
    if (step % apart == 0) panel.x.ticks.push_back({static_cast<double>(t), std::to_string(step)});
  }
  panel.x.label = "step";
}

}  // namespace

void words_below(const NetworkView& view, const models::Tokens& tokens, render::Panel& panel) {
  panel.x.ticks.clear();
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(tokens.size()) - 0.5;
  if (view.task->places() != nullptr) {
    steps_below(view, tokens, panel);
    return;
  }
  for (std::size_t t = 0; t < tokens.size(); ++t)
    panel.x.ticks.push_back(
        {static_cast<double>(t), view.corpus->vocabulary[static_cast<std::size_t>(tokens[t])]});
  panel.x.slanted = true;
}

void name_line_end(const std::string& name, double y, render::Color color, const render::Style& style,
                   render::Panel& panel) {
  render::Label label;
  label.at = {std::numeric_limits<double>::infinity(), y};
  label.text = name;
  label.color = render::mix(render::with_alpha(color, 1), style.ink, 0.4);  // thin letters need more contrast
  panel.labels.push_back(std::move(label));
}

}  // namespace rssviz::cli
