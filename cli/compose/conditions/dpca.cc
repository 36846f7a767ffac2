// dpca: demixed principal components of conditions: directions of which each holds what time, or a factor of
// the conditions, does to the states, beside principal components, which mix them.
#include <algorithm>
#include <cmath>

#include "cli/compose/conditions/condition_means.h"
#include "cli/compose/conditions/condition_trials.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostBars = 12;
constexpr std::size_t kCurves = 3;  // panels of components along the steps

using models::DemixedComponent;

// "time", "stimulus", "decision", "both": marginals in the words of the columns.
std::vector<std::string> marginal_names(const DemixingStudy& study, const Settings& settings) {
  std::vector<std::string> names;
  for (const std::string& name : study.demixed.names)
    names.push_back(name == "first"    ? settings.text("class")
                    : name == "second" ? settings.text("second")
                                       : name);
  return names;
}

// The share of each component, stacked by the marginal that it lies in.
render::Panel bars_panel(const std::string& title, const std::vector<DemixedComponent>& components,
                         double high, const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  render::Panel panel;
  panel.title = title;
  panel.x.label = "component";
  panel.y.low = 0;
  panel.y.high = high;
  const std::size_t shown = std::min(kMostBars, components.size());
  render::Rectangles bars;
  for (std::size_t k = 0; k < shown; ++k) {
    double from = 0;
    const double x = static_cast<double>(k) + 1;
    for (std::size_t m = 0; m < components[k].of.size(); ++m) {
      const double to = from + std::max(0., components[k].of[m]);
      bars.boxes.push_back({x - 0.38, from, x + 0.38, to});
      bars.colors.push_back(colors[m]);
      from = to;
    }
  }
  panel.marks.emplace_back(std::move(bars));
  panel.x.low = 0.4;
  panel.x.high = static_cast<double>(shown) + 0.6;
  for (std::size_t k = 0; k<shown; k += shown> 8 ? 2 : 1)
    panel.x.ticks.push_back({static_cast<double>(k) + 1, std::to_string(k + 1)});
  return panel;
}

// The share of all variance that each marginal holds (dots), and under shuffled conditions (bars).
render::Panel null_panel(const DemixingStudy& study, const std::vector<std::string>& names,
                         const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  render::Panel panel;
  panel.title = "Variance by factor";
  panel.y.low = 0;
  panel.y.high = 1.04;
  render::Rectangles bars;
  render::Points dots;
  for (std::size_t m = 0; m < names.size(); ++m) {
    const auto x = static_cast<double>(m);
    if (!study.nulls.empty())
      bars.boxes.push_back({x - 0.2, study.nulls[m].low, x + 0.2, std::max(study.nulls[m].high, 0.012)});
    dots.at.push_back({x, study.demixed.variances[m]});
    dots.colors.push_back(colors[m]);
    panel.x.ticks.push_back({x, names[m]});
  }
  bars.colors = {style.quiet};
  dots.radius_pt = 2.6;
  dots.keep_order = true;
  if (!bars.boxes.empty()) panel.marks.emplace_back(std::move(bars));
  panel.marks.emplace_back(std::move(dots));
  panel.x.low = -0.6;
  panel.x.high = static_cast<double>(names.size()) - 0.4;
  panel.x.slanted = names.size() > 2;
  return panel;
}

render::Panel curves_panel(const DemixingStudy& study, const ConditionTrials& of,
                           const DemixedComponent& component, std::size_t place, const std::string& name,
                           const Classes& classes) {
  render::Panel panel;
  panel.title = std::to_string(place + 1) + ": " + name + " (" + percent(component.share) + ")";
  panel.x.label = "step";
  const MatrixD all = models::centred_averages(study.means);
  const VectorD at = all * component.decoder;
  const auto steps = static_cast<Eigen::Index>(of.steps.size());
  for (std::size_t c = 0; c < study.means.size(); ++c) {
    render::Line line;
    for (Eigen::Index t = 0; t < steps; ++t)
      line.at.push_back({static_cast<double>(of.steps[static_cast<std::size_t>(t)]),
                         at[static_cast<Eigen::Index>(c) * steps + t]});
    line.color = classes.colors[c / of.second.size()];
    line.width_pt = 1.1;
    const std::size_t level = c % of.second.size();
    line.dash = level == 0 ? render::Dash::solid : level == 1 ? render::Dash::dashed : render::Dash::dotted;
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

// The components whose course is drawn: the first of each marginal, then the largest of the rest.
std::vector<std::size_t> curves_of(const DemixingStudy& study) {
  std::vector<std::size_t> chosen;
  const std::vector<DemixedComponent>& components = study.demixed.components;
  for (std::size_t m = 0; m < study.demixed.names.size() && chosen.size() < kCurves; ++m)
    for (std::size_t k = 0; k < components.size(); ++k)
      if (components[k].marginal == m) {
        chosen.push_back(k);
        break;
      }
  for (std::size_t k = 0; k < components.size() && chosen.size() < kCurves; ++k)
    if (std::find(chosen.begin(), chosen.end(), k) == chosen.end()) chosen.push_back(k);
  return chosen;
}

formats::Table table_of(const DemixingStudy& study, const std::vector<std::string>& names) {
  formats::Table table;
  table.header = {"method", "component", "marginal", "part", "share", "null_low", "null_high"};
  const auto number = [](double value) { return std::isnan(value) ? "" : formats::format_number(value); };
  for (std::size_t m = 0; m < names.size(); ++m)
    table.rows.push_back({"total", "", names[m], names[m], number(study.demixed.variances[m]),
                          study.nulls.empty() ? "" : number(study.nulls[m].low),
                          study.nulls.empty() ? "" : number(study.nulls[m].high)});
  table.rows.push_back({"noise", "", "", "", number(study.noise), "", ""});
  table.rows.push_back({"penalty", "", "", "", number(study.penalty), "", ""});
  const std::pair<const char*, const std::vector<DemixedComponent>*> methods[] = {
      {"dpca", &study.demixed.components}, {"pca", &study.demixed.principal}};
  for (const auto& [method, components] : methods)
    for (std::size_t k = 0; k < components->size(); ++k)
      for (std::size_t m = 0; m < names.size(); ++m)
        table.rows.push_back({method, std::to_string(k + 1), names[(*components)[k].marginal], names[m],
                              number((*components)[k].of[m]), "", ""});
  return table;
}

// Of what components explain, the share that lies in the marginal of each: 1 where nothing is mixed.
double purity(const std::vector<DemixedComponent>& components) {
  double own = 0, all = 0;
  for (const DemixedComponent& one : components) {
    own += std::max(0., one.of[one.marginal]);
    for (const double share : one.of) all += std::max(0., share);
  }
  return all > 0 ? own / all : 0;
}

std::string null_sentence(const DemixingStudy& study, const DemixingOptions& options) {
  if (study.nulls.empty())
    return "Each condition is one trial, or some are: no noise can be estimated, no condition shuffled, and "
           "the "
           "penalty isn't chosen on trials held out (1e-6 of the variance). ";
  return "Penalty: " + decimals(study.penalty, 6) + " of the variance, chosen on " +
         std::to_string(options.splits) +
         " splits of which one trial a condition is held out. Noise of trials accounts for " +
         percent(study.noise) +
         " of the averages' variance. Grey: middle 95 % with conditions shuffled over trials (" +
         std::to_string(options.shuffles) + " times). ";
}

render::Caption caption_of(const DemixingStudy& study, const ConditionTrials& of,
                           const DemixingOptions& options) {
  const Eigen::Index units = of.trials.of.front().cols();
  render::Caption caption;
  caption.title = "Demixed components: " + percent(purity(study.demixed.components)) +
                  " of what they explain is of their own factor, of principal components " +
                  percent(purity(study.demixed.principal));
  caption.text = with_commas(static_cast<long long>(of.trials.of.size())) + " trials of " +
                 std::to_string(of.trials.conditions()) + " conditions, " + std::to_string(of.steps.size()) +
                 " steps, " + with_commas(units) +
                 " units. Averages are split into what time does alone, what each factor does at each time, "
                 "and the rest "
                 "(Kobak et al. 2016); demixed components reconstruct each part from all by a map of low "
                 "rank with a ridge "
                 "penalty, up to " +
                 std::to_string(options.components) +
                 " a part. Bars: share of all variance, coloured by the part it lies in. Curves: averages of "
                 "conditions along "
                 "a component's decoder, colours by the first factor" +
                 (of.second.size() > 1 ? ", dashes by the second. " : ". ") + null_sentence(study, options) +
                 "Components are not orthogonal, so their shares don't add up; that a factor can be demixed "
                 "doesn't say that "
                 "the network uses it so. ";
  for (const std::string& note : of.notes)
    caption.text += static_cast<char>(std::toupper(note.front())) + note.substr(1) + ". ";
  return caption;
}

DemixingOptions options_of(const Settings& settings) {
  DemixingOptions options;
  options.components = static_cast<int>(settings.integer("components"));
  options.shuffles = static_cast<int>(settings.integer("shuffles"));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

render::Legend marginals_legend(const std::vector<std::string>& names, const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  render::Legend legend;
  for (std::size_t m = 0; m < names.size(); ++m)
    legend.entries.push_back({names[m], colors[m], render::SwatchKind::box});
  legend.panels = {0, 1, 2};
  return legend;
}

}  // namespace

static Drawn make_dpca(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const DemixingOptions options = options_of(request.settings);
  const ConditionTrials of = condition_trials(request);
  const DemixingStudy study = study_demixing(of.trials, options, request.execution);
  const std::vector<std::string> names = marginal_names(study, request.settings);
  double high = 0;
  for (const auto* const components : {&study.demixed.components, &study.demixed.principal})
    for (const DemixedComponent& one : *components) high = std::max(high, one.share);
  render::Figure figure = figure_with(look);
  figure.panels = {bars_panel("Demixed", study.demixed.components, 1.08 * high, look.style),
                   bars_panel("Principal", study.demixed.principal, 1.08 * high, look.style),
                   null_panel(study, names, look.style)};
  figure.panels[0].y.label = "share of variance";
  const Classes classes =
      classes_named(of.first, request.settings.text("class"), request.settings, look.style);
  for (const std::size_t k : curves_of(study)) {
    const DemixedComponent& component = study.demixed.components[k];
    figure.panels.push_back(curves_panel(study, of, component, k, names[component.marginal], classes));
    figure.panels.back().row = 1;
  }
  for (std::size_t k = 0; k < figure.panels.size(); ++k)
    figure.panels[k].column = static_cast<int>(k < 3 ? k : k - 3);
  figure.row_aspects = {0.7, 0.6};
  figure.legends.push_back(marginals_legend(names, look.style));
  render::Legend conditions = class_legend(request.settings.text("class"), classes, "", look.style);
  conditions.side = render::Side::bottom;
  figure.legends.push_back(std::move(conditions));
  letter_panels(figure, look);
  figure.caption = caption_of(study, of, options);
  Drawn drawn(std::move(figure), table_of(study, names));
  drawn.findings = {{"own share, demixed components", purity(study.demixed.components)},
                    {"own share, principal components", purity(study.demixed.principal)}};
  return drawn;
}

FigureKind dpca_kind() {
  return {
      .name = "dpca",
      .summary = "demixed components of conditions: what time and each factor do to the states",
      .of = Networks::states,
      .reads = 0,
      .needs = {},
      .of_task = {},
      .options = condition_options_with(
          {second_option(),
           {"components", OptionType::integer, "3", "components of each part, at most", true, {}},
           {"shuffles", OptionType::integer, "99", "shuffles of the conditions over the trials", true, {}},
           {"seed", OptionType::integer, "1", "of the shuffles and of trials held out", true, {}},
           latex_option()}),
      .make = make_dpca};
}

}  // namespace rssviz::cli
