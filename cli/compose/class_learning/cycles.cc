// cycles: whether what is known of the class ends in clusters or in cycles once input is over: directions of
// class means while the network drifts, and the plane in which class means turn, through learning.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/cycle_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using Of = std::vector<CyclesOfOne>;

CycleOptions options_of(const Settings& settings) {
  const auto number = [&](const char* name) { return static_cast<int>(settings.integer(name)); };
  CycleOptions options;
  options.sequences = number("most");
  options.after = number("after");
  options.turning = number("turning");
  options.components = number("components");
  options.surrogates = number("surrogates");
  options.stages = number("stages");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  return options;
}

template <class Value>
Pooled over_networks(const Of& all, const Value& value) {
  std::vector<double> values;
  for (const CyclesOfOne& one : all) values.push_back(value(one));
  return pooled_over(values);
}

ChartLine drift_line(const Of& all, const char* name, std::vector<DriftDimension> CyclesOfOne::*part,
                     double DriftDimension::*field, render::Color color, render::Dash dash) {
  ChartLine line{name, {}, {}, color, dash};
  for (std::size_t k = 0; k < (all.front().*part).size(); ++k) {
    line.x.push_back((all.front().*part)[k].after);
    line.y.push_back(over_networks(all, [&](const CyclesOfOne& one) { return (one.*part)[k].*field; }));
  }
  return line;
}

std::vector<ChartLine> drift_lines(const Of& all, const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  std::vector<ChartLine> lines{drift_line(all, "class means", &CyclesOfOne::trained, &DriftDimension::means,
                                          colors[2], render::Dash::solid),
                               drift_line(all, "as many of one class", &CyclesOfOne::trained,
                                          &DriftDimension::within, colors[1], render::Dash::dashed),
                               drift_line(all, "untrained: class means", &CyclesOfOne::untrained,
                                          &DriftDimension::means, style.muted, render::Dash::solid)};
  if (all.size() == 1)
    for (std::size_t k = 0; k < lines[1].y.size(); ++k) {
      lines[1].y[k].low = all.front().trained[k].low;
      lines[1].y[k].high = all.front().trained[k].high;
    }
  return lines;
}

// By stage: what was found, and the surrogates' median with the middle 95 % (means over networks).
std::vector<ChartLine> stage_lines(const Of& all, double Turning::*field, const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  ChartLine found{"class means", {}, {}, colors[2], render::Dash::solid};
  ChartLine null{"surrogates", {}, {}, style.muted, render::Dash::dashed};
  for (std::size_t s = 0; s < all.front().stages.size(); ++s) {
    const auto at = [&](Turning StageTurning::*of) {
      return over_networks(all, [&](const CyclesOfOne& one) { return (one.stages[s].*of).*field; });
    };
    found.x.push_back(all.front().stages[s].stage);
    found.y.push_back(at(&StageTurning::of));
    null.x.push_back(all.front().stages[s].stage);
    null.y.push_back(
        {at(&StageTurning::median).mean, at(&StageTurning::low).mean, at(&StageTurning::high).mean});
  }
  return {std::move(null), std::move(found)};
}

double radius_rule(const Of& all, double Turning::*field) {
  return over_networks(all, [&](const CyclesOfOne& one) { return one.at_radius.*field; }).mean;
}

std::string cell(double value) { return std::isnan(value) ? std::string() : formats::format_number(value); }

formats::Table table_of(const Of& all) {
  formats::Table table;
  table.header = {"network", "measure", "after", "stage", "value", "null", "low", "high"};
  for (const CyclesOfOne& one : all) {
    for (const DriftDimension& at : one.trained)
      table.rows.push_back({one.id, "directions", std::to_string(at.after), "", cell(at.means),
                            cell(at.within), cell(at.low), cell(at.high)});
    for (const DriftDimension& at : one.untrained)
      table.rows.push_back({one.id, "directions_untrained", std::to_string(at.after), "", cell(at.means),
                            cell(at.within), cell(at.low), cell(at.high)});
    for (const StageTurning& at : one.stages) {
      const auto row = [&](const char* name, double Turning::*field) {
        table.rows.push_back({one.id, name, "", std::to_string(at.stage), cell(at.of.*field),
                              cell(at.median.*field), cell(at.low.*field), cell(at.high.*field)});
      };
      row("share_in_plane", &Turning::share);
      row("r2_of_turning", &Turning::r2);
      row("steps_of_a_turn", &Turning::steps);
    }
    table.rows.push_back({one.id, "share_in_plane_untrained", "", "", cell(one.at_radius.share), "", "", ""});
    table.rows.push_back({one.id, "r2_of_turning_untrained", "", "", cell(one.at_radius.r2), "", "", ""});
  }
  return table;
}

// Of each network, so that claims are put to tests over seeds.
std::vector<Finding> findings_of(const Of& all) {
  std::vector<Finding> findings;
  for (const CyclesOfOne& one : all) {
    const auto add = [&](const std::string& name, double value) {
      findings.push_back({name + ", " + one.id, value});
    };
    const StageTurning& last = one.stages.back();
    add("directions of class means, last input", one.trained.front().means);
    add("directions of class means, after drift", one.trained.back().means);
    add("directions of as many of one class, after drift", one.trained.back().within);
    add("directions of class means, after drift, untrained", one.untrained.back().means);
    add("share in the plane", last.of.share);
    add("share in the plane, surrogates", last.median.share);
    add("R2 of turning", last.of.r2);
    add("R2 of turning, surrogates", last.median.r2);
    add("R2 of turning, untrained", one.at_radius.r2);
  }
  return findings;
}

std::string numbers_of(const Of& all) {
  const auto last = [&](double Turning::*field) {
    return decimals(
        over_networks(all, [&](const CyclesOfOne& one) { return one.stages.back().of.*field; }).mean, 2);
  };
  const auto null = [&](double Turning::*field) {
    return decimals(
        over_networks(all, [&](const CyclesOfOne& one) { return one.stages.back().median.*field; }).mean, 2);
  };
  return "After learning the plane holds " + last(&Turning::share) + " of the variance (surrogates " +
         null(&Turning::share) + ") and turning explains " + last(&Turning::r2) +
         " of the slopes (surrogates " + null(&Turning::r2) + "). ";
}

render::Caption caption_of(const FigureRequest& request, const Of& all, const CycleOptions& options) {
  const NetworkView& view = *request.networks.front();
  return {
      "Whether the class ends in clusters or in cycles",
      "Up to " + with_commas(options.sequences) + " test sequences of each of " + std::to_string(all.size()) +
          (all.size() == 1 ? " network, which goes on" : " networks, which go on") +
          " without input after the last step. Left: participation ratio (sum l)^2 / "
          "sum l^2 of the class means, against as many states of one class (200 draws), since the ratio "
          "grows "
          "with the number of points. Middle and right: class means over " +
          std::to_string(options.turning) +
          " steps without input, their common mean taken away at each step, units as they are, by jPCA on " +
          std::to_string(options.components) +
          " principal components: the share of variance in the plane that holds most of it, and the share of "
          "slopes that turning explains. Dashed with its band: median and middle 95 % of " +
          std::to_string(options.surrogates) +
          " surrogates a stage that keep means and covariances across steps, components and classes (Elsayed "
          "and "
          "Cunningham 2017; drawn in 20 principal components). Dotted: the untrained network" +
          (all.front().radius > 0 ? " at the trained spectral radius" : std::string(" as it was drawn")) +
          ". " + numbers_of(all) +
          (all.size() >= 5 ? "Bands of lines: 95 % by Student's t over networks. "
                           : "No bands over seeds: fewer than five networks. ") +
          "Smooth paths lie in few planes without any dynamics that turn: only what exceeds the surrogates "
          "speaks "
          "for cycles. Network: " +
          view.description + ", " + view.training + "."};
}

void add_panel(const std::vector<ChartLine>& lines, const std::string& title, const std::string& y,
               render::Figure& figure) {
  figure.panels.push_back(step_chart(title, y));
  render::Panel& panel = figure.panels.back();
  panel.column = static_cast<int>(figure.panels.size()) - 1;
  panel.y.low = 0;
  for (const ChartLine& line : lines) add_chart_line(line, panel);
}

}  // namespace

static Drawn make_cycles(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const CycleOptions options = options_of(request.settings);
  Of all;
  for (const NetworkView* const view : request.networks)
    all.push_back(study_cycles(*view, class_column(request), options, request.execution));
  for (const CyclesOfOne& one : all)
    if (one.stages.size() != all.front().stages.size())
      fail(ErrorKind::data, one.id + ": has other stages than " + all.front().id + "; draw them one by one");
  render::Figure figure = figure_with(look);
  const std::vector<ChartLine> drift = drift_lines(all, look.style);
  add_panel(drift, "Directions", "participation ratio", figure);
  figure.panels.back().x.label = "steps without input";
  const std::pair<const char*, double Turning::*> shown[] = {{"Share in a plane", &Turning::share},
                                                             {"R\u00b2 of turning", &Turning::r2}};
  for (const auto& [title, field] : shown) {
    add_panel(stage_lines(all, field, look.style), title, figure.panels.size() == 1 ? "share" : "", figure);
    render::Panel& panel = figure.panels.back();
    panel.x.label = request.networks.front()->counted_by_epochs ? "epoch" : "stage";
    panel.y.high = 1;
    panel.marks.emplace_back(render::Rule{true, radius_rule(all, field), look.style.muted, 0.7,
                                          render::Dash::dotted, "untrained"});
  }
  figure.legends.push_back(legend_of_lines(drift, {0}));
  figure.legends.push_back(legend_of_lines(stage_lines(all, &Turning::share, look.style), {1, 2}));
  figure.row_aspects = {0.85};
  letter_panels(figure, look);
  figure.caption = caption_of(request, all, options);
  Drawn drawn(std::move(figure), table_of(all));
  drawn.findings = findings_of(all);
  return drawn;
}

FigureKind cycles_kind() {
  return {
      .name = "cycles",
      .summary = "whether the class ends in clusters or in cycles: directions and turning of class means",
      .of = Networks::several,
      .reads = kReadsNetwork | kReadsStages,
      .needs = {"class"},
      .options =
          {most_sequences_option(),
           {"after", OptionType::integer, "300", "steps without input after the last", true, {}},
           {"turning", OptionType::integer, "100", "of them, in which class means may turn", true, {}},
           {"components", OptionType::integer, "6", "principal components kept: an even number", true, {}},
           {"surrogates", OptionType::integer, "39", "draws of the null, a stage", true, {}},
           {"stages", OptionType::integer, "10", "stages of learning, at most", true, {}},
           latex_option()},
      .make = make_cycles};
}

}  // namespace rssviz::cli
